//! Case mapping one character at a time, as Go's `unicode` package does it.
//!
//! Rust's own mapping may turn one character into several (`ß` into `SS`); here each stays one.

/// The capital letter.
pub(crate) fn to_upper(c: char) -> char {
    match c as u32 {
        0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => shift(c, 8),
        0x1fb3 | 0x1fc3 | 0x1ff3 => shift(c, 9),
        _ => single(c, c.to_uppercase()),
    }
}

/// The small letter.
pub(crate) fn to_lower(c: char) -> char {
    if c == '\u{130}' { 'i' } else { single(c, c.to_lowercase()) }
}

/// The letter at the start of a title: that of `ǆ` is `ǅ`.
pub(crate) fn to_title(c: char) -> char {
    match c {
        '\u{1c4}'..='\u{1c6}' => '\u{1c5}',
        '\u{1c7}'..='\u{1c9}' => '\u{1c8}',
        '\u{1ca}'..='\u{1cc}' => '\u{1cb}',
        '\u{1f1}'..='\u{1f3}' => '\u{1f2}',
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => c,
        _ => to_upper(c),
    }
}

fn shift(c: char, by: u32) -> char {
    char::from_u32(c as u32 + by).unwrap_or(c)
}

fn single(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{to_lower, to_title, to_upper};

    #[test]
    fn one_to_one() {
        assert_eq!("straße ᾀ ﬁ ǆ".chars().map(to_upper).collect::<String>(), "STRAßE ᾈ ﬁ Ǆ");
        assert_eq!("ÉİΣ".chars().map(to_lower).collect::<String>(), "éiσ");
        assert_eq!("ǆa".chars().map(to_title).collect::<String>(), "ǅA");
    }
}
