//! Go's layouts: a time is described by how the reference time, `Mon Jan 2 15:04:05 2006 -0700`, looks.

use super::civil::Instant;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// One element of a layout.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Element {
    LongMonth,
    ShortMonth,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    ShortWeekday,
    Day,
    SpaceDay,
    ZeroDay,
    SpaceYearDay,
    ZeroYearDay,
    Hour24,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    ZoneName,
    /// An offset: whether `Z` stands for zero, whether colons are in it, and the number of its parts (hours, minutes,
    /// seconds).
    Offset {
        z: bool,
        colon: bool,
        parts: u8,
    },
    /// `.000` or `,000`: so many digits.
    Fraction(usize),
    /// `.999` or `,999`: so many digits without trailing zeros.
    ShortFraction(usize),
}

/// The text before the first element of a layout, the element, and the text behind it.
pub(super) fn next(layout: &str) -> (&str, Option<(Element, &str)>, &str) {
    for (at, _) in layout.char_indices() {
        let rest = layout.get(at..).unwrap_or_default();
        if let Some((element, length)) = element(rest) {
            let (text, tail) = rest.split_at(length);
            return (layout.get(..at).unwrap_or_default(), Some((element, text)), tail);
        }
    }
    (layout, None, "")
}

/// The element that a text starts with, and its length.
fn element(rest: &str) -> Option<(Element, usize)> {
    use Element::*;
    let lower_follows = |n: usize| rest.as_bytes().get(n).is_some_and(u8::is_ascii_lowercase);
    let starts = |p: &str| rest.starts_with(p);
    Some(match rest.bytes().next()? {
        b'J' if starts("January") => (LongMonth, 7),
        b'J' if starts("Jan") && !lower_follows(3) => (ShortMonth, 3),
        b'M' if starts("Monday") => (LongWeekday, 6),
        b'M' if starts("Mon") && !lower_follows(3) => (ShortWeekday, 3),
        b'M' if starts("MST") => (ZoneName, 3),
        b'0' if starts("002") => (ZeroYearDay, 3),
        b'0' if starts("01") => (ZeroMonth, 2),
        b'0' if starts("02") => (ZeroDay, 2),
        b'0' if starts("03") => (ZeroHour12, 2),
        b'0' if starts("04") => (ZeroMinute, 2),
        b'0' if starts("05") => (ZeroSecond, 2),
        b'0' if starts("06") => (Year, 2),
        b'1' if starts("15") => (Hour24, 2),
        b'1' => (NumMonth, 1),
        b'2' if starts("2006") => (LongYear, 4),
        b'2' => (Day, 1),
        b'_' if starts("_2006") => return None,
        b'_' if starts("__2") => (SpaceYearDay, 3),
        b'_' if starts("_2") => (SpaceDay, 2),
        b'3' => (Hour12, 1),
        b'4' => (Minute, 1),
        b'5' => (Second, 1),
        b'P' if starts("PM") => (UpperPm, 2),
        b'p' if starts("pm") => (LowerPm, 2),
        b'-' | b'Z' => offset(rest)?,
        b'.' | b',' => fraction(rest)?,
        _ => return None,
    })
}

fn offset(rest: &str) -> Option<(Element, usize)> {
    let z = rest.starts_with('Z');
    let digits = rest.get(1..)?;
    [("07:00:00", true, 3), ("070000", false, 3), ("07:00", true, 2), ("0700", false, 2), ("07", false, 1)]
        .into_iter()
        .find(|(form, _, _)| digits.starts_with(form))
        .map(|(form, colon, parts)| (Element::Offset { z, colon, parts }, form.len() + 1))
}

fn fraction(rest: &str) -> Option<(Element, usize)> {
    let digits = rest.get(1..)?;
    let first = digits.chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let count = digits.chars().take_while(|c| *c == first).count();
    // A fraction of a second is not followed by another digit.
    if digits.as_bytes().get(count).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let element = if first == '0' { Element::Fraction(count) } else { Element::ShortFraction(count) };
    Some((element, count + 1))
}

/// The instant as the layout describes.
pub(super) fn format(t: &Instant, layout: &str) -> String {
    let mut out = String::new();
    let mut rest = layout;
    loop {
        let (before, found, tail) = next(rest);
        out.push_str(before);
        let Some((element, text)) = found else { return out };
        out.push_str(&format_element(t, element, text));
        rest = tail;
    }
}

fn format_element(t: &Instant, element: Element, text: &str) -> String {
    use Element::*;
    let hour12 = if t.hour.is_multiple_of(12) { 12 } else { t.hour % 12 };
    let month = MONTHS.get(t.month.saturating_sub(1) as usize).copied().unwrap_or_default();
    let weekday = WEEKDAYS.get(t.weekday()).copied().unwrap_or_default();
    let short = |name: &str| name.get(..3).unwrap_or_default().to_owned();
    match element {
        LongMonth => month.into(),
        ShortMonth => short(month),
        NumMonth => t.month.to_string(),
        ZeroMonth => format!("{:02}", t.month),
        LongWeekday => weekday.into(),
        ShortWeekday => short(weekday),
        Day => t.day.to_string(),
        SpaceDay => format!("{:2}", t.day),
        ZeroDay => format!("{:02}", t.day),
        SpaceYearDay => format!("{:3}", t.year_day()),
        ZeroYearDay => format!("{:03}", t.year_day()),
        Hour24 => format!("{:02}", t.hour),
        Hour12 => hour12.to_string(),
        ZeroHour12 => format!("{hour12:02}"),
        Minute => t.minute.to_string(),
        ZeroMinute => format!("{:02}", t.minute),
        Second => t.second.to_string(),
        ZeroSecond => format!("{:02}", t.second),
        LongYear if t.year < 0 => format!("-{:04}", t.year.unsigned_abs()),
        LongYear => format!("{:04}", t.year),
        Year => format!("{:02}", t.year.rem_euclid(100)),
        UpperPm => if t.hour >= 12 { "PM" } else { "AM" }.into(),
        LowerPm => if t.hour >= 12 { "pm" } else { "am" }.into(),
        ZoneName => match &t.zone {
            Some(zone) => zone.clone(),
            None if t.offset == 0 => "UTC".into(),
            None => offset_text(t.offset, false, 2),
        },
        Offset { z: true, .. } if t.offset == 0 => "Z".into(),
        Offset { colon, parts, .. } => offset_text(t.offset, colon, parts),
        Fraction(n) => {
            let digits = format!("{:09}{}", t.nanosecond, "0".repeat(n.saturating_sub(9)));
            format!("{}{}", text.get(..1).unwrap_or("."), digits.get(..n).unwrap_or_default())
        }
        ShortFraction(n) => {
            let digits = format!("{:09}", t.nanosecond);
            let digits = digits.get(..n.min(9)).unwrap_or_default().trim_end_matches('0');
            if digits.is_empty() { String::new() } else { format!("{}{digits}", text.get(..1).unwrap_or(".")) }
        }
    }
}

fn offset_text(offset: i32, colon: bool, parts: u8) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.unsigned_abs();
    let mut out = format!("{sign}{:02}", seconds / 3600);
    for (part, value) in [(2, seconds / 60 % 60), (3, seconds % 60)] {
        if parts >= part {
            out.push_str(if colon { ":" } else { "" });
            out.push_str(&format!("{value:02}"));
        }
    }
    out
}
