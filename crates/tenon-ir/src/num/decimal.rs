//! Decimals as pairs (coefficient, exponent): aligning, counting digits and rounding.

use super::{BigNum, Num, NumError, is_zero};
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{Pow, Signed, ToPrimitive, Zero};
use std::sync::Arc;

/// How many digits the results of `+`, `-`, `*` and `/` have at most.
pub const PRECISION: u64 = 34;

/// The largest magnitude of a number's exponent in scientific notation.
pub const MAX_EXPONENT: i64 = 100_000;

/// `10^n`
pub(super) fn pow10(n: u32) -> BigInt {
    match 10i128.checked_pow(n) {
        Some(small) => BigInt::from(small),
        None => BigInt::from(BigUint::from(10u8).pow(n)),
    }
}

/// The number of decimal digits; one for zero.
pub(super) fn digits(coeff: &BigInt) -> u64 {
    let magnitude = coeff.magnitude();
    if let Some(small) = magnitude.to_u128() {
        return small.checked_ilog10().map_or(1, |n| u64::from(n) + 1);
    }
    // 10^n has at least floor(n × log2 10) + 1 bits, so the estimate is at most one too small.
    let estimate = (magnitude.bits() - 1) * 30_102_999 / 100_000_000;
    let mut n = estimate;
    let mut bound = BigUint::from(10u8).pow(u32::try_from(n).unwrap_or(u32::MAX));
    while magnitude >= &bound {
        n += 1;
        bound *= 10u8;
    }
    n
}

/// The exponent in scientific notation.
pub(super) fn adjusted(coeff: &BigInt, exp: i32) -> i64 {
    i64::from(exp) + digits(coeff) as i64 - 1
}

/// Both coefficients over the smaller exponent.
pub(super) fn align(a: BigInt, e: i32, b: BigInt, f: i32) -> (BigInt, BigInt, i32) {
    match e.checked_sub(f).unwrap_or(0) {
        0 => (a, b, e),
        d if d > 0 => (a * pow10(d.unsigned_abs()), b, f),
        d => (a, b * pow10(d.unsigned_abs()), e),
    }
}

/// Without trailing zeros; zero is (0, 0).
pub(super) fn strip(coeff: BigInt, exp: i32) -> (BigInt, i32) {
    if is_zero(&coeff) {
        return (coeff, 0);
    }
    strip_until(coeff, exp, i32::MAX)
}

/// Without trailing zeros, but with an exponent of at most `ideal`.
pub(super) fn strip_until(mut coeff: BigInt, mut exp: i32, ideal: i32) -> (BigInt, i32) {
    // Large steps first: a coefficient of a hundred thousand digits must not take as many divisions.
    let mut step = 1u32 << (digits(&coeff).max(2).ilog2());
    while step > 0 {
        while exp < ideal && ideal.saturating_sub(exp).unsigned_abs() >= step {
            let (q, r) = coeff.div_rem(&pow10(step));
            if !r.is_zero() {
                break;
            }
            coeff = q;
            exp = exp.saturating_add_unsigned(step);
            if coeff.is_zero() {
                return (coeff, exp);
            }
        }
        step /= 2;
    }
    (coeff, exp)
}

/// Rounded half up to [`PRECISION`] digits.
pub(super) fn round(coeff: BigInt, exp: i32) -> (BigInt, i32) {
    let n = digits(&coeff);
    if n <= PRECISION {
        return (coeff, exp);
    }
    let drop = u32::try_from(n - PRECISION).unwrap_or(u32::MAX);
    let (q, exp) = (drop_digits(&coeff, drop), exp.saturating_add_unsigned(drop));
    if digits(&q) > PRECISION { (q / 10, exp.saturating_add(1)) } else { (q, exp) }
}

/// Divided by `10^drop`, rounded half up (away from zero).
pub(super) fn drop_digits(coeff: &BigInt, drop: u32) -> BigInt {
    let power = pow10(drop);
    let (q, r) = coeff.div_rem(&power);
    if r.abs() * 2u8 >= power { if coeff.is_negative() { q - 1 } else { q + 1 } } else { q }
}

/// The number with these parts in its smallest form, exactly.
pub(super) fn make(is_int: bool, coeff: BigInt, exp: i32) -> Result<Num, NumError> {
    if !is_zero(&coeff) && adjusted(&coeff, exp).abs() > MAX_EXPONENT {
        return Err(NumError::Range);
    }
    if is_int && exp < 0 {
        let (coeff, exp) = strip(coeff, exp);
        let exp = u32::try_from(exp).map_err(|_| NumError::Syntax)?;
        return Ok(Num::from_bigint(coeff * pow10(exp)));
    }
    let limit = MAX_EXPONENT as i32;
    let exp = if is_zero(&coeff) { exp.clamp(-limit, limit) } else { exp };
    let small = coeff.to_i64();
    match (is_int, small) {
        (false, Some(coeff)) => Ok(Num::Float { coeff, exp }),
        (true, Some(0)) => Ok(Num::Int(0)),
        (true, Some(i)) => match 10i64.checked_pow(exp.unsigned_abs()).and_then(|p| i.checked_mul(p)) {
            Some(i) => Ok(Num::Int(i)),
            None => Ok(Num::Big(Arc::new(BigNum { is_int, coeff, exp }))),
        },
        (_, None) => Ok(Num::Big(Arc::new(BigNum { is_int, coeff, exp }))),
    }
}
