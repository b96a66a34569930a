//! A computed label that is no string.

use std::fmt::Display;

entry!("E0314", "label that is no string", "labels are strings: \"\\(n)\" makes one of a number");

/// A number.
pub const INTEGER: &str = "integer fields not supported";

/// Anything else.
pub fn message(shown: impl Display, kind: impl Display) -> String {
    format!("invalid index {shown} (invalid type {kind})")
}
