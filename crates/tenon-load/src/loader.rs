//! From arguments to instances: packages and files that are evaluated each on its own.

use crate::args::{self, Arg};
use crate::data::{self, DataFile};
use crate::dir::{self, DirFiles};
use crate::files::{Files, Known, SourceFile};
use crate::graph::{Graph, Package};
use crate::import_path::ImportPath;
use crate::module::{self, Module};
use crate::tags::{Injector, Tags};
use crate::world::{PathKind, World};
use crate::{
    constraint,
    filetype::{FileType, Qualifier},
    form, paths, pattern,
};
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_catalogue::{e0840, e0850, e0851, e0852, e0855};
use tenon_source::{Diagnostic, SourceMap, Span};
use tenon_syntax::LanguageVersion;

/// What to load, and how.
pub struct Options<'a> {
    /// The outside.
    pub world: &'a dyn World,
    /// The current directory.
    pub dir: PathBuf,
    /// The package to choose where a directory has several.
    pub package: Option<String>,
    /// Tags, as given to `-t`.
    pub tags: Vec<String>,
    /// Whether tag variables are injected.
    pub inject_vars: bool,
    /// Whether `*_tool.cue` files take part.
    pub tools: bool,
    /// Which data files in the directories of packages are read, too, by their path; none without it.
    pub data_files: Option<&'a dyn Fn(&str) -> bool>,
    /// Texts read before, whose numbers stay theirs.
    pub sources: SourceMap,
    /// The declarations of a package of the standard library, as text.
    pub library: &'a dyn Fn(&str) -> Option<&'static str>,
    /// For an editor: errors don't keep a package from being loaded as far as it can be read, and files may have been
    /// parsed before, among `sources`.
    pub parsed: Option<Known<'a>>,
    /// Whether the files of patterns, where they are many, may be parsed no further than their imports: the rest of each is
    /// parsed when its package is compiled, so that not all trees are there at a time. It has to be loaded again without if
    /// something turns out to be wrong then.
    pub later: bool,
    /// How many threads may parse where there is much to do.
    pub threads: fn() -> usize,
}

impl<'a> Options<'a> {
    /// What is in a world, seen from its current directory, with nothing else asked for: no tags, no standard library, on
    /// one thread.
    ///
    /// ```
    /// use tenon_load::{Options, Overlay, load};
    ///
    /// let mut world = Overlay::empty();
    /// world.insert("x.cue", "a: 1\n".as_bytes());
    /// let loaded = load(&Options::new(&world), &["x.cue".to_owned()]);
    /// assert_eq!((loaded.packages.len(), loaded.errors.len()), (1, 0));
    /// ```
    pub fn new(world: &'a dyn World) -> Options<'a> {
        Options {
            world,
            dir: world.current_dir(),
            package: None,
            tags: Vec::new(),
            inject_vars: false,
            tools: false,
            data_files: None,
            sources: SourceMap::new(),
            library: &|_| None,
            parsed: None,
            later: false,
            threads: || 1,
        }
    }
}

/// What was loaded.
pub struct Loaded {
    /// All texts.
    pub sources: SourceMap,
    /// All packages, dependencies before those who import them.
    pub packages: Vec<Package>,
    /// What is evaluated, in the order of the arguments.
    pub instances: Vec<Instance>,
    /// Data files.
    pub data: Vec<DataFile>,
    /// The module, where there is one.
    pub module: Option<Module>,
    /// What went wrong. With errors, instances may be missing.
    pub errors: Vec<Diagnostic>,
}

/// Something that is evaluated on its own.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The package, an index into [`Loaded::packages`].
    pub package: usize,
    /// What the user calls it.
    pub name: String,
    /// Whether it was made of files given one by one.
    pub from_files: bool,
}

/// State of one load.
pub struct Loader<'w> {
    pub(crate) files: Files<'w>,
    pub(crate) options: &'w Options<'w>,
    pub(crate) module: Option<Module>,
    pub(crate) tags: Tags,
    pub(crate) used: BTreeSet<String>,
    pub(crate) graph: Graph,
    errors: Vec<Diagnostic>,
    instances: Vec<Instance>,
    data: Vec<DataFile>,
}

/// Loads what the arguments name; without arguments, the package in the current directory.
pub fn load(options: &Options<'_>, arguments: &[String]) -> Loaded {
    let mut loader = Loader {
        files: Files::new(options.world, options.dir.clone(), options.sources.clone())
            .with_parsed(options.parsed)
            .with_later(options.later),
        options,
        module: None,
        tags: Tags::parse(&options.tags),
        used: BTreeSet::new(),
        graph: Graph::default(),
        errors: Vec::new(),
        instances: Vec::new(),
        data: Vec::new(),
    };
    if let Err(mut errors) = loader.run(arguments) {
        loader.errors.append(&mut errors);
    }
    let mut seen = FxHashSet::default();
    let mut errors = loader.errors;
    errors.retain(|e| {
        let spans: Vec<Span> = e.labels.iter().map(|l| l.span).collect();
        seen.insert((e.message.clone(), e.path.clone(), spans))
    });
    Loaded {
        sources: loader.files.sources,
        packages: loader.graph.packages,
        instances: loader.instances,
        data: loader.data,
        module: loader.module,
        errors,
    }
}

impl Loader<'_> {
    fn run(&mut self, arguments: &[String]) -> Result<(), Vec<Diagnostic>> {
        if module::inside_cue_mod(&self.options.dir) {
            return Err(one(e0850::CODE, e0850::MESSAGE));
        }
        let args = args::classify(arguments).map_err(|e| vec![self.with_path_hint(e, arguments)])?;
        if let Some(root) = module::find_root(self.options.world, &self.options.dir) {
            match module::load(self.options.world, &mut self.files.sources, &self.options.dir, &root) {
                Ok(module) => self.module = Some(module),
                Err(errors) => self.refuse(errors)?,
            }
        }
        let args = if args.is_empty() { vec![Arg::Package(".".to_owned())] } else { args };
        let mut sources = Vec::new();
        let with_files = args.iter().any(|a| matches!(a, Arg::File(..)));
        for arg in args {
            match arg {
                Arg::Package(text) => self.package_argument(&text),
                Arg::File(name, file_type) if data::is_source(file_type) => match self.source(&name, file_type) {
                    Ok(file) => sources.push(file),
                    Err(e) => self.errors.push(e),
                },
                Arg::File(name, file_type) => self.data_file(&name, file_type),
            }
        }
        if with_files && self.instances.len() > 1 {
            self.errors.push(Diagnostic::error(e0855::CODE, e0855::message(self.instances.len())));
        } else if !sources.is_empty() {
            self.file_instance(sources);
        }
        self.inject();
        Ok(())
    }

    /// Errors that keep what they are about from being loaded, unless it is for an editor.
    pub(crate) fn refuse(&mut self, mut errors: Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
        if errors.is_empty() {
            return Ok(());
        }
        if self.options.parsed.is_none() {
            return Err(errors);
        }
        self.errors.append(&mut errors);
        Ok(())
    }

    pub(crate) fn version(&self) -> LanguageVersion {
        self.module.as_ref().map_or(LanguageVersion::LATEST, |m| m.version)
    }

    fn source(&mut self, name: &str, file_type: FileType) -> Result<Arc<SourceFile>, Diagnostic> {
        let version = self.version();
        let file = if name == "-" {
            self.files.cue_stdin(version)?
        } else {
            let path = paths::absolute(&self.options.dir, Path::new(name));
            self.files.cue(&path, version)?
        };
        if let Some(form) = file_type.form {
            self.errors.append(&mut form::check(&file.parsed.file, form));
        }
        Ok(file)
    }

    fn data_file(&mut self, name: &str, file_type: FileType) {
        let path = paths::absolute(&self.options.dir, Path::new(name));
        match data::read(&mut self.files, name, &path, file_type) {
            Ok(file) => self.data.push(file),
            Err(mut errors) => self.errors.append(&mut errors),
        }
    }

    /// Makes one instance of files given one by one, and of the package given with them, whose name need not be theirs.
    /// Beside others, test files take no part.
    fn file_instance(&mut self, mut sources: Vec<Arc<SourceFile>>) {
        if sources.iter().any(|s| !dir::is_test(&s.name)) {
            sources.retain(|s| !dir::is_test(&s.name));
        }
        let mut by_name: BTreeMap<String, Vec<Arc<SourceFile>>> = BTreeMap::new();
        let mut kept = Vec::new();
        for file in sources {
            match constraint::decide(&file.parsed.file, &self.tags.flags, &mut self.used) {
                Ok(constraint::Verdict::In) => {}
                Ok(constraint::Verdict::Out(_)) => continue,
                Err(e) => {
                    self.errors.push(e);
                    continue;
                }
            }
            if let Some((name, _)) = &file.package {
                by_name.entry(name.clone()).or_default().push(file.clone());
            }
            kept.push(file);
        }
        if by_name.len() > 1 {
            self.errors.push(dir::several_packages(".", &by_name));
            return;
        }
        let name = by_name.into_keys().next().unwrap_or_default();
        let root = self.module.as_ref().map(|m| m.root.clone());
        let dir = Some(self.options.dir.clone());
        let Some(instance) = self.instances.pop() else {
            let result = self.add_package(String::new(), name, dir, kept, root.as_deref(), false);
            return self.push(result, "command-line-arguments", true);
        };
        let Some(package) = self.graph.packages.get(instance.package) else { return };
        let (path, name, dir) = (package.path.clone(), package.name.clone(), package.dir.clone());
        let mut files: Vec<_> = package.files.iter().map(|f| f.source.clone()).collect();
        files.append(&mut kept);
        let result = self.add_package(path, name, dir, files, root.as_deref(), false);
        self.push(result, &instance.name, false);
    }

    fn push(&mut self, result: Result<usize, Vec<Diagnostic>>, name: &str, from_files: bool) {
        match result {
            Ok(package) => self.instances.push(Instance { package, name: name.to_owned(), from_files }),
            Err(mut errors) => self.errors.append(&mut errors),
        }
    }

    fn package_argument(&mut self, text: &str) {
        let (path, qualifier) = match text.rsplit_once(':') {
            Some((path, q)) => (path, Some(q)),
            None => (text, None),
        };
        let path = if path.is_empty() { "." } else { path };
        let local =
            path == "." || path == ".." || path.starts_with("./") || path.starts_with("../") || path.starts_with('/');
        if pattern::is_pattern(path) {
            self.pattern(path, qualifier);
        } else if local {
            let dir = paths::absolute(&self.options.dir, Path::new(path));
            self.directory(&dir, path, qualifier);
        } else {
            let result = self.import(text).map(|i| i.package);
            let mut errors = match result {
                Ok(Some(package)) if !self.is_library(text) => return self.push(Ok(package), text, false),
                Ok(_) => vec![Diagnostic::error(e0840::CODE, e0840::not_standard(text))],
                Err(errors) => errors,
            };
            if let Some(error) = errors.first_mut() {
                error.notes.extend(self.path_note(path));
            }
            self.errors.append(&mut errors);
        }
    }

    /// What to write instead of an import path where a file or a directory was meant.
    fn path_note(&self, text: &str) -> Option<String> {
        match self.options.world.kind(&paths::absolute(&self.options.dir, Path::new(text)))? {
            PathKind::Dir => Some(format!("for the directory, write ./{text}")),
            PathKind::File => Some(format!("for the file, say what it holds: json:{text}, yaml:{text} or the like")),
        }
    }

    fn is_library(&self, text: &str) -> bool {
        (self.options.library)(&ImportPath::parse(text).path).is_some()
    }

    /// The instances of a pattern such as `./...`.
    fn pattern(&mut self, text: &str, qualifier: Option<&str>) {
        let dirs = match pattern::matching(&mut self.files, text, self.module.as_ref()) {
            Ok(dirs) => dirs,
            Err(e) => return self.errors.push(e),
        };
        let filter = dir::Filter { tags: &self.tags.flags, tools: self.options.tools };
        let sources = dir::sources(&mut self.files, &dirs, &filter);
        self.files.cue_ahead(sources, self.version(), self.options.threads);
        let before = (self.instances.len(), self.errors.len(), self.data.len());
        for dir in dirs {
            self.data_in(&dir);
            let here = self.read_dir(&dir);
            self.errors.extend(here.errors.iter().cloned());
            for name in here.packages.keys() {
                if qualifier.is_none_or(|q| q == name) && self.options.package.as_ref().is_none_or(|p| p == name) {
                    let shown = self.files.display(&dir);
                    self.load_dir(&dir, name, &shown);
                }
            }
        }
        if before == (self.instances.len(), self.errors.len(), self.data.len()) {
            self.errors.push(pattern::no_match(text));
        }
    }

    /// Reads the data files of a directory that are wanted, and says whether there are any.
    fn data_in(&mut self, dir: &Path) -> bool {
        let Some(wanted) = self.options.data_files else { return false };
        let before = (self.data.len(), self.errors.len());
        for entry in self.files.list(dir).iter() {
            if entry.is_dir || entry.name.starts_with(['_', '.']) {
                continue;
            }
            let path = dir.join(&entry.name);
            let name = paths::relative(&self.options.dir, &path);
            if let Ok(file_type) = Qualifier::default().file_type(&name)
                && data::is_structured(file_type)
                && wanted(&name)
            {
                self.data_file(&name, file_type);
            }
        }
        before != (self.data.len(), self.errors.len())
    }

    pub(crate) fn read_dir(&mut self, dir: &Path) -> Arc<DirFiles> {
        let version = self.version();
        let filter = dir::Filter { tags: &self.tags.flags, tools: self.options.tools };
        dir::read(&mut self.files, dir, version, &filter, &mut self.used)
    }

    /// The instance of a directory.
    fn directory(&mut self, dir: &Path, text: &str, qualifier: Option<&str>) {
        if !self.options.world.is_dir(dir) {
            self.errors.push(Diagnostic::error(e0851::CODE, e0851::message(text)));
            return;
        }
        if module::inside_cue_mod(dir) {
            self.errors.push(Diagnostic::error(e0850::CODE, e0850::MESSAGE));
            return;
        }
        if let Some(m) = &self.module
            && self.files.is_nested(&m.root, dir)
        {
            self.errors.push(Diagnostic::error(e0852::CODE, e0852::message(text)));
            return;
        }
        let shown = self.files.display(dir);
        let only_data = self.data_in(dir);
        let here = self.read_dir(dir);
        if only_data && here.packages.is_empty() && here.errors.is_empty() {
            return;
        }
        if let Err(errors) = self.refuse(here.errors.clone()) {
            self.errors.extend(errors);
            return;
        }
        let flag = self.options.package.clone().filter(|name| here.packages.contains_key(name));
        let wanted = qualifier.map(str::to_owned).or(flag);
        let name = match wanted {
            Some(name) => name,
            None => match self.only_package(dir, &shown, &here) {
                Ok(name) => name,
                Err(e) => return self.errors.push(e),
            },
        };
        self.load_dir(dir, &name, &shown);
    }

    fn only_package(&self, dir: &Path, shown: &str, here: &DirFiles) -> Result<String, Diagnostic> {
        let mut names = here.packages.keys();
        match (names.next(), names.next()) {
            (None, _) => Err(dir::no_package(shown, here)),
            (Some(name), None) => Ok(name.clone()),
            (Some(_), Some(_)) => {
                let path = self.import_path_of(dir);
                let last = path.rsplit('/').next().unwrap_or("");
                match here.packages.contains_key(last) {
                    true => Ok(last.to_owned()),
                    false => Err(dir::several_packages(shown, &here.packages)),
                }
            }
        }
    }

    /// The import path of a directory; one that no import can name outside of a module.
    fn import_path_of(&self, dir: &Path) -> String {
        match &self.module {
            Some(m) if paths::is_within(&m.root, dir) => {
                let rest = paths::relative(&m.root, dir);
                if rest == "." { m.path.clone() } else { format!("{}/{rest}", m.path) }
            }
            _ => format!("_{}", dir.to_string_lossy()),
        }
    }

    fn load_dir(&mut self, dir: &Path, name: &str, shown: &str) {
        let path = self.import_path_of(dir);
        if self.module.as_ref().is_some_and(|m| {
            !m.path.is_empty() && paths::is_within(&m.root, dir) && !dir.starts_with(m.root.join("cue.mod"))
        }) {
            let result = self.import(&format!("{path}:{name}")).map(|i| i.package);
            match result {
                Ok(Some(package)) => return self.push(Ok(package), shown, false),
                Err(e) => return self.push(Err(e), shown, false),
                Ok(None) => {}
            }
        }
        let root = match &self.module {
            Some(m) if paths::is_within(&m.root, dir) => m.root.clone(),
            _ if dir.starts_with(&self.options.dir) => self.options.dir.clone(),
            _ => dir.to_owned(),
        };
        let version = self.version();
        let (files, errors) = self.package_files(dir, &root, name, version);
        if let Err(errors) = self.refuse(errors) {
            self.errors.extend(errors);
            return;
        }
        if files.is_empty() {
            let here = self.read_dir(dir);
            self.errors.push(dir::no_package(shown, &here));
            return;
        }
        let module = self.module.as_ref().map(|m| m.root.clone());
        let result = self.add_package(
            format!("{path}:{name}"),
            name.to_owned(),
            Some(dir.to_owned()),
            files,
            module.as_deref(),
            false,
        );
        self.push(result, shown, false);
    }

    /// Injects tags into the files of all instances.
    fn inject(&mut self) {
        let options = self.options;
        let mut injector = Injector::new(&self.tags, options.inject_vars, options.world, &options.dir);
        injector.used = std::mem::take(&mut self.used);
        let mut done: BTreeSet<usize> = BTreeSet::new();
        for instance in &self.instances {
            if !done.insert(instance.package) {
                continue;
            }
            let Some(package) = self.graph.packages.get_mut(instance.package) else { continue };
            for file in &mut package.files {
                let found = injector.file(&file.source, &mut self.files.sources, &mut self.errors);
                file.embeds.extend(found);
            }
        }
        if self.errors.is_empty() {
            self.errors.extend(injector.unused());
        }
    }
}

fn one(code: &'static str, message: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(code, message)]
}
