//! An operator on operands that it is not made for, or without a result.

use std::fmt::Display;

entry!(
    "E0309",
    "impossible operation",
    "operators do not convert: \"\\(n)\" makes a text of a number, strconv.Atoi a number of a text"
);

/// A match of something that is no text.
pub fn no_text(shown: impl Display, kind: impl Display) -> String {
    format!("cannot use {shown} (type {kind}) as type (string|bytes)")
}

/// Operands, each with its type.
pub fn operands(left: (impl Display, impl Display), right: (impl Display, impl Display), op: &str) -> String {
    let ((a, ka), (b, kb)) = (left, right);
    format!("invalid operands {a} and {b} to '{op}' (type {ka} and {kb})")
}

/// Arithmetic without a result.
pub fn arithmetic(why: &str) -> String {
    format!("failed arithmetic: {why}")
}

/// Why arithmetic has no result.
pub const DIVISION_BY_ZERO: &str = "division by zero";

/// Why arithmetic has no result.
pub const OUT_OF_RANGE: &str = "result out of range";

/// Why arithmetic has no result.
pub const NO_NUMBER: &str = "no number";

/// A text times a number that is negative or has a fraction.
pub fn repetition(count: impl Display) -> String {
    format!("cannot multiply a string by {count}")
}

/// A text times too large a number.
pub fn repetition_count(what: impl Display, count: impl Display, most: i64) -> String {
    format!("{what} multiplication count {count} exceeds limit of {most}")
}

/// A text times a number, and the result is too long.
pub fn repetition_length(what: impl Display, most: usize) -> String {
    format!("{what} multiplication length exceeds limit of {most}")
}

/// An operator before an operand that it is not made for.
pub fn unary(op: &str, shown: impl Display, kind: impl Display) -> String {
    format!("invalid operation {op}{shown} ({op} {kind})")
}

/// What is zero.
pub fn zero(divisor: &str) -> String {
    format!("{divisor} is 0 here: give it another value, or divide only `if` it is not 0")
}

/// How the message ends for an operator between lists.
pub const LISTS: &str = "(type list and list)";

/// What joins lists.
pub const JOIN: &str = "lists are joined by a function: `list.Concat([a, b])`, of the package \"list\"";
