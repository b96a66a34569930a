//! What requests and answers are made of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

/// A range of bytes in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The file, absolute.
    pub path: PathBuf,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Place {
    /// The bytes.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A change of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    /// First byte of what goes.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// What comes in its place.
    pub text: String,
}

/// Changes of files; those of a file don't overlap, and count from its text before all of them.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Edits {
    /// By file.
    pub files: BTreeMap<PathBuf, Vec<Edit>>,
}

/// What a user chooses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Whether what is not concrete is told, as by `vet -c`.
    pub concrete: bool,
    /// Tags, as given to `-t`.
    pub tags: Vec<String>,
    /// Inlay hints tell which default is taken.
    pub hint_defaults: bool,
    /// Inlay hints tell the values of references.
    pub hint_references: bool,
    /// Which data files a schema applies to: a glob of paths from the root of the module, and the schema, a definition of a
    /// package: `./schema#Service`, `example.com/schema#Service`.
    pub schemas: Vec<(String, String)>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { concrete: false, tags: Vec::new(), hint_defaults: true, hint_references: true, schemas: Vec::new() }
    }
}
