//! A comprehension over something else than a list or a struct, with a condition that is no truth value, or that adds
//! a field to what it goes through.

use std::fmt::Display;

entry!("E0313", "impossible comprehension", "`for` takes a list or a struct, `if` a truth value");

/// A condition that is no truth value.
pub fn condition(shown: impl Display, kind: impl Display) -> String {
    format!("cannot use {shown} (type {kind}) as type bool")
}

/// Neither a list nor a struct.
pub fn range(shown: impl Display, kind: impl Display) -> String {
    format!("cannot range over {shown} (found {kind}, want list or struct)")
}

/// A field that comes after a comprehension has gone through the fields.
pub fn late_field(name: impl Display) -> String {
    format!("adding field {name} not allowed as field set was already referenced")
}
