//! A pattern that no package matches.

entry!("E0854", "pattern without packages", "folders that start with `.` or `_` are passed over");

/// The pattern.
pub fn message(pattern: &str) -> String {
    format!("{pattern:?} matched no packages")
}
