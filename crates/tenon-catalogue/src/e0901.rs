//! A path for data that is none.

entry!("E0901", "malformed path for data", "a path is labels with colons: `-l 'a: b:'`");

/// A label that is no plain one.
pub const NOT_PLAIN: &str = "path must be made of plain labels";

/// Anything else.
pub fn message(path: &str) -> String {
    format!("invalid path {path:?}")
}
