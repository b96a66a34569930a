//! A value that a bound or a validator refuses.

use std::fmt::Display;

entry!("E0316", "value out of bound", "change the value, or the constraint that stands in one of the places");

/// The value, and the constraint as [`bound`] or [`validator`] name it.
pub fn message(shown: impl Display, constraint: impl Display) -> String {
    format!("invalid value {shown} ({constraint})")
}

/// A bound such as `>3`, or a validator that is one in truth.
pub fn bound(bound: impl Display) -> String {
    format!("out of bound {bound}")
}

/// A function that says no.
pub fn validator(name: impl Display) -> String {
    format!("does not satisfy {name}")
}

/// At the value.
pub fn refused(shown: impl Display) -> String {
    format!("{shown} is refused")
}

/// At the constraint.
pub fn refuses(shown: impl Display) -> String {
    format!("{shown} refuses it")
}
