//! A `module.cue` that is not in UTF-8.

entry!("E0810", "module file that is not UTF-8", "convert cue.mod/module.cue to UTF-8");

/// The file's name.
pub fn message(name: &str) -> String {
    format!("{name}: invalid UTF-8")
}
