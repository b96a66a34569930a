//! A pattern of packages that are not in the module.

entry!("E0853", "pattern outside of the module", "patterns start with `./`, or with the module's path");

/// The pattern.
pub fn message(pattern: &str) -> String {
    format!("cannot match pattern {pattern:?}: not in the main module")
}
