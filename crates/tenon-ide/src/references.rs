//! References: all places that name what is at the cursor, across files, packages that import them, and unopened files; and
//! those of one file, to be highlighted.

use crate::at::{At, Meaning};
use crate::host::{Cancelled, Host};
use crate::module_index::{IndexedPackage, target};
use crate::occurrence::{Form, Occurrence, Search, declared_at, import_at, locals};
use crate::snapshot::{Instance, Snapshot};
use crate::tree::string_text;
use crate::types::Place;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tenon_source::{FileId, Span};
use tenon_syntax::ast::Decl;

/// Packages are searched again so often where others named further declarations.
const ROUNDS: usize = 3;

/// A place that names something.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The name.
    pub place: Place,
    /// Whether it declares what it names.
    pub declares: bool,
}

/// What is searched for.
pub(crate) enum Target {
    /// A field: its name, and where one place is that names it.
    Field { name: String, seed: Span },
    /// A name of one file, and where it is declared.
    Local(Span),
    /// A package, by its directory and name.
    Package(PathBuf, String),
    /// Something that no text declares; why it cannot be renamed.
    Nothing(&'static str),
}

/// All that name what is at a byte of a file.
///
/// # Errors
///
/// It was cancelled.
pub fn references(host: &mut Host, path: &Path, offset: u32, declarations: bool) -> Result<Vec<Reference>, Cancelled> {
    let Some(target) = host.snapshot(path)?.and_then(|s| target_at(s, path, offset)) else { return Ok(Vec::new()) };
    let found = match target {
        Target::Field { name, seed } => fields(host, path, &name, seed)?,
        Target::Local(declared) => local(host, path, declared)?,
        Target::Package(dir, name) => packages(host, path, &dir, &name),
        Target::Nothing(_) => Vec::new(),
    };
    let all = found.into_iter().map(|(path, o)| Reference { place: place(path, o.span), declares: o.declares() });
    let mut out: Vec<Reference> = all.filter(|r| declarations || !r.declares).collect();
    out.sort();
    out.dedup();
    Ok(out)
}

/// The places of the file that name what is at a byte of it.
pub fn highlights(snapshot: &Snapshot, path: &Path, offset: u32) -> Vec<Reference> {
    let Some(at) = At::new(snapshot, path, offset) else { return Vec::new() };
    let scope = at.scope;
    let found = match target_of(&at) {
        Some(Target::Field { name, seed }) => {
            let seeds: FxHashSet<_> = std::iter::once((seed.file, seed.start)).collect();
            Search::near(snapshot).fields(std::iter::once(scope), &name, &seeds)
        }
        Some(Target::Local(declared)) => locals(scope, declared),
        _ => Vec::new(),
    };
    let path = path.to_owned();
    found.iter().map(|o| Reference { place: place(path.clone(), o.span), declares: o.declares() }).collect()
}

fn place(path: PathBuf, span: Span) -> Place {
    Place { path, start: span.start, end: span.end }
}

/// What is named at a byte of a file.
pub(crate) fn target_at(snapshot: &Snapshot, path: &Path, offset: u32) -> Option<Target> {
    target_of(&At::new(snapshot, path, offset)?)
}

fn target_of(at: &At<'_>) -> Option<Target> {
    use crate::scope::Binding;
    let span = at.node().span();
    Some(match at.meaning()? {
        Meaning::Field { binding: Some(Binding::FieldAlias { name, .. }), .. } => Target::Local(name.span),
        Meaning::Field { name, .. } => Target::Field { name: name.to_owned(), seed: span },
        Meaning::Local(Binding::Predeclared) => Target::Nothing("it is predeclared"),
        Meaning::Local(Binding::This { .. }) => Target::Nothing("it is a word of the language"),
        Meaning::Local(binding) => Target::Local(declared_at(&binding)?),
        Meaning::Declared(ident) => Target::Local(ident.span),
        Meaning::Import(spec) => Target::Local(import_at(spec)),
        Meaning::Package(ident) => {
            Target::Package(at.scope.file.path.as_deref()?.parent()?.to_owned(), ident.name.clone())
        }
    })
}

/// The places that name a local thing.
pub(crate) fn local(host: &mut Host, path: &Path, declared: Span) -> Result<Vec<(PathBuf, Occurrence)>, Cancelled> {
    let Some(snapshot) = host.snapshot(path)? else { return Ok(Vec::new()) };
    let Some(scope) = crate::scope::Scope::of(snapshot, path) else { return Ok(Vec::new()) };
    Ok(locals(scope, declared).into_iter().map(|o| (path.to_owned(), o)).collect())
}

/// The places that name the field that is named at `seed`, in all packages that have to do with it.
pub(crate) fn fields(
    host: &mut Host,
    path: &Path,
    name: &str,
    seed: Span,
) -> Result<Vec<(PathBuf, Occurrence)>, Cancelled> {
    let mut seeds: FxHashSet<(FileId, u32)> = std::iter::once((seed.file, seed.start)).collect();
    let mut found: BTreeMap<(PathBuf, u32), Occurrence> = BTreeMap::new();
    let mut instances: Vec<Instance> = host.instance(path).into_iter().collect();
    for _ in 0..ROUNDS {
        let before = seeds.len();
        let mut i = 0;
        while let Some(instance) = instances.get(i).cloned() {
            i += 1;
            let Some(snapshot) = host.snapshot_of(&instance)? else { continue };
            let search = Search::everywhere(snapshot);
            let mut declared: Vec<PathBuf> = Vec::new();
            for occurrence in search.fields(search.scopes(), name, &seeds) {
                let Some(path) = snapshot.path_of(occurrence.span.file) else { continue };
                seeds.insert((occurrence.span.file, occurrence.span.start));
                if occurrence.declares() && !declared.contains(&path) {
                    declared.push(path.clone());
                }
                found.insert((path, occurrence.span.start), occurrence);
            }
            for file in declared {
                for dependent in host.dependents(&file) {
                    if !instances.contains(&dependent) && may_name(host, &dependent, name, &instances) {
                        instances.push(dependent);
                    }
                }
                let own = host.instance(&file).filter(|own| !instances.contains(own));
                instances.extend(own);
            }
        }
        if seeds.len() == before {
            break;
        }
    }
    Ok(found.into_iter().map(|((path, _), o)| (path, o)).collect())
}

/// Whether a name stands in a text that a package adds to what is searched already: in its own files, or in those of a
/// package that it imports.
fn may_name(host: &mut Host, instance: &Instance, name: &str, searched: &[Instance]) -> bool {
    let Instance::Package(dir, package) = instance else { return true };
    let (root, module) = host.module_of(dir);
    let packages = host.packages(dir);
    let own = packages.iter().filter(|p| p.name == *package && dir.starts_with(&p.dir));
    let imports: Vec<(PathBuf, String)> =
        own.clone().flat_map(|p| &p.imports).filter_map(|i| target(&root, &module, i)).collect();
    let new = |p: &&IndexedPackage| {
        let key = (p.dir.clone(), p.name.clone());
        imports.contains(&key) && !searched.contains(&Instance::Package(key.0, key.1))
    };
    let files: Vec<PathBuf> = own.chain(packages.iter().filter(new)).flat_map(|p| p.files.clone()).collect();
    files.iter().any(|f| host.text(f).is_some_and(|t| t.contains(name)))
}

/// The clauses and imports that name a package.
pub(crate) fn packages(host: &mut Host, path: &Path, dir: &Path, name: &str) -> Vec<(PathBuf, Occurrence)> {
    let (root, module) = host.module_of(path);
    let wanted = (dir.to_owned(), name.to_owned());
    let mut out = Vec::new();
    for package in host.packages(path) {
        let own = package.dir == dir && package.name == name;
        if !own && !package.imports.iter().any(|i| target(&root, &module, i).as_ref() == Some(&wanted)) {
            continue;
        }
        for path in &package.files {
            let Some(file) = host.file(path) else { continue };
            for decl in &file.parsed.file.decls {
                match decl {
                    Decl::Package(p) if own => {
                        out.push((path.clone(), Occurrence { span: p.name.span, form: Form::Binder }));
                    }
                    Decl::Import(i) => out.extend(i.specs.iter().filter_map(|s| {
                        let to = target(&root, &module, string_text(&s.path)?);
                        let found = Occurrence { span: s.path.span, form: Form::Reference };
                        (to.as_ref() == Some(&wanted)).then(|| (path.clone(), found))
                    })),
                    _ => {}
                }
            }
        }
    }
    out
}
