//! Where a cursor is in data.

/// A step down into data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Key {
    /// A field.
    Name(String),
    /// An element.
    Index(usize),
}

/// What is being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    /// The struct or list around it, or the field whose value is written.
    pub path: Vec<Key>,
    /// Whether a key is written, or the value at the path.
    pub key: bool,
    /// The word.
    pub start: usize,
    pub end: usize,
    /// What comes behind the word says that it is a key already.
    pub colon: bool,
}

/// What a reader says of the place of `<|>` in a text, for tests.
#[cfg(test)]
#[track_caller]
pub(super) fn shown(text: &str, cursor: impl Fn(&str, usize) -> Option<Cursor>) -> String {
    let at = text.find("<|>").expect("a cursor");
    let text = text.replace("<|>", "");
    let found = cursor(&text, at).map(|c| {
        let steps = c.path.iter().map(|k| match k {
            Key::Name(n) => n.clone(),
            Key::Index(i) => i.to_string(),
        });
        let role = if c.key { "key" } else { "value" };
        format!("{}: {role} {:?}", steps.collect::<Vec<_>>().join("."), &text[c.start..c.end])
    });
    found.unwrap_or_default()
}
