//! A key that stands twice in a YAML mapping.

entry!("E0611", "YAML key twice", "remove one of the two");

/// The key.
pub fn message(key: &str) -> String {
    format!("mapping key {key:?} already defined")
}

/// At the first one.
pub const FIRST: &str = "first defined here";
