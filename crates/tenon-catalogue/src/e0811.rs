//! A path in `module.cue` that no module has.

entry!("E0811", "invalid module path", "a module's path is like `example.com/config`, without a slash at its ends");

/// The path.
pub fn message(path: &str) -> String {
    format!("invalid module path {path:?}")
}
