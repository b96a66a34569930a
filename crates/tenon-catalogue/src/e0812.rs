//! A language version in `module.cue` that is none.

entry!("E0812", "malformed language version", "versions have three parts: `v0.9.0`");

/// The version.
pub fn message(version: &str) -> String {
    format!("language version {version:?} in module.cue is not valid semantic version")
}
