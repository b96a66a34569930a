//! Directories: which of their files make up which package.

use crate::constraint::{self, Verdict};
use crate::files::{Files, SourceFile};
use crate::paths;
use crate::world::DirEntry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_catalogue::{e0830, e0831, e0832};
use tenon_source::{Diagnostic, LabelRole};
use tenon_syntax::LanguageVersion;

/// What decides about files apart from their names.
pub struct Filter<'a> {
    /// Tags of build attributes.
    pub tags: &'a BTreeSet<String>,
    /// Whether `*_tool.cue` files take part.
    pub tools: bool,
}

impl Filter<'_> {
    fn takes(&self, name: &str) -> bool {
        !is_test(name) && (self.tools || !name.ends_with("_tool.cue"))
    }
}

/// The files of one directory, by package.
#[derive(Default, Debug)]
pub struct DirFiles {
    /// The files of each package.
    pub packages: BTreeMap<String, Vec<Arc<SourceFile>>>,
    /// Files left out: name and reason.
    pub left_out: Vec<(String, String)>,
    /// Unreadable files and malformed build attributes.
    pub errors: Vec<Diagnostic>,
}

/// Whether a file is a test of its package.
pub fn is_test(name: &str) -> bool {
    name.ends_with("_test.cue")
}

/// Whether an entry of a directory is a file of source text.
fn is_source(entry: &DirEntry) -> bool {
    !entry.is_dir && entry.name.ends_with(".cue") && !entry.name.starts_with(['_', '.'])
}

/// The files that [`read`] will read in directories.
pub fn sources(files: &mut Files<'_>, dirs: &[PathBuf], filter: &Filter<'_>) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for dir in dirs {
        let list = files.list(dir);
        let taken = list.iter().filter(|entry| is_source(entry) && filter.takes(&entry.name));
        out.extend(taken.map(|entry| dir.join(&entry.name)));
    }
    out
}

/// Reads the files of `dir`, once: each package below asks for them again.
pub fn read(
    files: &mut Files<'_>,
    dir: &Path,
    version: LanguageVersion,
    filter: &Filter<'_>,
    used: &mut BTreeSet<String>,
) -> Arc<DirFiles> {
    if let Some(here) = files.dirs.get(dir.as_os_str()) {
        return here.clone();
    }
    let mut out = DirFiles::default();
    for entry in files.list(dir).iter().filter(|entry| is_source(entry)) {
        if !filter.takes(&entry.name) {
            let name = files.display(&dir.join(&entry.name));
            let kind = if is_test(&entry.name) { "_test.cue" } else { "_tool.cue" };
            out.left_out.push((name, format!("{kind} files excluded")));
            continue;
        }
        match files.cue(&dir.join(&entry.name), version) {
            Ok(file) => sort_in(&mut out, file, filter, used),
            Err(e) => out.errors.push(e),
        }
    }
    let here = Arc::new(out);
    files.dirs.insert(dir.into(), here.clone());
    here
}

fn sort_in(out: &mut DirFiles, file: Arc<SourceFile>, filter: &Filter<'_>, used: &mut BTreeSet<String>) {
    match constraint::decide(&file.parsed.file, filter.tags, used) {
        Ok(Verdict::Out(reason)) => out.left_out.push((file.name.clone(), reason)),
        Err(e) => out.errors.push(e),
        Ok(Verdict::In) => match &file.package {
            Some((name, _)) => out.packages.entry(name.clone()).or_default().push(file.clone()),
            None if !file.parsed.errors.is_empty() && out.packages.is_empty() => {
                out.left_out.push((file.name.clone(), e0831::NAMELESS.to_owned()));
            }
            None => out.left_out.push((file.name.clone(), e0831::NAMELESS.to_owned())),
        },
    }
}

/// The files of package `name` in `dir` and in the directories above it up to `root`, the topmost directory first.
pub fn with_ancestors(
    files: &mut Files<'_>,
    dir: &Path,
    root: &Path,
    name: &str,
    version: LanguageVersion,
    filter: &Filter<'_>,
    used: &mut BTreeSet<String>,
) -> (Vec<Arc<SourceFile>>, Vec<Diagnostic>) {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    let mut dirs: Vec<&Path> = paths::below(root, dir).collect();
    dirs.push(if dirs.is_empty() { dir } else { root });
    while let Some(at) = dirs.pop() {
        let here = read(files, at, version, filter, used);
        found.extend(here.packages.get(name).into_iter().flatten().cloned());
        // The last one is the directory itself.
        if dirs.is_empty() {
            errors.extend(here.errors.iter().cloned());
        }
    }
    (found, errors)
}

/// Why a directory holds no package that was asked for.
pub fn no_package(shown: &str, here: &DirFiles) -> Diagnostic {
    if here.left_out.is_empty() {
        return Diagnostic::error(e0830::CODE, e0830::message(shown));
    }
    let mut d = Diagnostic::error(e0831::CODE, e0831::message(shown));
    for (name, reason) in &here.left_out {
        d = d.note(e0831::left_out(name, reason));
    }
    let nameless = here.left_out.iter().find(|(_, reason)| reason == e0831::NAMELESS);
    match nameless {
        Some((file, _)) => d.note(e0831::nameless(file)),
        None => d,
    }
}

/// The error for a directory with several packages of which none was chosen.
pub fn several_packages(shown: &str, packages: &BTreeMap<String, Vec<Arc<SourceFile>>>) -> Diagnostic {
    let list: Vec<String> = packages
        .iter()
        .map(|(name, files)| {
            let file = files.first().and_then(|f| f.path.as_deref()).and_then(Path::file_name);
            format!("{name:?} ({})", file.map_or_else(String::new, |f| f.to_string_lossy().into_owned()))
        })
        .collect();
    let shown = shown.strip_prefix("./").unwrap_or(shown);
    let first = packages.keys().next().map_or("", String::as_str);
    Diagnostic::error(e0832::CODE, e0832::message(&list, shown)).note(e0832::choose(shown, first))
}

/// Adds the place of an import to the errors of what it imports.
pub fn import_failed(errors: Vec<Diagnostic>, span: tenon_source::Span) -> Vec<Diagnostic> {
    let wrap = |mut e: Diagnostic| {
        if !e.message.starts_with("import failed: ") {
            e.message = format!("import failed: {}", e.message);
        }
        let labels = std::mem::take(&mut e.labels);
        let mut e = e.at(span, LabelRole::Primary);
        for l in labels {
            e = e.label(l.span, if l.role == LabelRole::Primary { LabelRole::Related } else { l.role }, l.text);
        }
        e
    };
    errors.into_iter().map(wrap).collect()
}
