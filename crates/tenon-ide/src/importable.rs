//! Packages that a file can import.

use std::path::{Path, PathBuf};
use tenon_load::World;
use tenon_load::import_path::ImportPath;
use tenon_load::module;
use tenon_source::SourceMap;
use tenon_syntax::{Tok, tokens};

/// So many directories of a module are looked into.
const MOST: usize = 5000;

/// A package that can be imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Importable {
    /// Its import path.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// The packages of the standard library, and those of the module at `root`.
pub(crate) fn importable(world: &dyn World, root: &Path) -> Vec<Importable> {
    let mut out: Vec<Importable> = tenon_stdlib::packages()
        .map(|p| Importable { path: p.path.to_owned(), name: p.path.rsplit('/').next().unwrap_or(p.path).to_owned() })
        .collect();
    if !world.is_dir(&root.join("cue.mod")) {
        return out;
    }
    let Ok(module) = module::load(world, &mut SourceMap::new(), root, root) else { return out };
    if module.path.is_empty() {
        return out;
    }
    for file in cue_files(world, root) {
        let Some(dir) = file.parent().and_then(|d| d.strip_prefix(root).ok()) else { continue };
        let Some(name) = package_name(world, &file) else { continue };
        let steps = dir.components().map(|c| format!("/{}", c.as_os_str().to_string_lossy()));
        let path = format!("{}{}", module.path, steps.collect::<String>());
        let usual = ImportPath::parse(&path).package_name() == Some(&*name);
        let path = if usual { path } else { format!("{path}:{name}") };
        out.push(Importable { path, name });
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out.dedup();
    out
}

/// The files of the language in a directory and those below it, as far as they can belong to a package of its module.
pub(crate) fn cue_files(world: &dyn World, root: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut work: Vec<PathBuf> = vec![root.to_owned()];
    let mut looked = 0;
    while let Some(dir) = work.pop() {
        looked += 1;
        for entry in world.list(&dir).unwrap_or_default() {
            let hidden = entry.name.starts_with(['.', '_']) || matches!(&*entry.name, "cue.mod" | "node_modules");
            if hidden {
                continue;
            }
            if !entry.is_dir {
                let usual = entry.name.ends_with(".cue") && !entry.name.ends_with("_tool.cue");
                out.extend(usual.then(|| dir.join(&entry.name)));
            } else if work.len() + looked < MOST && !entry.is_link {
                work.push(dir.join(&entry.name));
            }
        }
    }
    out
}

/// The name in the package clause of a file. The clause comes first, so that no more is read than leads up to it.
fn package_name(world: &dyn World, path: &Path) -> Option<String> {
    let text = String::from_utf8(world.read(path).ok()?).ok()?;
    let line = text.lines().find(|l| l.trim_start().starts_with("package "))?;
    let words = tokens(line);
    let name = words.get(1).filter(|t| t.tok == Tok::Ident)?;
    let name = line.get(name.start as usize..name.end as usize)?;
    (name != "_").then(|| name.to_owned())
}
