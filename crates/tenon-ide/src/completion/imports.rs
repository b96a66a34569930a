//! Paths of imports, and the name of the package of a file.

use super::{Completion, CompletionKind, Spot};
use crate::host::Host;
use std::path::Path;
use tenon_load::World;
use tenon_load::paths::is_identifier;

/// What may come within an import, or in the package clause.
pub(super) fn complete(host: &mut Host, path: &Path, spot: &Spot<'_>, clause: bool) -> Vec<Completion> {
    if clause {
        return names(host, path, spot);
    }
    let quoted = |path: &str| tenon_syntax::quote_string(path);
    let mut out = Vec::new();
    for package in host.importable(path).iter() {
        let item = spot.item(&package.path, CompletionKind::Package, quoted(&package.path));
        let standard = tenon::library().package(&package.path).is_some();
        out.push(Completion { rank: if standard { 2 } else { 1 }, detail: package.name.clone(), ..item });
    }
    out
}

/// The packages of the files in the same directory, and the name of the directory.
fn names(host: &mut Host, path: &Path, spot: &Spot<'_>) -> Vec<Completion> {
    let Some(dir) = path.parent() else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for entry in host.world().list(dir).unwrap_or_default() {
        let other = dir.join(&entry.name);
        if entry.is_dir || !entry.name.ends_with(".cue") || other == path {
            continue;
        }
        names.extend(host.file(&other).and_then(|f| Some(f.package.as_ref()?.0.clone())));
    }
    let own = dir.file_name().map(|n| n.to_string_lossy().replace(['-', '.'], "_"));
    names.extend(own.filter(|n| is_identifier(n)));
    let mut out: Vec<Completion> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        if !names[..i].contains(name) {
            let item = spot.item(name, CompletionKind::Package, name);
            out.push(Completion { rank: 1, ..item });
        }
    }
    out
}
