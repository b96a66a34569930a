//! Values → literals, and which names need quotes.

use crate::token::Tok;
use logos::Logos;
use std::fmt::Write;

/// A double-quoted literal.
///
/// ```
/// assert_eq!(tenon_syntax::quote_string("é\t\"\u{1}"), r#""é\t\"\u0001""#);
/// ```
pub fn quote_string(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    for c in s.chars() {
        escape(&mut out, c, '"', false);
    }
    out.push('"');
    out
}

/// A single-quoted literal; bytes that are no UTF-8 become `\xNN`.
///
/// ```
/// assert_eq!(tenon_syntax::quote_bytes(b"a\xff\n\x01"), r"'a\xff\n\x01'");
/// ```
pub fn quote_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('\'');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            escape(&mut out, c, '\'', true);
        }
        for b in chunk.invalid() {
            hex(&mut out, 'x', u32::from(*b), 2);
        }
    }
    out.push('\'');
    out
}

/// A `"""` literal; `indent` comes before each line that is not empty and before the closing quotes, not before the
/// opening ones.
///
/// ```
/// assert_eq!(tenon_syntax::quote_multiline("a\n\nb", "  "), "\"\"\"\n  a\n\n  b\n  \"\"\"");
/// ```
pub fn quote_multiline(s: &str, indent: &str) -> String {
    let mut out = String::with_capacity(s.len() + 16);
    out.push_str("\"\"\"\n");
    for line in s.split('\n') {
        if !line.is_empty() {
            out.push_str(indent);
            let mut quotes = 0;
            for c in line.chars() {
                quotes = if c == '"' { quotes + 1 } else { 0 };
                match c {
                    '"' if quotes == 3 => {
                        out.push_str("\\\"");
                        quotes = 0;
                    }
                    '"' | '\t' => out.push(c),
                    _ => escape(&mut out, c, '"', false),
                }
            }
        }
        out.push('\n');
    }
    out.push_str(indent);
    out.push_str("\"\"\"");
    out
}

fn escape(out: &mut String, c: char, quote: char, bytes: bool) {
    let short = match c {
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\u{b}' => 'v',
        '\\' => '\\',
        c if c == quote => quote,
        c => {
            let code = u32::from(c);
            if is_printable(c) {
                out.push(c);
            } else if bytes && code < 0x80 {
                hex(out, 'x', code, 2);
            } else if code < 0x10000 {
                hex(out, 'u', code, 4);
            } else {
                hex(out, 'U', code, 8);
            }
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

fn hex(out: &mut String, letter: char, code: u32, width: usize) {
    let _ = write!(out, "\\{letter}{code:0width$x}");
}

/// Letters, marks, numbers, punctuation, symbols and the space.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='\u{7e}').contains(&c);
    }
    // The standard library knows which characters cannot be shown, but only tells through `Debug`; the letter before
    // keeps it from escaping marks that would join with the quote.
    c.is_alphanumeric() || !format!("{:?}", format!("a{c}")).contains("\\u{")
}

/// Whether `s` is one identifier; keywords are.
pub fn is_identifier(s: &str) -> bool {
    let mut lexer = Tok::lexer(s);
    lexer.next().is_some_and(|t| t.is_ok_and(Tok::is_name)) && lexer.span() == (0..s.len())
}

/// Whether a regular field called `s` must be written with quotes: where `s` is no identifier, or one that would make the
/// field hidden or a definition.
pub fn label_needs_quotes(s: &str) -> bool {
    s.starts_with(['_', '#']) || !is_identifier(s)
}
