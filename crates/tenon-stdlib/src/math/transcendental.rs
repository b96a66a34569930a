//! Exponential, logarithms and powers of decimals, to 34 digits.
//!
//! They are computed in fixed point with [`SCALE`] decimal places, far more than the result keeps.

use super::pow10;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use tenon_ir::{MAX_EXPONENT, Num, NumError};

type Result<T = Num> = std::result::Result<T, NumError>;

/// Decimal places of the fixed-point numbers.
const SCALE: u32 = 90;

/// The natural logarithm of 10.
const LN_10: &str = "2302585092994045684017991454684364207601101488628772976033327900967572609677352480235997205";
/// The natural logarithm of 2.
const LN_2: &str = "693147180559945309417232121458176568075500134360255254120680009493393621969694715605863327";

fn constant(digits: &str) -> BigInt {
    BigInt::parse_bytes(digits.as_bytes(), 10).unwrap_or_default()
}

fn fixed_mul(a: &BigInt, b: &BigInt) -> BigInt {
    a * b / pow10(SCALE)
}

/// A fixed-point number times `10^exp` as a number of 34 digits.
fn finish(fixed: BigInt, exp: i32) -> Result {
    Num::from_parts(false, fixed, exp.saturating_sub(SCALE as i32))?.mul(&Num::ONE)
}

/// The fixed-point number of `coeff × 10^exp`.
fn to_fixed(coeff: &BigInt, exp: i64) -> Result<BigInt> {
    let shift = exp + i64::from(SCALE);
    let n = u32::try_from(shift.unsigned_abs())
        .ok()
        .filter(|n| i64::from(*n) <= 3 * MAX_EXPONENT)
        .ok_or(NumError::Range)?;
    Ok(if shift >= 0 { coeff * pow10(n) } else { coeff / pow10(n) })
}

/// `e^x`
pub(super) fn exp(x: &Num) -> Result {
    if x.is_zero() {
        return Ok(Num::ONE);
    }
    if x.as_f64().abs() > 1e6 {
        return Err(NumError::Range);
    }
    let (coeff, exp) = x.parts();
    let (fixed, power) = exp_fixed(&to_fixed(&coeff, i64::from(exp))?)?;
    finish(fixed, power)
}

/// `e^x` in fixed point times a power of ten.
fn exp_fixed(x: &BigInt) -> Result<(BigInt, i32)> {
    let ln10 = constant(LN_10);
    let q = x / &ln10;
    let mut r = x - &q * &ln10;
    // e^r = (e^(r / 2^k))^(2^k), and the series of the inner power is short.
    let halvings = 12;
    r >>= halvings;
    let one = pow10(SCALE);
    let (mut sum, mut term) = (one.clone(), one);
    for n in 1..60 {
        term = fixed_mul(&term, &r) / n;
        if term.is_zero() {
            break;
        }
        sum += &term;
    }
    for _ in 0..halvings {
        sum = fixed_mul(&sum, &sum);
    }
    Ok((sum, q.to_i32().ok_or(NumError::Range)?))
}

/// The natural logarithm in fixed point of a positive number.
fn ln_fixed(x: &Num) -> Result<BigInt> {
    let (coeff, exp) = x.parts();
    let digits = coeff.to_string().len() as i64;
    // x = m × 10^power with 0.1 <= m < 1
    let power = i64::from(exp) + digits;
    let m = to_fixed(&coeff, -digits)?;
    // A guess from binary floats leaves ln(1 + d) with a tiny d.
    let approximate = format!("{m}e-{SCALE}").parse::<f64>().unwrap_or(1.0);
    let guess = libm::log(approximate);
    let guess = BigInt::from((guess * 1e15) as i64) * pow10(SCALE - 15);
    let (e, e_power) = exp_fixed(&guess)?;
    let e = if e_power < 0 { e / pow10(e_power.unsigned_abs()) } else { e * pow10(e_power.unsigned_abs()) };
    let one = pow10(SCALE);
    let d = (m * &one) / e - &one;
    let (mut sum, mut term) = (BigInt::zero(), d.clone());
    for n in 1..20 {
        let part = &term / n;
        if n % 2 == 1 {
            sum += part;
        } else {
            sum -= part;
        }
        term = fixed_mul(&term, &d);
        if term.is_zero() {
            break;
        }
    }
    Ok(guess + sum + constant(LN_10) * power)
}

/// The natural logarithm of a positive number.
pub(super) fn ln(x: &Num) -> Result {
    if x.compare(&Num::ONE).is_eq() {
        return Ok(Num::ZERO);
    }
    finish(ln_fixed(x)?, 0)
}

/// The logarithm to base 10 of a positive number.
pub(super) fn log10(x: &Num) -> Result {
    let (coeff, exp) = x.parts();
    let digits = coeff.to_string();
    if digits.trim_end_matches('0') == "1" {
        return Ok(Num::from(i64::from(exp) + digits.len() as i64 - 1));
    }
    finish(ln_fixed(x)? * pow10(SCALE) / constant(LN_10), 0)
}

/// The logarithm to base 2 of a positive number: the quotient of two logarithms of 34 digits.
pub(super) fn log2(x: &Num) -> Result {
    ln(x)?.div(&finish(constant(LN_2), 0)?)
}

/// `x^y`, exactly before rounding where that is not too much work.
pub(super) fn pow(x: &Num, y: &Num) -> Result {
    if y.is_zero() {
        return Ok(Num::ONE);
    }
    if x.is_zero() {
        return Ok(Num::ZERO);
    }
    let whole = if y.is_integral() && y.as_f64().abs() < 1e9 { y.to_bigint().and_then(|i| i.to_i64()) } else { None };
    let (coeff, exp) = x.parts();
    if let Some(n) = whole {
        let count = n.unsigned_abs();
        let cheap = coeff.bits().saturating_mul(count) < 1 << 16;
        if let (true, Ok(count32)) = (cheap, u32::try_from(count)) {
            let power = i64::from(exp).saturating_mul(count as i64);
            let power = i32::try_from(power).map_err(|_| NumError::Range)?;
            let exact = Num::from_parts(false, coeff.pow(count32), power)?;
            return if n < 0 { Num::ONE.div(&exact) } else { exact.mul(&Num::ONE) };
        }
    }
    let ln = ln_fixed(&x.abs())?;
    let (y_coeff, y_exp) = y.parts();
    if y.as_f64().abs() > 1e9 && !ln.is_zero() {
        return Err(NumError::Range);
    }
    let exponent =
        if y_exp < 0 { ln * y_coeff / pow10(y_exp.unsigned_abs()) } else { ln * y_coeff * pow10(y_exp.unsigned_abs()) };
    if exponent.abs() > BigInt::from(1_000_000) * pow10(SCALE) {
        return Err(NumError::Range);
    }
    let (fixed, power) = exp_fixed(&exponent)?;
    let negative = x.sign() < 0 && whole.is_some_and(|n| n % 2 != 0);
    finish(if negative { -fixed } else { fixed }, power)
}

/// Keeps the scale honest: one in fixed point has as many digits as the constants behind the point.
const _: () = assert!(LN_10.len() == SCALE as usize + 1 && LN_2.len() == SCALE as usize);

#[cfg(test)]
mod tests {
    use super::{exp, ln, log2, log10, pow};
    use tenon_ir::Num;

    #[test]
    fn to_34_digits() {
        let n = |t: &str| Num::parse_json(t).unwrap();
        for (got, want) in [
            (exp(&n("3")), "20.08553692318766774092852965458172"),
            (exp(&n("-1")), "0.3678794411714423215955237701614609"),
            (exp(&n("1000")), "1.970071114017046993888879352243323e+434"),
            (ln(&n("4")), "1.386294361119890618834464242916353"),
            (ln(&n("32.45")), "3.479700443150099001242770375542286"),
            (ln(&n("1e-300")), "-690.7755278982137052053974364053093"),
            (log10(&n("4")), "0.6020599913279623904274777894489861"),
            (log10(&n("1000")), "3"),
            (log2(&n("5")), "2.321928094887362347870319429489391"),
            (pow(&n("2"), &n("3.5")), "11.31370849898476039041350979367758"),
            (pow(&n("8"), &n("4")), "4096.0"),
            (pow(&n("2"), &n("-2")), "0.25"),
            (pow(&n("1.1"), &n("2")), "1.21"),
        ] {
            assert_eq!(got.unwrap().to_string(), want);
        }
        assert!(exp(&n("1e9")).is_err());
        assert!(pow(&n("10"), &n("1000001")).is_err());
    }
}
