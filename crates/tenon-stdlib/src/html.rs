//! Package `html`: escaping text for HTML, and back.

use crate::args::*;
use entities::ENTITIES;
use std::collections::HashMap;
use std::sync::OnceLock;
use tenon_eval::builtin::{Function, Package};

pub(crate) static PACKAGE: Package =
    Package { path: "html", functions: FUNCTIONS, cue: include_str!("../../../stdlib/html/html.cue") };

static FUNCTIONS: &[Function] = functions! {
    "Escape"(s: STR) -> STR = |a| string(escape(a.str(0)?));
    "Unescape"(s: STR) -> STR = |a| string(unescape(a.str(0)?));
};

/// The text with `<`, `>`, `&`, `'` and `"` as character references.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#39;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            c => out.push(c),
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (meaning, length) = match tail.strip_prefix("&#") {
            Some(digits) => numeric(digits).map_or((None, 0), |(c, n)| (Some(c.to_string()), n + 2)),
            None => named(tail).map_or((None, 0), |(s, n)| (Some(s.to_owned()), n)),
        };
        match meaning {
            Some(meaning) => {
                out.push_str(&meaning);
                rest = tail.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of `123;` or `x7B;`, and how long that is.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, skipped) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let count = digits.chars().take_while(|c| c.is_digit(radix)).count();
    let value = digits.get(..count).filter(|d| !d.is_empty())?;
    let value = value.chars().fold(0u32, |v, c| v.saturating_mul(radix).saturating_add(c.to_digit(radix).unwrap_or(0)));
    let semicolon = usize::from(digits.as_bytes().get(count) == Some(&b';'));
    Some((character(value), skipped + count + semicolon))
}

/// Windows-1252 stands for the control characters that HTML does not have.
fn character(value: u32) -> char {
    const LATIN: [char; 32] = [
        '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
        '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}', '\u{2019}',
        '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}', '\u{203a}',
        '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
    ];
    match value {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => LATIN.get(value as usize - 0x80).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

/// What a named reference at the start of a text means, and how long it is. Some need no semicolon.
fn named(text: &str) -> Option<(&'static str, usize)> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| ENTITIES.iter().map(|e| (e.entity, e.characters)).collect());
    let letters = text.bytes().skip(1).take_while(u8::is_ascii_alphanumeric).take(40).count();
    if text.as_bytes().get(letters + 1) == Some(&b';')
        && let Some(meaning) = text.get(..letters + 2).and_then(|name| names.get(name))
    {
        return Some((meaning, letters + 2));
    }
    (2..=letters.min(6)).rev().find_map(|n| {
        let meaning = text.get(..n + 1).and_then(|name| names.get(name))?;
        Some((*meaning, n + 1))
    })
}
