//! A name that nothing around it declares.

entry!("E0201", "reference to an unknown name", "check the spelling; a text needs quotes, a package an import");

/// The name.
pub fn message(name: &str) -> String {
    format!("reference {name:?} not found")
}

/// A name that is there and similar.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name:?}?")
}
