//! Strings and numbers: what a schema says of them.

use crate::answer::Answer;
use std::cmp::Ordering;
use tenon_eval::Scalar;
use tenon_ir::Num;
use tenon_ir::program::BoundOp;
use tenon_regexp::Regex;

/// What a schema says of strings.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    /// Every string will do.
    pub all: bool,
    /// Only the evaluator knows.
    pub unclear: bool,
    /// These will do.
    pub equal: Vec<Box<[u8]>>,
    /// Those will do that are within all bounds of one of these.
    pub within: Vec<Vec<StringBound>>,
}

/// A bound of a string.
#[derive(Debug)]
pub(crate) enum StringBound {
    /// A comparison with another one.
    Order(BoundOp, Box<[u8]>),
    /// A regular expression, and whether it has to match.
    Match(Regex, bool),
}

impl StringBound {
    /// A bound; nothing for one that is unclear.
    pub fn new(op: BoundOp, value: &Scalar) -> Option<StringBound> {
        match (op, value) {
            (BoundOp::Match | BoundOp::NotMatch, Scalar::Str(s)) => {
                Some(StringBound::Match(Regex::new(s).ok()?, op == BoundOp::Match))
            }
            (_, Scalar::Str(s)) => Some(StringBound::Order(op, s.as_bytes().into())),
            _ => None,
        }
    }

    fn holds(&self, text: &[u8]) -> bool {
        match self {
            StringBound::Order(op, other) => compare(*op, text.cmp(other)),
            StringBound::Match(regex, matches) => regex.is_match(text) == *matches,
        }
    }
}

impl Strings {
    /// What is known of a string.
    #[inline]
    pub fn check(&self, text: &[u8]) -> Answer {
        let found = self.all
            || self.equal.iter().any(|other| **other == *text)
            || self.within.iter().any(|bounds| bounds.iter().all(|b| b.holds(text)));
        if self.unclear { Answer::Unknown } else { Answer::of(found) }
    }
}

/// What a schema says of numbers.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// Only the evaluator knows.
    pub unclear: bool,
    /// These will do.
    pub equal: Vec<Num>,
    /// Those will do that are of the type and within all bounds of one of these.
    pub within: Vec<Range>,
}

/// Numbers of one or both types within bounds.
#[derive(Debug)]
pub(crate) struct Range {
    pub ints: bool,
    pub floats: bool,
    pub bounds: Vec<(BoundOp, Num)>,
}

impl Numbers {
    /// What is known of an integer.
    #[inline]
    pub fn check_int(&self, x: i64) -> Answer {
        let small = |bound: &Num| match bound {
            Num::Int(y) => x.cmp(y),
            other => Num::Int(x).compare(other),
        };
        let range = |r: &Range| r.ints && r.bounds.iter().all(|(op, bound)| compare(*op, small(bound)));
        self.answer(self.within.iter().any(range) || self.equal.iter().any(|y| y.as_i64() == Some(x)))
    }

    /// What is known of a number.
    pub fn check(&self, x: &Num) -> Answer {
        let int = x.is_int();
        let of_type = |r: &Range| if int { r.ints } else { r.floats };
        let range = |r: &Range| of_type(r) && r.bounds.iter().all(|(op, bound)| compare(*op, x.compare(bound)));
        self.answer(self.within.iter().any(range) || self.equal.contains(x))
    }

    fn answer(&self, found: bool) -> Answer {
        if self.unclear { Answer::Unknown } else { Answer::of(found) }
    }
}

/// Whether a bound holds, by how the value compares with it.
#[inline]
fn compare(op: BoundOp, order: Ordering) -> bool {
    match op {
        BoundOp::Less => order == Ordering::Less,
        BoundOp::LessEq => order != Ordering::Greater,
        BoundOp::Greater => order == Ordering::Greater,
        BoundOp::GreaterEq => order != Ordering::Less,
        BoundOp::NotEq => order != Ordering::Equal,
        _ => order == Ordering::Equal,
    }
}
