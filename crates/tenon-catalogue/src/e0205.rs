//! One name for two aliases, `let`s or imports.

entry!("E0205", "name declared twice", "give one of the two another name");

/// An alias or a `let`.
pub fn alias(name: &str) -> String {
    format!("alias or let clause {name:?} redeclared in same scope")
}

/// An import.
pub fn import(name: &str) -> String {
    format!("{name} redeclared as imported package name")
}

/// At the first alias or `let`; also at one that has the name of a field.
pub const FIRST: &str = "first declared here";

/// At the first import.
pub const FIRST_IMPORT: &str = "previous declaration";
