//! Frozen values: what an evaluation leaves.

use crate::arena::Arena;
use crate::closed::{Closedness, Closing};
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, EvalError, Stop};
use crate::expr::Operand;
use crate::node::{Base, Check, Conjunct as NodeConjunct, EnvId, NO_NODE, NodeId, OPEN, Scalar, State, Term, Via};
use crate::node::{Env, Frame, Node, Pattern};
use crate::resume::Kept;
use crate::tags::Tags;
use rustc_hash::FxHashMap;
use std::fmt;
use std::sync::Arc;
use tenon_ir::program::{Basic, BoundOp, Expr, ExprId, LetId, Marker, PackageId, Program};
use tenon_ir::{Data, Interner, Kind, Label};
use tenon_source::Span;

/// A finished evaluation. Values keep it alive.
pub struct Frozen {
    pub(crate) program: Arc<Program>,
    pub(crate) names: Interner,
    pub(crate) nodes: Arena<Node>,
    pub(crate) errors: Vec<EvalError>,
    pub(crate) tags: Tags,
    pub(crate) envs: Arena<crate::node::Env>,
    pub(crate) packages: FxHashMap<PackageId, NodeId>,
    pub(crate) lets: FxHashMap<(EnvId, LetId), NodeId>,
    pub(crate) data_spans: Vec<(NodeId, Vec<Span>)>,
    pub(crate) kept: Option<Box<Kept>>,
}

impl fmt::Debug for Frozen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frozen({} nodes)", self.nodes.len())
    }
}

/// A value: one place of a finished evaluation.
#[derive(Clone, Debug)]
pub struct Value {
    frozen: Arc<Frozen>,
    /// The place itself, which the path is of.
    place: NodeId,
    /// The node that stands for it.
    node: NodeId,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its label.
    pub label: Label,
    /// `?`, `!` or neither.
    pub marker: Marker,
    /// Its value.
    pub value: Value,
}

/// A constraint on a value that is not concrete.
#[derive(Clone, Debug)]
pub enum Constraint {
    /// A bound, with the place of its expression.
    Bound(BoundOp, Scalar, Span),
    /// A number type with a range.
    Range(Basic, Span),
    /// A validator.
    Validator(Validator),
}

/// A call, or a function without arguments, that checks a value.
#[derive(Clone, Copy, Debug)]
pub struct Validator {
    /// The expression.
    pub call: ExprId,
    /// What names the function: elsewhere, where the call reads it from a field.
    pub function: ExprId,
    /// The types that it takes.
    pub kind: Kind,
    /// Which of the arguments refer to the value that it speaks of, or to one around that: a bit for each.
    pub around: u32,
}

/// A conjunct of a place, as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conjunct {
    /// An expression and the environment in which it stands.
    Expr(ExprId, EnvId),
    /// Data or a computed value.
    Value(NodeId),
}

impl Evaluator<'_> {
    /// Works out a package, down to the leaves, and names its root.
    pub fn package(&mut self, id: PackageId) -> NodeId {
        let n = self.package_node(id);
        self.finish_all(n);
        n
    }

    /// Works out an expression that was compiled against a package.
    pub fn expr(&mut self, package: PackageId, expr: ExprId) -> NodeId {
        let n = self.expr_node(package, expr);
        self.finish_all(n);
        n
    }

    /// A node for an expression that was compiled against a package.
    pub(crate) fn expr_node(&mut self, package: PackageId, expr: ExprId) -> NodeId {
        let root = self.package_node(package);
        let env = self.push_env(crate::node::NO_ENV, Frame::Struct(root));
        let n = self.temp_node(root, open(Term::Expr(expr, env)));
        self.node_mut(n).parent = NO_NODE;
        self.asked.push((n, package));
        n
    }

    /// Makes a value of data.
    pub fn data_value(&mut self, data: &Data) -> NodeId {
        self.import_data(data)
    }

    /// A value where all of the given ones hold, worked out.
    pub fn unify_all(&mut self, values: &[NodeId]) -> NodeId {
        let n = self.new_node(NO_NODE, Label::index(0));
        self.node_mut(n).sealed = true;
        self.node_mut(n).conjuncts = values.iter().map(|v| open(Term::Node(*v))).collect();
        self.finish_all(n);
        n
    }

    /// A struct with the value at a path of regular fields, worked out with [`Evaluator::unify_all`].
    pub fn wrap(&mut self, path: &[&str], value: NodeId) -> NodeId {
        let mut n = value;
        for name in path.iter().rev() {
            let label = self.names.regular(name);
            let outer = self.new_node(NO_NODE, Label::index(0));
            self.node_mut(outer).push_field(crate::node::Field { label, node: n, marker: Marker::Regular });
            let node = self.node_mut(outer);
            node.kind = Kind::STRUCT;
            node.base = Base::Struct;
            node.sealed = true;
            node.state = State::Complete;
            n = outer;
        }
        n
    }

    /// Works out everything in a place, and what its errors tell.
    pub fn finish_all(&mut self, n: NodeId) {
        self.complete_at_last(n);
        self.disappoint();
        self.tell(n);
    }

    /// Works out everything in a place for which nothing that is being worked on waits.
    pub(crate) fn complete_at_last(&mut self, n: NodeId) {
        let mut done = self.complete(n);
        if matches!(done, Err(Stop::Blocked(_))) {
            // Nothing is being worked on any more that could end what it waits for.
            self.forced += 1;
            done = self.complete(n);
            self.forced -= 1;
        }
        if let Err(Stop::Error(e)) = done {
            self.fail_node(n, e);
        }
    }

    /// What an expression refers to, when it is a reference that leads somewhere.
    pub fn referred(&mut self, expr: ExprId, env: EnvId, at: NodeId) -> Option<NodeId> {
        match self.resolve(expr, env, at) {
            Ok(Operand::Node(n)) => Some(n),
            _ => None,
        }
    }

    /// Ends the evaluation. Where its reads were noted, it can go on: see [`Frozen::again`].
    pub fn freeze(mut self, program: Arc<Program>) -> Arc<Frozen> {
        if self.reads.is_none() {
            // Nothing changes from now on, so that each node may name the one that stands for it.
            for n in (0..self.nodes.len() as u32).map(NodeId) {
                let end = self.deref(n);
                if end != n {
                    self.node_mut(n).forward = end;
                }
            }
        }
        self.refreeze(program)
    }

    /// The same of an evaluation that has been frozen before.
    pub(crate) fn refreeze(mut self, program: Arc<Program>) -> Arc<Frozen> {
        self.tell_totals();
        let kept = self.keep();
        Arc::new(Frozen {
            program,
            names: self.names,
            nodes: self.nodes,
            errors: self.errors,
            tags: self.tags,
            envs: self.envs,
            packages: self.packages,
            lets: self.lets,
            data_spans: self.data_spans,
            kept,
        })
    }
}

fn open(term: Term) -> NodeConjunct {
    NodeConjunct { term, close: OPEN, via: Via::NOTHING }
}

impl Frozen {
    /// The value at a node.
    pub fn value(self: &Arc<Frozen>, node: NodeId) -> Value {
        Value { frozen: self.clone(), place: node, node: self.deref(node) }
    }

    pub(crate) fn deref(&self, mut n: NodeId) -> NodeId {
        while self.nodes[n.0 as usize].forward != NO_NODE {
            n = self.nodes[n.0 as usize].forward;
        }
        n
    }

    /// An error by its name.
    pub fn error(&self, id: ErrorId) -> &EvalError {
        &self.errors[id.0 as usize]
    }

    /// A package that the evaluation needed.
    pub fn package(self: &Arc<Frozen>, id: PackageId) -> Option<Value> {
        self.packages.get(&id).map(|n| self.value(*n))
    }

    /// The value around a node.
    pub fn around(self: &Arc<Frozen>, node: NodeId) -> Option<Value> {
        let parent = self.nodes[node.0 as usize].parent;
        (parent != NO_NODE).then(|| self.value(parent))
    }

    /// Names of labels.
    pub fn names(&self) -> &Interner {
        &self.names
    }

    /// The program that was evaluated.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// What a `let` of the struct `up` frames out of an environment has come to, if it was needed.
    pub fn let_value(self: &Arc<Frozen>, env: EnvId, up: u32, id: LetId) -> Option<Value> {
        let env = self.outer(env, up)?;
        self.lets.get(&(env, id)).map(|n| self.value(*n))
    }

    /// The environment `up` frames out of another one.
    fn outer(&self, env: EnvId, up: u32) -> Option<EnvId> {
        (0..up).try_fold(env, |env, _| Some(self.envs.get(env.index())?.up))
    }

    /// The node of a frame of an environment, for exporters that print references.
    pub fn frame_node(&self, env: EnvId, up: u32) -> Option<NodeId> {
        let env = self.outer(env, up)?;
        match self.envs.get(env.index())?.frame {
            Frame::Struct(n) | Frame::Label(n, _) | Frame::Alias(n) | Frame::Let(n) => Some(n),
            Frame::For { value, .. } => Some(value),
        }
    }

    /// Where a place stands: its first conjunct, or the data that it was read from.
    pub fn span(&self, n: NodeId) -> Span {
        if let Some(c) = self.nodes[n.0 as usize].conjuncts.first() {
            return match c.term {
                Term::Expr(e, _) => self.program.span(e),
                Term::Node(m) if m != n => self.span(m),
                Term::Node(_) => Span::NONE,
            };
        }
        let i = self.data_spans.partition_point(|(start, _)| *start <= n);
        let Some((start, spans)) = i.checked_sub(1).and_then(|i| self.data_spans.get(i)) else { return Span::NONE };
        spans.get((n.0 - start.0) as usize).copied().unwrap_or(Span::NONE)
    }
}

impl Value {
    fn at(&self, place: NodeId) -> Value {
        Value { frozen: self.frozen.clone(), place, node: self.frozen.deref(place) }
    }

    fn inner(&self) -> &Node {
        &self.frozen.nodes[self.node.0 as usize]
    }

    fn place_node(&self) -> &Node {
        &self.frozen.nodes[self.place.0 as usize]
    }

    /// The evaluation that it belongs to.
    pub fn frozen(&self) -> &Arc<Frozen> {
        &self.frozen
    }

    /// The node that it is, good for [`Frozen::value`].
    pub fn id(&self) -> NodeId {
        self.place
    }

    /// The node that stands for it: equal for two places that share one.
    pub fn shared_id(&self) -> NodeId {
        self.node
    }

    /// Possible types; one where it is concrete.
    pub fn kind(&self) -> Kind {
        self.inner().kind
    }

    /// The value, where it is a scalar.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.inner().base {
            Base::Scalar(s) => Some(s),
            _ => None,
        }
    }

    /// Its own error: a fatal one, or the reason why it is incomplete. Errors of its fields are theirs.
    pub fn error(&self) -> Option<&EvalError> {
        let place = self.place_node();
        if let Base::Error(e) = place.base {
            return Some(&self.frozen.errors[e.0 as usize]);
        }
        match self.inner().base {
            Base::Error(e) => Some(&self.frozen.errors[e.0 as usize]),
            _ => None,
        }
    }

    /// All its own errors, fatal ones first, then the reasons why it is incomplete.
    pub fn errors(&self) -> Vec<&EvalError> {
        let mut all: Vec<&EvalError> = Vec::new();
        for n in [self.place, self.node] {
            let node = &self.frozen.nodes[n.0 as usize];
            if let Some(ext) = &node.ext {
                all.extend(ext.errors.iter().map(|e| &self.frozen.errors[e.0 as usize]));
            }
            if let Base::Error(e) = node.base {
                all.push(&self.frozen.errors[e.0 as usize]);
            }
        }
        all.extend(self.stuck().into_iter().map(|(_, e)| e));
        let mut seen: Vec<*const EvalError> = Vec::new();
        all.retain(|e| {
            let p: *const EvalError = *e;
            let new = !seen.contains(&p);
            seen.push(p);
            new
        });
        all.sort_by_key(|e| e.kind.is_incomplete());
        all
    }

    /// Errors that an error sums up, such as those of a disjunction's disjuncts.
    pub fn parts<'a>(&'a self, error: &'a EvalError) -> impl Iterator<Item = &'a EvalError> {
        error.parts.iter().map(|e| &self.frozen.errors[e.0 as usize])
    }

    /// Conjuncts that have no value yet, each with the reason.
    pub fn stuck(&self) -> Vec<(Conjunct, &EvalError)> {
        self.inner().ext.as_ref().map_or_else(Vec::new, |ext| {
            ext.stuck.iter().map(|(c, e)| (conjunct(*c), &self.frozen.errors[e.0 as usize])).collect()
        })
    }

    /// Whether it is an error that nothing resolves.
    pub fn is_fatal(&self) -> bool {
        self.error().is_some_and(|e| !matches!(e.kind, ErrorKind::Incomplete | ErrorKind::Cycle))
    }

    /// Whether it, or something in it that must be there, is an error that nothing resolves.
    pub fn is_flawed(&self) -> bool {
        self.is_fatal() || self.inner().flawed
    }

    /// Whether it is a struct.
    pub fn is_struct(&self) -> bool {
        matches!(self.inner().base, Base::Struct) || self.inner().kind == Kind::STRUCT && !self.is_disjunction()
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        let node = self.inner();
        matches!(node.base, Base::List) || node.kind == Kind::LIST && node.has_elements() && !self.is_disjunction()
    }

    /// Whether several disjuncts are left.
    pub fn is_disjunction(&self) -> bool {
        matches!(self.inner().base, Base::Disjunction(..))
    }

    /// All fields, of every sort, in their order.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.inner().fields.iter().filter(|f| f.label.as_index().is_none()).map(|f| Field {
            label: f.label,
            marker: f.marker,
            value: self.at(f.node),
        })
    }

    /// A list's elements.
    pub fn elements(&self) -> impl Iterator<Item = Value> + '_ {
        self.inner().fields.iter().filter(|f| f.label.as_index().is_some()).map(|f| self.at(f.node))
    }

    /// Whether a list takes further elements.
    pub fn is_open_list(&self) -> bool {
        self.inner().ext.as_ref().is_some_and(|e| !e.lengths.is_empty() && e.lengths.iter().all(|l| l.open))
    }

    /// Conjuncts of a list's further elements.
    pub fn element_types(&self) -> Vec<Conjunct> {
        self.inner()
            .ext
            .as_ref()
            .map_or_else(Vec::new, |e| e.lengths.iter().filter_map(|l| l.rest).map(conjunct).collect())
    }

    /// Pattern constraints: pattern and value, both in the environment of their struct.
    pub fn patterns(&self) -> Vec<(ExprId, ExprId, EnvId)> {
        let patterns: &[Pattern] = self.inner().ext.as_ref().map_or(&[], |e| &e.patterns);
        patterns.iter().map(|p| (p.pattern, p.value, p.env)).collect()
    }

    /// The field with a label.
    pub fn field(&self, label: Label) -> Option<Field> {
        let i = self.inner().find(label)?;
        let f = self.inner().fields[i];
        Some(Field { label, marker: f.marker, value: self.at(f.node) })
    }

    /// The disjuncts that are left, defaults first, and how many of them are defaults.
    pub fn disjuncts(&self) -> Option<(Vec<Value>, usize)> {
        match &self.inner().base {
            Base::Disjunction(d) => Some((d.values.iter().map(|v| self.at(*v)).collect(), d.defaults)),
            _ => None,
        }
    }

    /// The value with its default taken, where it has exactly one; itself otherwise.
    pub fn default(&self) -> Value {
        match &self.inner().base {
            Base::Disjunction(d) => d.default().map_or_else(|| self.clone(), |v| self.at(v).default()),
            _ => self.clone(),
        }
    }

    /// Bounds, ranges and validators.
    pub fn constraints(&self) -> Vec<Constraint> {
        self.inner().ext.as_ref().map_or_else(Vec::new, |e| {
            e.checks
                .iter()
                .map(|c| match c {
                    Check::Bound { op, value, span } => Constraint::Bound(*op, value.clone(), *span),
                    Check::Range { basic, span } => Constraint::Range(*basic, *span),
                    Check::Call { expr, function, kind, args, .. } => {
                        let around = args.iter().take(32).rev().fold(0, |all, a| all << 1 | u32::from(self.is_in(*a)));
                        Constraint::Validator(Validator { call: *expr, function: *function, kind: *kind, around })
                    }
                })
                .collect()
        })
    }

    /// Whether an operand is a reference by name to this value or to one around it.
    fn is_in(&self, operand: NodeId) -> bool {
        let nodes = &self.frozen.nodes;
        let [NodeConjunct { term: Term::Expr(e, env), .. }] = nodes[operand.0 as usize].conjuncts[..] else {
            return false;
        };
        let Expr::Field { up, label, .. } = *self.frozen.program.expr(e) else { return false };
        let frame = self.frozen.outer(env, up).and_then(|env| self.frozen.envs.get(env.index()));
        let Some(Env { frame: Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m), .. }) = frame else {
            return false;
        };
        let scope = &nodes[m.0 as usize];
        let Some(named) = scope.find(label).map(|i| scope.fields[i].node) else { return false };
        let up = |n: &NodeId| Some(nodes[n.0 as usize].parent).filter(|p| *p != NO_NODE);
        std::iter::successors(Some(self.place), up).any(|n| n == named)
    }

    /// The conjuncts of the place as they are written, before any reference is followed.
    pub fn conjuncts(&self) -> Vec<Conjunct> {
        self.place_node().conjuncts.iter().map(|c| conjunct(*c)).collect()
    }

    /// Whether it, or a struct around it, is a disjunct and not the place of the disjunction itself.
    pub fn is_chosen(&self) -> bool {
        [self.place, self.node].into_iter().any(|start| {
            let mut n = start;
            loop {
                let node = &self.frozen.nodes[n.0 as usize];
                if node.parent == NO_NODE {
                    return false;
                }
                let around = &self.frozen.nodes[node.parent.0 as usize];
                if around.find(node.label).is_some_and(|i| around.fields[i].node != n) {
                    return true;
                }
                n = node.parent;
            }
        })
    }

    /// Whether a definition or `close` refuses further fields.
    pub fn is_closed(&self) -> bool {
        self.closing() != Closing::Open
    }

    /// Whether `close` refuses further fields; definitions may do so as well.
    pub fn is_closed_by_call(&self) -> bool {
        self.closing() == Closing::Call
    }

    fn closing(&self) -> Closing {
        Closedness { nodes: &self.frozen.nodes, tags: &self.frozen.tags }.closing(self.node)
    }

    /// Its label in the struct or list around it.
    pub fn label(&self) -> Option<Label> {
        (self.place_node().parent != NO_NODE).then(|| self.place_node().label)
    }

    /// Where it stands: its first conjunct, or the data that it was read from.
    pub fn span(&self) -> Span {
        self.frozen.span(self.place)
    }

    /// Places of all its conjuncts.
    pub fn spans(&self) -> Vec<Span> {
        self.place_node()
            .conjuncts
            .iter()
            .map(|c| match c.term {
                Term::Expr(e, _) => self.frozen.program.span(e),
                Term::Node(m) => self.frozen.span(m),
            })
            .collect()
    }

    /// The labels from the root down to it.
    pub fn path(&self) -> Vec<Label> {
        self.path_of(self.place)
    }

    /// The labels from the root down to the node at which an error came up.
    pub fn error_path(&self, error: &EvalError) -> Vec<Label> {
        self.path_of(error.node)
    }

    fn path_of(&self, n: NodeId) -> Vec<Label> {
        self.frozen.nodes.path(n)
    }
}

fn conjunct(c: NodeConjunct) -> Conjunct {
    match c.term {
        Term::Expr(e, env) => Conjunct::Expr(e, env),
        Term::Node(n) => Conjunct::Value(n),
    }
}
