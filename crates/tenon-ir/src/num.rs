//! Numbers: exact integers of any size and decimals of 34 digits.

use std::cmp::Ordering;

/// A number of the language.
///
/// Integers and floats stay apart: `1` and `1.0` are different values that compare equal with `==`.
#[derive(Clone, Debug, PartialEq)]
pub enum Num {
    /// A small integer.
    Int(i64),
}

/// Why an operation gave no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumError {
    /// Division by zero.
    DivisionByZero,
    /// The text is no number.
    Syntax,
    /// Too large or too small.
    Range,
}

impl From<i64> for Num {
    fn from(i: i64) -> Num {
        Num::Int(i)
    }
}

impl Num {
    /// Numeric comparison, integers against floats too.
    pub fn compare(&self, other: &Num) -> Ordering {
        match (self, other) {
            (Num::Int(a), Num::Int(b)) => a.cmp(b),
        }
    }
}
