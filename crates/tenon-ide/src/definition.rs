//! Where what is at the cursor is declared: all declarations that contribute to a field by unification, the name of an alias
//! or a variable, the files of an imported package, an embedded file.

use crate::at::{At, Meaning};
use crate::occurrence::declared_at;
use crate::resolve::Declaration;
use crate::scope::Scope;
use crate::snapshot::Snapshot;
use crate::tree::Node;
use crate::types::Place;
use std::path::{Path, PathBuf};
use tenon_load::{World, attr, glob, paths};
use tenon_source::{FileId, Span};
use tenon_syntax::ast::{Attribute, Decl};

/// Somewhere to go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// What to show: a whole declaration.
    pub whole: Place,
    /// What to go to in it: its name.
    pub name: Place,
}

/// Where to go, and from what.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Destinations {
    /// The bytes that were asked about; nothing where nothing is.
    pub origin: Option<Span>,
    /// Where to go.
    pub to: Vec<Destination>,
}

/// Where what is at a byte of a file is declared. The declaration nearest to a plain reading comes first: what a reference
/// says by its scopes; for the label of a field the declarations elsewhere, those of definitions before others.
pub fn definition(snapshot: &Snapshot, world: &dyn World, path: &Path, offset: u32) -> Destinations {
    let Some(at) = At::new(snapshot, path, offset) else { return Destinations::default() };
    if let Node::Attribute(attribute) = at.node() {
        let files = embedded(world, path, snapshot, attribute);
        let to = files.into_iter().map(|path| Destination::file(path, 0, 0)).collect();
        return Destinations { origin: Some(attribute.span), to };
    }
    let origin = Some(at.node().span());
    let to = match at.meaning() {
        Some(Meaning::Field { .. }) => {
            let own = at.label().map(|f| f.label.span());
            let mut found = at.declarations();
            if own.is_some() {
                found.sort_by_key(|d| (Some(d.label) == own, !in_definition(&at, d)));
            }
            found.iter().filter_map(|d| destination(snapshot, d)).collect()
        }
        Some(Meaning::Local(binding)) => declared_at(&binding).and_then(|s| at_name(snapshot, s)).into_iter().collect(),
        Some(Meaning::Declared(ident)) => at_name(snapshot, ident.span).into_iter().collect(),
        Some(Meaning::Import(spec)) => at.scope.imported(spec).map_or_else(Vec::new, |p| package(snapshot, p)),
        Some(Meaning::Package(_)) => package(snapshot, at.scope.package),
        None => Vec::new(),
    };
    Destinations { origin: origin.filter(|_| !to.is_empty()), to }
}

impl Destination {
    fn file(path: PathBuf, start: u32, end: u32) -> Destination {
        let place = Place { path, start, end };
        Destination { whole: place.clone(), name: place }
    }
}

/// A declaration as somewhere to go.
pub(crate) fn destination(snapshot: &Snapshot, d: &Declaration) -> Option<Destination> {
    let whole = Span { file: d.label.file, start: d.label.start, end: d.label.end.max(d.value.end) };
    let whole = if d.value.file == d.label.file { whole } else { d.label };
    Some(Destination { whole: snapshot.place(whole)?, name: snapshot.place(d.label)? })
}

fn at_name(snapshot: &Snapshot, span: Span) -> Option<Destination> {
    let place = snapshot.place(span)?;
    Some(Destination { whole: place.clone(), name: place })
}

/// The clauses of the files of a package.
fn package(snapshot: &Snapshot, package: usize) -> Vec<Destination> {
    let Some(package) = snapshot.packages.get(package).filter(|p| !p.builtin) else { return Vec::new() };
    let own = |path: &Path| path.parent() == package.dir.as_deref();
    let mut files: Vec<_> = package.files.iter().filter(|f| f.source.path.is_some()).collect();
    files.sort_by_key(|f| !f.source.path.as_deref().is_some_and(own));
    let clause = |f: &&tenon_load::PackageFile| {
        let decls = f.source.parsed.file.decls.iter();
        decls.clone().find_map(|d| if let Decl::Package(p) = d { Some(p.clone()) } else { None })
    };
    let to = files.iter().filter_map(|f| {
        let found = clause(f);
        let whole = found.as_ref().map_or(Span::new(f.source.id, 0, 0), |p| p.span);
        let name = found.map_or(whole, |p| p.name.span);
        Some(Destination { whole: snapshot.place(whole)?, name: snapshot.place(name)? })
    });
    to.collect()
}

/// The files that an `@embed` attribute stands for.
pub(crate) fn embedded(world: &dyn World, path: &Path, snapshot: &Snapshot, attribute: &Attribute) -> Vec<PathBuf> {
    if attribute.name() != "embed" {
        return Vec::new();
    }
    let Some(dir) = path.parent() else { return Vec::new() };
    let root = snapshot.module.as_ref().map_or(dir, |m| m.root.as_path());
    let mut out = Vec::new();
    for arg in attr::args(attribute.body()) {
        match (arg.key.as_str(), arg.value) {
            ("file", Some(name)) => out.push(paths::absolute(dir, Path::new(&name))),
            ("glob", Some(pattern)) => out.extend(matching(world, dir, &pattern)),
            _ => {}
        }
    }
    out.retain(|p| p.starts_with(root) && world.is_file(p));
    out
}

/// The files that a glob pattern matches, looked for directory by directory.
fn matching(world: &dyn World, dir: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut dirs = vec![dir.to_owned()];
    let parts: Vec<&str> = pattern.split('/').collect();
    let Some((last, folders)) = parts.split_last() else { return Vec::new() };
    let fits = |pattern: &str, name: &str| glob::matches(pattern, name);
    for folder in folders {
        let inner = dirs.iter().flat_map(|d| {
            let entries = world.list(d).unwrap_or_default().into_iter();
            entries.filter(|e| e.is_dir && fits(folder, &e.name)).map(|e| d.join(e.name)).collect::<Vec<_>>()
        });
        dirs = inner.collect();
    }
    let files = dirs.iter().flat_map(|d| {
        let entries = world.list(d).unwrap_or_default().into_iter();
        entries.filter(|e| !e.is_dir && fits(last, &e.name)).map(|e| d.join(e.name)).collect::<Vec<_>>()
    });
    files.collect()
}

/// The file of a span, as part of the package that has it.
pub(crate) fn scope_of(snapshot: &Snapshot, file: FileId) -> Option<Scope<'_>> {
    let own = snapshot.packages.get(snapshot.package).map(|p| (snapshot.package, p));
    let mut all = own.into_iter().chain(snapshot.packages.iter().enumerate().rev());
    all.find_map(|(package, p)| {
        let file = &p.files.iter().find(|f| f.source.id == file)?.source;
        Some(Scope { file, snapshot, package })
    })
}

/// Whether a declaration stands within a definition.
pub(crate) fn in_definition(at: &At<'_>, d: &Declaration) -> bool {
    definition_around(at.scope.snapshot, d.label).is_some()
}

/// The label of the innermost definition that a place is in.
pub(crate) fn definition_around(snapshot: &Snapshot, span: Span) -> Option<Span> {
    let scope = scope_of(snapshot, span.file)?;
    let text = |span: Span| scope.text().get(span.start as usize..span.end as usize).unwrap_or("");
    let at = At::within(scope, span.start);
    at.nodes.iter().find_map(|n| match n {
        Node::Field(f) if text(f.label.span()).trim_start_matches('_').starts_with('#') => Some(f.label.span()),
        _ => None,
    })
}
