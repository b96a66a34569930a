//! The source files that arguments name, one by one: for tools that work on text rather than on packages.

use crate::args::{self, Arg};
use crate::files::Files;
use crate::filetype::Encoding;
use crate::import_path::ImportPath;
use crate::module::{self, Module};
use crate::world::World;
use crate::{paths, pattern};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tenon_catalogue::{e0850, e0851};
use tenon_source::{Diagnostic, SourceMap};

/// A file to work on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Named {
    /// Standard input.
    Stdin,
    /// A file: the number of directories above it, and its path.
    File(usize, PathBuf),
}

/// The files that the arguments name, each once: files in directories near the root first. Files that are not written
/// in the language are left out. With `descend`, an argument that is a directory stands for all files below it.
///
/// # Errors
///
/// Unknown file types and packages that are not there.
pub fn list(world: &dyn World, arguments: &[String], descend: bool) -> Result<Vec<Named>, Vec<Diagnostic>> {
    let cwd = world.current_dir();
    if module::inside_cue_mod(&cwd) {
        return Err(vec![Diagnostic::error(e0850::CODE, e0850::MESSAGE)]);
    }
    let mut args = args::classify(arguments).map_err(|e| vec![e])?;
    if args.is_empty() {
        args.push(Arg::Package(".".to_owned()));
    }
    let mut out = BTreeSet::new();
    let mut errors = Vec::new();
    for arg in args {
        match arg {
            Arg::File(name, file_type) if file_type.encoding == Encoding::Cue => {
                out.insert(if name == "-" { Named::Stdin } else { named(paths::absolute(&cwd, Path::new(&name))) });
            }
            Arg::File(..) => {}
            Arg::Package(text) if descend && world.is_dir(&paths::absolute(&cwd, Path::new(&text))) => {
                let dirs = pattern::below(world, &paths::absolute(&cwd, Path::new(&text)));
                dirs.iter().for_each(|dir| out.extend(files_of(world, dir)));
            }
            Arg::Package(text) => match directories(world, &cwd, &text) {
                Ok(dirs) => dirs.iter().for_each(|dir| out.extend(files_of(world, dir))),
                Err(e) => errors.push(e),
            },
        }
    }
    if errors.is_empty() { Ok(out.into_iter().collect()) } else { Err(errors) }
}

fn named(path: PathBuf) -> Named {
    Named::File(path.components().count(), path)
}

fn directories(world: &dyn World, cwd: &Path, text: &str) -> Result<Vec<PathBuf>, Diagnostic> {
    let path = text.rsplit_once(':').map_or(text, |(path, _)| path);
    let module =
        module::find_root(world, cwd).and_then(|root| module::load(world, &mut SourceMap::new(), cwd, &root).ok());
    let not_found = || Diagnostic::error(e0851::CODE, e0851::message(text));
    if pattern::is_pattern(path) {
        let mut files = Files::new(world, cwd.to_owned(), SourceMap::new());
        let found = pattern::matching(&mut files, path, module.as_ref()).map_err(|_| not_found())?;
        return if found.is_empty() { Err(pattern::no_match(path)) } else { Ok(found) };
    }
    let base = folder(path, module.as_ref(), cwd).ok_or_else(not_found)?;
    if !world.is_dir(&base) {
        return Err(not_found());
    }
    Ok(vec![base])
}

/// The directory of a package, given as a path or as an import path of the main module.
fn folder(path: &str, module: Option<&Module>, cwd: &Path) -> Option<PathBuf> {
    if path.is_empty() || path.starts_with(['.', '/']) {
        return Some(paths::absolute(cwd, Path::new(path)));
    }
    let module = module?;
    ImportPath::parse(path).within(&module.path).map(|rest| module.root.join(rest))
}

fn files_of(world: &dyn World, dir: &Path) -> Vec<Named> {
    let entries = world.list(dir).unwrap_or_default();
    entries
        .into_iter()
        .filter(|e| !e.is_dir && e.name.ends_with(".cue") && !e.name.starts_with(['_', '.']))
        .map(|e| named(dir.join(e.name)))
        .collect()
}
