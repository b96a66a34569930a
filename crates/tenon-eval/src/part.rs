//! Parts of a schema that are evaluated with a part of the data alone.
//!
//! At some places of a schema, all that is demanded of data leads to nothing but what is within the place itself and to what no data can
//! change: constants, definitions, other packages ([`crate::hangs`]). What is right there is so whatever stands beside it, so that it
//! can be found out by evaluating what the schema says of the place together with the data that stands there.
//!
//! The schema is evaluated once for many records. What a record adds is of no use afterwards, but the evaluator cannot take
//! it out again, for what the schema refers to may have been worked out only now. So the evaluator is left behind as a whole,
//! once records have added as much as the schema itself, and the schema is evaluated anew.

use crate::Budget;
use crate::builtin::Library;
use crate::engine::Evaluator;
use crate::node::*;
use crate::outline::Shapes;
use crate::plain::Seen;
use smallvec::SmallVec;
use std::fmt;
use tenon_ir::program::{ExprId, PackageId, Program};
use tenon_ir::{Data, Label};

/// Records may add so many nodes in any case before the schema is evaluated anew.
const LEAST_ROOM: usize = 1 << 14;

/// So many trails of references take as much as a node.
const TRAILS: usize = 4;

/// Names a part of [`Shapes`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PartId(pub(crate) u32);

/// What a schema says of a place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Part {
    pub parent: NodeId,
    pub label: Label,
    pub conjuncts: SmallVec<[Conjunct; 1]>,
    /// For the value of a pattern that asks for the label of the field: the environment of the pattern.
    pub named: Option<EnvId>,
    /// It is data by itself, should there be none at its place.
    pub whole: bool,
}

/// Where the schema comes from whose parts are evaluated.
#[derive(Clone)]
pub struct Origin<'p> {
    /// The program.
    pub program: &'p Program,
    /// Builtin packages.
    pub library: &'static dyn Library,
    /// How much the evaluation of the schema may take, with that of some records.
    pub budget: Budget,
    /// The package in whose scope the schema stands.
    pub package: PackageId,
    /// The schema.
    pub schema: ExprId,
}

/// Evaluates parts of a schema with data.
pub struct Parts<'p> {
    origin: Origin<'p>,
    shapes: &'p Shapes,
    /// The evaluated schema, once it is needed.
    ready: Option<Box<Ready<'p>>>,
    seen: Seen,
}

struct Ready<'p> {
    evaluator: Evaluator<'p>,
    /// How much there may be before the schema is evaluated anew.
    limit: usize,
    /// It has become what it was when the shapes were made.
    same: bool,
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({})", self.shapes.parts().len())
    }
}

impl<'p> Origin<'p> {
    /// Evaluates the schema and finds out its shapes.
    pub fn evaluate(&self) -> (Evaluator<'p>, NodeId, Shapes) {
        let mut evaluator = Evaluator::new(self.program, self.library, self.budget.clone());
        evaluator.note_disjunctions();
        let node = evaluator.expr(self.package, self.schema);
        let shapes = evaluator.shapes(node);
        (evaluator, node, shapes)
    }
}

impl<'p> Parts<'p> {
    /// For a schema and the shapes that [`Origin::evaluate`] has found. Nothing is evaluated yet.
    pub fn new(origin: Origin<'p>, shapes: &'p Shapes) -> Parts<'p> {
        Parts { origin, shapes, ready: None, seen: Seen::default() }
    }

    /// Whether data at the place of a part is certainly valid, and together with the schema concrete. A field whose place
    /// is that of a pattern needs its key.
    pub fn is_right(&mut self, part: PartId, key: Option<&str>, data: &Data) -> bool {
        let Some(part) = self.shapes.parts().get(part.0 as usize) else { return false };
        if self.ready.is_none() {
            self.ready = Some(Box::new(self.evaluated()));
        }
        let Some(ready) = self.ready.as_mut().filter(|ready| ready.same) else { return false };
        let right = ready.evaluator.is_right(part, key, data, &mut self.seen);
        if ready.is_used_up() {
            self.leave();
        }
        right
    }

    fn evaluated(&self) -> Ready<'p> {
        let (evaluator, _, shapes) = self.origin.evaluate();
        let size = size(&evaluator);
        Ready {
            evaluator,
            limit: size.saturating_mul(2).max(size + LEAST_ROOM),
            same: shapes.parts() == self.shapes.parts(),
        }
    }

    /// Leaves the evaluator behind.
    fn leave(&mut self) {
        if let Some(mut ready) = self.ready.take() {
            ready.evaluator.tell_totals();
        }
    }
}

impl Drop for Parts<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Ready<'_> {
    fn is_used_up(&self) -> bool {
        size(&self.evaluator) >= self.limit || self.evaluator.meter.is_stopped()
    }
}

/// What an evaluation takes, in nodes.
fn size(evaluator: &Evaluator) -> usize {
    evaluator.nodes.len() + evaluator.trails.len() / TRAILS
}

impl Evaluator<'_> {
    /// Whether data together with what the schema says of its place is data, and nothing is wrong in it.
    fn is_right(&mut self, part: &Part, key: Option<&str>, data: &Data, seen: &mut Seen) -> bool {
        let mut conjuncts = part.conjuncts.clone();
        let n = match (part.named, key) {
            (None, _) => self.new_node(part.parent, part.label),
            (Some(_), None) => return false,
            (Some(env), Some(key)) => {
                let label = self.names.regular(key);
                let n = self.new_node(part.parent, label);
                let env = self.push_env(env, Frame::Label(n, label));
                for c in &mut conjuncts {
                    if let Term::Expr(_, of_pattern) = &mut c.term {
                        *of_pattern = env;
                    }
                }
                n
            }
        };
        let data = self.import_data(data);
        conjuncts.push(Conjunct { term: Term::Node(data), close: OPEN, via: Via::NOTHING });
        let node = self.node_mut(n);
        node.sealed = true;
        node.conjuncts = conjuncts.into_iter().collect();
        let errors = self.errors.len();
        self.complete_at_last(n);
        // What was selected from a place that turned out to be wrong fails; as long as there are no errors, there are no such places.
        let trusting = std::mem::take(&mut self.trusting);
        let trusted = trusting.is_empty() || self.errors.len() == errors;
        trusted && !self.meter.is_stopped() && seen.is_plain(&self.nodes, n)
    }
}
