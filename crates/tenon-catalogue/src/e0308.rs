//! A field that is selected and is not there.

use std::fmt::Display;

entry!("E0308", "undefined field", "check the spelling and the level: `a.b` is a field of `a` itself");

/// What comes before the name of a field that is not there.
pub const UNDEFINED: &str = "undefined field: ";

/// It is not there.
pub fn undefined(name: impl Display) -> String {
    format!("{UNDEFINED}{name}")
}

/// It is only declared as one that may be there.
pub fn optional(name: impl Display) -> String {
    format!("cannot reference optional field: {name}")
}

/// A name that is there and similar.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name}?")
}

/// What is there, in the struct of that path.
pub fn fields(path: &str, names: &str) -> String {
    if path.is_empty() { format!("there are {names}") } else { format!("{path} has {names}") }
}
