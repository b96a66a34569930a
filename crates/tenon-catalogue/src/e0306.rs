//! A selector, an index, a slice or a scalar's operator on a value of another type.

use std::fmt::Display;

entry!("E0306", "operand of the wrong type", "look at what the reference leads to");

/// Something is selected from what has no fields and no elements.
pub fn not_selectable(shown: impl Display, kind: impl Display) -> String {
    format!("invalid operand {shown} (found {kind}, want list or struct)")
}

/// A list or a struct where a scalar belongs.
pub fn not_scalar(shown: impl Display, kind: impl Display) -> String {
    format!("invalid operand {shown} (found {kind}, want scalar)")
}

/// Something that is neither a list nor a text is sliced.
pub fn not_sliceable(shown: impl Display, kind: impl Display) -> String {
    format!("cannot slice {shown} (type {kind})")
}
