//! A bracket without its partner.

use std::fmt::Display;

entry!("E0103", "unbalanced brackets", "close every bracket that is opened, the innermost first");

/// A bracket closes another one than the innermost that is open.
pub fn expected(bracket: impl Display, found: &str) -> String {
    format!("expected '{bracket}', found {found}")
}

/// Nothing is open that this bracket could close.
pub fn unexpected(bracket: impl Display) -> String {
    format!("unexpected '{bracket}'")
}

/// The same behind a value in a struct.
pub fn unexpected_behind_value(bracket: impl Display) -> String {
    format!("missing ',' in struct literal: unexpected '{bracket}'")
}

/// Label of the bracket that seems to have been forgotten.
pub const OPEN: &str = "this is not closed";
