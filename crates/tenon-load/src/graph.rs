//! The import graph: packages, each loaded once, dependencies before those who import them.

use crate::files::{Files, SourceFile};
use crate::import_path::ImportPath;
use crate::loader::Loader;
use crate::module::Module;
use crate::{dir, embed, features};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_catalogue::{e0840, e0841, e0842};
use tenon_ir::Data;
use tenon_ir::program::Features;
use tenon_source::{Diagnostic, LabelRole, SourceMap, Span};
use tenon_syntax::LanguageVersion;

/// A package, ready to be compiled.
#[derive(Debug)]
pub struct Package {
    /// Import path with its name; empty for files given one by one.
    pub path: String,
    /// Name in the package clauses, empty without one.
    pub name: String,
    /// Its directory; nothing for a package of the standard library.
    pub dir: Option<PathBuf>,
    /// Its files.
    pub files: Vec<PackageFile>,
    /// Whether native functions of that path are looked up first.
    pub builtin: bool,
}

/// A file as part of a package.
#[derive(Debug)]
pub struct PackageFile {
    /// The file.
    pub source: Arc<SourceFile>,
    /// What it may use.
    pub features: Features,
    /// What its imports stand for, by path as written.
    pub imports: Vec<(String, Import)>,
    /// Data that stands for attributes, by the attributes' spans.
    pub embeds: Vec<(Span, Arc<Data>)>,
}

/// What an import stands for.
#[derive(Clone, Debug)]
pub struct Import {
    /// The package, an index into [`crate::Loaded::packages`].
    pub package: Option<usize>,
    /// Its name.
    pub name: String,
    /// Whether it has native functions.
    pub builtin: bool,
}

/// The packages loaded so far.
#[derive(Default)]
pub struct Graph {
    /// Dependencies before those who import them.
    pub packages: Vec<Package>,
    states: FxHashMap<String, State>,
    /// What import paths stand for that have been found, as they are written: most files import the same few.
    found: FxHashMap<String, Import>,
}

enum State {
    Loading,
    Done(Result<usize, Vec<Diagnostic>>),
}

/// Where a package stands.
pub(crate) struct Location {
    /// Its directories, each with the topmost directory whose files of the same package belong to it.
    pub dirs: Vec<(PathBuf, PathBuf)>,
    /// The root of its module.
    pub module: Option<PathBuf>,
    /// The language version of its module.
    pub version: LanguageVersion,
}

impl Loader<'_> {
    /// Loads what an import path stands for.
    pub(crate) fn import(&mut self, path: &str) -> Result<Import, Vec<Diagnostic>> {
        if let Some(import) = self.graph.found.get(path) {
            return Ok(import.clone());
        }
        let mut result = self.find_import(path);
        if let Ok(import) = &result {
            self.graph.found.insert(path.to_owned(), import.clone());
        }
        // What is wrong within the package has its own ways out.
        if let Err(errors) = &mut result
            && let [error] = errors.as_mut_slice()
            && error.code == e0840::CODE
            && error.labels.is_empty()
            && error.notes.is_empty()
        {
            error.notes.extend(self.import_hint(path));
        }
        result
    }

    fn find_import(&mut self, path: &str) -> Result<Import, Vec<Diagnostic>> {
        let fail = |message: String| Err(vec![Diagnostic::error(e0840::CODE, message)]);
        let parts = ImportPath::parse(path);
        if path.is_empty() {
            return fail(e0840::EMPTY.to_owned());
        }
        if path.starts_with("./") || path.starts_with("../") {
            return fail(e0840::relative(path));
        }
        if parts.qualifier.as_deref() == Some("_") {
            return fail(e0840::blank(path));
        }
        if let Some(text) = (self.options.library)(&parts.path) {
            return self.import_builtin(&parts, text);
        }
        let Some(name) = parts.package_name().map(str::to_owned) else {
            return fail(e0840::no_name(path));
        };
        let location = self.locate(&parts).map_err(|message| vec![Diagnostic::error(e0840::CODE, message)])?;
        let key =
            format!("{}:{name}", location.dirs.iter().map(|(d, _)| d.to_string_lossy()).collect::<Vec<_>>().join("|"));
        let package = self.once(key, |loader| loader.load_location(&location, path, &parts, &name))?;
        Ok(Import { package: Some(package), name, builtin: false })
    }

    fn import_builtin(&mut self, parts: &ImportPath, text: &'static str) -> Result<Import, Vec<Diagnostic>> {
        let name = parts.last_element().to_owned();
        if text.trim().is_empty() {
            return Ok(Import { package: None, name, builtin: true });
        }
        let package = self.once(parts.path.clone(), |loader| {
            let file = loader.files.cue_text(&parts.path, text, LanguageVersion::LATEST);
            loader.add_package(parts.path.clone(), name.clone(), None, vec![file], None, true)
        })?;
        Ok(Import { package: Some(package), name, builtin: true })
    }

    fn once(
        &mut self,
        key: String,
        load: impl FnOnce(&mut Self) -> Result<usize, Vec<Diagnostic>>,
    ) -> Result<usize, Vec<Diagnostic>> {
        match self.graph.states.get(&key) {
            Some(State::Loading) => return Err(vec![Diagnostic::error(e0841::CODE, e0841::MESSAGE)]),
            Some(State::Done(result)) => return result.clone(),
            None => {}
        }
        self.graph.states.insert(key.clone(), State::Loading);
        let result = stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || load(self));
        self.graph.states.insert(key, State::Done(result.clone()));
        result
    }

    /// The directories of a package outside of the standard library.
    fn locate(&mut self, parts: &ImportPath) -> Result<Location, String> {
        let Some(module) = &self.module else {
            return Err(if parts.is_standard() {
                e0840::not_standard(&parts.path)
            } else {
                e0840::NO_MODULE.to_owned()
            });
        };
        if let Some(rest) = parts.within(&module.path) {
            return in_module(&mut self.files, module, rest, parts);
        }
        if parts.is_standard() {
            return Err(e0840::not_standard(&parts.path));
        }
        let replaced = module.replaced.iter().find_map(|(path, root)| Some((root, parts.within(path)?)));
        if let Some((root, rest)) = replaced {
            return in_replacement(&self.files, root, rest, parts);
        }
        let vendor = module.root.join("cue.mod");
        let dirs: Vec<_> = ["gen", "usr", "pkg"]
            .iter()
            .map(|kind| (vendor.join(kind).join(&parts.path), vendor.join(kind)))
            .filter(|(dir, _)| self.files.is_dir(dir))
            .collect();
        if dirs.is_empty() {
            return Err(e0840::no_provider(&parts.path));
        }
        Ok(Location { dirs, module: None, version: module.version })
    }

    fn load_location(
        &mut self,
        location: &Location,
        written: &str,
        parts: &ImportPath,
        name: &str,
    ) -> Result<usize, Vec<Diagnostic>> {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        for (dir, root) in &location.dirs {
            let (mut found, mut failed) = self.package_files(dir, root, name, location.version);
            files.append(&mut found);
            errors.append(&mut failed);
        }
        self.refuse(errors)?;
        if files.is_empty() {
            let shown = written.split(':').next().unwrap_or(written);
            return Err(vec![Diagnostic::error(e0840::CODE, e0840::no_files(shown, name))]);
        }
        let path = format!("{}:{name}", parts.path);
        let dir = location.dirs.first().map(|(d, _)| d.clone());
        self.add_package(path, name.to_owned(), dir, files, location.module.as_deref(), false)
    }

    pub(crate) fn package_files(
        &mut self,
        dir: &Path,
        root: &Path,
        name: &str,
        version: LanguageVersion,
    ) -> (Vec<Arc<SourceFile>>, Vec<Diagnostic>) {
        let filter = dir::Filter { tags: &self.tags.flags, tools: self.options.tools };
        dir::with_ancestors(&mut self.files, dir, root, name, version, &filter, &mut self.used)
    }

    /// Resolves the imports and embeds of files and makes a package of them.
    pub(crate) fn add_package(
        &mut self,
        path: String,
        name: String,
        dir: Option<PathBuf>,
        sources: Vec<Arc<SourceFile>>,
        module: Option<&Path>,
        builtin: bool,
    ) -> Result<usize, Vec<Diagnostic>> {
        let mut errors: Vec<Diagnostic> = Vec::new();
        let mut files = Vec::with_capacity(sources.len());
        for source in sources {
            if !source.parsed.errors.is_empty() {
                errors.extend(source.parsed.errors.iter().cloned());
                if self.options.parsed.is_none() {
                    continue;
                }
            }
            if let Some((name, span)) = &source.package
                && name.starts_with('#')
            {
                errors.push(Diagnostic::error(e0842::CODE, e0842::message(name)).at(*span, LabelRole::Primary));
            }
            let features = features::of(&source);
            let mut imports = Vec::with_capacity(source.imports.len());
            for (path, span) in &source.imports {
                match self.import(path) {
                    Ok(import) => imports.push((path.clone(), import)),
                    Err(failed) => errors.extend(dir::import_failed(failed, *span)),
                }
            }
            let embeds = embed::resolve(&mut self.files, &source, module, &mut errors);
            files.push(PackageFile { source, features, imports, embeds });
        }
        self.refuse(errors)?;
        self.graph.packages.push(Package { path, name, dir, files, builtin });
        Ok(self.graph.packages.len() - 1)
    }
}

/// A package of the main module.
fn in_module(files: &mut Files<'_>, module: &Module, rest: &str, parts: &ImportPath) -> Result<Location, String> {
    let dir = if rest.is_empty() { module.root.clone() } else { module.root.join(rest) };
    if files.is_nested(&module.root, &dir) || !files.is_dir(&dir) {
        return Err(e0840::no_provider(&parts.path));
    }
    Ok(Location { dirs: vec![(dir, module.root.clone())], module: Some(module.root.clone()), version: module.version })
}

/// A package of a module that is replaced with a directory.
fn in_replacement(files: &Files<'_>, root: &Path, rest: &str, parts: &ImportPath) -> Result<Location, String> {
    let shown = files.display(root);
    let fail = |why: String| e0840::replacement(&parts.path, &shown, why);
    let file = root.join("cue.mod/module.cue");
    if !files.world.is_file(&file) {
        return Err(fail(e0840::no_module_file(file.display())));
    }
    let module = crate::module::load(files.world, &mut SourceMap::new(), &files.cwd, root);
    let module = module.map_err(|errors| {
        let first = errors.into_iter().next().map_or_else(String::new, |e| e.message);
        fail(e0840::module_file(&first))
    })?;
    let dirs = vec![(root.join(rest), root.to_owned())];
    Ok(Location { dirs, module: Some(root.to_owned()), version: module.version })
}
