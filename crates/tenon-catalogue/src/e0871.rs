//! A `-t` that nothing in the configuration asks for.

entry!("E0871", "unused tag", "check the spelling; the field needs `@tag(name)`, or a file `@if(name)`");

/// A tag without a value.
pub fn flag(name: &str) -> String {
    format!("tag {name:?} not used in any file")
}

/// A tag with a value.
pub fn value(name: &str) -> String {
    format!("no tag for {name:?}")
}

/// The tags that fields have.
pub fn declared(name: &str, tags: &[&str]) -> String {
    match tags {
        [] => format!("no field has @tag({name})"),
        tags => format!("fields have the tags {}", tags.join(", ")),
    }
}
