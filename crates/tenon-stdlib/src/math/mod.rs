//! Package `math`: functions of decimals, exact or to 34 digits, and functions of binary floats.

mod bits;
mod transcendental;

use crate::args::*;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use tenon_eval::builtin::{CallError, Function, Package};
use tenon_ir::{Data, Num, NumError};

pub(crate) use bits::PACKAGE as BITS;

pub(crate) static PACKAGE: Package =
    Package { path: "math", functions: FUNCTIONS, cue: include_str!("../../../../stdlib/math/math.cue") };

static FUNCTIONS: &[Function] = functions! {
    "Abs"(x: NUM) -> NUM = |a| decimal(Ok(a.num(0)?.abs()));
    "Acos"(x: NUM) -> NUM = |a| float(libm::acos(a.float(0)?));
    "Acosh"(x: NUM) -> NUM = |a| float(libm::acosh(a.float(0)?));
    "Asin"(x: NUM) -> NUM = |a| float(libm::asin(a.float(0)?));
    "Asinh"(x: NUM) -> NUM = |a| float(libm::asinh(a.float(0)?));
    "Atan"(x: NUM) -> NUM = |a| float(libm::atan(a.float(0)?));
    "Atan2"(y: NUM, x: NUM) -> NUM = |a| float(libm::atan2(a.float(0)?, a.float(1)?));
    "Atanh"(x: NUM) -> NUM = |a| float(libm::atanh(a.float(0)?));
    "Cbrt"(x: NUM) -> NUM = cbrt;
    "Ceil"(x: NUM) -> INT = |a| to_integer(a, |q, r| if r.is_positive() { q + 1 } else { q });
    "Copysign"(x: NUM, y: NUM) -> NUM = |a| {
        let magnitude = a.num(0)?.abs();
        decimal(Ok(if a.num(1)?.sign() < 0 { magnitude.neg() } else { magnitude }))
    };
    "Cos"(x: NUM) -> NUM = |a| float(libm::cos(a.float(0)?));
    "Cosh"(x: NUM) -> NUM = |a| float(libm::cosh(a.float(0)?));
    "Dim"(x: NUM, y: NUM) -> NUM = |a| decimal(a.num(0)?.sub(a.num(1)?).map(|d| if d.sign() < 0 { Num::ZERO } else { d }));
    "Erf"(x: NUM) -> NUM = |a| float(libm::erf(a.float(0)?));
    "Erfc"(x: NUM) -> NUM = |a| float(libm::erfc(a.float(0)?));
    "Erfcinv"(x: NUM) -> NUM = |a| float(inverse_erf(1.0 - a.float(0)?));
    "Erfinv"(x: NUM) -> NUM = |a| float(inverse_erf(a.float(0)?));
    "Exp"(x: NUM) -> NUM = |a| decimal(transcendental::exp(a.num(0)?));
    "Exp2"(x: NUM) -> NUM = |a| decimal(transcendental::pow(&Num::Int(2), a.num(0)?));
    "Expm1"(x: NUM) -> NUM = |a| float(libm::expm1(a.float(0)?));
    "Float64bits"(f: NUM) -> INT = |a| number(a.float(0)?.to_bits());
    "Floor"(x: NUM) -> INT = |a| to_integer(a, |q, r| if r.is_negative() { q - 1 } else { q });
    "Gamma"(x: NUM) -> NUM = |a| float(libm::tgamma(a.float(0)?));
    "Hypot"(p: NUM, q: NUM) -> NUM = |a| float(libm::hypot(a.float(0)?, a.float(1)?));
    "Ilogb"(x: NUM) -> INT = |a| number(libm::ilogb(a.float(0)?));
    "J0"(x: NUM) -> NUM = |a| float(libm::j0(a.float(0)?));
    "J1"(x: NUM) -> NUM = |a| float(libm::j1(a.float(0)?));
    "Jacobi"(x: INT, y: INT) -> INT = jacobi;
    "Jn"(n: INT, x: NUM) -> NUM = |a| float(libm::jn(order(a)?, a.float(1)?));
    "Ldexp"(frac: NUM, exp: INT) -> NUM = |a| {
        float(libm::ldexp(a.float(0)?, a.int(1)?.clamp(-10_000, 10_000) as i32))
    };
    "Log"(x: NUM) -> NUM = |a| decimal(transcendental::ln(positive(a)?));
    "Log10"(x: NUM) -> NUM = |a| decimal(transcendental::log10(positive(a)?));
    "Log1p"(x: NUM) -> NUM = |a| float(libm::log1p(a.float(0)?));
    "Log2"(x: NUM) -> NUM = |a| decimal(transcendental::log2(positive(a)?));
    "Logb"(x: NUM) -> NUM = |a| float(f64::from(libm::ilogb(a.float(0)?)));
    "Mod"(x: NUM, y: NUM) -> NUM = |a| float(a.float(0)? % a.float(1)?);
    "MultipleOf"(x: NUM, y: NUM) -> BOOL = multiple_of;
    "Pow"(x: NUM, y: NUM) -> NUM = |a| match (a.num(0)?.sign(), a.num(1)?.sign()) {
        (0, 0) => fail("0 to the power of 0 is not defined"),
        (0, -1) => fail("division by zero"),
        (-1, _) if !a.num(1)?.is_integral() => fail("power of a negative number to a fraction is not defined"),
        _ => decimal(transcendental::pow(a.num(0)?, a.num(1)?)),
    };
    "Pow10"(n: INT) -> NUM = |a| match a.int(0)?.to_i32() {
        Some(n) => decimal(Num::from_parts(false, BigInt::one(), n)),
        None => fail(NumError::Range.to_string()),
    };
    "Remainder"(x: NUM, y: NUM) -> NUM = |a| float(libm::remainder(a.float(0)?, a.float(1)?));
    "Round"(x: NUM) -> INT = |a| round(a, |_, half| half != Ordering::Less);
    "RoundToEven"(x: NUM) -> INT = |a| round(a, |q, half| half == Ordering::Greater || (half == Ordering::Equal && q.is_odd()));
    "Signbit"(x: NUM) -> BOOL = |a| Ok(Data::bool(a.num(0)?.sign() < 0));
    "Sin"(x: NUM) -> NUM = |a| float(libm::sin(a.float(0)?));
    "Sinh"(x: NUM) -> NUM = |a| float(libm::sinh(a.float(0)?));
    "Sqrt"(x: NUM) -> NUM = |a| float(libm::sqrt(a.float(0)?));
    "Tan"(x: NUM) -> NUM = |a| float(libm::tan(a.float(0)?));
    "Tanh"(x: NUM) -> NUM = |a| float(libm::tanh(a.float(0)?));
    "Trunc"(x: NUM) -> INT = |a| to_integer(a, |q, _| q);
    "Y0"(x: NUM) -> NUM = |a| float(libm::y0(a.float(0)?));
    "Y1"(x: NUM) -> NUM = |a| float(libm::y1(a.float(0)?));
    "Yn"(n: INT, x: NUM) -> NUM = |a| float(libm::yn(order(a)?, a.float(1)?));
};

/// The order of a Bessel function; its computation takes as many steps.
fn order(a: &[Data]) -> Result<i32> {
    match i32::try_from(a.int(0)?) {
        Ok(n) if n.abs() <= 1_000_000 => Ok(n),
        _ => fail("order out of range"),
    }
}

fn positive(a: &[Data]) -> Result<&Num> {
    match a.num(0)? {
        n if n.sign() > 0 => Ok(n),
        _ => fail("logarithm of a number that is not positive is not defined"),
    }
}

/// `10^n`, for exponents of numbers that were read.
pub(crate) fn pow10(n: u32) -> BigInt {
    BigInt::from(10).pow(n)
}

/// Quotient and remainder by the power of ten that makes a number integral; none where it is an integer as it is.
fn split(n: &Num) -> Option<(BigInt, BigInt, BigInt)> {
    let (coeff, exp) = n.parts();
    if exp >= 0 {
        return None;
    }
    let power = pow10(exp.unsigned_abs());
    let (q, r) = coeff.div_rem(&power);
    Some((q, r, power))
}

fn to_integer(a: &[Data], pick: fn(BigInt, BigInt) -> BigInt) -> Result {
    match split(a.num(0)?) {
        Some((q, r, _)) => number(pick(q, r)),
        None => integral(a.num(0)?),
    }
}

fn integral(n: &Num) -> Result {
    let (coeff, exp) = n.parts();
    number(Num::from_parts(true, coeff, exp).map_err(|e| CallError::new(e.to_string()))?)
}

fn round(a: &[Data], away: fn(&BigInt, Ordering) -> bool) -> Result {
    match split(a.num(0)?) {
        Some((q, r, power)) => {
            let up = away(&q, (r.abs() * 2u8).cmp(&power));
            number(if !up {
                q
            } else if r.is_negative() {
                q - 1
            } else {
                q + 1
            })
        }
        None => integral(a.num(0)?),
    }
}

fn multiple_of(a: &[Data]) -> Result {
    let ((x, e), (y, f)) = (a.num(0)?.parts(), a.num(1)?.parts());
    if y.is_zero() {
        return fail("division by zero");
    }
    let low = e.min(f);
    let scale = |n: BigInt, exp: i32| n * pow10(exp.saturating_sub(low).unsigned_abs());
    Ok(Data::bool((scale(x, e) % scale(y, f)).is_zero()))
}

fn cbrt(a: &[Data]) -> Result {
    let (coeff, exp) = a.num(0)?.parts();
    // As many digits as give more than 34 in the root, and an exponent that three divides.
    let wanted = 120u64.saturating_sub(coeff.bits() * 3 / 10).to_i32().unwrap_or(0);
    let shift = wanted + (exp - wanted).rem_euclid(3);
    let root = (coeff.clone() * pow10(shift.unsigned_abs())).cbrt();
    let root_exp = (exp - shift) / 3;
    let rounded = Num::from_parts(false, root, root_exp).and_then(|n| n.mul(&Num::ONE));
    // An exact root has no more digits than it needs.
    let short = rounded.and_then(|n| {
        let stripped = strip(&n)?;
        let cube = stripped.mul(&stripped).and_then(|s| s.mul(&stripped))?;
        Ok(if cube.compare(a.num(0).map_err(|_| NumError::Syntax)?) == Ordering::Equal { stripped } else { n })
    });
    decimal(short)
}

fn strip(n: &Num) -> std::result::Result<Num, NumError> {
    let (mut coeff, mut exp) = n.parts();
    let ten = BigInt::from(10);
    while !coeff.is_zero() && (&coeff % &ten).is_zero() {
        coeff /= &ten;
        exp += 1;
    }
    Num::from_parts(false, coeff, exp)
}

fn jacobi(a: &[Data]) -> Result {
    let (Some(mut x), Some(mut y)) = (a.num(0)?.to_bigint(), a.num(1)?.to_bigint()) else {
        return fail("not an integer");
    };
    if y.is_even() {
        return fail(format!("big: invalid 2nd argument to Int.Jacobi: need odd integer but got {y}"));
    }
    let mut sign = 1;
    if y.is_negative() {
        if x.is_negative() {
            sign = -1;
        }
        y = -y;
    }
    x = x.mod_floor(&y);
    while !x.is_zero() {
        while x.is_even() {
            x >>= 1;
            if matches!((&y % 8u8).to_u8(), Some(3 | 5)) {
                sign = -sign;
            }
        }
        std::mem::swap(&mut x, &mut y);
        if (&x % 4u8).to_u8() == Some(3) && (&y % 4u8).to_u8() == Some(3) {
            sign = -sign;
        }
        x = x.mod_floor(&y);
    }
    number(if y.is_one() { sign } else { 0 })
}

/// The inverse of the error function, by Newton's method on a first guess.
fn inverse_erf(y: f64) -> f64 {
    if y.abs() >= 1.0 {
        return if y == 1.0 {
            f64::INFINITY
        } else if y == -1.0 {
            f64::NEG_INFINITY
        } else {
            f64::NAN
        };
    }
    let l = libm::log(1.0 - y * y);
    let b = 2.0 / (std::f64::consts::PI * 0.147) + l / 2.0;
    let mut x = libm::sqrt(libm::sqrt(b * b - l / 0.147) - b).copysign(y);
    for _ in 0..4 {
        let error = if y.abs() < 0.5 { libm::erf(x) - y } else { (1.0 - y.abs() - libm::erfc(x.abs())).copysign(y) };
        x -= error / (2.0 / libm::sqrt(std::f64::consts::PI) * libm::exp(-x * x));
    }
    if x.is_finite() { x } else { 0.0 }
}
