//! An experiment that is unknown, too new for the module, or needed and not switched on.

use std::fmt::Display;

entry!(
    "E0112",
    "experiment not available",
    "write `@experiment(NAME)` at the top of the file; `tenon help experiments` lists them"
);

/// There is no experiment of this name.
pub fn unknown(name: &str) -> String {
    format!("unknown experiment \"{name}\"")
}

/// What an unknown experiment might have been.
pub fn known(names: &str) -> String {
    format!("known experiments: {names}")
}

/// The module is written in a version of the language that has not got it.
pub fn too_new(name: &str, since: impl Display, version: impl Display) -> String {
    format!("experiment \"{name}\" requires language version {since} or later, have {version}")
}

/// Something that only an experiment allows.
pub fn required(what: &str, name: &str) -> String {
    format!("{what} requires @experiment({name})")
}

/// The version that the experiment needs, where the module is older.
pub fn needs_version(since: impl Display) -> String {
    format!("it needs language version {since} or later")
}

/// What may have been meant by `c ? a : b`.
pub const TERNARY: &str = "instead of c ? a : b, write [if c {a}, {b}][0], or an 'if' for each case";

/// What to write instead of `else`.
pub const OTHERWISE: &str = "without it, write the other case as an 'if' with the opposite condition";
