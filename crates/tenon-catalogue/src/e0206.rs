//! `_` as the name of a field.

entry!("E0206", "field called _", "write \"_\" in quotes");

/// What is said.
pub const MESSAGE: &str = "cannot use _ as label";
