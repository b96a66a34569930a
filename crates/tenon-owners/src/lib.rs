//! Who owns what: files by `CODEOWNERS`, files and fields by the attribute `@owner(name)`.
//!
//! [`Owners`] answers for places of source files. The innermost `@owner` around a place counts, then the file's own
//! `@owner`, then the [`CodeOwners`] of the repository. Nothing is read before the first question, and each file is looked
//! into once.
//!
//! ```
//! use std::path::Path;
//! use tenon_load::Overlay;
//! use tenon_owners::Owners;
//! use tenon_source::{Source, SourceMap, Span};
//!
//! let mut world = Overlay::empty();
//! world.insert("CODEOWNERS", "*.cue @web\n/policy/ @policy\n".as_bytes());
//! world.insert("policy/limits.cue", "cpu: <4\nmemory: <8 @owner(storage)\n".as_bytes());
//! let mut sources = SourceMap::new();
//! let id = sources.add(Source::new("./policy/limits.cue", "cpu: <4\nmemory: <8 @owner(storage)\n"));
//! let mut owners = Owners::new(&world, Path::new("/"));
//! assert_eq!(owners.at(Span::new(id, 5, 7), &sources), ["@policy"]);
//! assert_eq!(owners.at(Span::new(id, 16, 18), &sources), ["storage"]);
//! ```

mod codeowners;
mod marks;
mod pattern;

pub use codeowners::{CodeOwners, Dialect};
pub use marks::Marks;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tenon_load::module::find_root;
use tenon_load::{World, paths};
use tenon_source::{FileId, SourceMap, Span};
use tenon_syntax::{LanguageVersion, parse};

/// Where a repository keeps its owners, in the order in which the places are looked at: the first one counts.
const PLACES: [(&str, Dialect); 4] = [
    (".github/CODEOWNERS", Dialect::Github),
    ("CODEOWNERS", Dialect::Either),
    ("docs/CODEOWNERS", Dialect::Either),
    (".gitlab/CODEOWNERS", Dialect::Gitlab),
];

/// The owners of places in source files.
pub struct Owners<'w> {
    world: &'w dyn World,
    dir: PathBuf,
    repository: Option<Repository>,
    files: HashMap<FileId, Owned>,
}

/// A repository's root, and what its `CODEOWNERS` says.
struct Repository {
    root: PathBuf,
    rules: Option<CodeOwners>,
}

/// What is known of one file.
struct Owned {
    marks: Marks,
    by_path: Vec<String>,
}

impl<'w> Owners<'w> {
    /// Owners for files whose names are relative to `dir`.
    pub fn new(world: &'w dyn World, dir: &Path) -> Owners<'w> {
        Owners { world, dir: dir.to_owned(), repository: None, files: HashMap::new() }
    }

    /// Who owns what is written at a place; nobody where that is not known.
    pub fn at(&mut self, span: Span, sources: &SourceMap) -> Vec<String> {
        let Some(source) = sources.get(span.file) else { return Vec::new() };
        if !self.files.contains_key(&span.file) {
            let owned = Owned { marks: marks(span.file, source.text()), by_path: self.by_path(source.name()) };
            self.files.insert(span.file, owned);
        }
        let Some(owned) = self.files.get(&span.file) else { return Vec::new() };
        owned.marks.at(span).unwrap_or(&owned.by_path).to_vec()
    }

    /// Who owns a file by its path. A text that is no file, such as an expression of the command line, is nobody's.
    fn by_path(&mut self, name: &str) -> Vec<String> {
        let path = paths::absolute(&self.dir, Path::new(name));
        if !self.world.is_file(&path) {
            return Vec::new();
        }
        let (world, dir) = (self.world, &self.dir);
        let repository = self.repository.get_or_insert_with(|| Repository::find(world, dir));
        let (Some(rules), Ok(path)) = (&repository.rules, path.strip_prefix(&repository.root)) else {
            return Vec::new();
        };
        rules.of(&path.to_string_lossy().replace('\\', "/"))
    }
}

impl Repository {
    /// The repository around `dir`; without one the module around it, or the directory itself.
    fn find(world: &dyn World, dir: &Path) -> Repository {
        let repository = dir.ancestors().find(|at| world.kind(&at.join(".git")).is_some());
        let root = repository.map(Path::to_owned).or_else(|| find_root(world, dir)).unwrap_or_else(|| dir.to_owned());
        let rules = PLACES.iter().find_map(|(place, dialect)| {
            let bytes = world.read(&root.join(place)).ok()?;
            Some(CodeOwners::parse(&String::from_utf8_lossy(&bytes), *dialect))
        });
        Repository { root, rules }
    }
}

/// The `@owner`s of a text. Most files have none and need not be parsed for that; data files have no attributes.
fn marks(file: FileId, text: &str) -> Marks {
    if !text.contains("@owner(") {
        return Marks::default();
    }
    Marks::of(&parse(file, text, LanguageVersion::LATEST).file)
}
