//! Records of data against one schema: the checker for most of them, the evaluator for the rest.

use crate::compile::{Compiled, Extra};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tenon_check::Checker;
pub use tenon_check::Scratch;
use tenon_eval::{Budget, Evaluator};
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
/// let schema = compiled.expr(package, "-", "{a: int}", tenon::library()).map_err(|_| "no schema")?;
/// let schema = Schema::new(compiled, package, schema, true, tenon::Budget::default());
/// assert_eq!(schema.json(r#"{"a": 1} {"a": 2}"#, 0, &mut Default::default()), Some(8));
/// assert_eq!(schema.json(r#"{"a": "1"}"#, 0, &mut Default::default()), None);
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
    checker: OnceLock<Option<Checker>>,
}

impl Schema {
    /// A schema: an expression in the scope of a package. With `concrete`, valid data has nothing open.
    pub fn new(compiled: Compiled, package: PackageId, schema: ExprId, concrete: bool, budget: Budget) -> Schema {
        let program = Arc::new(compiled.program);
        Schema { program: Mutex::new(program), package, schema, concrete, budget, checker: OnceLock::new() }
    }

    /// The checker, which is compiled when it is needed first; none where it could say nothing.
    fn checker(&self) -> Option<&Checker> {
        self.checker.get_or_init(|| self.compile()).as_ref()
    }

    fn compile(&self) -> Option<Checker> {
        let program = self.program().clone();
        let mut evaluator = Evaluator::new(&program, crate::library(), self.budget.clone());
        evaluator.note_disjunctions();
        let node = evaluator.expr(self.package, self.schema);
        let shapes = evaluator.shapes(node);
        let value = evaluator.freeze(program.clone()).value(node);
        // What is wrong with the schema itself is told with each record.
        let sound = diagnostics(&value, false).is_empty();
        sound.then(|| Checker::new(&shapes)).filter(Checker::is_useful)
    }

    /// Whether it is one of lists that can be checked element by element: any number of elements, for each of which the same holds.
    pub fn is_list(&self) -> bool {
        self.checker().is_some_and(Checker::is_list)
    }

    /// Where the element of such a list that begins at `from` ends, if it is certainly valid.
    pub fn element(&self, text: &str, from: usize, scratch: &mut Scratch) -> Option<usize> {
        self.checker()?.element(text, from, scratch)
    }

    /// Where the JSON value at `from` ends, if it is certainly valid.
    pub fn json(&self, text: &str, from: usize, scratch: &mut Scratch) -> Option<usize> {
        self.checker()?.json(text, from, scratch)
    }

    /// Whether data is certainly valid.
    pub fn data(&self, data: &Data) -> bool {
        self.checker().is_some_and(|checker| checker.data(data))
    }

    /// What is wrong with each of some records, by the evaluator.
    pub fn evaluate(&self, records: &[Arc<Data>]) -> Vec<Vec<Diagnostic>> {
        let program = self.program().clone();
        self.evaluate_in(program, records)
    }

    /// The same where it is the last that is asked: no copy of the schema is made.
    pub fn evaluate_last(&self, records: &[Arc<Data>]) -> Vec<Vec<Diagnostic>> {
        let program = std::mem::take(&mut *self.program());
        self.evaluate_in(program, records)
    }

    fn program(&self) -> MutexGuard<'_, Arc<Program>> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn evaluate_in(&self, program: Arc<Program>, records: &[Arc<Data>]) -> Vec<Vec<Diagnostic>> {
        if records.is_empty() {
            return Vec::new();
        }
        let mut compiled = Compiled::continued(SourceMap::new(), Arc::unwrap_or_clone(program));
        let against =
            |data: &Arc<Data>| compiled.against(self.schema, &Extra { data: vec![data.clone()], placed: Vec::new() });
        let both: Vec<ExprId> = records.iter().map(against).collect();
        let program = Arc::new(compiled.program);
        let mut evaluator = Evaluator::new(&program, crate::library(), self.budget.clone());
        let nodes: Vec<_> = both.into_iter().map(|e| evaluator.expr(self.package, e)).collect();
        let frozen = evaluator.freeze(program.clone());
        nodes.into_iter().map(|n| diagnostics(&frozen.value(n), self.concrete)).collect()
    }
}
