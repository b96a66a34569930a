//! Literals as the text that stands for them in a program.

use std::fmt::Write;

/// Whether a regular label can do without quotes.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

/// A string literal; text with line breaks takes several lines.
pub fn string(text: &str) -> String {
    if text.contains('\n') { several_lines(text, '"') } else { one_line(text) }
}

/// A string literal on one line.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        escaped(&mut out, c, Some('"'));
    }
    out.push('"');
    out
}

/// A bytes literal.
pub fn bytes(bytes: &[u8]) -> String {
    let multi = bytes.contains(&b'\n');
    let mut out = String::from(if multi { "'''\n" } else { "'" });
    for chunk in bytes.utf8_chunks() {
        let mut quotes = 0;
        for c in chunk.valid().chars() {
            quotes = if c == '\'' { quotes + 1 } else { 0 };
            if multi && c == '\n' {
                out.push('\n');
            } else {
                if (c as u32) < 0x20 && !matches!(c, '\u{7}'..='\r') {
                    let _ = write!(out, "\\x{:02x}", c as u32);
                } else {
                    escaped(&mut out, c, (!multi || quotes > 2).then_some('\''));
                }
            }
        }
        for b in chunk.invalid() {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
    out.push_str(if multi { "\n'''" } else { "'" });
    out
}

fn several_lines(text: &str, quote: char) -> String {
    let fence: String = std::iter::repeat_n(quote, 3).collect();
    let mut out = fence.clone();
    out.push('\n');
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == quote { quotes + 1 } else { 0 };
        if c == '\n' {
            out.push('\n');
        } else {
            escaped(&mut out, c, (quotes > 2).then_some(quote));
        }
    }
    out.push('\n');
    out.push_str(&fence);
    out
}

fn escaped(out: &mut String, c: char, quote: Option<char>) {
    match c {
        c if Some(c) == quote => {
            out.push('\\');
            out.push(c);
        }
        '\\' => out.push_str("\\\\"),
        '\u{7}' => out.push_str("\\a"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{b}' => out.push_str("\\v"),
        c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}' | '\u{2028}' | '\u{2029}') => {
            let n = c as u32;
            let _ = if n > 0xffff { write!(out, "\\U{n:08x}") } else { write!(out, "\\u{n:04x}") };
        }
        c => out.push(c),
    }
}
