//! Text that is no TOML. What the parser says beyond what is here is taken over.

entry!("E0620", "malformed TOML", "strings need quotes, and a table may be opened once");

/// A key that stands twice.
pub fn duplicate(key: &str) -> String {
    format!("duplicate key: {key}")
}

/// A character that begins no key.
pub fn key_start(character: char) -> String {
    format!("invalid character at start of key: {character}")
}

/// The end of the text where a key belongs.
pub const NO_KEY: &str = "missing key";
