//! `_` as the name of an alias or a `let`.

entry!("E0207", "alias or let called _", "give it a name");

/// What is said.
pub const MESSAGE: &str = "cannot use _ as alias or let clause";
