//! A field that a closed struct has not got.

entry!("E0303", "field not allowed", "check the spelling; `...` in the definition allows any further field");

/// What is said.
pub const MESSAGE: &str = "field not allowed";
