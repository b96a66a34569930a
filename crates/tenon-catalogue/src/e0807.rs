//! A format, or an interpretation of one, that is known and cannot be read.

entry!("E0807", "format that cannot be read", "convert the file to JSON, YAML, TOML or CUE");

/// A format.
pub fn encoding(name: &str) -> String {
    format!("unsupported encoding {name:?}")
}

/// An interpretation, such as of JSON as JSON Schema.
pub fn interpretation(name: impl std::fmt::Debug) -> String {
    format!("unsupported interpretation {name:?}")
}
