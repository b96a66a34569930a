//! A YAML key that is a list or a mapping.

entry!(
    "E0616",
    "YAML key that is no scalar",
    "put values that start with a bracket or a brace, such as templates, in quotes"
);

/// What is said.
pub const MESSAGE: &str = "a mapping key must be a scalar";
