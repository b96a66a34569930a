//! Numbers: exact integers of any size, and floats as decimals.
//!
//! A float is `coefficient × 10^exponent` and keeps its trailing zeros: `1.10` prints as `1.10`. Integers and floats are
//! values of different types that compare equal where they are numerically equal.
//!
//! Literals, negation and the four integer divisions are exact. `+`, `-`, `*` and `/` work in a decimal context of
//! [`PRECISION`] digits that rounds half up, on integers too: an integer that needed rounding keeps its type, but has an
//! exponent above zero, and prints as `1.234e+38`.
//!
//! | file      | what                                              |
//! |-----------|---------------------------------------------------|
//! | `mod`     | the type, conversions, equality, order and hashes |
//! | `decimal` | aligning, counting digits, rounding               |
//! | `arith`   | the operators                                     |
//! | `parse`   | literals of the language and of JSON              |
//! | `format`  | text                                              |

mod arith;
mod decimal;
mod format;
mod parse;
#[cfg(test)]
mod tests;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use decimal::{MAX_EXPONENT, PRECISION};

/// A number of the language.
///
/// Integers and floats stay apart: `1` and `1.0` are different values ([`PartialEq`]) that [`Num::compare`] says are
/// equal; `1.0` and `1.00` are the same value.
#[derive(Clone)]
pub enum Num {
    /// An integer that fits.
    Int(i64),
    /// A float whose coefficient fits.
    Float {
        /// The digits, with the sign.
        coeff: i64,
        /// The power of ten that they are multiplied with.
        exp: i32,
    },
    /// Everything else.
    Big(Arc<BigNum>),
}

/// A number that does not fit into the small forms of [`Num`].
#[derive(Clone, Debug)]
pub struct BigNum {
    is_int: bool,
    coeff: BigInt,
    exp: i32,
}

/// Why an operation gave no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumError {
    /// Division by zero.
    DivisionByZero,
    /// The text is no number.
    Syntax,
    /// Too large or too small.
    Range,
}

impl fmt::Display for NumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumError::DivisionByZero => "division by zero",
            NumError::Syntax => "invalid number",
            NumError::Range => "exponent out of range",
        })
    }
}

impl std::error::Error for NumError {}

impl Num {
    /// Zero, an integer.
    pub const ZERO: Num = Num::Int(0);
    /// One, an integer.
    pub const ONE: Num = Num::Int(1);

    /// A number from its parts, exactly.
    ///
    /// # Errors
    ///
    /// [`NumError::Range`] where the exponent is beyond [`MAX_EXPONENT`]; [`NumError::Syntax`] for an integer with a
    /// negative exponent that is not integral.
    pub fn from_parts(is_int: bool, coeff: BigInt, exp: i32) -> Result<Num, NumError> {
        decimal::make(is_int, coeff, exp)
    }

    /// An integer of any size.
    pub fn from_bigint(i: BigInt) -> Num {
        match i.to_i64() {
            Some(small) => Num::Int(small),
            None => Num::Big(Arc::new(BigNum { is_int: true, coeff: i, exp: 0 })),
        }
    }

    /// The float with the fewest digits that reads back as `f`: none for infinities and NaN.
    pub fn from_f64(f: f64) -> Option<Num> {
        if !f.is_finite() {
            return None;
        }
        let text = format!("{f:e}");
        let (digits, exp) = text.split_once('e')?;
        let exp: i32 = exp.parse().ok()?;
        let fraction = digits.split_once('.').map_or(0, |(_, f)| f.len());
        let coeff: i64 = digits.replace('.', "").parse().ok()?;
        Some(Num::Float { coeff, exp: exp - i32::try_from(fraction).ok()? })
    }

    /// Whether it is an integer by type.
    pub fn is_int(&self) -> bool {
        match self {
            Num::Int(_) => true,
            Num::Float { .. } => false,
            Num::Big(b) => b.is_int,
        }
    }

    /// Whether its value is integral, whatever the type: `1.0` is.
    pub fn is_integral(&self) -> bool {
        self.is_int() || {
            let (coeff, exp) = self.parts();
            exp >= 0 || decimal::strip(coeff, exp).1 >= 0
        }
    }

    /// Coefficient and exponent: the value is `coefficient × 10^exponent`.
    pub fn parts(&self) -> (BigInt, i32) {
        match self {
            Num::Int(i) => (BigInt::from(*i), 0),
            Num::Float { coeff, exp } => (BigInt::from(*coeff), *exp),
            Num::Big(b) => (b.coeff.clone(), b.exp),
        }
    }

    /// An integer's value where it fits; none for floats.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Num::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// The nearest `f64`, infinite where the value is too large.
    pub fn as_f64(&self) -> f64 {
        match self {
            Num::Int(i) => *i as f64,
            Num::Float { coeff, exp } => format!("{coeff}e{exp}").parse().unwrap_or(f64::NAN),
            Num::Big(b) => format!("{}e{}", b.coeff, b.exp).parse().unwrap_or(f64::NAN),
        }
    }

    /// The integer with this value: none where it is not integral.
    pub fn to_bigint(&self) -> Option<BigInt> {
        if let Num::Int(i) = self {
            return Some(BigInt::from(*i));
        }
        let (mut coeff, mut exp) = self.parts();
        if exp < 0 {
            (coeff, exp) = decimal::strip(coeff, exp);
        }
        Some(coeff * decimal::pow10(u32::try_from(exp).ok()?))
    }

    /// The same value as an integer where it is integral, otherwise as it is.
    pub fn int_if_integral(&self) -> Num {
        match self.to_bigint() {
            Some(i) => Num::from_bigint(i),
            None => self.clone(),
        }
    }

    /// The same value as a float.
    pub fn to_float(&self) -> Num {
        let (coeff, exp) = self.parts();
        decimal::make(false, coeff, exp).unwrap_or_else(|_| self.clone())
    }

    /// -1, 0 or 1.
    pub fn sign(&self) -> i32 {
        match self {
            Num::Int(i) => i.signum() as i32,
            Num::Float { coeff, .. } => coeff.signum() as i32,
            Num::Big(b) => match b.coeff.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.sign() == 0
    }

    /// Numeric comparison, integers against floats too.
    pub fn compare(&self, other: &Num) -> Ordering {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => return a.cmp(b),
            (Num::Float { coeff: a, exp: e }, Num::Float { coeff: b, exp: f }) if e == f => return a.cmp(b),
            _ => {}
        }
        let (x, y) = (self.sign(), other.sign());
        if x != y {
            return x.cmp(&y);
        }
        if x == 0 {
            return Ordering::Equal;
        }
        let ((a, e), (b, f)) = (self.parts(), other.parts());
        let magnitude = (decimal::adjusted(&a, e).cmp(&decimal::adjusted(&b, f))).then_with(|| {
            let (a, b, _) = decimal::align(a.abs(), e, b.abs(), f);
            a.cmp(&b)
        });
        if x < 0 { magnitude.reverse() } else { magnitude }
    }
}

impl PartialEq for Num {
    /// The same type and the same value.
    fn eq(&self, other: &Num) -> bool {
        self.is_int() == other.is_int() && self.compare(other) == Ordering::Equal
    }
}

impl Eq for Num {}

impl Hash for Num {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.is_int().hash(state);
        if let Num::Int(i) = self {
            i.hash(state);
            return;
        }
        let (coeff, exp) = self.parts();
        let (coeff, exp) = decimal::strip(coeff, exp);
        match coeff.to_i64() {
            Some(small) => small.hash(state),
            None => coeff.hash(state),
        }
        exp.hash(state);
    }
}

impl fmt::Debug for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<i64> for Num {
    fn from(i: i64) -> Num {
        Num::Int(i)
    }
}

macro_rules! from_integer {
    ($($t:ty),*) => {$(
        impl From<$t> for Num {
            fn from(i: $t) -> Num {
                match i64::try_from(i) {
                    Ok(small) => Num::Int(small),
                    Err(_) => Num::from_bigint(BigInt::from(i)),
                }
            }
        }
    )*};
}

from_integer!(i32, u32, u64, usize, i128, u128);

impl From<BigInt> for Num {
    fn from(i: BigInt) -> Num {
        Num::from_bigint(i)
    }
}

impl Default for Num {
    fn default() -> Num {
        Num::ZERO
    }
}

/// Whether the coefficient is zero, whichever exponent it has.
fn is_zero(coeff: &BigInt) -> bool {
    coeff.is_zero()
}

const _: () = assert!(size_of::<Num>() == 16);
