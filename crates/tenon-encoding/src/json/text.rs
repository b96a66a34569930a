//! Operations on JSON text that keep the spelling of numbers and strings: compact, indent, escape for HTML.

use super::read::check;
use tenon_source::Diagnostic;

/// Whether `text` is one JSON value.
pub fn valid(text: &str) -> bool {
    check(text).is_ok()
}

/// Leaves out white space between tokens.
///
/// # Errors
/// Where `text` is no JSON.
pub fn compact(text: &str) -> Result<String, Diagnostic> {
    check(text)?;
    let mut out = String::with_capacity(text.len());
    for token in Tokens(text) {
        out.push_str(token);
    }
    Ok(out)
}

/// Puts every element on a line of its own that starts with `prefix` and one `indent` a level; the first line has no
/// prefix.
///
/// # Errors
/// Where `text` is no JSON.
pub fn indent(text: &str, prefix: &str, indent: &str) -> Result<String, Diagnostic> {
    check(text)?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut level = 0usize;
    let mut opened = false;
    let line = |out: &mut String, level: usize| {
        out.push('\n');
        out.push_str(prefix);
        for _ in 0..level {
            out.push_str(indent);
        }
    };
    for token in Tokens(text) {
        let closes = matches!(token, "}" | "]");
        if opened && !closes {
            line(&mut out, level);
        }
        match token {
            "{" | "[" => {
                level += 1;
                out.push_str(token);
            }
            "}" | "]" => {
                level = level.saturating_sub(1);
                if !opened {
                    line(&mut out, level);
                }
                out.push_str(token);
            }
            "," => {
                out.push(',');
                line(&mut out, level);
            }
            ":" => out.push_str(": "),
            _ => out.push_str(token),
        }
        opened = matches!(token, "{" | "[");
    }
    Ok(out)
}

/// Escapes `<`, `>`, `&`, U+2028 and U+2029 wherever they stand.
pub fn html_escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

/// The tokens of valid JSON text.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.trim_start_matches([' ', '\n', '\r', '\t', '\u{feff}']);
        let first = rest.bytes().next()?;
        let length = match first {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => {
                let mut escaped = false;
                let end = rest.bytes().skip(1).position(|b| {
                    let closing = b == b'"' && !escaped;
                    escaped = b == b'\\' && !escaped;
                    closing
                });
                end.map_or(rest.len(), |at| at + 2)
            }
            _ => rest.find([' ', '\n', '\r', '\t', ',', ']', '}', ':']).unwrap_or(rest.len()),
        };
        let (token, rest) = rest.split_at_checked(length.max(1))?;
        self.0 = rest;
        Some(token)
    }
}
