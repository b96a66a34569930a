//! A text of more than 4 GiB: positions are kept in 32 bits.

entry!("E0805", "text too large", "split the file");

/// Any file.
pub fn file(name: &str) -> String {
    format!("{name}: file is too large")
}

/// A file in CUE.
pub const CUE: &str = "file is larger than 4 GiB";

/// An expression.
pub const EXPRESSION: &str = "expression is larger than 4 GiB";

/// A text in JSON.
pub const JSON: &str = "invalid JSON: text of more than 4 GiB";

/// A text in YAML.
pub const YAML: &str = "invalid YAML: text of more than 4 GiB";

/// A text in TOML.
pub const TOML: &str = "invalid TOML: text of more than 4 GiB";
