//! A `_|_` in the source.

entry!("E0302", "explicit error", "something chose the branch that holds the `_|_`");

/// What is said, also where the literal is shown in other messages.
pub const MESSAGE: &str = "explicit error (_|_ literal) in source";
