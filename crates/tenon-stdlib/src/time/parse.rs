//! Reading a time with a layout, with Go's errors.

use super::civil::{Instant, days_in, is_leap};
use super::layout::{Element, MONTHS, WEEKDAYS, next};
use crate::strconv::{Keep, quote};

/// What was read so far; absent parts have defaults that depend on one another.
#[derive(Default)]
struct Fields {
    year: i64,
    month: Option<u32>,
    day: Option<u32>,
    year_day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    pm: Option<bool>,
    offset: Option<i32>,
    zone: Option<String>,
}

/// Why an element was not read.
enum Fault {
    /// The text does not look like it.
    Form,
    /// It does, but the value of this part is impossible.
    Range(&'static str),
}

fn quoted(text: &str) -> String {
    quote(text, '"', Keep::Print)
}

/// The instant that a text means under a layout.
pub(super) fn parse(layout: &str, value: &str) -> Result<Instant, String> {
    let what = format!("parsing time {}", quoted(value));
    let cannot = |rest: &str, part: &str| {
        format!("{what} as {}: cannot parse {} as {}", quoted(layout), quoted(rest), quoted(part))
    };
    let mut fields = Fields { year: 0, ..Fields::default() };
    let (mut rest, mut pattern) = (value, layout);
    loop {
        let (before, found, tail) = next(pattern);
        rest = skip(rest, before).map_err(|at| cannot(at, before))?;
        let Some((element, text)) = found else { break };
        let start = rest;
        match read(element, &mut rest, &mut fields, tail) {
            Ok(()) => {}
            Err(Fault::Form) => return Err(cannot(start, text)),
            Err(Fault::Range(part)) => return Err(format!("{what}: {part} out of range")),
        }
        pattern = tail;
    }
    if !rest.is_empty() {
        return Err(format!("{what}: extra text: {}", quoted(rest)));
    }
    finish(fields).map_err(|part| format!("{what}: {part} out of range"))
}

/// What follows the layout's literal text; where it stops being it otherwise.
fn skip<'v>(mut value: &'v str, prefix: &str) -> Result<&'v str, &'v str> {
    let mut prefix = prefix;
    while let Some(c) = prefix.chars().next() {
        if c == ' ' {
            if !value.is_empty() && !value.starts_with(' ') {
                return Err(value);
            }
            prefix = prefix.trim_start_matches(' ');
            value = value.trim_start_matches(' ');
            continue;
        }
        value = value.strip_prefix(c).ok_or(value)?;
        prefix = prefix.get(c.len_utf8()..).unwrap_or_default();
    }
    Ok(value)
}

/// Takes digits: at least `min`, at most `max`.
fn digits(rest: &mut &str, min: usize, max: usize) -> Result<u32, Fault> {
    let n = rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if n < min {
        return Err(Fault::Form);
    }
    let (text, tail) = rest.split_at(n);
    *rest = tail;
    text.parse().map_err(|_| Fault::Form)
}

fn in_range(value: u32, low: u32, high: u32, part: &'static str) -> Result<u32, Fault> {
    if (low..=high).contains(&value) { Ok(value) } else { Err(Fault::Range(part)) }
}

/// Takes a name, in any case, or its first three letters.
fn name(rest: &mut &str, names: &[&str], short: bool) -> Result<usize, Fault> {
    for (i, name) in names.iter().enumerate() {
        let name = if short { name.get(..3).unwrap_or(name) } else { name };
        if let Some(head) = rest.get(..name.len())
            && head.eq_ignore_ascii_case(name)
        {
            *rest = rest.get(name.len()..).unwrap_or_default();
            return Ok(i);
        }
    }
    Err(Fault::Form)
}

fn read(element: Element, rest: &mut &str, f: &mut Fields, tail: &str) -> Result<(), Fault> {
    use Element::*;
    match element {
        Year => {
            let year = i64::from(digits(rest, 2, 2)?);
            f.year = if year >= 69 { year + 1900 } else { year + 2000 };
        }
        LongYear => f.year = i64::from(digits(rest, 4, 4)?),
        LongMonth => f.month = Some(name(rest, &MONTHS, false)? as u32 + 1),
        ShortMonth => f.month = Some(name(rest, &MONTHS, true)? as u32 + 1),
        NumMonth => f.month = Some(in_range(digits(rest, 1, 2)?, 1, 12, "month")?),
        ZeroMonth => f.month = Some(in_range(digits(rest, 2, 2)?, 1, 12, "month")?),
        LongWeekday => drop(name(rest, &WEEKDAYS, false)?),
        ShortWeekday => drop(name(rest, &WEEKDAYS, true)?),
        Day | SpaceDay | ZeroDay => {
            if element == SpaceDay {
                *rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
            f.day = Some(digits(rest, if element == ZeroDay { 2 } else { 1 }, 2)?);
        }
        SpaceYearDay | ZeroYearDay => {
            let padded = rest.trim_start_matches(' ');
            let spaces = rest.len() - padded.len();
            if element == SpaceYearDay && spaces <= 2 {
                *rest = padded;
                f.year_day = Some(digits(rest, 3 - spaces, 3 - spaces)?);
            } else {
                f.year_day = Some(digits(rest, 3, 3)?);
            }
        }
        Hour24 => f.hour = in_range(digits(rest, 1, 2)?, 0, 23, "hour")?,
        Hour12 | ZeroHour12 => {
            let min = if element == ZeroHour12 { 2 } else { 1 };
            f.hour = in_range(digits(rest, min, 2)?, 0, 12, "hour")?;
        }
        Minute | ZeroMinute => {
            let min = if element == ZeroMinute { 2 } else { 1 };
            f.minute = in_range(digits(rest, min, 2)?, 0, 59, "minute")?;
        }
        Second | ZeroSecond => {
            let min = if element == ZeroSecond { 2 } else { 1 };
            f.second = in_range(digits(rest, min, 2)?, 0, 59, "second")?;
            // A fraction may follow though the layout has none.
            let planned = matches!(next(tail), ("", Some((Fraction(_) | ShortFraction(_), _)), _));
            if !planned && fraction_length(rest) > 1 {
                take_fraction(rest, f);
            }
        }
        UpperPm | LowerPm => {
            let want = if element == UpperPm { ["AM", "PM"] } else { ["am", "pm"] };
            let at = want.iter().position(|w| rest.starts_with(w)).ok_or(Fault::Form)?;
            f.pm = Some(at == 1);
            *rest = rest.get(2..).unwrap_or_default();
        }
        Offset { z, colon, parts } => f.offset = Some(offset(rest, z, colon, parts)?),
        ZoneName => zone_name(rest, f)?,
        Fraction(n) => {
            if fraction_length(rest) != n + 1 {
                return Err(Fault::Form);
            }
            take_fraction(rest, f);
        }
        ShortFraction(_) => {
            if fraction_length(rest) > 1 {
                take_fraction(rest, f);
            }
        }
    }
    Ok(())
}

/// The length of a point or comma and the digits behind it.
fn fraction_length(rest: &str) -> usize {
    if !rest.starts_with(['.', ',']) {
        return 0;
    }
    1 + rest.bytes().skip(1).take_while(u8::is_ascii_digit).count()
}

fn take_fraction(rest: &mut &str, f: &mut Fields) {
    let (text, tail) = rest.split_at(fraction_length(rest));
    let digits = text.get(1..text.len().min(10)).unwrap_or_default();
    f.nanosecond = format!("{digits:0<9}").parse().unwrap_or(0);
    *rest = tail;
}

fn offset(rest: &mut &str, z: bool, colon: bool, parts: u8) -> Result<i32, Fault> {
    if z && let Some(tail) = rest.strip_prefix('Z') {
        *rest = tail;
        return Ok(0);
    }
    let negative = rest.starts_with('-');
    *rest = rest.strip_prefix(['+', '-']).ok_or(Fault::Form)?;
    let mut seconds = 0;
    for (part, (scale, limit, name)) in
        [(3600, 24, "time zone offset hour"), (60, 60, "time zone offset minute"), (1, 60, "time zone offset second")]
            .into_iter()
            .enumerate()
            .take(usize::from(parts))
    {
        if colon && part > 0 {
            *rest = rest.strip_prefix(':').ok_or(Fault::Form)?;
        }
        seconds += in_range(digits(rest, 2, 2)?, 0, limit, name)? as i32 * scale;
    }
    Ok(if negative { -seconds } else { seconds })
}

/// Takes an abbreviation of a zone; the instant is in UTC then, unless it says how far it is away, as `GMT+3` does.
fn zone_name(rest: &mut &str, f: &mut Fields) -> Result<(), Fault> {
    if let Some(tail) = rest.strip_prefix("UTC") {
        *rest = tail;
        f.offset = Some(0);
        return Ok(());
    }
    let capitals = rest.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    let length = match capitals {
        _ if rest.starts_with("ChST") || rest.starts_with("MeST") => 4,
        3 if rest.starts_with("GMT") => 3 + gmt_offset(rest.get(3..).unwrap_or_default(), f),
        0 if rest.starts_with(['+', '-']) => numeric_zone(rest).ok_or(Fault::Form)?,
        5 if rest.as_bytes().get(4) == Some(&b'T') => 5,
        4 if rest.as_bytes().get(3) == Some(&b'T') || rest.starts_with("WITA") => 4,
        3 => 3,
        _ => return Err(Fault::Form),
    };
    let (zone, tail) = rest.split_at(length);
    f.zone = Some(zone.to_owned());
    *rest = tail;
    Ok(())
}

fn gmt_offset(rest: &str, f: &mut Fields) -> usize {
    let Some(length) = numeric_zone(rest) else { return 0 };
    let hours: i32 = rest.get(1..length).and_then(|d| d.parse().ok()).unwrap_or(0);
    f.offset = Some(if rest.starts_with('-') { -hours * 3600 } else { hours * 3600 });
    length
}

/// The length of a sign and an hour of at most 23.
fn numeric_zone(rest: &str) -> Option<usize> {
    let digits = rest.strip_prefix(['+', '-'])?;
    let n = digits.bytes().take_while(u8::is_ascii_digit).count();
    let hours: u32 = digits.get(..n)?.parse().ok()?;
    (hours <= 23).then_some(n + 1)
}

/// Checks the date and puts the instant together.
fn finish(mut f: Fields) -> Result<Instant, &'static str> {
    match f.pm {
        Some(true) if f.hour < 12 => f.hour += 12,
        Some(false) if f.hour == 12 => f.hour = 0,
        _ => {}
    }
    if let Some(year_day) = f.year_day {
        if year_day < 1 || year_day > 365 + u32::from(is_leap(f.year)) {
            return Err("day-of-year");
        }
        let mut day = year_day;
        let mut month = 1;
        while day > days_in(month, f.year) {
            day -= days_in(month, f.year);
            month += 1;
        }
        if f.month.is_some_and(|m| m != month) || f.day.is_some_and(|d| d != day) {
            return Err("day-of-year does not match month or day;");
        }
        (f.month, f.day) = (Some(month), Some(day));
    }
    let (month, day) = (f.month.unwrap_or(1), f.day.unwrap_or(1));
    if day < 1 || day > days_in(month, f.year) {
        return Err("day");
    }
    Ok(Instant {
        year: f.year,
        month,
        day,
        hour: f.hour,
        minute: f.minute,
        second: f.second,
        nanosecond: f.nanosecond,
        offset: f.offset.unwrap_or(0),
        zone: f.zone,
    })
}

/// A time exactly as RFC 3339 writes it: two digits everywhere, a point before the fraction, a possible offset.
pub(super) fn strict_rfc3339(text: &str) -> Option<Instant> {
    let t = parse(super::RFC_3339_NANO, text).ok()?;
    let bytes = text.as_bytes();
    let offset_ok = match text.rfind(['+', '-']).and_then(|i| text.get(i + 1..)).filter(|_| !text.ends_with('Z')) {
        Some(zone) => zone.get(..2)?.parse::<u32>().ok()? <= 23 && zone.get(3..)?.parse::<u32>().ok()? <= 59,
        None => true,
    };
    (bytes.get(13) == Some(&b':') && bytes.get(19) != Some(&b',') && offset_ok).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::super::layout::format;
    use super::{parse, strict_rfc3339};

    #[test]
    fn like_go() {
        let rfc = super::super::RFC_3339_NANO;
        for (layout, value, want) in [
            ("02 Jan 06 15:04 MST", "01 Jul 21 17:54 CEST", "2021-07-01T17:54:00Z"),
            ("2006-01-02", "2021-02-19", "2021-02-19T00:00:00Z"),
            ("01/02 03:04:05PM '06 -0700", "01/02 03:04:05PM '06 -0700", "2006-01-02T22:04:05Z"),
            ("Mon Jan _2 15:04:05 2006", "Fri Feb  5 05:00:57 2010", "2010-02-05T05:00:57Z"),
            ("Monday, 02-Jan-06 15:04:05 MST", "Thursday, 04-Feb-10 21:00:57 GMT+3", "2010-02-04T18:00:57Z"),
            ("2006-002 15:04:05.000", "2010-035 21:00:57.012", "2010-02-04T21:00:57.012Z"),
            ("3:04PM", "12:30AM", "0000-01-01T00:30:00Z"),
            ("15:04:05", "01:02:03,5", "0000-01-01T01:02:03.5Z"),
            ("Z07:00:00", "-01:02:03", "0000-01-01T01:02:03Z"),
        ] {
            let got = parse(layout, value).map(|t| format(&t.utc(), rfc));
            assert_eq!(got.as_deref(), Ok(want), "{layout} {value}");
        }
        for (layout, value, want) in [
            (
                rfc,
                "not a time",
                format!("parsing time \"not a time\" as \"{rfc}\": cannot parse \"not a time\" as \"2006\""),
            ),
            (rfc, "2019-01-02T15:04:61Z", "parsing time \"2019-01-02T15:04:61Z\": second out of range".into()),
            (
                rfc,
                "2019-01-02T15:04:05",
                format!("parsing time \"2019-01-02T15:04:05\" as \"{rfc}\": cannot parse \"\" as \"Z07:00\""),
            ),
            ("2006-01-02", "2021-02-29", "parsing time \"2021-02-29\": day out of range".into()),
            ("2006", "2021x", "parsing time \"2021x\": extra text: \"x\"".into()),
        ] {
            assert_eq!(parse(layout, value).map(|_| ()), Err(want));
        }
    }

    #[test]
    fn strict() {
        for good in ["1937-01-01T12:00:27.87+00:20", "2021-02-19T00:00:00Z", "2021-02-19T00:00:00.123-23:59"] {
            assert!(strict_rfc3339(good).is_some(), "{good}");
        }
        for bad in ["2021-02-19T0:00:00Z", "2021-02-19T00:00:00,5Z", "2021-02-19T00:00:00+24:00", "2021-02-19", ""] {
            assert!(strict_rfc3339(bad).is_none(), "{bad}");
        }
    }
}
