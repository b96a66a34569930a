//! What eval, export, vet and def share: loading, merging data files, compiling expressions.

use crate::failure::{Failure, progress, report};
use crate::flags::{Global, Input};
use crate::run::{EVALUATING, Run};
use crate::threads;
use crate::told::Told;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tenon::compile::{Compiled, Extra, How};
use tenon::eval::{Evaluator, Value};
use tenon::ir::program::{ExprId, PackageId, Program};
use tenon::load::args::is_package;
use tenon::load::hint::Partly;
use tenon::load::parallel;
use tenon::load::paths::is_identifier;
use tenon::load::{Instance, Loaded, Options, OsWorld, Package, World};
use tenon::source::{Diagnostic, SourceMap};
use tenon_regexp::Regex;

/// What becomes of data files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DataMode {
    /// They are merged into the instance.
    Merge,
    /// Each document is unified with the instance on its own.
    Apart,
}

/// Everything that is needed to evaluate.
pub struct Session {
    /// Flags of every subcommand.
    global: Global,
    /// The program.
    pub compiled: Compiled,
    /// What is evaluated.
    pub units: Vec<Unit>,
    /// Whether there are data files.
    pub has_data: bool,
    /// Name of the first instance's package.
    package_name: Option<String>,
    /// Name given by `--package`.
    asked_name: Option<String>,
}

/// One value that is evaluated.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The package in whose scope it is evaluated.
    pub package: PackageId,
    /// The expression; the whole package without one.
    pub expr: Option<ExprId>,
    /// As the user wrote the expression.
    pub text: Option<String>,
    /// How many bytes of text it is made of: of a data file, or of a package without what it imports.
    size: usize,
}

/// What expressions are evaluated in: a package, or an expression in its scope.
#[derive(Clone, Copy)]
struct Base {
    package: PackageId,
    expr: Option<ExprId>,
    size: usize,
}

/// Bytes of data that are evaluated together where documents stand alone: so many that the schema, which is evaluated
/// with each part, does not count.
const PART: usize = 1 << 17;

/// Bytes of packages that are evaluated together at least, so that what they import, as far as it is evaluated with each
/// part, does not count either.
const PACKAGES: usize = 1 << 20;

/// There are no more parts of packages than this: a package that all of them import is evaluated as often at most.
const PACKAGE_PARTS: usize = 8;

/// Loads and compiles what the flags name; with the documentation of fields where that is asked for.
///
/// # Errors
///
/// Whatever is wrong before evaluation; it has been printed.
pub fn open(
    global: &Global,
    input: &Input,
    expressions: &[String],
    mode: DataMode,
    docs: bool,
) -> Result<Session, Failure> {
    let start = Instant::now();
    global.run.enter("loading");
    let name = input.name.as_deref().map(|text| {
        Regex::new(text)
            .map_err(|e| Failure::Usage(format!("invalid regular expression {text:?}: {} {}", e.code, e.part)))
    });
    let name = name.transpose()?;
    if name.is_some() && !input.inputs.is_empty() && !input.inputs.iter().any(|i| is_package(i)) {
        return Err(Failure::Usage("use of -n/--name flag without a directory".to_owned()));
    }
    if let Some(name) = input.package.as_deref().filter(|name| !is_identifier(name)) {
        return Err(Failure::Usage(format!("invalid package name {name:?}")));
    }
    let wanted = |path: &str| name.as_ref().is_some_and(|n| n.is_match(path.as_bytes()));
    let files = name.as_ref().map(|_| &wanted as &dyn Fn(&str) -> bool);
    let load = |later| load(global, input, &input.inputs, files, later);
    // Standard input can be read only once.
    let later = !input.inputs.iter().any(|i| i == "-");
    let docs = docs || !expressions.is_empty();
    let mut loaded = load(later);
    if later && !loaded.errors.is_empty() {
        loaded = load(false);
    }
    progress(global, || {
        let files: usize = loaded.packages.iter().map(|p| p.files.len()).sum();
        let (packages, data) = (loaded.packages.len(), loaded.data.len());
        format!("loaded {packages} packages of {files} files, and {data} data files in {:?}", start.elapsed())
    });
    if !loaded.errors.is_empty() {
        report(global, &loaded.errors, &loaded.sources);
        return Err(Failure::Reported);
    }
    let mut builder = Builder { global, input, has_cue: !loaded.instances.is_empty(), mode, docs };
    match builder.build(loaded, expressions)? {
        Some(session) => Ok(session),
        None => open_whole(builder, load(false), expressions),
    }
}

/// Goes on with what was loaded again because a file turned out to be wrong only when it was parsed.
fn open_whole(mut builder: Builder<'_>, loaded: Loaded, expressions: &[String]) -> Result<Session, Failure> {
    report(builder.global, &loaded.errors, &loaded.sources);
    if !loaded.errors.is_empty() {
        return Err(Failure::Reported);
    }
    builder.build(loaded, expressions)?.ok_or(Failure::Reported)
}

/// Whether the documentation of fields is part of values: of the schemas that this package makes.
pub fn asks_for_docs(packages: &[Package]) -> bool {
    let mut imports = packages.iter().flat_map(|p| &p.files).flat_map(|f| &f.imports);
    imports.any(|(path, _)| path.starts_with("encoding/openapi"))
}

/// Loads what arguments name, in the way that the flags say; with `later`, most of it is parsed only when it is compiled.
pub fn load(
    global: &Global,
    input: &Input,
    arguments: &[String],
    data_files: Option<&dyn Fn(&str) -> bool>,
    later: bool,
) -> Loaded {
    let world = Told::new(global.run.watch.clone());
    let library = tenon::library();
    let text = |path: &str| library.package(path).map(|p| p.cue);
    let options = Options {
        world: &world,
        dir: world.current_dir(),
        package: input.package.clone(),
        tags: input.inject.clone(),
        inject_vars: input.inject_vars,
        tools: false,
        data_files,
        sources: SourceMap::new(),
        library: &text,
        parsed: None,
        later,
        threads: threads::most,
    };
    tenon::load::load(&options, arguments)
}

struct Builder<'a> {
    global: &'a Global,
    input: &'a Input,
    has_cue: bool,
    mode: DataMode,
    docs: bool,
}

impl Builder<'_> {
    /// Nothing if a file could not be parsed: see [`Compiled::is_broken`].
    fn build(&mut self, mut loaded: Loaded, expressions: &[String]) -> Result<Option<Session>, Failure> {
        self.global.run.enter("compiling");
        let has_data = !loaded.data.is_empty();
        if !self.input.schema.is_empty() && !self.has_cue {
            return Err(Failure::Usage("-d/--schema flag specified without a schema".to_owned()));
        }
        if !self.input.schema.is_empty() && !has_data {
            return Err(Failure::Usage("-d/--schema flag requires non-CUE input files".to_owned()));
        }
        let mut sources = std::mem::take(&mut loaded.sources);
        let documents = crate::documents::place(std::mem::take(&mut loaded.data), self.input, &mut sources)
            .map_err(|errors| self.fail(&errors, &sources))?;
        let merged = self.mode == DataMode::Merge && self.input.merge && self.input.schema.is_empty();
        let mut extra: HashMap<usize, Extra> = HashMap::new();
        if merged && self.has_cue && has_data {
            for instance in &loaded.instances {
                extra.insert(instance.package, crate::documents::merge(&documents));
            }
        }
        let package_of = |i: &Instance| loaded.packages.get(i.package);
        let name = loaded.instances.first().and_then(package_of).map(|p| p.name.clone());
        let package_name = name.filter(|n| !n.is_empty());
        let size_of = |i: &Instance| package_of(i).map_or(0, |p| text_size(p, &sources));
        let only = loaded.instances.first().filter(|i| i.from_files && loaded.instances.len() == 1);
        let partly = only.and_then(package_of).and_then(Partly::new);
        let sizes: Vec<usize> = loaded.instances.iter().map(size_of).collect();
        let how = How { threads: threads::most, docs: self.docs || asks_for_docs(&loaded.packages) };
        let mut compiled = Compiled::new(sources, loaded.packages, &extra, how);
        if compiled.is_broken {
            return Ok(None);
        }
        let mut bases: Vec<Base> = Vec::new();
        let packages: Vec<PackageId> =
            loaded.instances.iter().filter_map(|i| compiled.packages.get(i.package).copied()).collect();
        if merged && !self.has_cue {
            let package = compiled.data_package(&crate::documents::merge(&documents));
            bases.push(Base { package, expr: None, size: 0 });
        } else if merged || !has_data {
            bases.extend(packages.iter().zip(sizes).map(|(p, size)| Base { package: *p, expr: None, size }));
        } else {
            self.apart(&mut compiled, &packages, &documents, &mut bases)?;
        }
        if !compiled.errors.is_empty() {
            if let Some(partly) = partly {
                partly.explain(&OsWorld, &mut compiled.errors, &compiled.sources);
            }
            return Err(self.fail(&compiled.errors, &compiled.sources));
        }
        let units = self.units(&mut compiled, &bases, expressions)?;
        Ok(Some(Session {
            global: self.global.clone(),
            compiled,
            units,
            has_data,
            package_name,
            asked_name: self.input.package.clone(),
        }))
    }

    /// Unifies each document, or all of them, with each schema.
    fn apart(
        &self,
        compiled: &mut Compiled,
        packages: &[PackageId],
        documents: &[Extra],
        bases: &mut Vec<Base>,
    ) -> Result<(), Failure> {
        let together = self.mode == DataMode::Merge && self.input.merge;
        let groups = if together { vec![crate::documents::merge(documents)] } else { documents.to_vec() };
        let mut schemas = Vec::new();
        if let Some(&package) = packages.first() {
            for text in &self.input.schema {
                let schema = self.expr(compiled, package, "--schema", text)?;
                schemas.push(compiled.unplaced(schema));
            }
            if schemas.is_empty() {
                schemas.push(compiled.whole(package));
            }
        }
        for group in groups {
            let size = group.data.iter().map(|d| (d.span.end - d.span.start) as usize).sum();
            let Some(&package) = packages.first() else {
                let data = compiled.data_package(&group);
                bases.push(Base { package: data, expr: None, size });
                continue;
            };
            for &schema in &schemas {
                let both = compiled.against(schema, &group);
                bases.push(Base { package, expr: Some(both), size });
            }
        }
        Ok(())
    }

    fn units(&self, compiled: &mut Compiled, bases: &[Base], expressions: &[String]) -> Result<Vec<Unit>, Failure> {
        let mut units = Vec::new();
        for &Base { package, expr, size } in bases {
            if expressions.is_empty() {
                units.push(Unit { package, expr, text: None, size });
            }
            for text in expressions {
                let expr = self.expr(compiled, package, "--expression", text)?;
                units.push(Unit { package, expr: Some(expr), text: Some(text.clone()), size });
            }
        }
        Ok(units)
    }

    fn expr(&self, compiled: &mut Compiled, package: PackageId, flag: &str, text: &str) -> Result<ExprId, Failure> {
        let result = compiled.expr(package, flag, text, tenon::library());
        result.map_err(|errors| self.fail(&errors, &compiled.sources))
    }

    fn fail(&self, errors: &[Diagnostic], sources: &SourceMap) -> Failure {
        report(self.global, errors, sources);
        Failure::Reported
    }
}

/// How many bytes of text a package's files have.
fn text_size(package: &Package, sources: &SourceMap) -> usize {
    package.files.iter().filter_map(|f| sources.get(f.source.id)).map(|s| s.text().len()).sum()
}

/// What is shown of values beside their data.
#[derive(Clone, Copy, Default)]
pub struct Shown {
    /// Optional fields.
    pub optional: bool,
    /// Hidden fields, and the expressions that are behind values.
    pub hidden: bool,
}

impl Session {
    /// Checks that `--package` does not rename a package that data was merged into.
    ///
    /// # Errors
    ///
    /// It does, and `force` is not set.
    pub fn check_package_name(&self, force: bool) -> Result<(), Failure> {
        match (&self.asked_name, &self.package_name) {
            (Some(asked), Some(name)) if self.has_data && !force && asked != name => {
                let message = format!("\"package\" flag clashes with existing package name ({asked} vs {name})");
                Err(Failure::Message(message))
            }
            _ => Ok(()),
        }
    }

    /// Evaluates everything, and keeps of each value what `keep` makes of it, in their order. Packages and documents that
    /// are many are evaluated in parts, on all cores; no more than a part is there at a time on each thread. What comes
    /// afterwards is the `next` phase. Texts stay until the process ends, and so does what was evaluated last: taking a
    /// big value apart takes a while, and nobody needs the memory.
    pub fn each<T: Send + Sync>(
        self,
        shown: Shown,
        next: &'static str,
        keep: impl Fn(&Unit, &Value, &'static SourceMap) -> T + Sync,
    ) -> (&'static SourceMap, Vec<T>) {
        let start = Instant::now();
        let sources: &SourceMap = Box::leak(Box::new(self.compiled.sources));
        let program = Arc::new(self.compiled.program);
        let run = &self.global.run;
        run.enter(EVALUATING);
        let parts = parts(&self.units, self.has_data);
        // The steps of a profile are counted where the one evaluation is.
        let alone = parts.len() < 2 || self.global.profile.is_some();
        let threads = if alone { 1 } else { threads::most() };
        let last = parts.len().saturating_sub(1);
        let numbered: Vec<(usize, &[Unit])> = parts.into_iter().enumerate().collect();
        let kept = parallel::each(numbered, threads, |(i, part)| {
            let values = values(run, &program, part, shown);
            if last == 0 {
                run.enter(next);
            }
            let kept: Vec<T> = part.iter().zip(&values).map(|(unit, value)| keep(unit, value, sources)).collect();
            if i == last {
                std::mem::forget(values);
            }
            kept
        });
        progress(&self.global, || format!("evaluated {} values in {:?}", self.units.len(), start.elapsed()));
        if last > 0 {
            run.enter(next);
        }
        std::mem::forget(program);
        (sources, kept.into_iter().flatten().collect())
    }
}

/// The units that are evaluated together.
fn parts(units: &[Unit], has_data: bool) -> Vec<&[Unit]> {
    let all: usize = units.iter().map(|u| u.size).sum();
    let most = if has_data { PART } else { PACKAGES.max(all.div_ceil(PACKAGE_PARTS)) };
    let (mut parts, mut rest) = (Vec::new(), units);
    while !rest.is_empty() {
        let sizes = rest.iter().scan(0, |sum: &mut usize, unit| {
            let before = *sum;
            *sum += unit.size;
            Some(before)
        });
        let (part, after) = rest.split_at(sizes.take_while(|before| *before < most).count());
        parts.push(part);
        rest = after;
    }
    parts
}

/// The values of units that are evaluated together.
fn values(run: &Run, program: &Arc<Program>, units: &[Unit], shown: Shown) -> Vec<Value> {
    let mut evaluator = Evaluator::new(program, tenon::library(), run.budget());
    if !shown.hidden {
        evaluator.leave_hidden();
    }
    let node = |unit: &Unit| match unit.expr {
        Some(expr) => evaluator.expr(unit.package, expr),
        None => evaluator.package(unit.package),
    };
    let nodes: Vec<_> = units.iter().map(node).collect();
    if shown.optional {
        nodes.iter().for_each(|n| evaluator.finish_optional(*n));
    }
    let frozen = evaluator.freeze(program.clone());
    nodes.into_iter().map(|n| frozen.value(n)).collect()
}
