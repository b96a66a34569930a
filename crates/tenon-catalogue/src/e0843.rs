//! An import under the name of a definition.

entry!("E0843", "import with a definition's name", "leave out the `#`");

/// What is said.
pub const MESSAGE: &str = "cannot import package as definition identifier";
