//! A package clause with a name that no package has.

entry!("E0842", "invalid package name", "a package's name is an identifier, without `#`");

/// The name.
pub fn message(name: &str) -> String {
    format!("invalid package name {name}")
}
