//! All that is known of one package at a moment: its files, those of the packages that it imports, and its value.

use crate::types::Place;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon::compile::Compiled;
use tenon_eval::{Budget, Evaluator, Value};
use tenon_explain::diagnostics;
use tenon_ir::program::{PackageId, Program};
use tenon_load::files::SourceFile;
use tenon_load::module::Module;
use tenon_load::{Loaded, Package, PackageFile, paths};
use tenon_source::{Diagnostic, FileId, SourceMap, Span};

/// What is evaluated together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Instance {
    /// The package with a name in a directory.
    Package(PathBuf, String),
    /// A file that belongs to no package.
    File(PathBuf),
}

/// A package, loaded and evaluated.
pub struct Snapshot {
    /// What it is of.
    pub instance: Instance,
    /// All texts, of other packages, too.
    pub sources: SourceMap,
    /// The module, where there is one.
    pub module: Option<Module>,
    /// The packages that take part, dependencies before those who import them.
    pub packages: Vec<Package>,
    /// Which of them it is about.
    pub package: usize,
    /// The names of the packages in the program.
    pub ids: Vec<PackageId>,
    /// The resolved program.
    pub program: Arc<Program>,
    /// The value of the package.
    pub value: Value,
    /// What is wrong with its files, as far as it shows without evaluation.
    pub(crate) written: Vec<Diagnostic>,
    /// What evaluation finds wrong.
    pub(crate) evaluated: Vec<Diagnostic>,
    /// The directory that names of files count from.
    pub(crate) dir: PathBuf,
    /// Whether what is not concrete is told.
    pub(crate) concrete: bool,
    pub(crate) paths: HashMap<FileId, PathBuf>,
    /// It went on with an earlier evaluation.
    pub(crate) continued: bool,
    /// The names that files declared at their tops when they were compiled last.
    pub(crate) declared: HashMap<FileId, BTreeSet<String>>,
    /// When a file that cannot be read can be read again, all has to be loaded anew.
    pub(crate) unsure: bool,
}

impl Snapshot {
    /// Compiles and evaluates what was loaded from `dir`.
    pub(crate) fn new(
        instance: Instance,
        dir: PathBuf,
        loaded: Loaded,
        concrete: bool,
        budget: Budget,
    ) -> Option<Snapshot> {
        let package = loaded.instances.first()?.package;
        let mut compiled = Compiled::with_sources(loaded.sources);
        loaded.packages.iter().for_each(|p| compiled.add(p));
        let ids = compiled.packages;
        let program = Arc::new(compiled.program);
        let mut evaluator = Evaluator::new(&program, tenon::library(), budget);
        evaluator.note_reads();
        let node = evaluator.package(*ids.get(package)?);
        let value = evaluator.freeze(program.clone()).value(node);
        let files = loaded.packages.iter().flat_map(|p| &p.files);
        let paths = files.filter_map(|f| Some((f.source.id, f.source.path.clone()?))).collect();
        let mut snapshot = Snapshot {
            instance,
            sources: compiled.sources,
            module: loaded.module,
            packages: loaded.packages,
            package,
            ids,
            program,
            value,
            written: loaded.errors,
            evaluated: Vec::new(),
            dir,
            concrete,
            paths,
            continued: false,
            declared: HashMap::new(),
            unsure: false,
        };
        snapshot.written.append(&mut compiled.errors);
        snapshot.diagnose();
        Some(snapshot)
    }

    /// What evaluation says of a file that cannot be read, or names what is not there, is of no use: it may be about what was
    /// not read.
    pub(crate) fn diagnose(&mut self) {
        let broken: HashSet<FileId> = self.written.iter().filter_map(|d| Some(d.labels.first()?.span.file)).collect();
        self.evaluated = diagnostics(&self.value, self.concrete);
        self.evaluated.retain(|d| !d.labels.iter().any(|l| broken.contains(&l.span.file)));
    }

    /// What is wrong with it: first what shows without evaluation.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.written.iter().chain(&self.evaluated)
    }

    /// All files that take part.
    pub fn files(&self) -> impl Iterator<Item = &PackageFile> {
        self.packages.iter().flat_map(|p| &p.files)
    }

    /// A file that takes part, and the package that it is of.
    pub fn file(&self, path: &Path) -> Option<(&Package, &Arc<SourceFile>)> {
        self.packages.iter().rev().find_map(|p| {
            let file = p.files.iter().find(|f| f.source.path.as_deref() == Some(path))?;
            Some((p, &file.source))
        })
    }

    /// A file's package, and its number in it.
    pub(crate) fn position(&self, id: FileId) -> Option<(usize, usize)> {
        let of = |p: &Package| p.files.iter().position(|f| f.source.id == id);
        self.packages.iter().enumerate().rev().find_map(|(i, p)| Some((i, of(p)?)))
    }

    /// Whether a file is one of the package that this is about.
    pub(crate) fn is_own(&self, path: &Path) -> bool {
        let own = self.packages.get(self.package);
        own.is_some_and(|p| p.files.iter().any(|f| f.source.path.as_deref() == Some(path)))
    }

    /// Whether a file takes part.
    pub(crate) fn involves(&self, path: &Path) -> bool {
        self.paths.values().any(|p| p == path)
            || self.sources.iter().any(|(id, _)| self.path_of(id).as_deref() == Some(path))
    }

    /// Whether a file would take part if it were there: it stands in or above the directory of a package.
    pub(crate) fn may_involve(&self, path: &Path) -> bool {
        let Some(dir) = path.parent() else { return false };
        self.packages.iter().filter_map(|p| p.dir.as_deref()).any(|d| d.starts_with(dir)) || dir.ends_with("cue.mod")
    }

    /// The directory that names of files count from.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The text of a file.
    pub fn text(&self, id: FileId) -> &str {
        self.sources.get(id).map_or("", |s| s.text())
    }

    /// The value of a package that takes part, as far as it was needed.
    pub fn value_of(&self, package: usize) -> Option<Value> {
        if package == self.package {
            return Some(self.value.clone());
        }
        self.value.frozen().package(*self.ids.get(package)?)
    }

    /// Where a file stands; nothing for one of the standard library.
    pub fn path_of(&self, id: FileId) -> Option<PathBuf> {
        if let Some(path) = self.paths.get(&id) {
            return Some(path.clone());
        }
        let builtin = |p: &Package| p.builtin && p.files.iter().any(|f| f.source.id == id);
        if self.packages.iter().any(builtin) {
            return None;
        }
        let name = self.sources.get(id)?.name();
        (name != "-").then(|| paths::absolute(&self.dir, Path::new(name)))
    }

    /// Where a span is; nothing where no file stands behind it.
    pub fn place(&self, span: Span) -> Option<Place> {
        Some(Place { path: self.path_of(span.file)?, start: span.start, end: span.end })
    }
}
