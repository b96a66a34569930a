//! The extent of number literals, and whether they are well formed. Their values are made by `tenon-ir`.

use tenon_catalogue::e0107;

/// A number literal found at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Scanned {
    /// Length in bytes.
    pub len: usize,
    /// What is wrong with it, with the offset of the place.
    pub error: Option<(usize, &'static str)>,
}

/// Finds the number at the start of `text`, which begins with a digit or with `.` and a digit.
///
/// `fraction` says whether a fraction, an exponent or a multiplier may follow (not after an operand, where `.` selects).
pub fn scan(text: &str, fraction: bool) -> Scanned {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    if at(0) == b'0' {
        let (radix, name) = match at(1) {
            b'x' | b'X' => (16, e0107::HEXADECIMAL),
            b'o' => (8, e0107::OCTAL),
            b'b' => (2, e0107::BINARY),
            _ => (10, ""),
        };
        if radix != 10 {
            return radix_literal(bytes, radix, name);
        }
    }
    let mut error = None;
    let mut i = digits(bytes, 0, &mut error);
    let integer = i;
    let mut float = false;
    if fraction && at(i) == b'.' && at(i + 1) != b'.' {
        float = true;
        i = digits(bytes, i + 1, &mut error);
    }
    if fraction && matches!(at(i), b'e' | b'E') {
        float = true;
        i += 1;
        if matches!(at(i), b'+' | b'-') {
            i += 1;
        }
        let start = i;
        i = digits(bytes, i, &mut error);
        if i == start {
            error.get_or_insert((start, e0107::EXPONENT));
        }
    } else if fraction && matches!(at(i), b'K' | b'M' | b'G' | b'T' | b'P') {
        float = true;
        i += 1;
        if at(i) == b'i' {
            i += 1;
        }
    }
    if integer > 1 && at(0) == b'0' && !float {
        error.get_or_insert((0, e0107::LEADING_ZERO));
    }
    Scanned { len: i.max(1), error }
}

fn digits(bytes: &[u8], start: usize, error: &mut Option<(usize, &'static str)>) -> usize {
    let mut i = start;
    while let Some(b) = bytes.get(i)
        && (b.is_ascii_digit() || *b == b'_')
    {
        let lone = i == start || !bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
        if *b == b'_' && lone {
            error.get_or_insert((i, e0107::UNDERSCORE));
        }
        i += 1;
    }
    i
}

fn radix_literal(bytes: &[u8], radix: u32, name: &'static str) -> Scanned {
    let mut i = 2;
    let mut error = None;
    let mut last_digit = false;
    while let Some(b) = bytes.get(i) {
        if *b == b'_' {
            if !last_digit {
                error.get_or_insert((i, e0107::UNDERSCORE));
            }
            last_digit = false;
        } else if char::from(*b).is_digit(radix) {
            last_digit = true;
        } else if b.is_ascii_alphanumeric() {
            error.get_or_insert((i, name));
        } else {
            break;
        }
        i += 1;
    }
    if !last_digit {
        error.get_or_insert((i - usize::from(i > 2), name));
    }
    Scanned { len: i, error }
}
