//! Positions in texts as the protocol counts them, in UTF-16; and changes of texts.

use serde_json::{Value, json};
use std::ops::Range;

/// The position of a byte.
pub fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    json!({"line": before.matches('\n').count(), "character": before[start..].encode_utf16().count()})
}

/// The range of bytes.
pub fn range(text: &str, bytes: Range<usize>) -> Value {
    json!({"start": position(text, bytes.start), "end": position(text, bytes.end)})
}

/// The byte at a position; nothing where the text has none there.
pub fn offset(text: &str, position: &Value) -> Option<usize> {
    let line = usize::try_from(position["line"].as_u64()?).ok()?;
    let character = usize::try_from(position["character"].as_u64()?).ok()?;
    let start = match line {
        0 => 0,
        n => text.match_indices('\n').nth(n - 1)?.0 + 1,
    };
    let mut units = 0;
    for (i, c) in text[start..].char_indices() {
        if units >= character {
            return (units == character).then_some(start + i);
        }
        if c == '\n' {
            return None;
        }
        units += c.len_utf16();
    }
    (units == character).then_some(text.len())
}

/// The bytes of a range; nothing where the text has none there.
pub fn bytes(text: &str, range: &Value) -> Option<Range<usize>> {
    let (start, end) = (offset(text, &range["start"])?, offset(text, &range["end"])?);
    (start <= end).then_some(start..end)
}

/// The text after the changes of a list; nothing where a change is out of the text, or two overlap.
pub fn edited(text: &str, edits: &[Value]) -> Option<String> {
    let mut list = Vec::new();
    for edit in edits {
        list.push((bytes(text, &edit["range"])?, edit["newText"].as_str()?));
    }
    list.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
    let mut out = String::new();
    let mut at = 0;
    for (bytes, new) in list {
        out.push_str(text.get(at..bytes.start)?);
        out.push_str(new);
        at = bytes.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// A text with the places of a mark in it taken out, and where they were.
pub fn unmark(text: &str) -> (String, Vec<usize>) {
    let parts: Vec<&str> = text.split("<|>").collect();
    let mut at = 0;
    let places = parts[..parts.len() - 1].iter().map(|part| {
        at += part.len();
        at
    });
    let places = places.collect();
    (parts.concat(), places)
}
