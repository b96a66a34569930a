//! A number in JSON that is too large to be kept.

entry!("E0604", "JSON number out of range", "put the number in quotes if it is no quantity");

/// What is said.
pub const MESSAGE: &str = "invalid JSON: number out of range";
