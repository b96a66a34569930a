//! Values that contradict each other: all that is said of one field must hold at once.

use std::fmt::Display;

entry!(
    "E0301",
    "conflicting values",
    "two places give this field different values: remove one, or make one of them a default (`*x | …`)"
);

/// Two values.
pub fn values(first: impl Display, second: impl Display) -> String {
    format!("conflicting values {first} and {second}")
}

/// Two values or types that have no type in common.
pub fn types(first: (impl Display, impl Display), second: (impl Display, impl Display)) -> String {
    let ((first, had), (second, came)) = (first, second);
    format!("conflicting values {first} and {second} (mismatched types {had} and {came})")
}

/// A side that is a value.
pub fn says(shown: impl Display) -> String {
    format!("says {shown}")
}

/// A side that is a type or a constraint.
pub fn wants(shown: impl Display) -> String {
    format!("wants {shown}")
}

/// A comprehension that brought a side.
pub fn yields(shown: impl Display) -> String {
    format!("yields {shown}")
}

/// A reference that brought a side.
pub fn brings(shown: impl Display) -> String {
    format!("brings {shown}")
}
