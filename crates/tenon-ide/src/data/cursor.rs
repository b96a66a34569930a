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
