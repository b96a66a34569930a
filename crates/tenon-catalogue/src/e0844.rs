//! An `@embed(…)` that embeds nothing.

use std::fmt::Display;

entry!("E0844", "file that cannot be embedded", "names are relative to the file with the attribute, within the module");

/// Why.
pub fn message(why: impl Display) -> String {
    format!("@embed: {why}")
}

/// Why: there is no module.
pub const NO_MODULE: &str = "cannot embed files when not in a module";

/// Why: the file is of no module.
pub const OUTSIDE: &str = "cannot embed files from a file outside of the current module";

/// Why: an option that there is not.
pub fn option(name: &str) -> String {
    format!("unsupported option {name:?}")
}

/// Why: an option without its pattern.
pub const NO_GLOB: &str = "allowEmptyGlob must be specified with a glob field";

/// Why: a file and a pattern.
pub const BOTH: &str = "attribute cannot have both file and glob field";

/// Why: neither a file nor a pattern.
pub const NEITHER: &str = "attribute must have file or glob field";

/// Why: no file matches.
pub fn no_match(pattern: &str) -> String {
    format!("no matches for glob pattern {pattern:?}")
}

/// Why: `**` in a pattern.
pub const DOUBLE_STAR: &str = "double star not supported in glob";

/// Why: a name of nothing.
pub const EMPTY: &str = "empty file name";

/// Why: a name that starts at the root.
pub fn absolute(name: &str) -> String {
    format!("only relative files are allowed: {name:?}")
}

/// Why: a name that leads out.
pub fn outside(name: &str) -> String {
    format!("cannot embed file {name:?}: it is outside of the module")
}

/// Why: a name that leads into a nested module.
pub fn other_module(name: &str) -> String {
    format!("cannot embed file {name:?}: it is in a different module")
}

/// Why: a format that is not read here.
pub fn encoding(name: &str) -> String {
    format!("encoding {name:?} not (yet) supported")
}

/// Why: a format of several values.
pub fn stream(name: &str) -> String {
    format!("encoding {name:?} not (yet) supported: requires support for json streams")
}

/// Why: a folder.
pub fn folder(name: &str) -> String {
    format!("cannot embed directories: {name}")
}

/// Why: a file of several values.
pub fn several(name: &str) -> String {
    format!("multiple values found in {name}: embed as type=text and decode the stream")
}
