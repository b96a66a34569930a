//! A comma, or the line break that stands for one, is missing between two things.

entry!("E0102", "missing comma", "put a comma or a line break between the two");

/// What is missing a comma: `struct literal`, `list literal`, `argument list`.
pub fn message(place: &str) -> String {
    format!("missing ',' in {place}")
}

/// A line break in a list was no comma before v0.17.
pub const NEWLINE_IN_LIST: &str = "missing ',' before newline in list literal";
