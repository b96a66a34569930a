//! Going over the text of JSON.

/// What an escape stands for, and how many bytes it has; `text` begins behind the backslash. Half a surrogate pair stands for
/// U+FFFD.
pub(crate) fn escape(text: &[u8]) -> Option<(char, usize)> {
    let simple = match text.first()? {
        c @ (b'"' | b'\\' | b'/') => *c as char,
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((simple, 1))
}

fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let high = hex4(text.get(1..5)?)?;
    if let Some(c) = char::from_u32(high) {
        return Some((c, 5));
    }
    if high < 0xdc00 && text.get(5..7) == Some(b"\\u") {
        let low = hex4(text.get(7..11)?)?;
        if (0xdc00..0xe000).contains(&low) {
            return Some((char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))?, 11));
        }
    }
    Some((char::REPLACEMENT_CHARACTER, 5))
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |code, b| Some(code * 16 + (*b as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let read = |text: &str| escape(text.as_bytes());
        assert_eq!(read("n"), Some(('\n', 1)));
        assert_eq!(read("u00e9x"), Some(('é', 5)));
        assert_eq!(read("ud83d\\ude00"), Some(('😀', 11)));
        assert_eq!(read("ud83d\\u0041"), Some(('\u{fffd}', 5)));
        assert_eq!(read("ude00"), Some(('\u{fffd}', 5)));
        assert_eq!(read("x"), None);
        assert_eq!(read("u12"), None);
    }
}
