//! Package `strings`: text and its characters. Indices count bytes, as in Go.

use crate::args::*;
use crate::unicode::{to_lower, to_title, to_upper};
use tenon_eval::builtin::{Function, Package};
use tenon_ir::{Data, Num};

/// The longest text that a function makes.
const MAX_LENGTH: usize = 1 << 28;
/// How often `Repeat` repeats at most.
const MAX_COUNT: usize = 1_000_000;

pub(crate) static PACKAGE: Package =
    Package { path: "strings", functions: FUNCTIONS, cue: include_str!("../../../stdlib/strings/strings.cue") };

static FUNCTIONS: &[Function] = functions! {
    "ByteAt"(b: TEXT, i: INT) -> INT = |a| match a.count(1)?.and_then(|i| a.bytes(0).ok()?.get(i)) {
        Some(b) => number(u32::from(*b)),
        None => fail("index out of range"),
    };
    "ByteSlice"(b: TEXT, start: INT, end: INT) -> TEXT = |a| match (a.count(1)?, a.count(2)?) {
        (Some(start), Some(end)) => match a.bytes(0)?.get(start..end) {
            Some(slice) => Ok(Data::bytes(slice)),
            None => fail("index out of range"),
        },
        _ => fail("index out of range"),
    };
    "Runes"(s: STR) -> LIST = |a| Ok(Data::list(a.str(0)?.chars().map(|c| Data::int(i64::from(c as u32))).collect()));
    "MinRunes"(s: STR, min: INT) -> BOOL = |a| Ok(Data::bool(Num::from(a.str(0)?.chars().count()).compare(a.num(1)?).is_ge()));
    "MaxRunes"(s: STR, max: INT) -> BOOL = |a| Ok(Data::bool(Num::from(a.str(0)?.chars().count()).compare(a.num(1)?).is_le()));
    "ToTitle"(s: STR) -> STR = |a| string(words(a.str(0)?, to_title));
    "ToCamel"(s: STR) -> STR = |a| string(words(a.str(0)?, to_lower));
    "SliceRunes"(s: STR, start: INT, end: INT) -> STR = slice_runes;
    "Compare"(a: STR, b: STR) -> INT = |a| number(a.str(0)?.cmp(a.str(1)?) as i32);
    "Count"(s: STR, substr: STR) -> INT = |a| match a.str(1)? {
        "" => size(a.str(0)?.chars().count() + 1),
        part => size(a.str(0)?.matches(part).count()),
    };
    "Contains"(s: STR, substr: STR) -> BOOL = |a| Ok(Data::bool(a.str(0)?.contains(a.str(1)?)));
    "ContainsAny"(s: STR, chars: STR) -> BOOL = |a| Ok(Data::bool(a.str(0)?.contains(any(a.str(1)?))));
    "Index"(s: STR, substr: STR) -> INT = |a| index(a.str(0)?.find(a.str(1)?));
    "IndexAny"(s: STR, chars: STR) -> INT = |a| index(a.str(0)?.find(any(a.str(1)?)));
    "LastIndex"(s: STR, substr: STR) -> INT = |a| index(a.str(0)?.rfind(a.str(1)?));
    "LastIndexAny"(s: STR, chars: STR) -> INT = |a| index(a.str(0)?.rfind(any(a.str(1)?)));
    "SplitN"(s: STR, sep: STR, n: INT) -> LIST = |a| string_list(split(a.str(0)?, a.str(1)?, a.int(2)?, false));
    "SplitAfterN"(s: STR, sep: STR, n: INT) -> LIST = |a| string_list(split(a.str(0)?, a.str(1)?, a.int(2)?, true));
    "Split"(s: STR, sep: STR) -> LIST = |a| string_list(split(a.str(0)?, a.str(1)?, -1, false));
    "SplitAfter"(s: STR, sep: STR) -> LIST = |a| string_list(split(a.str(0)?, a.str(1)?, -1, true));
    "Fields"(s: STR) -> LIST = |a| string_list(a.str(0)?.split_whitespace());
    "Join"(elems: LIST, sep: STR) -> STR = join;
    "HasPrefix"(s: STR, prefix: STR) -> BOOL = |a| Ok(Data::bool(a.str(0)?.starts_with(a.str(1)?)));
    "HasSuffix"(s: STR, suffix: STR) -> BOOL = |a| Ok(Data::bool(a.str(0)?.ends_with(a.str(1)?)));
    "Repeat"(s: STR, count: INT) -> STR = repeat;
    "ToUpper"(s: STR) -> STR = |a| string(map(a.str(0)?, |s| s.to_ascii_uppercase(), to_upper));
    "ToLower"(s: STR) -> STR = |a| string(map(a.str(0)?, |s| s.to_ascii_lowercase(), to_lower));
    "Trim"(s: STR, cutset: STR) -> STR = |a| string(a.str(0)?.trim_matches(any(a.str(1)?)));
    "TrimLeft"(s: STR, cutset: STR) -> STR = |a| string(a.str(0)?.trim_start_matches(any(a.str(1)?)));
    "TrimRight"(s: STR, cutset: STR) -> STR = |a| string(a.str(0)?.trim_end_matches(any(a.str(1)?)));
    "TrimSpace"(s: STR) -> STR = |a| string(a.str(0)?.trim());
    "TrimPrefix"(s: STR, prefix: STR) -> STR = |a| string(a.str(0)?.strip_prefix(a.str(1)?).unwrap_or(a.str(0)?));
    "TrimSuffix"(s: STR, suffix: STR) -> STR = |a| string(a.str(0)?.strip_suffix(a.str(1)?).unwrap_or(a.str(0)?));
    "Replace"(s: STR, old: STR, new: STR, n: INT) -> STR = replace;
};

/// Whether a character is one of these.
fn any(chars: &str) -> impl Fn(char) -> bool + Copy + '_ {
    move |c| chars.contains(c)
}

fn index(found: Option<usize>) -> Result {
    found.map_or_else(|| number(-1), size)
}

/// The first character of each word changed.
fn words(text: &str, change: fn(char) -> char) -> String {
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let changed = if before.is_whitespace() { change(c) } else { c };
            before = c;
            changed
        })
        .collect()
}

fn map(text: &str, ascii: fn(&str) -> String, other: fn(char) -> char) -> String {
    if text.is_ascii() { ascii(text) } else { text.chars().map(other).collect() }
}

fn slice_runes(a: &[Data]) -> Result {
    let text = a.str(0)?;
    let at = |n: usize| text.char_indices().map(|(i, _)| i).chain([text.len()]).nth(n);
    let (start, end) = (a.count(1)?.and_then(at), a.count(2)?.and_then(at));
    match (start, end) {
        (Some(start), Some(end)) if start <= end => string(text.get(start..end).unwrap_or_default()),
        _ => fail("index out of range"),
    }
}

/// At most `n` parts, all of them where `n` is negative; with the separators where `after`.
fn split<'s>(text: &'s str, separator: &str, n: i64, after: bool) -> Vec<&'s str> {
    let limit = usize::try_from(n).unwrap_or(usize::MAX);
    if limit == 0 {
        return Vec::new();
    }
    if separator.is_empty() {
        let mut rest = text;
        let mut parts = Vec::new();
        while let Some(c) = rest.chars().next() {
            let length = if parts.len() + 1 == limit { rest.len() } else { c.len_utf8() };
            let (part, tail) = rest.split_at(length);
            parts.push(part);
            rest = tail;
        }
        return parts;
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(separator) {
        if parts.len() + 1 == limit {
            break;
        }
        let end = if after { at + separator.len() } else { at };
        parts.push(text.get(start..end).unwrap_or_default());
        start = at + separator.len();
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

fn join(a: &[Data]) -> Result {
    let parts = a.strings(0)?;
    let separator = a.str(1)?;
    let length: usize = parts.iter().map(|p| p.len()).sum();
    let length = length.saturating_add(separator.len().saturating_mul(parts.len()));
    bounded(length)?;
    string(parts.join(separator))
}

fn repeat(a: &[Data]) -> Result {
    let text = a.str(0)?;
    let Some(count) = a.count(1)? else { return fail("strings: negative Repeat count") };
    if count > MAX_COUNT {
        return fail(format!("count {count} exceeds limit of {MAX_COUNT}"));
    }
    bounded(text.len().saturating_mul(count))?;
    string(text.repeat(count))
}

fn bounded(length: usize) -> Result<()> {
    if length > MAX_LENGTH { fail(format!("result of {length} bytes exceeds limit of {MAX_LENGTH}")) } else { Ok(()) }
}

fn replace(a: &[Data]) -> Result {
    let (text, old, new) = (a.str(0)?, a.str(1)?, a.str(2)?);
    let limit = usize::try_from(a.int(3)?).unwrap_or(usize::MAX);
    let hits = if old.is_empty() { text.chars().count() + 1 } else { text.matches(old).count() };
    bounded(text.len().saturating_add(hits.min(limit).saturating_mul(new.len())))?;
    string(text.replacen(old, new, limit))
}
