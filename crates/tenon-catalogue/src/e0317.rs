//! Bounds that no value satisfies at once.

use std::fmt::Display;

entry!("E0317", "bounds that exclude each other", "change one of the two bounds");

/// `number` or `string`, and the two bounds with their operators.
pub fn message(sort: &str, first: (&str, impl Display), second: (&str, impl Display)) -> String {
    format!("incompatible {sort} bounds {}{} and {}{}", first.0, first.1, second.0, second.1)
}

/// At one of them.
pub const LABEL: &str = "this bound";
