//! A YAML alias of something that contains the alias.

entry!("E0612", "YAML alias of itself", "write the inner value out");

/// What is said.
pub const MESSAGE: &str = "alias of a value that contains it";
