//! One name for an alias or `let` and for a field beside it.

entry!("E0204", "field and alias of one name", "give the alias or the `let` another name");

/// The name.
pub fn message(name: &str) -> String {
    format!("cannot have both alias and field with name {name:?} in same scope")
}
