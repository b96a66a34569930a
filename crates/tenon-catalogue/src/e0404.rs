//! A value that must be data, and of which only a type or constraints are known.

use std::fmt::Display;

entry!("E0404", "incomplete value", "give the field a concrete value or a default; `tenon eval` shows what is known");

/// What is known of the value.
pub fn message(known: impl Display) -> String {
    format!("incomplete value {known}")
}

/// Where there is nothing to show.
pub const MESSAGE: &str = "incomplete value";

/// At what is known.
pub const LABEL: &str = "needs a concrete value";

/// A way out where several values are possible.
pub const CHOOSE: &str = "choose one of them, or mark the default with `*`";
