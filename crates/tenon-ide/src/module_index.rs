//! The packages of a module: where they are, what they import, what they declare. Files are parsed when they are first asked
//! for; what is kept of them is a summary.

use crate::host::{Cancelled, Host};
use crate::snapshot::Instance;
use crate::symbols::{Named, fitness, imports, names};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tenon_load::files::SourceFile;
use tenon_load::import_path::ImportPath;
use tenon_load::{World, module, paths};
use tenon_source::{FileId, SourceMap};
use tenon_syntax::LanguageVersion;

/// A module with more files counts with these alone.
const MAX_FILES: usize = 20_000;

/// So many packages that depend on a file are told.
const MAX_DEPENDENTS: usize = 64;

/// A package of a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexedPackage {
    /// Its directory.
    pub dir: PathBuf,
    /// Its name.
    pub name: String,
    /// How it is imported; nothing without a module that has a path.
    pub import: Option<String>,
    /// Its own files; those of the same package in directories above are part of it, too.
    pub files: Vec<PathBuf>,
    /// What these import, as written.
    pub imports: Vec<String>,
}

/// The directory and the name of a package.
type Key = (PathBuf, String);

/// What is known of the modules that are worked on.
#[derive(Default)]
pub(crate) struct ModuleIndex {
    /// The files of the language below a root.
    listings: HashMap<PathBuf, Arc<Vec<PathBuf>>>,
    summaries: HashMap<PathBuf, Option<Arc<Summary>>>,
}

/// What is kept of a file.
struct Summary {
    package: Option<String>,
    imports: Vec<String>,
    names: Vec<Named>,
}

impl ModuleIndex {
    /// A file has changed; `listing`: it is new, or gone.
    pub fn changed(&mut self, path: &Path, listing: bool) {
        self.summaries.remove(path);
        if listing {
            self.listings.retain(|root, _| !path.starts_with(root));
        }
    }
}

impl Host {
    /// The packages of the module that a file or directory is in, those of outer directories first.
    pub fn packages(&mut self, path: &Path) -> Vec<IndexedPackage> {
        let (root, module) = self.module_of(path);
        let mut out: BTreeMap<(PathBuf, String), IndexedPackage> = BTreeMap::new();
        for file in self.listing(&root).iter() {
            let (Some(summary), Some(dir)) = (self.summary(file), file.parent()) else { continue };
            let Some(name) = &summary.package else { continue };
            let entry = out.entry((dir.to_owned(), name.clone())).or_insert_with(|| IndexedPackage {
                dir: dir.to_owned(),
                name: name.clone(),
                import: import_path(&root, &module, dir, name),
                files: Vec::new(),
                imports: Vec::new(),
            });
            entry.files.push(file.clone());
            entry.imports.extend(summary.imports.iter().cloned());
        }
        out.into_values().collect()
    }

    /// What is evaluated with a file beside its own package: packages of the same name in directories below, and all that
    /// import one of these, directly or not.
    pub fn dependents(&mut self, path: &Path) -> Vec<Instance> {
        let Some(Instance::Package(dir, name)) = self.instance(path) else { return Vec::new() };
        let (root, module) = self.module_of(path);
        let packages = self.packages(path);
        let own = (dir.clone(), name.clone());
        let by_key: HashMap<(&Path, &str), &IndexedPackage> =
            packages.iter().map(|p| ((p.dir.as_path(), p.name.as_str()), p)).collect();
        // What each package imports, by its own files and by those of directories above.
        let imports = |p: &IndexedPackage| -> Vec<Key> {
            let above = p.dir.ancestors().filter_map(|d| by_key.get(&(d, p.name.as_str())));
            above.flat_map(|q| &q.imports).filter_map(|i| target(&root, &module, i)).collect()
        };
        let all: Vec<(Key, Vec<Key>)> =
            packages.iter().map(|p| ((p.dir.clone(), p.name.clone()), imports(p))).collect();
        let below = packages.iter().filter(|p| p.name == name && p.dir.starts_with(&dir));
        let mut order: Vec<(PathBuf, String)> = vec![own.clone()];
        order.extend(below.map(|p| (p.dir.clone(), p.name.clone())).filter(|key| *key != own));
        let mut affected: HashSet<(PathBuf, String)> = order.iter().cloned().collect();
        let mut next = 0;
        while next < order.len() && order.len() <= MAX_DEPENDENTS {
            let Some(imported) = order.get(next).cloned() else { break };
            next += 1;
            for (key, imports) in &all {
                if imports.contains(&imported) && affected.insert(key.clone()) {
                    order.push(key.clone());
                }
            }
        }
        order.retain(|p| *p != own);
        order.truncate(MAX_DEPENDENTS);
        order.into_iter().map(|(dir, name)| Instance::Package(dir, name)).collect()
    }

    /// The names in the modules of some directories that answer a search, the best first.
    ///
    /// # Errors
    ///
    /// It was cancelled.
    pub fn workspace_symbols(&mut self, dirs: &[PathBuf], query: &str, most: usize) -> Result<Vec<Named>, Cancelled> {
        let mut roots: Vec<PathBuf> = dirs.to_vec();
        roots.sort();
        roots.dedup();
        let mut files: BTreeSet<PathBuf> = BTreeSet::new();
        for root in roots {
            files.extend(self.listing(&root).iter().cloned());
        }
        let (path, wanted) = match query.rsplit_once('.') {
            Some((path, name)) => (Some(path), name),
            None => (None, query),
        };
        let cancel = self.cancel();
        let mut found: Vec<(i32, Named)> = Vec::new();
        for file in files {
            if cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            let Some(summary) = self.summary(&file) else { continue };
            for named in &summary.names {
                let within = |path: &str| fitness(&named.container, path).is_some();
                if let Some(score) = fitness(&named.name, wanted).filter(|_| path.is_none_or(within)) {
                    found.push((score, named.clone()));
                }
            }
            // The best stay in front.
            if found.len() > 16 * most {
                found.sort_by_key(|(score, n)| (-score, n.place.clone()));
                found.truncate(most);
            }
        }
        found.sort_by_key(|(score, n)| (-score, n.place.clone()));
        found.truncate(most);
        Ok(found.into_iter().map(|(_, n)| n).collect())
    }

    /// The root of the module that a path is in, and the module's path.
    pub(crate) fn module_of(&self, path: &Path) -> (PathBuf, String) {
        let dir = if self.world().is_dir(path) { path } else { path.parent().unwrap_or(path) };
        let Some(root) = module::find_root(self.world(), dir) else { return (dir.to_owned(), String::new()) };
        let module = module::load(self.world(), &mut SourceMap::new(), &root, &root);
        let path = module.map(|m| m.path).unwrap_or_default();
        (root, path)
    }

    /// The files of the language below a directory; without a module, those in it.
    pub(crate) fn listing(&mut self, root: &Path) -> Arc<Vec<PathBuf>> {
        if let Some(known) = self.index.listings.get(root) {
            return known.clone();
        }
        let mut out = Vec::new();
        let deep = self.world().is_dir(&root.join("cue.mod"));
        let mut todo = vec![root.to_owned()];
        while let Some(dir) = todo.pop() {
            if out.len() > MAX_FILES {
                break;
            }
            let mut inner = Vec::new();
            for entry in self.world().list(&dir).unwrap_or_default() {
                let path = dir.join(&entry.name);
                let hidden = entry.name.starts_with(['_', '.']) || entry.is_link || entry.name == "cue.mod";
                match entry.is_dir {
                    true if hidden || !deep || self.world().is_dir(&path.join("cue.mod")) => {}
                    true => inner.push(path),
                    false if entry.name.ends_with(".cue") && !entry.name.starts_with(['_', '.']) => out.push(path),
                    false => {}
                }
            }
            todo.extend(inner.into_iter().rev());
        }
        let out = Arc::new(out);
        self.index.listings.insert(root.to_owned(), out.clone());
        out
    }

    fn summary(&mut self, path: &Path) -> Option<Arc<Summary>> {
        if let Some(known) = self.index.summaries.get(path) {
            return known.clone();
        }
        let summary = self.summarize(path).map(Arc::new);
        self.index.summaries.insert(path.to_owned(), summary.clone());
        summary
    }

    fn summarize(&mut self, path: &Path) -> Option<Summary> {
        if self.is_open(path) {
            // Its tree is there already.
            let (file, text) = (self.file(path)?, self.text(path)?);
            return Some(Summary::new(&file, path, &text));
        }
        let text = String::from_utf8(self.world().read(path).ok()?).ok()?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let file = SourceFile::parse(FileId(0), None, String::new(), text, LanguageVersion::LATEST);
        Some(Summary::new(&file, path, text))
    }
}

impl Summary {
    fn new(file: &SourceFile, path: &Path, text: &str) -> Summary {
        let package = file.package.as_ref().map(|(name, _)| name.clone());
        Summary { package, imports: imports(file), names: names(file, path, text) }
    }
}

/// The import path of a package of a module.
pub(crate) fn import_path(root: &Path, module: &str, dir: &Path, name: &str) -> Option<String> {
    if module.is_empty() {
        return None;
    }
    let rest = paths::relative(root, dir);
    let path = if rest == "." { module.to_owned() } else { format!("{module}/{rest}") };
    let implied = ImportPath::parse(&path).package_name() == Some(name);
    Some(if implied { path } else { format!("{path}:{name}") })
}

/// The package of a module that an import path stands for.
pub(crate) fn target(root: &Path, module: &str, import: &str) -> Option<(PathBuf, String)> {
    let parts = ImportPath::parse(import);
    let rest = parts.within(module)?;
    let dir = if rest.is_empty() { root.to_owned() } else { root.join(rest) };
    Some((dir, parts.package_name()?.to_owned()))
}
