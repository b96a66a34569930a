//! What a plain scalar means: null, a truth value, a number, or text.
//!
//! | text | meaning |
//! |---|---|
//! | nothing, `~`, `null`, `Null`, `NULL` | null |
//! | `true`, `True`, `TRUE`, `false`, `False`, `FALSE` | a truth value; `yes`, `no`, `on`, `off`, `y`, `n` are text |
//! | `12`, `-3`, `+4`, `1_000`, `0x1F`, `0o17`, `017`, `0b101` | an integer; `017` is octal, `089` is text |
//! | `1.5`, `.5`, `1.`, `1e3`, `-2.5E-4` | a float |
//! | `.inf`, `-.inf`, `.nan` in three cases each | a float that the language has no value for |
//! | all else, `1:30` and dates among it | text |

use crate::keys::MAX_DIGITS;
use tenon_ir::Num;

/// The meaning of a plain scalar.
#[derive(Debug, PartialEq)]
pub(super) enum Resolved {
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(Num),
    /// A float.
    Float(Num),
    /// Infinity or not a number.
    NotFinite,
    /// Text.
    Text,
}

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Resolved {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Resolved::Null,
        "true" | "True" | "TRUE" => return Resolved::Bool(true),
        "false" | "False" | "FALSE" => return Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => return Resolved::NotFinite,
        _ => {}
    }
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    match body.as_bytes() {
        [b'0'..=b'9', ..] => number(sign, body),
        [b'.', b'0'..=b'9', ..] => number(sign, body),
        _ if matches!(body, ".inf" | ".Inf" | ".INF") => Resolved::NotFinite,
        _ => Resolved::Text,
    }
}

fn number(sign: &str, body: &str) -> Resolved {
    let allowed = |b: u8| b.is_ascii_hexdigit() || matches!(b, b'_' | b'.' | b'+' | b'-' | b'x' | b'X' | b'o');
    if body.len() > MAX_DIGITS || !body.bytes().all(allowed) || body.ends_with('_') {
        return Resolved::Text;
    }
    let digits = body.replace('_', "");
    let radix = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => Some((16, 2)),
        [b'0', b'o', ..] => Some((8, 2)),
        [b'0', b'b', ..] => Some((2, 2)),
        [b'0', rest @ ..] if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) => Some((8, 1)),
        _ => None,
    };
    if let Some((radix, skip)) = radix {
        let value = u128::from_str_radix(digits.get(skip..).unwrap_or_default(), radix).ok();
        let starts_with_digit = digits.as_bytes().get(skip).is_some_and(u8::is_ascii_hexdigit);
        return match value.filter(|_| starts_with_digit).map(|v| Num::parse_json(&format!("{sign}{v}"))) {
            Some(Ok(n)) => Resolved::Int(n),
            _ => Resolved::Text,
        };
    }
    decimal(sign, &digits)
}

/// Digits, perhaps a point with or without digits on either side, perhaps an exponent.
fn decimal(sign: &str, text: &str) -> Resolved {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !fraction.is_none_or(is_digits) {
        return Resolved::Text;
    }
    let mut json = String::with_capacity(text.len() + 3);
    json.push_str(sign);
    let trimmed = whole.trim_start_matches('0');
    json.push_str(if trimmed.is_empty() { "0" } else { trimmed });
    if let Some(fraction) = fraction {
        json.push('.');
        json.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let plain = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if plain.is_empty() || !is_digits(plain) {
            return Resolved::Text;
        }
        json.push('e');
        json.push_str(exponent);
    }
    let integer = fraction.is_none() && exponent.is_none();
    match Num::parse_json(&json) {
        Ok(n) if integer => Resolved::Int(n),
        Ok(n) => Resolved::Float(n),
        Err(_) => Resolved::Text,
    }
}
