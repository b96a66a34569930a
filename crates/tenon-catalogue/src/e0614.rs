//! A YAML tag that means nothing here, or not for this value.

use std::fmt::Display;

entry!("E0614", "YAML tag without meaning", "remove the tag");

/// A tag that nobody knows.
pub fn unknown(tag: impl Display) -> String {
    format!("unknown tag {tag}")
}

/// A value that is not of the tag's type.
pub fn unreadable(text: &str, tag: impl Display) -> String {
    format!("cannot read {text:?} as {tag}")
}
