//! A regular field in what is written as an OpenAPI document, which holds definitions.

entry!(
    "E0720",
    "field that has no place in an OpenAPI document",
    "make it a definition (`#Name`); only `info` is a regular field"
);

/// The field's name.
pub fn field(name: &str) -> String {
    format!("openapi: unsupported top-level field {name:?}")
}
