//! A field that is selected and is not there.

use std::fmt::Display;

entry!("E0308", "undefined field", "check the spelling and the level: `a.b` is a field of `a` itself");

/// What comes before the name of a field that is not there.
pub const UNDEFINED: &str = "undefined field: ";

/// What comes before the name of one that may be there.
pub const OPTIONAL: &str = "cannot reference optional field: ";

/// It is not there.
pub fn undefined(name: impl Display) -> String {
    format!("{UNDEFINED}{name}")
}

/// It is only declared as one that may be there.
pub fn optional(name: impl Display) -> String {
    format!("{OPTIONAL}{name}")
}

/// A name that is there and similar.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name}?")
}

/// What is there, in the struct of that path.
pub fn fields(path: &str, names: &str) -> String {
    if path.is_empty() { format!("there are {names}") } else { format!("{path} has {names}") }
}

/// A hidden field of another package.
pub const HIDDEN: &str = "hidden fields are seen in their own package only";

/// What to do about a field that is optional.
pub fn guard(name: &str) -> String {
    format!("give {name} a value, or use it only `if` it is there: `if x.{name} != _|_ {{…}}`")
}
