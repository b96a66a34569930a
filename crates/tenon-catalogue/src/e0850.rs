//! The current directory, or one that is named, is within `cue.mod`.

entry!("E0850", "package within cue.mod", "change to the module's root");

/// What is said.
pub const MESSAGE: &str = "cannot load packages inside the cue.mod directory";
