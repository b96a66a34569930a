//! Shell patterns for file names, as Go's `filepath.Match` reads them.

use super::clean::Os;

/// One piece of a pattern.
enum Piece {
    /// `*`: any characters but separators.
    Star,
    /// `?`: any character but a separator.
    Any,
    /// A character.
    Char(char),
    /// `[a-z]` and `[^a-z]`.
    Class(Vec<(char, char)>, bool),
}

/// Whether the whole name matches; none for a malformed pattern.
pub(super) fn matches(pattern: &str, name: &str, os: Os) -> Option<bool> {
    let pieces = read(pattern, os)?;
    let name: Vec<char> = name.chars().collect();
    let separator = os.separator();
    // Backtracking to the last star alone is enough.
    let (mut p, mut n) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() || p < pieces.len() {
        let c = name.get(n).copied();
        let fits = match (pieces.get(p), c) {
            (Some(Piece::Star), _) => {
                retry = Some((p, n));
                p += 1;
                continue;
            }
            (Some(Piece::Any), Some(c)) => c != separator,
            (Some(Piece::Char(want)), Some(c)) => c == *want,
            (Some(Piece::Class(ranges, negated)), Some(c)) => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
            _ => false,
        };
        if fits {
            (p, n) = (p + 1, n + 1);
            continue;
        }
        match retry {
            Some((star, from)) if name.get(from).is_some_and(|c| *c != separator) => {
                retry = Some((star, from + 1));
                (p, n) = (star + 1, from + 1);
            }
            _ => return Some(false),
        }
    }
    Some(true)
}

fn read(pattern: &str, os: Os) -> Option<Vec<Piece>> {
    let mut chars = pattern.chars().peekable();
    let mut pieces = Vec::new();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' => Piece::Star,
            '?' => Piece::Any,
            '\\' if os != Os::Windows => Piece::Char(chars.next()?),
            '[' => {
                let negated = chars.next_if_eq(&'^').is_some();
                let mut ranges = Vec::new();
                loop {
                    if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
                        break;
                    }
                    let low = class_char(&mut chars, os)?;
                    let high = if chars.next_if_eq(&'-').is_some() { class_char(&mut chars, os)? } else { low };
                    ranges.push((low, high));
                }
                Piece::Class(ranges, negated)
            }
            c => Piece::Char(c),
        });
    }
    Some(pieces)
}

fn class_char(chars: &mut impl Iterator<Item = char>, os: Os) -> Option<char> {
    match chars.next()? {
        '-' | ']' => None,
        '\\' if os != Os::Windows => chars.next(),
        c => Some(c),
    }
}
