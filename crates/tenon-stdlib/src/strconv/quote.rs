//! Text as Go's string literals, and back.

use std::sync::OnceLock;
use tenon_regexp::Regex;

/// Which characters stand as they are in a literal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// What prints.
    Print,
    /// What prints and is ASCII.
    Ascii,
    /// What prints, and other spaces.
    Graphic,
}

/// Whether a character is a letter, mark, number, punctuation, symbol or the ASCII space.
pub(crate) fn is_print(c: char) -> bool {
    static CLASS: OnceLock<Option<Regex>> = OnceLock::new();
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let class = CLASS.get_or_init(|| Regex::new(r"^[\pL\pM\pN\pP\pS]$").ok());
    class.as_ref().is_some_and(|re| re.is_match(c.encode_utf8(&mut [0; 4]).as_bytes()))
}

/// Whether a character prints or is a space of some kind.
pub(crate) fn is_graphic(c: char) -> bool {
    is_print(c) || matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The text as a literal between these quotes.
pub(crate) fn quote(text: &str, mark: char, keep: Keep) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for c in text.chars() {
        let as_is = match keep {
            Keep::Print => is_print(c),
            Keep::Ascii => c.is_ascii() && is_print(c),
            Keep::Graphic => is_graphic(c),
        };
        match c {
            '\\' => out.push_str("\\\\"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c if as_is => out.push(c),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c < ' ' || c == '\u{7f}' => out.push_str(&format!("\\x{:02x}", c as u32)),
            c if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push_str(&format!("\\U{:08x}", c as u32)),
        }
    }
    out.push(mark);
    out
}

/// The text that a literal stands for: none where it is no literal of Go's. Bytes that are not UTF-8 are replaced.
pub(crate) fn unquote(literal: &str) -> Option<String> {
    let mark = literal.chars().next()?;
    let inner = literal.get(mark.len_utf8()..)?.strip_suffix(mark)?;
    match mark {
        '`' => (!inner.contains('`')).then(|| inner.replace('\r', "")),
        '"' | '\'' => {
            let mut out = Vec::with_capacity(inner.len());
            let mut rest = inner;
            let mut count = 0;
            while let Some(c) = rest.chars().next() {
                if c == mark || c == '\n' {
                    return None;
                }
                rest = rest.get(c.len_utf8()..)?;
                if c == '\\' {
                    escape(&mut rest, mark, &mut out)?;
                } else {
                    out.extend(c.encode_utf8(&mut [0; 4]).bytes());
                }
                count += 1;
            }
            (mark == '"' || count == 1).then(|| String::from_utf8_lossy(&out).into_owned())
        }
        _ => None,
    }
}

/// Reads what stands behind a backslash.
fn escape(rest: &mut &str, mark: char, out: &mut Vec<u8>) -> Option<()> {
    let c = rest.chars().next()?;
    *rest = rest.get(c.len_utf8()..)?;
    let mut digits = |n: usize, radix: u32| {
        let text = rest.get(..n)?;
        *rest = rest.get(n..)?;
        text.chars().try_fold(0u32, |v, d| Some(v * radix + d.to_digit(radix)?))
    };
    let byte = match c {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'v' => 11,
        '\\' => b'\\',
        '\'' | '"' if c == mark => c as u8,
        'x' => u8::try_from(digits(2, 16)?).ok()?,
        '0'..='7' => u8::try_from(c.to_digit(8)? * 64 + digits(2, 8)?).ok()?,
        'u' | 'U' => {
            let c = char::from_u32(digits(if c == 'u' { 4 } else { 8 }, 16)?)?;
            out.extend(c.encode_utf8(&mut [0; 4]).bytes());
            return Some(());
        }
        _ => return None,
    };
    out.push(byte);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Keep, quote, unquote};

    #[test]
    fn both_ways() {
        assert_eq!(quote("a\"\n\u{1}é\u{200b}", '"', Keep::Print), r#""a\"\n\x01é\u200b""#);
        assert_eq!(quote("é☺\u{1f600}", '"', Keep::Ascii), r#""\u00e9\u263a\U0001f600""#);
        assert_eq!(unquote(r#""a\x41\101\u00e9\n""#).as_deref(), Some("aAAé\n"));
        assert_eq!(unquote("`a\\b`").as_deref(), Some("a\\b"));
        assert_eq!(unquote("'x'").as_deref(), Some("x"));
        for bad in ["", "\"", "'xy'", "\"\\'\"", "x", "\"a", "\"\\u12\"", "\"\\400\""] {
            assert_eq!(unquote(bad), None, "{bad}");
        }
    }
}
