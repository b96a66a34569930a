//! Infinity or not-a-number in YAML or TOML: numbers of the language are finite.

entry!("E0615", "number without counterpart", "put it in quotes if a text will do");

/// In YAML.
pub fn yaml(text: &str) -> String {
    format!("{text} has no counterpart: numbers are finite")
}

/// In TOML.
pub fn toml(text: &str) -> String {
    format!("number {text} has no counterpart")
}
