//! Lists of different lengths for one field.

entry!(
    "E0304",
    "lists of different lengths",
    "lists are unified element by element, not appended: `list.Concat([a, b])` does that, and `[1, ...]` may be longer"
);

/// The two lengths.
pub fn message(a: u32, b: u32) -> String {
    format!("incompatible list lengths ({} and {})", a.min(b), a.max(b))
}

/// At one of the lists.
pub fn has(count: u32, open: bool) -> String {
    let elements = if count == 1 { "element" } else { "elements" };
    let least = if open { "at least " } else { "" };
    format!("has {least}{count} {elements}")
}
