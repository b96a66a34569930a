//! A token that does not fit where it stands.

entry!("E0101", "unexpected token", "look at what stands before this place: most often something is missing there");

/// What could stand here, and what stands here.
pub fn message(want: &str, found: &str) -> String {
    format!("{want}, found {found}")
}

/// A bytes literal as the path of an import.
pub const BYTES_AS_IMPORT: &str = "expected a string as import path, found bytes";

/// A bytes literal as a field's name.
pub const BYTES_AS_LABEL: &str = "expected a string as label, found bytes";

/// A bytes literal behind a dot.
pub const BYTES_AS_SELECTOR: &str = "expected a string as selector, found bytes";
