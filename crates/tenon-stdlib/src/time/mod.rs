//! Package `time`: instants as RFC 3339 text, durations as nanoseconds, layouts as in Go.

mod civil;
mod duration;
mod layout;
mod parse;

use crate::args::*;
use civil::Instant;
use tenon_eval::builtin::{CallError, Function, Package};
use tenon_ir::{Data, Num};

pub(crate) static PACKAGE: Package =
    Package { path: "time", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/time/time.cue") };

const RFC_3339_NANO: &str = "2006-01-02T15:04:05.999999999Z07:00";

static FUNCTIONS: &[Function] = functions! {
    "Time"(s: STR) -> BOOL = |a| match parse::strict_rfc3339(a.str(0)?) {
        Some(_) => Ok(Data::bool(true)),
        None => invalid(a.str(0)?),
    };
    "Format"(value: STR, layout: STR) -> BOOL = |a| match instant(a.str(1)?, a.str(0)?) {
        Ok(_) => Ok(Data::bool(true)),
        Err(_) => invalid(a.str(0)?),
    };
    "FormatString"(layout: STR, value: STR) -> STR = |a| {
        string(layout::format(&instant(RFC_3339_NANO, a.str(1)?)?, a.str(0)?))
    };
    "Parse"(layout: STR, value: STR) -> STR = |a| {
        string(layout::format(&instant(a.str(0)?, a.str(1)?)?.utc(), RFC_3339_NANO))
    };
    "Unix"(sec: INT, nsec: INT) -> STR = |a| {
        let total = i128::from(a.int(0)?) * 1_000_000_000 + i128::from(a.int(1)?);
        let at = Instant::from_nanos(total).ok_or_else(|| CallError::new("time out of range"))?;
        string(layout::format(&at, RFC_3339_NANO))
    };
    "ToUnix"(value: STR) -> INT = |a| number(instant(RFC_3339_NANO, a.str(0)?)?.nanos().div_euclid(1_000_000_000));
    "ToUnixNano"(value: STR) -> INT = |a| {
        let nanos = instant(RFC_3339_NANO, a.str(0)?)?.nanos();
        match i64::try_from(nanos) {
            Ok(n) => number(n),
            Err(_) => fail("time cannot be represented as nanoseconds in 64 bits"),
        }
    };
    "Split"(t: STR) -> STRUCT = |a| {
        let t = instant(RFC_3339_NANO, a.str(0)?)?;
        Ok(record([
            ("year", Data::int(t.year)),
            ("month", Data::int(i64::from(t.month))),
            ("day", Data::int(i64::from(t.day))),
            ("hour", Data::int(i64::from(t.hour))),
            ("minute", Data::int(i64::from(t.minute))),
            ("second", Data::int(i64::from(t.second))),
            ("nanosecond", Data::int(i64::from(t.nanosecond))),
        ]))
    };
    "Duration"(s: STR) -> BOOL = |a| parse_duration(a).map(|_| Data::bool(true));
    "FormatDuration"(d: INT) -> STR = |a| string(duration::format(a.int(0)?));
    "ParseDuration"(s: STR) -> INT = |a| number(Num::Int(parse_duration(a)?));
};

fn invalid<T>(text: &str) -> Result<T> {
    fail(format!("invalid time {}", quoted(text)))
}

fn quoted(text: &str) -> String {
    crate::strconv::quote(text, '"', crate::strconv::Keep::Print)
}

fn parse_duration(a: &[Data]) -> Result<i64> {
    duration::parse(a.str(0)?).map_err(CallError::new)
}

fn instant(layout: &str, value: &str) -> Result<Instant> {
    parse::parse(layout, value).map_err(CallError::new)
}
