//! Tokens of templates: text outside of `{{` and `}}`, words and literals inside.

use crate::strconv::unquote;
use tenon_ir::{Data, Num};

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// Text outside of actions.
    Text(String),
    /// `{{`
    Open,
    /// `}}`
    Close,
    /// A word: a keyword or the name of a function.
    Word(String),
    /// `.Name`, directly behind what it belongs to unless `spaced`.
    Field { name: String, spaced: bool },
    /// `$name`, or `$`.
    Variable(String),
    /// `.`
    Dot,
    /// A literal.
    Literal(Data),
    /// `nil`
    Nil,
    /// `=`, `:=`, `|`, `,`, `(` and `)`; a `)` may have a field behind it.
    Sign(&'static str),
}

/// A token and the line that it stands on.
pub(super) type Placed = (Token, usize);

/// Splits a template into tokens.
pub(super) fn lex(text: &str) -> Result<Vec<Placed>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut line = 1;
    let mut trim_left = false;
    loop {
        let (before, action) = match rest.split_once("{{") {
            Some((before, action)) => (before, Some(action)),
            None => (rest, None),
        };
        let trims_right = action.is_some_and(|a| a.starts_with('-') && a.chars().nth(1).is_some_and(is_space));
        let mut shown = before;
        if trim_left {
            shown = shown.trim_start_matches(is_space);
        }
        if trims_right {
            shown = shown.trim_end_matches(is_space);
        }
        if !shown.is_empty() {
            out.push((Token::Text(shown.to_owned()), line));
        }
        line += before.matches('\n').count();
        let Some(action) = action else { return Ok(out) };
        let body = if trims_right { action.get(2..).unwrap_or_default() } else { action };
        let comment = body.trim_start_matches(is_space);
        if comment.starts_with("/*") {
            let Some(end) = comment.find("*/") else { return Err(fault(line, "unclosed comment")) };
            let tail = comment.get(end + 2..).unwrap_or_default();
            let (trim, tail) = close(tail).ok_or_else(|| fault(line, "comment ends before closing delimiter"))?;
            line += action.get(..action.len() - tail.len()).unwrap_or_default().matches('\n').count();
            (trim_left, rest) = (trim, tail);
            continue;
        }
        out.push((Token::Open, line));
        (trim_left, rest) = inside(body, &mut line, &mut out)?;
    }
}

pub(super) fn fault(line: usize, message: &str) -> String {
    format!("template: :{line}: {message}")
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// What follows the end of an action, and whether the space there is left out.
fn close(text: &str) -> Option<(bool, &str)> {
    if let Some(tail) = text.strip_prefix("}}") {
        return Some((false, tail));
    }
    let bare = text.trim_start_matches(is_space);
    (bare.len() < text.len()).then(|| bare.strip_prefix("-}}")).flatten().map(|tail| (true, tail))
}

/// The tokens of one action up to its end.
fn inside<'t>(mut rest: &'t str, line: &mut usize, out: &mut Vec<Placed>) -> Result<(bool, &'t str), String> {
    let mut spaced = true;
    loop {
        if let Some((trim, tail)) = close(rest) {
            *line += rest.get(..rest.len() - tail.len()).unwrap_or_default().matches('\n').count();
            out.push((Token::Close, *line));
            return Ok((trim, tail));
        }
        let Some(c) = rest.chars().next() else { return Err(fault(*line, "unclosed action")) };
        let length = match c {
            c if is_space(c) => {
                *line += usize::from(c == '\n');
                rest = rest.get(1..).unwrap_or_default();
                spaced = true;
                continue;
            }
            '"' | '`' | '\'' => {
                let length = literal_length(rest).ok_or_else(|| fault(*line, "unterminated quoted string"))?;
                let source = rest.get(..length).unwrap_or_default();
                let text = unquote(source).ok_or_else(|| fault(*line, "malformed literal"))?;
                let literal = match c {
                    '\'' => Data::int(text.chars().next().map_or(0, |c| i64::from(c as u32))),
                    _ => Data::str(text),
                };
                out.push((Token::Literal(literal), *line));
                length
            }
            '0'..='9' | '+' | '-' => number(rest, *line, out)?,
            '.' if rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => number(rest, *line, out)?,
            '.' => {
                let name = word(rest.get(1..).unwrap_or_default());
                out.push(match name {
                    "" => (Token::Dot, *line),
                    name => (Token::Field { name: name.to_owned(), spaced }, *line),
                });
                name.len() + 1
            }
            '$' => {
                let name = word(rest.get(1..).unwrap_or_default());
                out.push((Token::Variable(name.to_owned()), *line));
                name.len() + 1
            }
            c if c == '_' || c.is_alphabetic() => {
                let name = word(rest);
                out.push(match name {
                    "true" => (Token::Literal(Data::bool(true)), *line),
                    "false" => (Token::Literal(Data::bool(false)), *line),
                    "nil" => (Token::Nil, *line),
                    name => (Token::Word(name.to_owned()), *line),
                });
                name.len()
            }
            _ => {
                let sign = [":=", "=", "|", ",", "(", ")"].into_iter().find(|s| rest.starts_with(s));
                let sign = sign.ok_or_else(|| fault(*line, &format!("unexpected {c:?} in command")))?;
                out.push((Token::Sign(sign), *line));
                sign.len()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
        spaced = false;
    }
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The length of a literal with its quotes.
fn literal_length(text: &str) -> Option<usize> {
    let mark = text.chars().next()?;
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if mark != '`' => escaped = true,
            '\n' if mark != '`' => return None,
            c if c == mark => return Some(i + 1),
            _ => {}
        }
    }
    None
}

fn number(text: &str, line: usize, out: &mut Vec<Placed>) -> Result<usize, String> {
    let mut end = 0;
    let mut last = ' ';
    for (i, c) in text.char_indices() {
        let sign = matches!(c, '+' | '-') && (i == 0 || (matches!(last, 'e' | 'E') && !text.starts_with("0x")));
        if !(sign || c == '.' || c == '_' || c.is_ascii_alphanumeric()) {
            break;
        }
        (end, last) = (i + 1, c);
    }
    let source = text.get(..end).unwrap_or_default();
    let unsigned = source.trim_start_matches(['+', '-']);
    let octal =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let plain = if octal { format!("0o{}", unsigned.trim_start_matches('0')) } else { unsigned.to_ascii_lowercase() };
    let n = Num::parse_literal(&plain).map_err(|_| fault(line, &format!("bad number syntax: {source:?}")))?;
    let n = if source.starts_with('-') { n.neg() } else { n };
    out.push((Token::Literal(Data::new(tenon_ir::data::DataValue::Num(n))), line));
    Ok(end)
}
