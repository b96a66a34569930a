//! Where a cursor is in JSON that may be half written: told by the brackets before it.

use super::cursor::{Cursor, Key};

/// An object or a list that is open at the cursor.
enum Open {
    Object { key: Option<String>, value: bool },
    List(usize),
}

/// The key or value at an offset of a text.
pub(super) fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let (mut at, mut word) = (0, None);
    while at < offset {
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                if end > offset || end == offset && bytes.get(end.wrapping_sub(1)) != Some(&b'"') {
                    word = Some((at, end));
                    break;
                }
                if let Some(Open::Object { key, value: false }) = open.last_mut() {
                    *key = text.get(at + 1..end.saturating_sub(1)).map(str::to_owned);
                }
                at = end;
                continue;
            }
            b'{' => open.push(Open::Object { key: None, value: false }),
            b'[' => open.push(Open::List(0)),
            b'}' | b']' => drop(open.pop()),
            b':' => {
                if let Some(Open::Object { value, .. }) = open.last_mut() {
                    *value = true;
                }
            }
            b',' => match open.last_mut() {
                Some(Open::Object { key, value }) => (*key, *value) = (None, false),
                Some(Open::List(i)) => *i += 1,
                None => {}
            },
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += text.get(at..)?.find('\n').unwrap_or(text.len() - at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    let key = matches!(open.last(), Some(Open::Object { value: false, .. }));
    let mut path = Vec::new();
    for frame in open {
        match frame {
            Open::Object { key: Some(key), value: true } => path.push(Key::Name(key)),
            Open::List(i) => path.push(Key::Index(i)),
            Open::Object { .. } => {}
        }
    }
    let (start, end) = word.unwrap_or_else(|| bare(text, offset));
    let colon = text.get(end..)?.trim_start().starts_with(':');
    Some(Cursor { path, key, start, end, colon })
}

/// Behind the closing quote of a string; the end of the line where nothing closes it.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(b) = bytes.get(at) {
        match b {
            b'\\' => at += 1,
            b'"' => return at + 1,
            b'\n' | b'\r' => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The word without quotes around an offset.
fn bare(text: &str, offset: usize) -> (usize, usize) {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    let before = text.get(..offset).unwrap_or("");
    let start = before.len() - before.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
    let after = text.get(offset..).unwrap_or("").chars().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
    (start, offset + after)
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
        check("{<|>}", ": key \"\"");
        check("{\"a\": <|>}", "a: value \"\"");
        check("{\"a\": {\"b<|>\": 1}}", "a: key \"\\\"b\\\"\"");
        check("{\"a\": [1, {\"b\": \"x<|>\"}]}", "a.1.b: value \"\\\"x\\\"\"");
        check("{\"a\": 1, <|>}", ": key \"\"");
        check("{\"a\": \"x<|>\n}", "a: value \"\\\"x\"");
        check("{\"a\": tr<|>ue}", "a: value \"true\"");
        check("{\"a\\\"{\": {}, \"b\": [<|>", "b.0: value \"\"");
    }
}
