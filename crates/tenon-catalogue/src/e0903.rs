//! A path for what is printed that is no path.

entry!("E0903", "path that does not end in a colon", "write the colon: `-l 'a:'`");

/// The path.
pub fn message(path: &str) -> String {
    format!("path {path:?} must end in a colon")
}
