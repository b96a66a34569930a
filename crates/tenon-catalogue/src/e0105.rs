//! A string, bytes or an interpolation that never ends.

entry!("E0105", "literal without an end", "add the closing quote; a text of several lines stands between three quotes");

/// `string` or `bytes`.
pub fn message(what: &str) -> String {
    format!("{what} literal is not terminated")
}

/// A `\(` without its `)`.
pub const INTERPOLATION: &str = "string interpolation is not terminated: missing ')'";
