//! Ways out of errors: what may have been meant by a path or a name that stands for nothing.

use crate::args;
use crate::graph::Package;
use crate::import_path::ImportPath;
use crate::loader::Loader;
use crate::paths::is_identifier;
use crate::world::World;
use std::path::{Path, PathBuf};
use tenon_catalogue::{e0201, e0803, e0840};
use tenon_source::{Diagnostic, FileId, SourceMap, nearest};
use tenon_syntax::ast::{Decl, Label};
use tenon_syntax::{LanguageVersion, parse};

/// What stands beside a missing file or directory and may have been meant: a similar name, or one with another extension.
pub(crate) fn beside(world: &dyn World, path: &Path, dirs: bool) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let entries = world.list(path.parent()?).ok()?;
    let names = || entries.iter().filter(|e| e.is_dir == dirs).map(|e| e.name.as_str());
    let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    let near = nearest(wanted, names());
    near.or_else(|| names().find(|n| stem(n).is_some_and(|s| Some(s) == stem(wanted)))).map(str::to_owned)
}

impl Loader<'_> {
    /// Adds to the error about an argument that it may have been meant for `-e`: a path in the value instead of a file.
    pub(crate) fn with_path_hint(&self, error: Diagnostic, arguments: &[String]) -> Diagnostic {
        let path = arguments.iter().find(|argument| {
            argument.split('.').all(is_identifier)
                && args::classify(std::slice::from_ref(argument)).is_err_and(|e| e.message == error.message)
                && self.files.world.kind(&self.options.dir.join(argument)).is_none()
        });
        match path {
            Some(path) => error.note(e0803::expression(path)),
            None => error,
        }
    }

    /// What to write instead of an import path that could not be loaded.
    pub(crate) fn import_hint(&mut self, path: &str) -> Option<String> {
        let parts = ImportPath::parse(path);
        if parts.is_standard() && !path.starts_with('.') {
            return None;
        }
        let Some(module) = &self.module else {
            return Some(e0840::MAKE_MODULE.to_owned());
        };
        let (root, module) = (module.root.clone(), module.path.clone());
        if path.starts_with('.') {
            let rest = path.trim_start_matches(['.', '/']);
            return Some(e0840::whole_path(&module, rest));
        }
        let Some(rest) = parts.within(&module) else {
            return Some(e0840::other_module(&module));
        };
        let dir = root.join(rest);
        if self.files.world.is_dir(&dir) {
            let packages: Vec<String> = self.read_dir(&dir).packages.keys().cloned().collect();
            let name = packages.first()?;
            return Some(e0840::other_packages(&packages, &parts.path, name));
        }
        let near = beside(self.files.world, &dir, true)?;
        let above = parts.path.rsplit_once('/').map_or("", |(above, _)| above);
        Some(e0840::nearest(above, &near))
    }
}

/// A package of which only some files were named on the command line.
#[derive(Debug)]
pub struct Partly {
    dir: PathBuf,
    name: String,
    files: Vec<PathBuf>,
}

impl Partly {
    /// Nothing where the files name no package.
    pub fn new(package: &Package) -> Option<Partly> {
        let files = package.files.iter().filter_map(|f| f.source.path.clone()).collect::<Vec<_>>();
        let dir = files.first()?.parent()?.to_owned();
        (!package.name.is_empty()).then(|| Partly { dir, name: package.name.clone(), files })
    }

    /// Adds to errors about unknown names in which of the other files they are declared.
    pub fn explain(&self, world: &dyn World, errors: &mut [Diagnostic], sources: &SourceMap) {
        let mut others = None;
        for error in errors.iter_mut().filter(|e| e.code == e0201::CODE) {
            let Some(span) = error.labels.first().map(|l| l.span) else { continue };
            let text = sources.get(span.file).map_or("", |s| s.text());
            let name = text.get(span.start as usize..span.end as usize).unwrap_or("");
            let others = others.get_or_insert_with(|| self.others(world));
            if let Some((file, _)) = others.iter().find(|(_, fields)| fields.iter().any(|f| f == name)) {
                error.notes = [e0201::other_file(name, file, &self.name)].into_iter().collect();
            }
        }
    }

    /// The other files of the package, and their fields.
    fn others(&self, world: &dyn World) -> Vec<(String, Vec<String>)> {
        let mut out = Vec::new();
        for entry in world.list(&self.dir).unwrap_or_default() {
            let path = self.dir.join(&entry.name);
            if entry.is_dir || !entry.name.ends_with(".cue") || self.files.contains(&path) {
                continue;
            }
            let text = world.read(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let file = parse(FileId(u32::MAX - 1), &text.unwrap_or_default(), LanguageVersion::LATEST).file;
            if !file.decls.iter().any(|d| matches!(d, Decl::Package(p) if p.name.name == self.name)) {
                continue;
            }
            let fields = file.decls.into_iter().filter_map(|d| match d {
                Decl::Field(field) => match field.label {
                    Label::Ident(ident) => Some(ident.name),
                    _ => None,
                },
                _ => None,
            });
            out.push((entry.name, fields.collect()));
        }
        out
    }
}
