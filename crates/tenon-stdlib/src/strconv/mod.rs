//! Package `strconv`: basic types to text and back.

mod float;
mod quote;

use crate::args::*;
use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed};
use tenon_eval::builtin::{Function, Package};
use tenon_ir::data::DataValue;
use tenon_ir::{Data, Num, NumError};

pub(crate) use float::{format_float, shortest};
pub(crate) use quote::{Keep, is_print, quote, unquote};

pub(crate) static PACKAGE: Package =
    Package { path: "strconv", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/strconv/strconv.cue") };

/// The digits of bases up to 62.
const DIGITS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The most bits of an integer that is made from text.
const MAX_BITS: u64 = 1 << 20;

static FUNCTIONS: &[Function] = functions! {
    "Atoi"(s: STR) -> INT = |a| parse_integer("Atoi", a.str(0)?, 10, 0, true);
    "ParseInt"(s: STR, base: INT, bitSize: INT) -> INT = |a| parse_integer("ParseInt", a.str(0)?, a.int(1)?, a.int(2)?, true);
    "ParseUint"(s: STR, base: INT, bitSize: INT) -> INT = |a| parse_integer("ParseUint", a.str(0)?, a.int(1)?, a.int(2)?, false);
    "ParseNumber"(s: STR) -> NUM = parse_number;
    "ParseBool"(str: STR) -> BOOL = |a| match a.str(0)? {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Data::bool(true)),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Data::bool(false)),
        other => wrong("ParseBool", other, "invalid syntax"),
    };
    "ParseFloat"(s: STR, bitSize: INT) -> NUM = parse_float;
    "FormatBool"(b: BOOL) -> STR = |a| string(a.bool(0)?.to_string());
    "FormatInt"(i: INT, base: INT) -> STR = format_int;
    "FormatUint"(i: INT, base: INT) -> STR = format_int;
    "FormatFloat"(f: NUM, fmt: ANY, prec: INT, bitSize: INT) -> STR = format;
    "Quote"(s: STR) -> STR = |a| string(quote(a.str(0)?, '"', Keep::Print));
    "QuoteToASCII"(s: STR) -> STR = |a| string(quote(a.str(0)?, '"', Keep::Ascii));
    "QuoteToGraphic"(s: STR) -> STR = |a| string(quote(a.str(0)?, '"', Keep::Graphic));
    "QuoteRune"(r: INT) -> STR = |a| string(quote(rune(a)?.encode_utf8(&mut [0; 4]), '\'', Keep::Print));
    "QuoteRuneToASCII"(r: INT) -> STR = |a| string(quote(rune(a)?.encode_utf8(&mut [0; 4]), '\'', Keep::Ascii));
    "QuoteRuneToGraphic"(r: INT) -> STR = |a| string(quote(rune(a)?.encode_utf8(&mut [0; 4]), '\'', Keep::Graphic));
    "IsPrint"(r: INT) -> BOOL = |a| Ok(Data::bool(valid_rune(a)?.is_some_and(is_print)));
    "IsGraphic"(r: INT) -> BOOL = |a| Ok(Data::bool(valid_rune(a)?.is_some_and(quote::is_graphic)));
    "CanBackquote"(s: STR) -> BOOL = |a| {
        let bad = |c: char| (c < ' ' && c != '\t') || matches!(c, '`' | '\u{7f}' | '\u{feff}');
        Ok(Data::bool(!a.str(0)?.contains(bad)))
    };
    "Unquote"(s: STR) -> STR = |a| unquote(a.str(0)?).map_or_else(|| fail("invalid syntax"), string);
};

fn wrong<T>(function: &str, text: &str, why: &str) -> Result<T> {
    fail(format!("strconv.{function}: parsing {}: {why}", quote(text, '"', Keep::Print)))
}

fn valid_rune(a: &[Data]) -> Result<Option<char>> {
    Ok(u32::try_from(a.int(0)?).ok().and_then(char::from_u32))
}

fn rune(a: &[Data]) -> Result<char> {
    Ok(valid_rune(a)?.unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn parse_integer(function: &str, text: &str, base: i64, bits: i64, signed: bool) -> Result {
    let radix = match u32::try_from(base) {
        Ok(radix @ (0 | 2..=62)) => radix,
        _ => return wrong(function, text, &format!("invalid base {base}")),
    };
    let Some(value) = read_integer(text, radix) else { return wrong(function, text, "invalid syntax") };
    let out_of_range = match (signed, u64::try_from(bits)) {
        (_, Err(_)) => true,
        (false, Ok(_)) if value.is_negative() => true,
        (_, Ok(0)) => value.bits() > MAX_BITS,
        (false, Ok(bits)) => value.bits() > bits,
        (true, Ok(bits)) if value.is_negative() => (-value.clone() - BigInt::one()).bits() >= bits,
        (true, Ok(bits)) => value.bits() >= bits,
    };
    if out_of_range { wrong(function, text, "value out of range") } else { number(value) }
}

/// An integer in a base; base 0 reads prefixes and lets `_` stand between digits.
fn read_integer(text: &str, radix: u32) -> Option<BigInt> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.get(..2).map(str::to_ascii_lowercase);
    let (radix, digits, underscores) = match (radix, lower.as_deref()) {
        (0, Some("0x")) => (16, digits.get(2..)?, true),
        (0, Some("0b")) => (2, digits.get(2..)?, true),
        (0, Some("0o")) => (8, digits.get(2..)?, true),
        (0, _) if digits.len() > 1 && digits.starts_with('0') => (8, digits.get(1..)?, true),
        (0, _) => (10, digits, true),
        (radix, _) => (radix, digits, false),
    };
    let mut values = Vec::with_capacity(digits.len());
    let mut after_digit = radix != 10;
    for b in digits.bytes() {
        if b == b'_' && underscores && after_digit {
            after_digit = false;
            continue;
        }
        let b = if radix <= 36 { b.to_ascii_lowercase() } else { b };
        let value = DIGITS.iter().position(|d| *d == b).filter(|v| (*v as u32) < radix)?;
        values.push(value as u8);
        after_digit = true;
    }
    if values.is_empty() || !after_digit {
        return None;
    }
    BigInt::from_radix_be(if negative { Sign::Minus } else { Sign::Plus }, &values, radix)
}

fn format_int(a: &[Data]) -> Result {
    let base = a.int(1)?;
    let Some(value) = a.num(0)?.to_bigint() else { return fail("not an integer") };
    let Some(radix) = u32::try_from(base).ok().filter(|b| (2..=62).contains(b)) else {
        return fail(format!("illegal base {base}"));
    };
    let (sign, digits) = value.to_radix_be(radix);
    let mut out = String::from(if sign == Sign::Minus { "-" } else { "" });
    out.extend(digits.iter().filter_map(|d| DIGITS.get(usize::from(*d))).map(|b| char::from(*b)));
    string(out)
}

fn parse_float(a: &[Data]) -> Result {
    let text = a.str(0)?;
    let clean = text.trim_start_matches(['+', '-']);
    let named = clean.starts_with(|c: char| c.is_ascii_alphabetic());
    let parsed = match clean.get(..2) {
        Some("0x" | "0X") => float::parse_hexadecimal(text),
        _ => text.parse::<f64>().ok().filter(|_| !named),
    };
    let Some(mut f) = parsed else { return wrong("ParseFloat", text, "invalid syntax") };
    if a.int(1)? == 32 {
        f = f64::from(text.parse::<f32>().unwrap_or(f as f32));
    }
    if f.is_finite() { float(f) } else { wrong("ParseFloat", text, "value out of range") }
}

fn parse_number(a: &[Data]) -> Result {
    let text = a.str(0)?;
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match Num::parse_literal(unsigned) {
        Ok(n) => number(if text.starts_with('-') { n.neg() } else { n }),
        Err(NumError::Range) => wrong("ParseNumber", text, "value out of range"),
        Err(_) => wrong("ParseNumber", text, &literal_error(unsigned)),
    }
}

/// What is wrong with a literal.
fn literal_error(text: &str) -> String {
    let quoted = quote(text, '"', Keep::Print);
    let kind = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => "hexadecimal",
        [b'0', b'b', ..] => "binary",
        [b'0', b'o', ..] => "octal",
        _ if text.ends_with('_') || text.contains("__") => return "illegal '_' in number".into(),
        [b'0', b'0'..=b'9', ..] => return "illegal integer number".into(),
        _ => return format!("illegal number {quoted}"),
    };
    if text.ends_with('_') && text.len() > 2 {
        "illegal '_' in number".into()
    } else {
        format!("illegal {kind} number {quoted}")
    }
}

fn format(a: &[Data]) -> Result {
    let verb = match &a.get_arg(1)?.value {
        DataValue::Num(n) if n.is_int() => match n.as_i64().and_then(|i| u8::try_from(i).ok()) {
            Some(verb) => verb,
            None => return fail(format!("format value {n} out of range [0, 255]")),
        },
        DataValue::Str(s) => match s.as_bytes() {
            [verb] => *verb,
            _ => return fail("expected string with one character for format"),
        },
        _ => return fail(format!("unexpected kind {}", kind(a.get_arg(1)?))),
    };
    let precision = a.int(2)?;
    if precision > 1 << 16 {
        return fail(format!("precision {precision} exceeds limit of {}", 1 << 16));
    }
    match a.int(3)? {
        bits @ (32 | 64) => string(format_float(a.float(0)?, verb, usize::try_from(precision).ok(), bits == 32)),
        _ => fail("strconv: illegal AppendFloat/FormatFloat bitSize"),
    }
}
