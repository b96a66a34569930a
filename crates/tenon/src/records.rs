//! Records of data against one schema: the checker for most of them, the evaluator for parts of some, and for the rest.

use crate::compile::{Compiled, Extra};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tenon_check::{Checker, Scratch};
use tenon_eval::{Budget, Evaluator, Origin, Parts, Shapes};
use tenon_explain::diagnostics;
use tenon_ir::Data;
use tenon_ir::program::{ExprId, PackageId, Program};
use tenon_source::{Diagnostic, SourceMap};

/// A schema that is ready for any number of records, on any number of threads.
///
/// ```
/// use std::sync::Arc;
/// use tenon::compile::{Compiled, Extra};
/// use tenon::ir::Data;
/// use tenon::records::Schema;
///
/// let mut compiled = Compiled::default();
/// let package = compiled.data_package(&Extra::default());
/// let schema = compiled.expr(package, "-", "{a: int, b?: {x: int, y: >x}}", tenon::library()).map_err(|_| "no schema")?;
/// let schema = Schema::new(compiled, package, schema, true, tenon::Budget::default());
/// let mut check = schema.check();
/// assert_eq!(check.json(r#"{"a": 1} {"a": 2}"#, 0), Some(8));
/// assert_eq!(check.json(r#"{"a": 1, "b": {"x": 1, "y": 2}}"#, 0), Some(31));
/// assert_eq!(check.json(r#"{"a": "1"}"#, 0), None);
/// assert_eq!(schema.evaluate(&[Arc::new(Data::int(1))])[0].len(), 1);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug)]
pub struct Schema {
    program: Mutex<Arc<Program>>,
    package: PackageId,
    schema: ExprId,
    concrete: bool,
    budget: Budget,
    checked: OnceLock<Option<Checked>>,
}

/// A schema that has been compiled to a checker.
#[derive(Debug)]
struct Checked {
    checker: Checker,
    shapes: Shapes,
    program: Arc<Program>,
}

/// Checks records one after the other. Each thread has its own.
#[derive(Debug)]
pub struct Check<'s> {
    schema: &'s Schema,
    /// Nothing before the first record, and where there is no checker.
    ready: Option<(&'s Checker, Scratch<'s>)>,
}

impl Schema {
    /// A schema: an expression in the scope of a package. With `concrete`, valid data has nothing open.
    pub fn new(compiled: Compiled, package: PackageId, schema: ExprId, concrete: bool, budget: Budget) -> Schema {
        let program = Arc::new(compiled.program);
        Schema { program: Mutex::new(program), package, schema, concrete, budget, checked: OnceLock::new() }
    }

    /// The checker, which is compiled when it is needed first; none where it could say nothing.
    fn checked(&self) -> Option<&Checked> {
        self.checked.get_or_init(|| self.compile()).as_ref()
    }

    fn compile(&self) -> Option<Checked> {
        let program = self.program().clone();
        let (evaluator, node, shapes) = self.origin(&program).evaluate();
        let value = evaluator.freeze(program.clone()).value(node);
        // What is wrong with the schema itself is told with each record.
        let sound = diagnostics(&value, false).is_empty();
        let checker = sound.then(|| Checker::new(&shapes)).filter(Checker::is_useful)?;
        Some(Checked { checker, shapes, program })
    }

    fn origin<'p>(&self, program: &'p Program) -> Origin<'p> {
        let Schema { package, schema, ref budget, .. } = *self;
        Origin { program, library: crate::library(), budget: budget.clone(), package, schema }
    }

    /// Whether it is one of lists that can be checked element by element: any number of elements, for each of which the same holds.
    pub fn is_list(&self) -> bool {
        self.checked().is_some_and(|checked| checked.checker.is_list())
    }

    /// Begins to check records.
    pub fn check(&self) -> Check<'_> {
        Check { schema: self, ready: None }
    }

    /// What is wrong with each of some records, by the evaluator.
    pub fn evaluate(&self, records: &[Arc<Data>]) -> Vec<Vec<Diagnostic>> {
        let program = self.program().clone();
        self.evaluate_in(program, records).1
    }

    /// The same where it is the last that is asked: no copy of the schema is made.
    pub fn evaluate_last(&self, records: &[Arc<Data>]) -> Vec<Vec<Diagnostic>> {
        let program = std::mem::take(&mut *self.program());
        let (program, told) = self.evaluate_in(program, records);
        // It is not taken apart before the schema is, if ever.
        *self.program() = program;
        told
    }

    fn program(&self) -> MutexGuard<'_, Arc<Program>> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program with the records in it, and what is wrong with them.
    fn evaluate_in(&self, program: Arc<Program>, records: &[Arc<Data>]) -> (Arc<Program>, Vec<Vec<Diagnostic>>) {
        if records.is_empty() {
            return (program, Vec::new());
        }
        let mut compiled = Compiled::continued(SourceMap::new(), Arc::unwrap_or_clone(program));
        let against =
            |data: &Arc<Data>| compiled.against(self.schema, &Extra { data: vec![data.clone()], placed: Vec::new() });
        let both: Vec<ExprId> = records.iter().map(against).collect();
        let program = Arc::new(compiled.program);
        let mut evaluator = Evaluator::new(&program, crate::library(), self.budget.clone());
        let nodes: Vec<_> = both.into_iter().map(|e| evaluator.expr(self.package, e)).collect();
        let frozen = evaluator.freeze(program.clone());
        let told = nodes.into_iter().map(|n| diagnostics(&frozen.value(n), self.concrete)).collect();
        (program, told)
    }
}

impl<'s> Check<'s> {
    fn ready(&mut self) -> Option<(&'s Checker, &mut Scratch<'s>)> {
        if self.ready.is_none() {
            let Checked { checker, shapes, program } = self.schema.checked()?;
            let parts = Parts::new(self.schema.origin(program), shapes);
            self.ready = Some((checker, Scratch::new(parts)));
        }
        self.ready.as_mut().map(|(checker, scratch)| (*checker, scratch))
    }

    /// Where the JSON value at `from` ends, if it is certainly valid.
    pub fn json(&mut self, text: &str, from: usize) -> Option<usize> {
        let (checker, scratch) = self.ready()?;
        checker.json(text, from, scratch)
    }

    /// For a schema of lists ([`Schema::is_list`]), where the element that begins at `from` ends, if it is certainly valid.
    pub fn element(&mut self, text: &str, from: usize) -> Option<usize> {
        let (checker, scratch) = self.ready()?;
        checker.element(text, from, scratch)
    }

    /// Whether data is certainly valid.
    pub fn data(&mut self, data: &Data) -> bool {
        self.ready().is_some_and(|(checker, scratch)| checker.data(data, scratch))
    }
}
