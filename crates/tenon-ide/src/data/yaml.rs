//! Where a cursor is in YAML that may be half written: told by the indentation of the lines above, without a parser.

use super::cursor::{Cursor, Key};

/// What one line says.
struct Line<'a> {
    /// The columns of the dashes that it begins with.
    dashes: Vec<usize>,
    /// Where its content begins.
    column: usize,
    /// The key, where there is one.
    key: Option<&'a str>,
}

/// The key or value at an offset of a text.
pub(super) fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let rest = text.get(offset..)?.split(['\n', '\r']).next().unwrap_or("");
    let whole = text.get(start..offset + rest.len())?;
    let written = text.get(start..offset)?;
    if written.trim_start().starts_with('#') || written.contains(" #") {
        return None;
    }
    let line = line(whole);
    // On a line with nothing on it, the cursor is where something may come.
    let column = if whole.trim().is_empty() { written.len() } else { line.column };
    let mut path: Vec<(Key, usize)> = Vec::new();
    let behind = line.key.filter(|k| written.len() > line.column + k.len());
    if let Some(key) = behind {
        path.push((Key::Name(unquoted(key).to_owned()), line.column));
    }
    let mut limit = column;
    for dash in line.dashes.iter().rev().filter(|d| **d < written.len()) {
        path.push((Key::Index(0), *dash));
        limit = *dash;
    }
    climb(before.get(..start)?, limit, &mut path);
    let path = path.into_iter().rev().map(|(key, _)| key).collect();
    let (from, to) = match behind {
        Some(key) => {
            let colon = start + line.column + key.len() + 1;
            let blanks = text.get(colon..offset)?.len() - text.get(colon..offset)?.trim_start().len();
            (colon + blanks, offset + rest.split(" #").next().unwrap_or("").trim_end().len())
        }
        None => {
            let from = (start + column.max(line.column.min(written.len()))).min(offset);
            (
                from,
                offset
                    + line.key.map_or(rest.trim_end().len(), |k| (line.column + k.len()).saturating_sub(written.len())),
            )
        }
    };
    Some(Cursor { path, key: behind.is_none(), start: from, end: to.max(offset), colon: line.key.is_some() })
}

/// Finds what is around a column by going up from the end of a text.
fn climb(above: &str, mut limit: usize, path: &mut Vec<(Key, usize)>) {
    // Whether a key at the very column is the parent, as that of a list may be.
    let mut equal = matches!(path.last(), Some((Key::Index(_), _)));
    for text in above.lines().rev() {
        if text.starts_with("---") || text.starts_with("...") {
            return;
        }
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            continue;
        }
        let line = line(text);
        if let Some(key) = line.key
            && (line.column < limit || equal && line.column == limit && line.dashes.is_empty())
        {
            path.push((Key::Name(unquoted(key).to_owned()), line.column));
            (limit, equal) = (line.column, false);
        }
        for dash in line.dashes.iter().rev() {
            if let Some((Key::Index(i), _)) = path.last_mut().filter(|(_, at)| at == dash && *dash == limit) {
                *i += 1;
            } else if *dash < limit {
                path.push((Key::Index(0), *dash));
                (limit, equal) = (*dash, true);
            }
        }
    }
}

fn line(text: &str) -> Line<'_> {
    let mut column = text.len() - text.trim_start_matches(' ').len();
    let mut dashes = Vec::new();
    while let Some(rest) = text.get(column..).and_then(|t| t.strip_prefix('-')) {
        if !rest.is_empty() && !rest.starts_with(' ') {
            break;
        }
        dashes.push(column);
        column += 1 + rest.len() - rest.trim_start_matches(' ').len();
    }
    Line { dashes, column, key: key(text.get(column..).unwrap_or("")) }
}

/// The key that a content begins with: up to a colon that a blank or the end of the line follows.
fn key(content: &str) -> Option<&str> {
    let mut quote = None;
    for (i, c) in content.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') if i == 0 => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, ':') => {
                let rest = &content[i + 1..];
                if rest.is_empty() || rest.starts_with([' ', '\t', '\r']) {
                    return Some(&content[..i]);
                }
            }
            (None, '{' | '[' | '#' | '&' | '*' | '|' | '>') if i == 0 => return None,
            _ => {}
        }
    }
    None
}

fn unquoted(key: &str) -> &str {
    let key = key.trim();
    let inner = |q: char| key.strip_prefix(q).and_then(|k| k.strip_suffix(q));
    inner('"').or_else(|| inner('\'')).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(crate::data::cursor::shown(text, cursor), expected);
    }

    #[test]
    fn places() {
        check("a: <|>\n", "a: value \"\"");
        check("a: tr<|>ue # why\n", "a: value \"true\"");
        check("a:\n  b: 1\n  <|>\n", "a: key \"\"");
        check("a:\n  b: 1\n<|>\n", ": key \"\"");
        check("a:\n  b:\n    c<|>: 1\n", "a.b: key \"c\"");
        check("a:\n- b: 1\n  c<|>\n", "a.0: key \"c\"");
        check("a:\n- b: 1\n- <|>\n", "a.1: key \"\"");
        check("a:\n  - x\n  - b:\n      d: 1\n      e: <|>\n", "a.1.b.e: value \"\"");
        check("a:\n  - - x: <|>\n", "a.0.0.x: value \"\"");
        check("x: 1\n---\na:\n  b<|>\n", "a: key \"b\"");
        check("\"a b\":\n  c: 'x<|>'\n", "a b.c: value \"'x'\"");
        check("a: 1 # no<|>\n", "");
    }
}
