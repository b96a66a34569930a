//! A call that cannot be made, or that fails.

use std::fmt::Display;

entry!("E0318", "failed call", "`tenon help stdlib PACKAGE.FUNCTION` says what a function takes");

/// What a function says of why it failed follows.
pub fn call(name: impl Display) -> String {
    format!("error in call to {name}")
}

/// Something that is a validator by its arguments is called.
pub fn validator_called(shown: impl Display) -> String {
    format!("cannot call previously called validator {shown}")
}

/// Something that is no function is called.
pub fn no_function(shown: impl Display, kind: impl Display) -> String {
    format!("cannot call non-function {shown} (type {kind})")
}

/// A number of arguments that the function does not take.
pub fn count(name: impl Display, have: usize, want: usize) -> String {
    let few = if have < want { "not enough" } else { "too many" };
    format!("{few} arguments in call to {name} (have {have}, want {want})")
}

/// An argument that should be a list.
pub fn no_list(shown: impl Display, kind: impl Display) -> String {
    format!("cannot use {shown} (type {kind}) as list")
}

/// An argument of the wrong type.
pub fn argument(
    shown: impl Display,
    kind: impl Display,
    want: impl Display,
    position: impl Display,
    name: impl Display,
) -> String {
    format!("cannot use {shown} (type {kind}) as {want} in argument {position} to {name}")
}

/// An argument that is none of the words that the function knows.
pub fn choice(text: &str, choices: &str, position: impl Display, name: impl Display) -> String {
    format!("cannot use {text:?} as *{choices} in argument {position} to {name}")
}

/// Why `__closeAll` fails.
pub const NOT_EXPLICITOPEN: &str = "__closeAll may only be used when explicitopen is enabled";

/// Why `__closeAll` fails.
pub const NO_LITERAL: &str = "argument must be a struct or list literal";

/// A function of the language as a validator that is none.
pub const NO_VALIDATOR: &str = "invalid validator";

/// A call that leads back to what it makes.
pub const ITSELF: &str = "what the call makes is among its own arguments: a field is not made of itself, so give one of the two another name";
