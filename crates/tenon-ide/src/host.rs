//! The texts that are open, and what is known of the packages that they belong to.

use crate::data::{self, Embedded, embedded};
use crate::files::Files;
use crate::importable::{Importable, importable};
use crate::module_index::ModuleIndex;
use crate::problem::{Problem, problem};
use crate::snapshot::{Instance, Snapshot};
use crate::types::Settings;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tenon_eval::Budget;
use tenon_load::files::SourceFile;
use tenon_load::{Options, Overlay, World, load, module, paths};
use tenon_syntax::LanguageVersion;

/// An evaluation was cancelled: what it was for is to be asked again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

impl std::fmt::Display for Cancelled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("cancelled")
    }
}

impl std::error::Error for Cancelled {}

/// Answers what editors ask. All paths are absolute.
pub struct Host {
    world: Overlay,
    files: Files,
    settings: Settings,
    open: HashSet<PathBuf>,
    snapshots: HashMap<Instance, Entry>,
    cancel: Arc<AtomicBool>,
    limits: Budget,
    pub(crate) index: ModuleIndex,
    /// What can be imported, by the root of the module.
    importable: HashMap<PathBuf, Arc<[Importable]>>,
    /// Which data files are embedded where, by the root of the module.
    embedded: HashMap<PathBuf, Arc<[Embedded]>>,
    /// What is wrong with data files.
    data: HashMap<PathBuf, Vec<Problem>>,
}

/// An evaluation has no more nodes where nobody sets another limit: about 3 GB. An editor has to live beside it.
const MAX_NODES: usize = 20_000_000;

/// What takes more steps to evaluate again is evaluated anew.
const MAX_STEPS_AGAIN: u64 = 100_000;

/// What is known of an instance.
struct Entry {
    /// Nothing where it cannot be loaded at all.
    snapshot: Option<Snapshot>,
    /// It is to be loaded anew.
    stale: bool,
    /// Files of which it has the text from before.
    changed: BTreeSet<PathBuf>,
}

impl Host {
    /// Nothing is open yet, over the files of a world.
    pub fn new(world: Arc<dyn World>) -> Host {
        Host {
            world: Overlay::over(world),
            files: Files::default(),
            settings: Settings::default(),
            open: HashSet::new(),
            snapshots: HashMap::new(),
            cancel: Arc::new(AtomicBool::new(false)),
            limits: Budget { nodes: MAX_NODES, ..Budget::default() },
            index: ModuleIndex::default(),
            importable: HashMap::new(),
            embedded: HashMap::new(),
            data: HashMap::new(),
        }
    }

    /// The files, with those that are open over those of the machine.
    pub fn world(&self) -> &Overlay {
        &self.world
    }

    /// What the user has chosen.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes what the user has chosen.
    pub fn configure(&mut self, settings: Settings) {
        if self.settings != settings {
            self.settings = settings;
            self.snapshots.clear();
            self.data.clear();
        }
    }

    /// Forgets what was parsed and evaluated; what is open stays so.
    pub fn forget(&mut self) {
        self.files = Files::default();
        self.index = ModuleIndex::default();
        self.snapshots.clear();
        self.data.clear();
        self.importable.clear();
        self.embedded.clear();
    }

    /// Takes over the settings and the switch of another host.
    pub(crate) fn share(&mut self, other: &Host) {
        self.settings = other.settings.clone();
        self.cancel = other.cancel.clone();
    }

    /// Limits what each evaluation may take; what reaches a limit is an error where that happened.
    pub fn limit(&mut self, limits: Budget) {
        self.limits = limits;
    }

    /// Set from another thread, it stops the evaluation that is running: what waits for it is [`Cancelled`]. Whoever sets it
    /// clears it.
    pub fn cancel(&self) -> Arc<AtomicBool> {
        self.cancel.clone()
    }

    /// A file is open with a text, which counts instead of what is on disk.
    pub fn set_text(&mut self, path: &Path, text: &str) {
        let new = !self.world.is_file(path);
        self.world.insert(path, text.as_bytes());
        self.open.insert(path.to_owned());
        self.files.change(path, text);
        self.changed(path, new);
    }

    /// A file is no longer open.
    pub fn close(&mut self, path: &Path) {
        if self.open.remove(path) {
            self.world.remove(path);
            let gone = !self.world.is_file(path);
            // Nothing is kept of data files that would tell whether the text on disk is another one.
            let data = data::encoding(path).is_some();
            if self.files.look_again(&self.world, path) || gone || data {
                self.changed(path, gone);
            }
        }
    }

    /// Files were made, changed or taken away on disk.
    pub fn disk_changed(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if self.is_open(path) {
                continue;
            }
            self.files.look_again(&self.world, path);
            self.changed(path, true);
        }
    }

    /// Whether a file is open.
    pub fn is_open(&self, path: &Path) -> bool {
        self.open.contains(path)
    }

    /// A file of the language, parsed.
    pub fn file(&mut self, path: &Path) -> Option<Arc<SourceFile>> {
        if data::encoding(path).is_some() {
            return None;
        }
        if let Some(file) = self.files.known(path) {
            return Some(file.clone());
        }
        let dir = path.parent()?;
        let root = self.root(dir);
        let version = self.version(&root);
        self.files.get(&self.world, &root, path, version)
    }

    /// The text of a file of the language.
    pub fn text(&mut self, path: &Path) -> Option<Arc<str>> {
        let id = self.file(path)?.id;
        self.files.sources.get(id).map(|s| Arc::from(s.text()))
    }

    /// The packages that a file can import: those of the standard library and of its module.
    pub fn importable(&mut self, path: &Path) -> Arc<[Importable]> {
        let root = self.root(path.parent().unwrap_or(path));
        if let Some(known) = self.importable.get(&root) {
            return known.clone();
        }
        let all: Arc<[Importable]> = importable(self, &root).into();
        self.importable.insert(root, all.clone());
        all
    }

    /// What the module of a data file embeds.
    pub(crate) fn embedded(&mut self, path: &Path) -> Arc<[Embedded]> {
        let root = self.root(path.parent().unwrap_or(path));
        if let Some(known) = self.embedded.get(&root) {
            return known.clone();
        }
        let all: Arc<[Embedded]> = embedded(self, &root).into();
        self.embedded.insert(root, all.clone());
        all
    }

    /// What is wrong with a data file.
    fn data_problems(&mut self, path: &Path) -> Result<Vec<Problem>, Cancelled> {
        if let Some(known) = self.data.get(path) {
            return Ok(known.clone());
        }
        let problems = data::problems(self, path)?;
        self.data.insert(path.to_owned(), problems.clone());
        Ok(problems)
    }

    /// What a file is evaluated with.
    pub fn instance(&mut self, path: &Path) -> Option<Instance> {
        let file = self.file(path)?;
        let name = path.file_name()?.to_str()?;
        let alone = name.ends_with("_test.cue") || name.ends_with("_tool.cue") || name.starts_with(['_', '.']);
        Some(match &file.package {
            Some((package, _)) if !alone => Instance::Package(path.parent()?.to_owned(), package.clone()),
            _ => Instance::File(path.to_owned()),
        })
    }

    /// All that is known of what a file belongs to; nothing where it cannot be loaded.
    ///
    /// # Errors
    ///
    /// The evaluation was cancelled.
    pub fn snapshot(&mut self, path: &Path) -> Result<Option<&Snapshot>, Cancelled> {
        match self.instance(path) {
            Some(instance) => self.snapshot_of(&instance),
            None => Ok(None),
        }
    }

    /// All that is known of an instance.
    ///
    /// # Errors
    ///
    /// The evaluation was cancelled.
    pub fn snapshot_of(&mut self, instance: &Instance) -> Result<Option<&Snapshot>, Cancelled> {
        if self.snapshots.get(instance).is_none_or(|e| e.stale || !e.changed.is_empty()) {
            let old = self.snapshots.remove(instance);
            let snapshot = match self.updated(old)? {
                Some(snapshot) => Some(snapshot),
                None => self.load(instance)?,
            };
            self.snapshots.insert(instance.clone(), Entry { snapshot, stale: false, changed: BTreeSet::new() });
        }
        Ok(self.snapshots.get(instance).and_then(|e| e.snapshot.as_ref()))
    }

    /// Whether all that is known was evaluated anew since the last edit. What goes on with an earlier evaluation is quicker, and
    /// the same but for errors that follow from others.
    pub fn is_settled(&self) -> bool {
        self.snapshots.values().all(|e| e.snapshot.as_ref().is_none_or(|s| !s.is_provisional()))
    }

    /// Evaluates anew what went on with an earlier evaluation: to be done when nobody waits.
    ///
    /// # Errors
    ///
    /// The evaluation was cancelled; what was known before is still known.
    pub fn settle(&mut self) -> Result<(), Cancelled> {
        let provisional =
            |(i, e): (&Instance, &Entry)| e.snapshot.as_ref().is_some_and(Snapshot::is_provisional).then(|| i.clone());
        let instances: Vec<Instance> = self.snapshots.iter().filter_map(provisional).collect();
        for instance in instances {
            let snapshot = self.load(&instance)?;
            self.snapshots.insert(instance, Entry { snapshot, stale: false, changed: BTreeSet::new() });
        }
        Ok(())
    }

    /// What is wrong in the packages of the given files, in those that import them, and in those of the same names in
    /// directories below, by file. A file in which nothing is wrong has an empty list.
    ///
    /// # Errors
    ///
    /// The evaluation was cancelled.
    pub fn problems(&mut self, paths: &[PathBuf]) -> Result<BTreeMap<PathBuf, Vec<Problem>>, Cancelled> {
        let mut instances: Vec<Instance> = Vec::new();
        let mut out: BTreeMap<PathBuf, Vec<Problem>> = BTreeMap::new();
        for path in paths {
            out.entry(path.clone()).or_default();
            if data::encoding(path).is_some() {
                let found = self.data_problems(path)?;
                out.entry(path.clone()).or_default().extend(found);
            }
            instances.extend(self.instance(path));
        }
        for path in paths {
            instances.extend(self.dependents(path));
        }
        let mut seen = HashSet::new();
        instances.retain(|i| seen.insert(i.clone()));
        let open = self.open.clone();
        let mut of_importers = Vec::new();
        for instance in instances {
            let Some(snapshot) = self.snapshot_of(&instance)? else { continue };
            for mut p in snapshot.diagnostics().filter_map(|d| problem(snapshot, d)) {
                p.turn(&open);
                if !snapshot.is_own(&p.place.path) {
                    of_importers.push(p);
                    continue;
                }
                let here = out.entry(p.place.path.clone()).or_default();
                if !here.contains(&p) {
                    here.push(p);
                }
            }
        }
        // What a package says of its own files need not be said again by those who import it.
        for p in of_importers {
            let here = out.entry(p.place.path.clone()).or_default();
            if !here.iter().any(|other| p.repeats(other)) {
                here.push(p);
            }
        }
        Ok(out)
    }

    fn load(&mut self, instance: &Instance) -> Result<Option<Snapshot>, Cancelled> {
        let (dir, package, argument) = match instance {
            Instance::Package(dir, name) => (dir.clone(), Some(name.clone()), dir),
            Instance::File(path) => (path.parent().map_or_else(PathBuf::new, Path::to_owned), None, path),
        };
        let root = self.root(&dir);
        let tools = argument.to_str().is_some_and(|p| p.ends_with("_tool.cue"));
        self.files.refresh(&self.world);
        let library = tenon::library();
        let text = |path: &str| library.package(path).map(|p| p.cue);
        let files = &self.files;
        let parsed = |path: &Path| files.known(path).cloned();
        let options = Options {
            dir: root.clone(),
            package,
            tags: self.settings.tags.clone(),
            tools,
            sources: files.sources.clone(),
            library: &text,
            parsed: Some(&parsed),
            ..Options::new(&self.world)
        };
        let loaded = load(&options, &[paths::display(&root, argument)]);
        self.files.sources = loaded.sources.clone();
        loaded.packages.iter().flat_map(|p| &p.files).for_each(|f| self.files.learn(&f.source));
        let snapshot = Snapshot::new(instance.clone(), root, loaded, self.settings.concrete, self.budget());
        self.done(snapshot)
    }

    /// A snapshot with the texts that its files have now, as far as it can go on with them.
    fn updated(&mut self, old: Option<Entry>) -> Result<Option<Snapshot>, Cancelled> {
        let Some(Entry { snapshot: Some(mut snapshot), stale: false, changed }) = old else { return Ok(None) };
        for path in changed {
            let Some(file) = self.files.known(&path) else { return Ok(None) };
            // So little is done quickly, and what was done before is lost where it is stopped.
            let budget = Budget { steps: MAX_STEPS_AGAIN, ..self.limits.clone() };
            match snapshot.with_file(file, &self.files.sources, budget) {
                Some(next) => snapshot = next,
                None => return self.done(None),
            }
        }
        if snapshot.is_wasteful() {
            return self.done(None);
        }
        snapshot.diagnose();
        Ok(Some(snapshot))
    }

    fn budget(&self) -> Budget {
        Budget { cancel: self.cancel.clone(), ..self.limits.clone() }
    }

    /// What was worked out, unless that was cancelled.
    fn done<T>(&self, result: T) -> Result<T, Cancelled> {
        if self.cancel.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(result) }
    }

    /// What was made of a file is stale; of a new one, or one that is gone, what its directory is part of.
    fn changed(&mut self, path: &Path, listing: bool) {
        self.index.changed(path, listing);
        if listing {
            self.importable.clear();
        }
        let embeds = self.world.read(path).is_ok_and(|text| text.windows(7).any(|w| w == b"@embed("));
        if listing || embeds || self.embedded.values().any(|all| all.iter().any(|e| e.file == path)) {
            self.embedded.clear();
        }
        self.data.clear();
        for (instance, entry) in &mut self.snapshots {
            let own = matches!(instance, Instance::File(p) if p == path);
            match &entry.snapshot {
                Some(s) if !listing && s.file(path).is_some() => _ = entry.changed.insert(path.to_owned()),
                Some(s) => entry.stale |= own || s.involves(path) || listing && s.may_involve(path),
                None => entry.stale = true,
            }
        }
    }

    /// The root of the module that a directory belongs to; the directory itself without one.
    pub(crate) fn root(&self, dir: &Path) -> PathBuf {
        module::find_root(&self.world, dir).unwrap_or_else(|| dir.to_owned())
    }

    fn version(&self, root: &Path) -> LanguageVersion {
        if !self.world.is_file(&root.join("cue.mod/module.cue")) {
            return LanguageVersion::LATEST;
        }
        let mut sources = tenon_source::SourceMap::new();
        module::load(&self.world, &mut sources, root, root).map_or(LanguageVersion::LATEST, |m| m.version)
    }
}
