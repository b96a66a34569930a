//! A `*` that marks nothing that could be a default.

entry!("E0210", "default mark outside of a disjunction", "a default has an alternative: `*1 | int`");

/// What is said.
pub const MESSAGE: &str = "preference mark not allowed at this position";
