//! An index that is no index, or beyond the end.

use std::fmt::Display;

entry!("E0307", "invalid index", "elements are counted from 0, and slices end before their second index");

/// The index has a type that no index has.
pub fn wrong_type(shown: impl Display, kind: impl Display) -> String {
    format!("invalid index {shown} (invalid type {kind})")
}

/// A reference that leads to a negative number.
pub fn negative_reference(shown: impl Display, index: i64) -> String {
    format!("index {shown} out of range [{index}]")
}

/// A negative number.
pub fn negative(index: i64) -> String {
    format!("invalid index {index} (index must be non-negative)")
}

/// A number too large for any list.
pub fn too_large(index: impl Display) -> String {
    format!("invalid index {index}")
}

/// A number as the index of a struct.
pub fn of_struct(index: impl Display) -> String {
    format!("invalid index {index} (found struct, want list)")
}

/// An index beyond the last element.
pub fn beyond(index: impl Display, length: impl Display) -> String {
    format!("index out of range [{index}] with length {length}")
}

/// A negative end of a slice.
pub const NEGATIVE_SLICE: &str = "cannot convert negative number to uint64";

/// An end of a slice that is no number.
pub fn slice_type(shown: impl Display, kind: impl Display) -> String {
    format!("cannot use {shown} (type {kind}) as type int in slice index")
}

/// A slice of a text that ends beyond it.
pub const TEXT_SLICE: &str = "index out of range";

/// A slice of a list that ends beyond it.
pub fn slice_beyond(index: usize) -> String {
    format!("index {index} out of range")
}

/// A slice whose end comes before its start.
pub fn slice_order(low: usize, high: usize) -> String {
    format!("invalid slice index: {low} > {high}")
}
