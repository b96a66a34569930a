//! The extent of string literals and attributes: where they end, not what they mean.
//!
//! The text of a string with interpolation comes in parts. In `"a\(b)c\(d)e"` the lexer asks [`part`] for the end of
//! `"a\(`, later, when it meets the `)` that belongs to the interpolation, for the end of `)c\(`, and then of `)e"`.

use tenon_catalogue::e0114;
use tenon_source::line_end;

/// How a string literal is quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    /// `"` or `'`.
    pub byte: u8,
    /// Number of `#` before and after.
    pub hashes: usize,
    /// Whether the quote is tripled.
    pub multi: bool,
}

impl Quote {
    /// The quote at the start of `text`, which begins with any number of `#` and a `"` or `'`; and its length.
    pub fn open(text: &str) -> Option<(Quote, usize)> {
        let bytes = text.as_bytes();
        if let [byte @ (b'"' | b'\''), second, ..] = bytes
            && second != byte
        {
            return Some((Quote { byte: *byte, hashes: 0, multi: false }, 1));
        }
        let hashes = bytes.iter().take_while(|b| **b == b'#').count();
        let byte = *bytes.get(hashes)?;
        if byte != b'"' && byte != b'\'' {
            return None;
        }
        let rest = bytes.get(hashes..)?;
        let tripled = rest.len() >= 3 && rest[..3].iter().all(|b| *b == byte);
        let line_end = matches!(rest.get(3), Some(b'\n' | b'\r'));
        let multi = tripled && (hashes == 0 || line_end);
        Some((Quote { byte, hashes, multi }, hashes + if multi { 3 } else { 1 }))
    }

    /// Length of the quote with its `#`.
    pub fn len(self) -> usize {
        self.hashes + if self.multi { 3 } else { 1 }
    }

    /// Whether `part` ends with the closing quote.
    pub fn ends(self, part: &str) -> bool {
        let at = part.len().saturating_sub(self.len());
        at > 0 && self.closes(&part.as_bytes()[at..])
    }

    /// Whether `rest` begins with the closing quote.
    fn closes(self, rest: &[u8]) -> bool {
        let quotes = if self.multi { 3 } else { 1 };
        rest.len() >= quotes + self.hashes
            && rest[..quotes].iter().all(|b| *b == self.byte)
            && rest[quotes..quotes + self.hashes].iter().all(|b| *b == b'#')
    }
}

/// How a part of a string ends, with the offset after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartEnd {
    /// With the closing quote.
    Closed(usize),
    /// With `\(`.
    Interpolation(usize),
    /// With the line or the file.
    Open(usize),
}

/// Finds the end of the part of a string whose text begins at `start`.
pub fn part(bytes: &[u8], start: usize, quote: Quote) -> PartEnd {
    let mut i = start;
    // Most bytes of a string mean nothing here.
    let means = |b: &u8| *b == quote.byte || *b == b'\\' || *b == b'\n';
    while let Some(plain) = bytes.get(i..).and_then(|rest| rest.iter().position(means)) {
        i += plain;
        let b = bytes[i];
        if b == b'\\' {
            let after = i + 1 + quote.hashes;
            let escape = bytes.get(i + 1..after).is_some_and(|h| h.iter().all(|b| *b == b'#'));
            if !escape {
                i += 1;
            } else if bytes.get(after) == Some(&b'(') {
                return PartEnd::Interpolation(after + 1);
            } else if bytes.get(after) == Some(&b'\n') {
                i = after;
            } else {
                i = after + 1;
            }
        } else if b == quote.byte && quote.closes(&bytes[i..]) {
            return PartEnd::Closed(i + quote.len());
        } else if b == b'\n' && !quote.multi {
            return PartEnd::Open(i);
        } else {
            i += 1;
        }
    }
    PartEnd::Open(bytes.len())
}

/// An attribute's length, and what is wrong with it at which offset.
#[derive(Debug, PartialEq, Eq)]
pub struct AttributeScan {
    /// Length in bytes.
    pub len: usize,
    /// What is wrong.
    pub error: Option<(usize, &'static str)>,
}

/// Finds the end of the attribute at the start of `text`, which begins with `@`.
pub fn attribute(text: &str) -> AttributeScan {
    let name_len: usize = text[1..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '#'))
        .map(char::len_utf8)
        .sum();
    let open = 1 + name_len;
    if name_len == 0 {
        return AttributeScan { len: open, error: Some((open, e0114::NO_NAME)) };
    }
    let bytes = text.as_bytes();
    if bytes.get(open) != Some(&b'(') {
        return AttributeScan { len: open, error: Some((open, e0114::NO_BRACKET)) };
    }
    // What closes the brackets inside.
    let mut closers = Vec::new();
    let mut error = None;
    let mut i = open + 1;
    while let Some(&b) = bytes.get(i) {
        match b {
            b'(' => closers.push(b')'),
            b'[' => closers.push(b']'),
            b'{' => closers.push(b'}'),
            b')' | b']' | b'}' => {
                if closers.is_empty() && b == b')' {
                    return AttributeScan { len: i + 1, error };
                } else if closers.last() == Some(&b) {
                    closers.pop();
                } else {
                    error.get_or_insert((i, e0114::UNBALANCED));
                }
            }
            b'"' | b'\'' | b'#' => {
                i = skip_string(text, i);
                continue;
            }
            b'/' if bytes.get(i + 1) == Some(&b'/') => {
                i = line_end(bytes, i);
                continue;
            }
            _ => {}
        }
        i += 1;
    }
    AttributeScan { len: line_end(bytes, 0), error: Some((0, e0114::UNTERMINATED)) }
}

/// The offset after the string at `i`, or after one byte where none begins or none ends.
fn skip_string(text: &str, i: usize) -> usize {
    let Some((quote, len)) = text.get(i..).and_then(Quote::open) else { return i + 1 };
    let mut at = i + len;
    loop {
        match part(text.as_bytes(), at, quote) {
            PartEnd::Closed(end) => return end,
            PartEnd::Interpolation(next) => at = next,
            PartEnd::Open(_) => return i + 1,
        }
    }
}
