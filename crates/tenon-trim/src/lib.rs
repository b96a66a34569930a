//! Takes out of CUE files what follows from elsewhere: `tenon trim`.
//!
//! A field goes when the value of every package stays the same without it, because a definition, a pattern, a
//! comprehension, a default or another field says the same. Nothing else is taken for granted:
//!
//! 1. `units` lists what could go: fields, elements and operands that are literals or types;
//! 2. `facts` keeps what cannot follow from anything else, and what templates and references need;
//! 3. all the rest is taken out at once and the packages are evaluated again; where `compare` finds a difference, what
//!    stood there comes back, the concrete before the general and the first before the later, until there is none;
//! 4. `edit` makes the text of what is left, and the formatter lays it out.
//!
//! What is written is therefore what was compared. A struct of which nothing is left becomes `_` where the struct itself must
//! stay, and `{}` where `_` would not do. It is best effort: what comes back stays, even where something that came back
//! later would have made it superfluous.

mod choice;
mod compare;
mod edit;
mod facts;
mod units;

use compare::{Difference, There};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use tenon::compile::{Compiled, How};
use tenon_eval::{Budget, Evaluator, NodeId, Value};
use tenon_format::{Options as Layout, format_source};
use tenon_load::{Options, Overlay, Package, load};
use tenon_source::{Diagnostic, Source, SourceMap};
use tenon_syntax::ast::Decl;
use tenon_syntax::{LanguageVersion, parse};
use units::{Choice, Content, Role, Units};

/// What to trim, and how it is loaded.
pub struct Request {
    /// The files.
    pub world: Overlay,
    /// The current directory.
    pub dir: PathBuf,
    /// Packages and files.
    pub inputs: Vec<String>,
    /// The package to choose where a directory has several.
    pub package: Option<String>,
    /// Tags, as given to `-t`.
    pub tags: Vec<String>,
    /// Whether tag variables are injected.
    pub inject_vars: bool,
    /// How the files are laid out.
    pub layout: Layout,
    /// What an evaluation may take.
    pub budget: Budget,
}

/// A file, trimmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trimmed {
    /// Where it stands.
    pub path: PathBuf,
    /// As it was.
    pub old: String,
    /// As it is, formatted.
    pub new: String,
    /// Whether anything was taken out.
    pub changed: bool,
}

/// Why nothing was trimmed.
#[derive(Debug)]
pub struct Failed {
    /// What is wrong.
    pub errors: Vec<Diagnostic>,
    /// The texts that the errors point into.
    pub sources: SourceMap,
}

/// After so many evaluations what is left in doubt stays.
const ROUNDS: usize = 200;

/// Trims packages: the files of each, in the order of the inputs. A file that is part of several packages comes with each.
///
/// ```
/// use tenon_trim::{Request, trim};
///
/// let mut world = tenon_load::Overlay::empty();
/// world.insert("x.cue", "x: [string]: size: 1\nx: a: {size: 1, name: \"a\"}\n".as_bytes());
/// let dir = tenon_load::World::current_dir(&world);
/// let inputs = vec!["x.cue".to_owned()];
/// let (package, tags, layout, budget) = Default::default();
/// let request = Request { world, dir, inputs, package, tags, inject_vars: false, layout, budget };
/// let packages = trim(&request).map_err(|e| format!("{:?}", e.errors))?;
/// assert_eq!(packages[0][0].new, "x: [string]: size: 1\nx: a: {name: \"a\"}\n");
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// The packages cannot be loaded, or are wrong.
pub fn trim(request: &Request) -> Result<Vec<Vec<Trimmed>>, Failed> {
    let before = evaluate(request, &request.world)?;
    let errors: Vec<Diagnostic> = before.values.iter().flat_map(|v| tenon::explain::diagnostics(v, false)).collect();
    if !errors.is_empty() {
        return Err(Failed { errors, sources: before.sources });
    }
    let Evaluated { sources, files, mut units, values, packages } = before;
    facts::settle(&mut units, &values, &sources);
    let mut rounds = 0..ROUNDS;
    let texts = loop {
        let texts = render(&files, &units, &request.layout);
        if rounds.next().is_none() {
            keep_everything(&mut units);
            break render(&files, &units, &request.layout);
        }
        let mut world = request.world.clone();
        for (file, text) in files.iter().zip(&texts) {
            world.insert(&file.path, text.as_bytes());
        }
        let differences = evaluate(request, &world).ok().map(|after| {
            values.iter().zip(&after.values).flat_map(|(a, b)| compare::differences(a, b)).collect::<Vec<Difference>>()
        });
        match differences {
            Some(all) if all.is_empty() => break texts,
            Some(all) if restore_some(&mut units, &all) => {}
            _ => keep_everything(&mut units),
        }
    };
    let trimmed = |i: &usize| {
        let (file, new, roots) = (files.get(*i)?, texts.get(*i)?, units.roots.get(*i)?);
        let changed = edit::render(&file.text, &units, roots) != *file.text;
        Some(Trimmed { path: file.path.clone(), old: file.text.to_string(), new: new.clone(), changed })
    };
    Ok(packages.iter().map(|files| files.iter().filter_map(trimmed).collect()).collect())
}

/// A file that can be trimmed.
struct File {
    path: PathBuf,
    text: Arc<str>,
}

/// Packages and their values.
struct Evaluated {
    sources: SourceMap,
    files: Vec<File>,
    units: Units,
    values: Vec<Value>,
    /// Which files each package is made of.
    packages: Vec<Vec<usize>>,
}

fn evaluate(request: &Request, world: &Overlay) -> Result<Evaluated, Failed> {
    let library = |path: &str| tenon::library().package(path).map(|p| p.cue);
    let options = Options {
        dir: request.dir.clone(),
        package: request.package.clone(),
        tags: request.tags.clone(),
        inject_vars: request.inject_vars,
        library: &library,
        ..Options::new(world)
    };
    let loaded = load(&options, &request.inputs);
    if !loaded.errors.is_empty() {
        return Err(Failed { errors: loaded.errors, sources: loaded.sources });
    }
    let (mut files, mut units, mut packages) = (Vec::new(), Units::default(), Vec::new());
    for instance in &loaded.instances {
        let Some(package) = loaded.packages.get(instance.package) else { continue };
        packages.push(add(package, &loaded.sources, &mut files, &mut units));
    }
    let compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), How::default());
    if !compiled.errors.is_empty() {
        return Err(Failed { errors: compiled.errors, sources: compiled.sources });
    }
    let ids: Vec<_> = loaded.instances.iter().filter_map(|i| compiled.packages.get(i.package).copied()).collect();
    let program = Arc::new(compiled.program);
    let mut evaluator = Evaluator::new(&program, tenon::library(), request.budget.clone());
    let nodes: Vec<_> = ids.into_iter().map(|id| evaluator.package(id)).collect();
    let frozen = evaluator.freeze(program.clone());
    let values = nodes.into_iter().map(|n| frozen.value(n)).collect();
    Ok(Evaluated { sources: compiled.sources, files, units, values, packages })
}

/// Adds a package's files, those that no other package had before.
fn add(package: &Package, sources: &SourceMap, files: &mut Vec<File>, units: &mut Units) -> Vec<usize> {
    let (mut all, mut fresh): (Vec<usize>, Vec<&[Decl]>) = (Vec::new(), Vec::new());
    for file in &package.files {
        let (Some(path), Some(source)) = (&file.source.path, sources.get(file.source.id)) else { continue };
        let known = files.iter().position(|f| f.path == *path);
        all.push(known.unwrap_or(files.len()));
        if known.is_none() {
            files.push(File { path: path.clone(), text: source.text().into() });
            fresh.push(file.source.parsed.file.decls.as_slice());
        }
    }
    units.add_package(fresh.into_iter());
    all
}

fn render(files: &[File], units: &Units, layout: &Layout) -> Vec<String> {
    let text = |(file, roots): (&File, &Vec<usize>)| {
        let text = edit::render(&file.text, units, roots);
        let source = Source::new("", text.as_str());
        let id = SourceMap::new().add(source.clone());
        let parsed = parse(id, &text, LanguageVersion::LATEST);
        if parsed.errors.is_empty() { format_source(&source, id, &parsed, layout) } else { text }
    };
    files.iter().zip(&units.roots).map(text).collect()
}

fn keep_everything(units: &mut Units) {
    units.list.iter_mut().for_each(|u| u.choice = Choice::Keep);
}

/// Brings back what makes differences, first where nothing else is waited for.
fn restore_some(units: &mut Units, all: &[Difference]) -> bool {
    let mut seen = HashSet::new();
    let mut some = |waits: bool| {
        let restored = all.iter().filter(|d| d.waits == waits && restore(units, &d.place, d.there, &mut seen));
        restored.count() > 0
    };
    some(false) || some(true)
}

/// Brings back one unit of a place: a scalar or a list, or a struct where nothing is left; else of the place's parts; else a
/// struct or an operand.
fn restore(units: &mut Units, place: &Value, there: There, seen: &mut HashSet<NodeId>) -> bool {
    let ids = place.spans().into_iter().flat_map(|s| units.at(s));
    let doubtful = |id: &usize| units.list[*id].choice < Choice::Keep && units.is_spent(*id);
    let (operands, mut fields): (Vec<usize>, Vec<usize>) =
        ids.filter(doubtful).partition(|id| units.list[*id].role == Role::Operand);
    let left = there != There::Nothing;
    let inside = if there == There::Other { There::Other } else { There::Nothing };
    let structs: Vec<usize> = fields.extract_if(.., |id| left && units.list[*id].content == Content::Struct).collect();
    if restore_one(units, &fields) {
        return true;
    }
    // Places share what is in them.
    let parts = if seen.insert(place.shared_id()) { compare::parts(place) } else { Vec::new() };
    let restored = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
        parts.iter().filter(|part| restore(units, part, inside, seen)).count()
    });
    restored > 0 || restore_one(units, &structs) || restore_one(units, &operands)
}

fn restore_one(units: &mut Units, ids: &[usize]) -> bool {
    let Some(&id) = ids.iter().min_by_key(|id| (units.list[**id].content, **id)) else { return false };
    let unit = &mut units.list[id];
    unit.choice = match (unit.choice, unit.content) {
        (Choice::Out, Content::Struct) => Choice::Blank,
        _ => Choice::Keep,
    };
    true
}
