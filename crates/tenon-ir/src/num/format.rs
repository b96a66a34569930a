//! Numbers as text.
//!
//! A number stands plainly (`1.50`, `0.000001`) where its exponent is not positive and it is not smaller than `1e-6`;
//! otherwise in scientific notation with one digit before the point.

use super::{Num, decimal};
use num_traits::Signed;
use std::fmt;

impl Num {
    /// As JSON and interpolations write it: with a capital `E`.
    pub fn to_json(&self) -> String {
        match self {
            Num::Int(i) => i.to_string(),
            _ => self.write('E'),
        }
    }

    fn write(&self, e: char) -> String {
        let (coeff, exp) = self.parts();
        let digits = coeff.magnitude().to_string();
        let sign = if coeff.is_negative() { "-" } else { "" };
        let scientific = decimal::adjusted(&coeff, exp);
        let zero = super::is_zero(&coeff);
        if exp == 0 {
            return format!("{sign}{digits}{}", if self.is_int() { "" } else { ".0" });
        }
        if exp < 0 && (scientific >= -6 || (zero && exp >= -2000)) {
            let places = exp.unsigned_abs() as usize;
            let padded = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = padded.split_at(padded.len() - places);
            return format!("{sign}{whole}.{fraction}");
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}{e}{scientific:+}")
    }
}

impl fmt::Display for Num {
    /// As the language writes it, with a small `e`: `12`, `1.50`, `1e+3`, `5.0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Num::Int(i) => write!(f, "{i}"),
            _ => f.write_str(&self.write('e')),
        }
    }
}
