//! An expression for a path of data that gives no string.

use std::fmt::Display;

entry!(
    "E0902",
    "path for data that gives no string",
    "labels are strings: strconv.FormatInt and \"\\(n)\" make them of numbers"
);

/// What the expression gives is none.
pub const NO_STRING: &str = "not a string";

/// The expression, and why it gives none.
pub fn message(expression: &str, why: impl Display) -> String {
    format!("error evaluating label {expression}: {why}")
}
