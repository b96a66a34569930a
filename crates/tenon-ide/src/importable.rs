//! Packages that a file can import.

use crate::host::Host;
use crate::module_index::import_path;
use std::path::Path;
use tenon_load::World;
use tenon_syntax::{Tok, tokens};

/// A package that can be imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Importable {
    /// Its import path.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// The packages of the standard library, and those of the module at `root`.
pub(crate) fn importable(host: &mut Host, root: &Path) -> Vec<Importable> {
    let mut out: Vec<Importable> = tenon_stdlib::packages()
        .map(|p| Importable { path: p.path.to_owned(), name: p.path.rsplit('/').next().unwrap_or(p.path).to_owned() })
        .collect();
    let (_, module) = host.module_of(root);
    if module.is_empty() {
        return out;
    }
    let files = host.listing(root);
    for file in files.iter().filter(|f| !f.to_string_lossy().ends_with("_tool.cue")) {
        let Some(dir) = file.parent() else { continue };
        let Some(name) = package_name(host.world(), file) else { continue };
        out.extend(import_path(root, &module, dir, &name).map(|path| Importable { path, name }));
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out.dedup();
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
