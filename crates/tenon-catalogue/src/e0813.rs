//! A language version in `module.cue` that is newer than this program.

use std::fmt::Display;

entry!("E0813", "language version too new", "lower the version in cue.mod/module.cue, or get a newer Tenon");

/// The version, and the newest that is known.
pub fn message(version: &str, newest: impl Display) -> String {
    format!("language version {version:?} declared in module.cue is too new for current language version \"{newest}\"")
}
