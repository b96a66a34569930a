//! A file, or standard input, that cannot be read.

use std::fmt::Display;

entry!("E0804", "unreadable file", "check the name; names are relative to the current directory");

/// A file, and what the system says.
pub fn message(name: &str, why: impl Display) -> String {
    format!("open {name}: {why}")
}

/// Standard input.
pub fn stdin(why: impl Display) -> String {
    format!("cannot read standard input: {why}")
}

/// A file that is there and has a similar name.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name}?")
}
