//! Texts and their trees, each parsed once for each change.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_load::files::SourceFile;
use tenon_load::{Overlay, World, paths};
use tenon_source::{FileId, Source, SourceMap};
use tenon_syntax::LanguageVersion;

/// Files of the language that have been read.
#[derive(Default)]
pub(crate) struct Files {
    /// All texts. A file keeps its number when its text changes.
    pub sources: SourceMap,
    parsed: HashMap<PathBuf, Arc<SourceFile>>,
}

impl Files {
    /// The file at a path, if it has been read.
    pub fn known(&self, path: &Path) -> Option<&Arc<SourceFile>> {
        self.parsed.get(path)
    }

    /// The file at a path, read where it has not been. `root` is what names in messages count from.
    pub fn get(
        &mut self,
        world: &Overlay,
        root: &Path,
        path: &Path,
        version: LanguageVersion,
    ) -> Option<Arc<SourceFile>> {
        if let Some(file) = self.parsed.get(path) {
            return Some(file.clone());
        }
        let text = text_of(world, path)?;
        let name = paths::display(root, path);
        let id = self.sources.add(Source::new(name.as_str(), text.as_str()));
        let file = Arc::new(SourceFile::parse(id, Some(path.to_owned()), name, &text, version));
        self.parsed.insert(path.to_owned(), file.clone());
        Some(file)
    }

    /// Takes over what a load has parsed.
    pub fn learn(&mut self, file: &Arc<SourceFile>) {
        if let Some(path) = &file.path {
            self.parsed.insert(path.clone(), file.clone());
        }
    }

    /// Another text stands at a path.
    pub fn change(&mut self, path: &Path, text: &str) {
        let Some(old) = self.parsed.get(path) else { return };
        if self.text(old.id) == Some(text) {
            return;
        }
        self.sources.replace(old.id, Source::new(old.name.as_str(), text));
        let file = SourceFile::parse(old.id, old.path.clone(), old.name.clone(), text, old.version);
        self.parsed.insert(path.to_owned(), Arc::new(file));
    }

    /// Looks at files again; says which have another text, or are gone.
    pub fn refresh(&mut self, world: &Overlay) -> Vec<PathBuf> {
        let paths: Vec<PathBuf> = self.parsed.keys().cloned().collect();
        paths.into_iter().filter(|path| self.look_again(world, path)).collect()
    }

    /// Looks at a file again; says whether it has another text, or is gone.
    pub fn look_again(&mut self, world: &Overlay, path: &Path) -> bool {
        let Some(old) = self.parsed.get(path) else { return false };
        match text_of(world, path) {
            Some(text) if self.text(old.id) == Some(text.as_str()) => false,
            Some(text) => {
                self.change(path, &text);
                true
            }
            None => {
                self.parsed.remove(path);
                true
            }
        }
    }

    fn text(&self, id: FileId) -> Option<&str> {
        self.sources.get(id).map(Source::text)
    }
}

/// The text of a file, if there is one; without a byte order mark.
fn text_of(world: &Overlay, path: &Path) -> Option<String> {
    let text = String::from_utf8(world.read(path).ok()?).ok()?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
