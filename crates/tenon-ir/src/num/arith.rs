//! The operators: `+ - * /` in the decimal context, the four integer divisions exactly.

use super::decimal::{PRECISION, align, digits, make, pow10, round, strip_until};
use super::{BigNum, Num, NumError, is_zero};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;
use std::sync::Arc;

/// Below this, a result needs no rounding.
const LIMIT: u128 = 10u128.pow(PRECISION as u32);

impl Num {
    /// The sum.
    ///
    /// # Errors
    ///
    /// [`NumError::Range`]
    pub fn add(&self, other: &Num) -> Result<Num, NumError> {
        if let (Num::Int(a), Num::Int(b)) = (self, other) {
            return Ok(a.checked_add(*b).map_or_else(|| Num::from(i128::from(*a) + i128::from(*b)), Num::Int));
        }
        if let (Some((a, e)), Some((b, f))) = (self.small(), other.small())
            && let Some((a, b, exp)) = small_align(a, e, b, f)
            && (a + b).unsigned_abs() < LIMIT
        {
            return small_float(a + b, exp);
        }
        let ((a, e), (b, f)) = (self.parts(), other.parts());
        let (a, b, exp) = align(a, e, b, f);
        let (coeff, exp) = round(a + b, exp);
        make(self.is_int() && other.is_int(), coeff, exp)
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// [`NumError::Range`]
    pub fn sub(&self, other: &Num) -> Result<Num, NumError> {
        if let (Num::Int(a), Num::Int(b)) = (self, other) {
            return Ok(a.checked_sub(*b).map_or_else(|| Num::from(i128::from(*a) - i128::from(*b)), Num::Int));
        }
        self.add(&other.neg())
    }

    /// The product.
    ///
    /// # Errors
    ///
    /// [`NumError::Range`]
    pub fn mul(&self, other: &Num) -> Result<Num, NumError> {
        if let (Num::Int(a), Num::Int(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Ok(Num::Int(product));
        }
        let is_int = self.is_int() && other.is_int();
        if let (Some((a, e)), Some((b, f))) = (self.small(), other.small()) {
            let product = i128::from(a) * i128::from(b);
            if product.unsigned_abs() < LIMIT {
                return if is_int { Ok(Num::from(product)) } else { small_float(product, e.saturating_add(f)) };
            }
        }
        let ((a, e), (b, f)) = (self.parts(), other.parts());
        let (coeff, exp) = round(a * b, e.saturating_add(f));
        make(is_int, coeff, exp)
    }

    /// The quotient, always a float. An exact quotient has no more digits than it needs, but one behind the point, which
    /// counts: `(4 / 2) * 3.0` is `6.00`. Zero has no such digit.
    ///
    /// # Errors
    ///
    /// [`NumError::DivisionByZero`], [`NumError::Range`]
    pub fn div(&self, other: &Num) -> Result<Num, NumError> {
        let ((a, e), (b, f)) = (self.parts(), other.parts());
        if is_zero(&b) {
            return Err(NumError::DivisionByZero);
        }
        let ideal = e.saturating_sub(f);
        if is_zero(&a) {
            return make(false, a, ideal);
        }
        let shift = (PRECISION + 1 + digits(&b)).saturating_sub(digits(&a));
        let shift = u32::try_from(shift).map_err(|_| NumError::Range)?;
        let (q, r) = (a * pow10(shift)).div_rem(&b);
        let exp = ideal.saturating_sub_unsigned(shift);
        let (q, exp) = if is_zero(&r) { strip_until(q, exp, ideal) } else { (q, exp) };
        let (coeff, exp) = round(q, exp);
        if exp == 0 && digits(&coeff) < PRECISION { make(false, coeff * 10, -1) } else { make(false, coeff, exp) }
    }

    /// Euclidean quotient of integers: rounds so that the remainder is not negative.
    ///
    /// # Errors
    ///
    /// [`NumError::DivisionByZero`]; [`NumError::Syntax`] for floats.
    pub fn int_div(&self, other: &Num) -> Result<Num, NumError> {
        self.integer_op(other, i64::checked_div_euclid, |a, b| {
            let (q, r) = a.div_rem(b);
            match (r.is_negative(), b.is_negative()) {
                (false, _) => q,
                (true, false) => q - 1,
                (true, true) => q + 1,
            }
        })
    }

    /// Euclidean remainder of integers: never negative.
    ///
    /// # Errors
    ///
    /// [`NumError::DivisionByZero`]; [`NumError::Syntax`] for floats.
    pub fn int_mod(&self, other: &Num) -> Result<Num, NumError> {
        self.integer_op(other, i64::checked_rem_euclid, |a, b| {
            let r = a % b;
            if r.is_negative() { r + b.abs() } else { r }
        })
    }

    /// Quotient of integers, truncated towards zero.
    ///
    /// # Errors
    ///
    /// [`NumError::DivisionByZero`]; [`NumError::Syntax`] for floats.
    pub fn int_quo(&self, other: &Num) -> Result<Num, NumError> {
        self.integer_op(other, i64::checked_div, |a, b| a / b)
    }

    /// Remainder of the truncated quotient: has the sign of the dividend.
    ///
    /// # Errors
    ///
    /// [`NumError::DivisionByZero`]; [`NumError::Syntax`] for floats.
    pub fn int_rem(&self, other: &Num) -> Result<Num, NumError> {
        self.integer_op(other, i64::checked_rem, |a, b| a % b)
    }

    /// The negated number, exactly.
    pub fn neg(&self) -> Num {
        match self {
            Num::Int(i) => i.checked_neg().map_or_else(|| Num::from(-i128::from(*i)), Num::Int),
            Num::Float { coeff, exp } if *coeff != i64::MIN => Num::Float { coeff: -coeff, exp: *exp },
            _ => {
                let (is_int, (coeff, exp)) = (self.is_int(), self.parts());
                make(is_int, -coeff.clone(), exp)
                    .unwrap_or_else(|_| Num::Big(Arc::new(BigNum { is_int, coeff: -coeff, exp })))
            }
        }
    }

    /// The magnitude.
    pub fn abs(&self) -> Num {
        if self.sign() < 0 { self.neg() } else { self.clone() }
    }

    fn integer_op(
        &self,
        other: &Num,
        small: fn(i64, i64) -> Option<i64>,
        big: fn(&BigInt, &BigInt) -> BigInt,
    ) -> Result<Num, NumError> {
        if !self.is_int() || !other.is_int() {
            return Err(NumError::Syntax);
        }
        if other.is_zero() {
            return Err(NumError::DivisionByZero);
        }
        if let (Num::Int(a), Num::Int(b)) = (self, other)
            && let Some(i) = small(*a, *b)
        {
            return Ok(Num::Int(i));
        }
        match (self.to_bigint(), other.to_bigint()) {
            (Some(a), Some(b)) => Ok(Num::from_bigint(big(&a, &b))),
            _ => Err(NumError::Range),
        }
    }

    /// The parts of a number in a small form.
    fn small(&self) -> Option<(i64, i32)> {
        match self {
            Num::Int(i) => Some((*i, 0)),
            Num::Float { coeff, exp } => Some((*coeff, *exp)),
            Num::Big(_) => None,
        }
    }
}

/// Small coefficients over the smaller exponent, where no more than 18 zeros are needed.
fn small_align(a: i64, e: i32, b: i64, f: i32) -> Option<(i128, i128, i32)> {
    let exp = e.min(f);
    let (up_a, up_b) = (e.checked_sub(exp)?, f.checked_sub(exp)?);
    if up_a > 18 || up_b > 18 {
        return None;
    }
    let scale = |c: i64, up: i32| i128::from(c) * 10i128.pow(up.unsigned_abs());
    Some((scale(a, up_a), scale(b, up_b), exp))
}

fn small_float(coeff: i128, exp: i32) -> Result<Num, NumError> {
    match i64::try_from(coeff) {
        Ok(coeff) if exp.abs() < 90_000 => Ok(Num::Float { coeff, exp }),
        _ => make(false, BigInt::from(coeff), exp),
    }
}
