//! Where values come from: files, text, data of the program that embeds the engine.

use crate::compile::Compiled;
use crate::error::Errors;
use crate::value::Value;
use serde::Serialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tenon_eval::{Budget, Evaluator};
use tenon_explain::why;
use tenon_ir::Data;
use tenon_ir::program::{DataId, Expr, ExprId, Import, PackageId, Program};
use tenon_load::{Options, OsWorld, Overlay, World, load};
use tenon_source::{Diagnostic, FileId, SourceMap, Span};

/// Makes values. Values of one context, and of its clones, can be unified with each other; what a context has compiled
/// stays until it and all its values are gone.
///
/// ```
/// use tenon::Context;
///
/// let value = Context::new().compile("a: b + 1\nb: 2\n")?;
/// assert_eq!(value.get("a").ok_or("no a")?.decode::<i64>()?, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Context {
    world: Overlay,
    dir: PathBuf,
    tags: Vec<String>,
    package: Option<String>,
    budget: Budget,
    state: Arc<Mutex<State>>,
}

/// The program of a context; it only grows.
#[derive(Default)]
struct State {
    sources: SourceMap,
    program: Arc<Program>,
    empty: Option<PackageId>,
}

impl Default for Context {
    fn default() -> Context {
        Context::new()
    }
}

impl Context {
    /// A context over the files of this machine, seen from the current directory.
    ///
    /// ```
    /// assert!(tenon::Context::new().compile("1 + 1").is_ok());
    /// ```
    pub fn new() -> Context {
        Context::over(Overlay::over(Arc::new(OsWorld)))
    }

    /// A context that sees no files but those given with [`Context::file`].
    ///
    /// ```
    /// let context = tenon::Context::in_memory().file("x.cue", "package x\na: 1\n");
    /// assert_eq!(context.load(&["."])?.len(), 1);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    pub fn in_memory() -> Context {
        Context::over(Overlay::empty())
    }

    fn over(world: Overlay) -> Context {
        let dir = world.current_dir();
        Context { world, dir, tags: Vec::new(), package: None, budget: Budget::default(), state: Arc::default() }
    }

    /// Puts a file over those of the machine; relative paths count from the current directory.
    ///
    /// ```
    /// let context = tenon::Context::new().file("not/on/disk.cue", "a: 1\n");
    /// assert_eq!(context.load(&["not/on/disk.cue"])?[0].to_json()?, r#"{"a":1}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> Context {
        self.world.insert(path, text.as_ref());
        self
    }

    /// Loads as if in another directory.
    ///
    /// ```
    /// let context = tenon::Context::in_memory().file("/a/x.cue", "package x\n").dir("/a");
    /// assert_eq!(context.load(&["."])?.len(), 1);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    #[must_use]
    pub fn dir(mut self, dir: impl AsRef<Path>) -> Context {
        self.dir = tenon_load::paths::absolute(&self.dir, dir.as_ref());
        self
    }

    /// Sets a tag, `name=value` or `name`.
    ///
    /// ```
    /// let context = tenon::Context::in_memory().file("x.cue", "package x\na: string @tag(a)\n").tag("a=hello");
    /// let value = &context.load(&["."])?[0];
    /// assert_eq!(value.to_json()?, r#"{"a":"hello"}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Context {
        self.tags.push(tag.into());
        self
    }

    /// Chooses the package where a directory has several.
    ///
    /// ```
    /// let context = tenon::Context::in_memory().file("x.cue", "package x").file("y.cue", "package y").package("y");
    /// assert_eq!(context.load(&["."])?.len(), 1);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    #[must_use]
    pub fn package(mut self, name: impl Into<String>) -> Context {
        self.package = Some(name.into());
        self
    }

    /// Limits what evaluations may take; a budget also carries the switch that cancels them.
    ///
    /// ```
    /// use tenon::{Budget, Context};
    ///
    /// let context = Context::new().budget(Budget { steps: 10, ..Budget::default() });
    /// let value = context.compile("import \"list\"\nlist.Range(0, 1000, 1)")?;
    /// assert!(value.validate().is_err());
    ///
    /// let budget = Budget::default();
    /// let cancel = budget.cancel.clone();
    /// let context = Context::new().budget(budget);
    /// // From another thread, say, when the user has closed the window.
    /// cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    /// let value = context.compile("import \"list\"\n[for i in list.Range(0, 5000, 1) {i}]")?;
    /// let errors = value.validate().unwrap_err();
    /// assert!(errors.to_string().contains("cancelled"), "{errors}");
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    #[must_use]
    pub fn budget(mut self, budget: Budget) -> Context {
        self.budget = budget;
        self
    }

    /// Loads packages and files, as on the command line: one value for each instance, data files merged into it.
    ///
    /// ```
    /// let context = tenon::Context::in_memory().file("x.cue", "a: int").file("y.json", r#"{"a": 1}"#);
    /// let values = context.load(&["x.cue", "y.json"])?;
    /// assert_eq!(values[0].to_json()?, r#"{"a":1}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Unreadable files, syntax errors, imports and references that lead nowhere. Conflicts between values are no
    /// errors of loading: [`Value::validate`] tells them.
    pub fn load(&self, arguments: &[&str]) -> Result<Vec<Value>, Errors> {
        let mut state = self.lock();
        let library = crate::library();
        let text = |path: &str| library.package(path).map(|p| p.cue);
        let options = Options {
            dir: self.dir.clone(),
            package: self.package.clone(),
            tags: self.tags.clone(),
            sources: std::mem::take(&mut state.sources),
            library: &text,
            ..Options::new(&self.world)
        };
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        let mut loaded = load(&options, &arguments);
        state.sources = std::mem::take(&mut loaded.sources);
        if !loaded.errors.is_empty() {
            return Err(Errors::new(loaded.errors, state.sources.clone()));
        }
        let mut data = crate::compile::Extra::default();
        data.data.extend(loaded.data.iter().flat_map(|f| f.documents.iter().cloned()));
        let mut extra = HashMap::new();
        for instance in &loaded.instances {
            extra.insert(instance.package, data.clone());
        }
        let program = Arc::unwrap_or_clone(std::mem::take(&mut state.program));
        let sources = std::mem::take(&mut state.sources);
        let mut compiled = Compiled::continued(sources, program).with_packages(loaded.packages, &extra);
        let mut packages: Vec<PackageId> =
            loaded.instances.iter().filter_map(|i| compiled.packages.get(i.package).copied()).collect();
        if packages.is_empty() {
            packages.push(compiled.data_package(&data));
        }
        state.sources = compiled.sources;
        state.program = Arc::new(compiled.program);
        if !compiled.errors.is_empty() {
            return Err(Errors::new(compiled.errors, state.sources.clone()));
        }
        drop(state);
        Ok(packages.into_iter().map(|p| self.package_value(p)).collect())
    }

    /// Compiles the text of one file.
    ///
    /// ```
    /// let context = tenon::Context::new();
    /// let schema = context.compile("name: string\n")?;
    /// let data = context.compile("name: \"Ada\"\n")?;
    /// assert_eq!(schema.unify(&data)?.to_json()?, r#"{"name":"Ada"}"#);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// ```
    /// let value = tenon::Context::new().compile("#A: {b: int}\na: #A & {b: 1}\n")?;
    /// value.validate()?;
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Syntax errors, imports and references that lead nowhere.
    pub fn compile(&self, text: &str) -> Result<Value, Errors> {
        let mut context = self.clone();
        context.world.insert("input.cue", text.as_bytes());
        context.dir = self.world.current_dir();
        let mut values = context.load(&["input.cue"])?;
        values.pop().ok_or_else(|| Errors::message("nothing was compiled"))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn same(&self, other: &Context) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    pub(crate) fn sources(&self) -> SourceMap {
        self.lock().sources.clone()
    }

    fn package_value(&self, package: PackageId) -> Value {
        let expr = self.add(|program| {
            let name = program.interner.regular("");
            let import = Import { path: Arc::from(""), package: Some(package), builtin: false, name };
            Expr::Import(Box::new(import))
        });
        self.value(expr)
    }

    /// Adds an expression to the program.
    pub(crate) fn add(&self, make: impl FnOnce(&mut Program) -> Expr) -> ExprId {
        let mut state = self.lock();
        let program = Arc::make_mut(&mut state.program);
        let expr = make(program);
        program.add(expr, Span::NONE)
    }

    /// Adds data to the program.
    pub(crate) fn add_data(&self, data: Data) -> ExprId {
        self.add(|program| {
            program.data.push(Arc::new(data));
            Expr::Data(DataId(program.data.len() as u32 - 1))
        })
    }

    /// Evaluates an expression of the program.
    pub(crate) fn value(&self, expr: ExprId) -> Value {
        Value::new(self.clone(), expr, self.evaluate(expr, false))
    }

    /// The program, and an empty package in whose scope its expressions can be evaluated.
    fn program(&self) -> (Arc<Program>, PackageId) {
        let mut state = self.lock();
        let package = match state.empty {
            Some(package) => package,
            None => {
                let program = Arc::make_mut(&mut state.program);
                let package = crate::compile::empty_package(program);
                state.empty = Some(package);
                package
            }
        };
        (state.program.clone(), package)
    }

    /// Why the value at a path within an expression's is what it is.
    pub(crate) fn why(&self, expr: ExprId, path: Vec<why::Step>) -> Result<why::Why, Errors> {
        let (program, package) = self.program();
        let mut question = why::Question {
            program: &mut Arc::unwrap_or_clone(program),
            sources: &self.sources(),
            library: crate::library(),
            budget: self.budget.clone(),
            package,
            expr: Some(expr),
            path,
            tree: false,
            all: true,
        };
        why::ask(&mut question).map_err(|e| Errors::message(format!("{}: no field {}", e.path, e.step)))
    }

    /// Evaluates an expression of the program; with `optional`, its optional fields, too.
    pub(crate) fn evaluate(&self, expr: ExprId, optional: bool) -> tenon_eval::Value {
        let (program, package) = self.program();
        let mut evaluator = Evaluator::new(&program, crate::library(), self.budget.clone());
        let node = evaluator.expr(package, expr);
        if optional {
            evaluator.finish_optional(node);
        }
        evaluator.freeze(program.clone()).value(node)
    }

    pub(crate) fn errors(&self, diagnostics: Vec<Diagnostic>) -> Errors {
        Errors::new(diagnostics, self.sources())
    }
}

/// A serializable value as data.
///
/// # Errors
///
/// It cannot be written as JSON.
pub(crate) fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Data, Errors> {
    let text = serde_json::to_string(value).map_err(|e| Errors::message(e.to_string()))?;
    let mut data = tenon_encoding::json::parse(FileId(u32::MAX), &text).map_err(|e| Errors::message(e.message))?;
    clear(&mut data);
    Ok(data)
}

/// Takes the positions off: nobody can look at the text.
fn clear(data: &mut Data) {
    use tenon_ir::data::DataValue;
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
        data.span = Span::NONE;
        match &mut data.value {
            DataValue::List(items) => items.iter_mut().for_each(clear),
            DataValue::Struct(entries) => {
                for e in entries {
                    e.key_span = Span::NONE;
                    clear(&mut e.value);
                }
            }
            _ => {}
        }
    });
}
