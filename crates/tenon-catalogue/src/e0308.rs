//! A field that is selected and is not there.

use std::fmt::Display;

entry!("E0308", "undefined field", "check the spelling and the level: `a.b` is a field of `a` itself");

/// It is not there.
pub fn undefined(name: impl Display) -> String {
    format!("undefined field: {name}")
}

/// It is only declared as one that may be there.
pub fn optional(name: impl Display) -> String {
    format!("cannot reference optional field: {name}")
}
