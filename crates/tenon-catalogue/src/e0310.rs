//! A value in an interpolation that has no text.

use std::fmt::Display;

entry!(
    "E0310",
    "value without a text in an interpolation",
    "interpolate a scalar; json.Marshal makes a text of anything"
);

/// What comes before the error of a part.
pub const PREFIX: &str = "invalid interpolation: ";

/// Null in a string.
pub const NULL: &str = "invalid interpolation: cannot use null (type null) as type (bool|string|bytes|number)";

/// Null in bytes.
pub const NULL_IN_BYTES: &str = "invalid interpolation: cannot use null as bytes";

/// A struct or a list.
pub fn message(shown: impl Display, kind: impl Display) -> String {
    format!("cannot use {shown} (type {kind}) as type (bool|string|bytes|number)")
}
