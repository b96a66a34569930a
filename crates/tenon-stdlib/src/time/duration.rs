//! Durations: `1h30m`, as Go reads and writes them.

use crate::strconv::{Keep, quote};

/// The nanoseconds of a duration.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let shown = quote(text, '"', Keep::Print);
    let invalid = || format!("time: invalid duration {shown}");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let whole_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (whole, tail) = rest.split_at(whole_end);
        let (fraction, tail) = match tail.strip_prefix('.') {
            Some(tail) => tail.split_at(tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())),
            None => ("", tail),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let unit_end = tail.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {shown}"));
        }
        let Some(scale) = unit_nanos(unit) else {
            return Err(format!("time: unknown unit {} in duration {shown}", quote(unit, '"', Keep::Print)));
        };
        let value = if whole.is_empty() { Some(0) } else { whole.parse::<u64>().ok() };
        let value = value.and_then(|v| v.checked_mul(scale)).filter(|v| *v <= 1 << 63).ok_or_else(invalid)?;
        let part = fraction_nanos(fraction, scale);
        total = total.checked_add(value + part).filter(|t| *t <= 1 << 63).ok_or_else(invalid)?;
        rest = tail;
    }
    let signed = if negative { -i128::from(total) } else { i128::from(total) };
    i64::try_from(signed).map_err(|_| invalid())
}

fn unit_nanos(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// As many digits as count, times the unit.
fn fraction_nanos(digits: &str, scale: u64) -> u64 {
    let digits = digits.get(..digits.len().min(18)).unwrap_or_default();
    let value: u128 = digits.parse().unwrap_or(0);
    let power = 10u128.pow(digits.len() as u32);
    (value * u128::from(scale) / power) as u64
}

/// The duration as text: `1h2m3.5s`, `1.5ms`, `0s`.
pub(super) fn format(nanos: i64) -> String {
    let magnitude = nanos.unsigned_abs();
    let sign = if nanos < 0 { "-" } else { "" };
    let body = match magnitude {
        0 => "0s".to_owned(),
        n if n < 1000 => format!("{n}ns"),
        n if n < 1_000_000 => format!("{}µs", decimal(n, 1000)),
        n if n < 1_000_000_000 => format!("{}ms", decimal(n, 1_000_000)),
        n => {
            let seconds = n / 1_000_000_000;
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
            let hours_text = if hours > 0 { format!("{hours}h") } else { String::new() };
            let minutes_text = if seconds >= 60 { format!("{minutes}m") } else { String::new() };
            format!("{hours_text}{minutes_text}{}s", decimal(n % 60_000_000_000, 1_000_000_000))
        }
    };
    format!("{sign}{body}")
}

fn decimal(n: u64, unit: u64) -> String {
    let width = unit.ilog10() as usize;
    let fraction = format!("{:0width$}", n % unit);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}{point}{fraction}", n / unit)
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn both_ways() {
        for (text, nanos) in [
            ("3h2m0s", 10_920_000_000_000),
            ("5s", 5_000_000_000),
            ("600ms", 600_000_000),
            ("1.5µs", 1500),
            ("0s", 0),
            ("-1m0.5s", -60_500_000_000),
            ("2562047h47m16.854775807s", i64::MAX),
            ("-2562047h47m16.854775808s", i64::MIN),
        ] {
            assert_eq!(parse(text), Ok(nanos));
            assert_eq!(format(nanos), text);
        }
        for (text, want) in [
            ("", "invalid duration \"\""),
            ("3", "missing unit in duration \"3\""),
            ("3x", "unknown unit \"x\" in duration \"3x\""),
            (".s", "invalid duration \".s\""),
            ("9999999999h", "invalid duration \"9999999999h\""),
        ] {
            assert_eq!(parse(text), Err(format!("time: {want}")));
        }
    }
}
