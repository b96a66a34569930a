//! A file that is not in UTF-8.

entry!("E0806", "text that is not UTF-8", "convert the file to UTF-8; read files that are no text as `binary:`");

/// What is said.
pub const MESSAGE: &str = "illegal UTF-8 encoding";
