//! A field that a closed struct has not got.

entry!("E0303", "field not allowed", "check the spelling; `...` in the definition allows any further field");

/// What is said.
pub const MESSAGE: &str = "field not allowed";

/// At the field.
pub fn label(name: &str) -> String {
    format!("{name} is not allowed")
}

/// At what closed the struct: a definition, or what [`CLOSE`] says.
pub fn closed(by: &str) -> String {
    format!("{by} allows no other fields")
}

/// What closed a struct that no definition did.
pub const CLOSE: &str = "`close`";

/// A name that is allowed and similar.
pub fn nearest(name: &str) -> String {
    format!("did you mean {name}?")
}

/// All names that are allowed.
pub fn allowed(names: &str) -> String {
    format!("allowed here: {names}")
}

/// How to open a definition.
pub fn open(name: &str, definition: &str) -> String {
    format!("to allow it, add `{name}?: _` to {definition}, or `...` for any field")
}

/// How to have it in one place only.
pub fn extend(name: &str, definition: &str) -> String {
    format!("to extend {definition} in one place only, embed it there: `{{{definition}, {name}: …}}`")
}

/// How to open what `close` made.
pub const OPEN_CLOSE: &str = "to allow it, add it to what `close` is given";

/// Several fields of one struct.
pub fn too(name: &str) -> String {
    format!("nor is {name} allowed")
}

/// At the patterns that other names must match.
pub const PATTERN: &str = "names that match this are allowed";
