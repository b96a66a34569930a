//! More than one `...` in a struct.

entry!("E0217", "second ellipsis", "remove one of them");

/// What is said.
pub const MESSAGE: &str = "only one ellipsis (...) is allowed in a struct";
