//! Reading numbers: the language's literals and JSON's.

use super::decimal::{MAX_EXPONENT, make, pow10};
use super::{Num, NumError};
use num_bigint::BigInt;

impl Num {
    /// Reads a literal of the language, without sign.
    ///
    /// `_` may stand between digits. Integers: `42`, `0x2A`, `0o52`, `0b101010`, and with a multiplier (`1.5Ki`, `.5M`,
    /// truncated towards zero). Floats: `1.5`, `1.`, `.5`, `1e3`, `1.5e-3`.
    ///
    /// # Errors
    ///
    /// [`NumError::Syntax`], and [`NumError::Range`] for an exponent beyond [`MAX_EXPONENT`].
    pub fn parse_literal(text: &str) -> Result<Num, NumError> {
        if let Some(i) = small_int(text) {
            return Ok(Num::Int(i));
        }
        let bytes = text.as_bytes();
        if let [b'0', base, ..] = bytes
            && let Some(radix) = radix(*base)
        {
            let digits = plain_digits(&text[2..], radix)?;
            let i = BigInt::parse_bytes(digits.as_bytes(), radix).ok_or(NumError::Syntax)?;
            return Ok(Num::from_bigint(i));
        }
        let (text, multiplier) = multiplier(text);
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((w, f)) => (w, Some(f)),
            None => (mantissa, None),
        };
        if whole.is_empty() && fraction.is_none_or(str::is_empty) {
            return Err(NumError::Syntax);
        }
        let plain = |t: &str| if t.is_empty() { Ok(String::new()) } else { plain_digits(t, 10) };
        let mut all = plain(whole)?;
        let fraction = plain(fraction.unwrap_or(""))?;
        all.push_str(&fraction);
        if let Some(factor) = multiplier {
            let empty_fraction = fraction.is_empty() && text.contains('.');
            if exponent.is_some() || empty_fraction {
                return Err(NumError::Syntax);
            }
            let scaled = big(&all)? * factor;
            return Ok(Num::from_bigint(scaled / pow10(length(&fraction)?)));
        }
        if exponent.is_none() && !mantissa.contains('.') {
            if all.len() > 1 && all.starts_with('0') {
                return Err(NumError::Syntax);
            }
            return Ok(Num::from_bigint(big(&all)?));
        }
        let exp = match exponent {
            Some(e) => read_exponent(e)?,
            None => 0,
        };
        float(&all, exp - i64::from(length(&fraction)?))
    }

    /// Reads a number of JSON, with its sign: an integer unless it has a fraction or an exponent.
    ///
    /// # Errors
    ///
    /// [`NumError::Syntax`], and [`NumError::Range`] for an exponent beyond [`MAX_EXPONENT`].
    pub fn parse_json(text: &str) -> Result<Num, NumError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let mut rest = unsigned.as_bytes();
        let whole = take_digits(&mut rest);
        let ok = match whole {
            0 => false,
            1 => true,
            _ => !unsigned.starts_with('0'),
        };
        let fraction_ok = match rest {
            [b'.', tail @ ..] => {
                rest = tail;
                take_digits(&mut rest) > 0
            }
            _ => true,
        };
        let exponent_ok = match rest {
            [b'e' | b'E', b'+' | b'-', tail @ ..] | [b'e' | b'E', tail @ ..] => {
                rest = tail;
                take_digits(&mut rest) > 0
            }
            _ => true,
        };
        if !ok || !fraction_ok || !exponent_ok || !rest.is_empty() {
            return Err(NumError::Syntax);
        }
        let num = Num::parse_literal(unsigned)?;
        Ok(if text.len() == unsigned.len() { num } else { num.neg() })
    }
}

/// The common case: at most 18 plain digits.
fn small_int(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.is_empty() || bytes.len() > 18 || (bytes.len() > 1 && bytes.first() == Some(&b'0')) {
        return None;
    }
    bytes.iter().try_fold(0i64, |n, b| b.is_ascii_digit().then(|| n * 10 + i64::from(b - b'0')))
}

fn radix(base: u8) -> Option<u32> {
    match base {
        b'x' | b'X' => Some(16),
        b'o' => Some(8),
        b'b' => Some(2),
        _ => None,
    }
}

/// The text without its multiplier, and the multiplier.
fn multiplier(text: &str) -> (&str, Option<BigInt>) {
    let (rest, binary) = match text.strip_suffix('i') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let power = match rest.as_bytes().last() {
        Some(b'K') => 1,
        Some(b'M') => 2,
        Some(b'G') => 3,
        Some(b'T') => 4,
        Some(b'P') => 5,
        _ => return (text, None),
    };
    let factor = if binary { 1i64 << (10 * power) } else { 1000i64.pow(power) };
    (&rest[..rest.len() - 1], Some(BigInt::from(factor)))
}

/// Digits without the `_` between them.
fn plain_digits(text: &str, radix: u32) -> Result<String, NumError> {
    let mut out = String::with_capacity(text.len());
    let mut last = '_';
    for c in text.chars() {
        match c {
            '_' if last == '_' => return Err(NumError::Syntax),
            '_' => {}
            c if c.is_digit(radix) => out.push(c),
            _ => return Err(NumError::Syntax),
        }
        last = c;
    }
    if last == '_' { Err(NumError::Syntax) } else { Ok(out) }
}

fn take_digits(rest: &mut &[u8]) -> usize {
    let n = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    *rest = rest.get(n..).unwrap_or_default();
    n
}

fn big(digits: &str) -> Result<BigInt, NumError> {
    BigInt::parse_bytes(digits.as_bytes(), 10).ok_or(NumError::Syntax)
}

fn length(digits: &str) -> Result<u32, NumError> {
    u32::try_from(digits.len()).map_err(|_| NumError::Range)
}

fn read_exponent(text: &str) -> Result<i64, NumError> {
    let digits = plain_digits(text.strip_prefix(['+', '-']).unwrap_or(text), 10)?;
    let significant = digits.trim_start_matches('0');
    if significant.len() > 9 {
        return Err(NumError::Range);
    }
    let n = significant.parse().unwrap_or(0i64);
    Ok(if text.starts_with('-') { -n } else { n })
}

fn float(digits: &str, exp: i64) -> Result<Num, NumError> {
    let exp = i32::try_from(exp).map_err(|_| NumError::Range)?;
    if digits.len() <= 18 && i64::from(exp).abs() < MAX_EXPONENT - 18 {
        let coeff = digits.parse().map_err(|_| NumError::Syntax)?;
        return Ok(Num::Float { coeff, exp });
    }
    make(false, big(digits)?, exp)
}
