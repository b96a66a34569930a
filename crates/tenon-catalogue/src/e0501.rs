//! A structure that contains itself, and so has no end.

entry!(
    "E0501",
    "structural cycle",
    "make the inner field optional (`next?: #Node`) or give it an alternative that ends (`null | #Node`)"
);

/// What is said.
pub const MESSAGE: &str = "structural cycle";
