//! Conflicts, and what is wrong in a completed tree.
//!
//! Reasons are not kept while evaluation runs: when an error is made, the node's conjuncts are gone through once more for
//! the literals behind its references.
//!
//! A conflict names its sides in the order in which they come: literals at the node itself before what is computed or referred
//! to. Of two values the one that came last is named first.

use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::FxHashSet;
use tenon_catalogue::e0301;
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Element, Expr, ExprId, Marker};
use tenon_source::Span;

/// Of a trail of references only so many are told.
const MAX_TOLD: usize = 8;

/// A literal, or something that computes a value, that says something about a node.
struct Leaf {
    span: Span,
    kind: Kind,
    text: String,
    /// The references that led to it, first those at nodes around.
    by: Vec<Span>,
    /// How many of them stand at nodes around.
    inherited: usize,
    /// A literal that stands at the node itself.
    plain: bool,
    /// A list's length, and whether more may come.
    length: Option<(u32, bool)>,
}

/// References that led to something; those at nodes around come first.
#[derive(Clone)]
struct By {
    refs: Vec<Span>,
    inherited: usize,
}

impl Leaf {
    fn spans(&self) -> impl Iterator<Item = Span> {
        std::iter::once(self.span).chain(self.by.iter().copied())
    }
}

impl Evaluator<'_> {
    pub(crate) fn type_conflict(&mut self, n: NodeId, kind: Kind, span: Span) -> Stop {
        let leaves = self.leaves(n);
        let here = leaves.iter().find(|l| l.span == span);
        let other = leaves.iter().find(|l| !l.kind.meets(kind));
        let mine = (here.map_or_else(|| kind.describe(), |l| l.text.clone()), kind);
        let theirs = match other {
            Some(l) => (l.text.clone(), l.kind),
            None => (self.show_node(n), self.node(n).kind),
        };
        let mut sides = [theirs, mine];
        if came_first(here, other) {
            sides.reverse();
        }
        let [(first, had), (second, came)] = sides;
        let message = e0301::types((first, had.describe()), (second, came.describe()));
        let spans = told(other, here, span);
        Stop::Error(self.error_with(e0301::CODE, ErrorKind::Fatal, message, spans, n))
    }

    pub(crate) fn value_conflict(&mut self, n: NodeId, old: &Scalar, new: &Scalar, span: Span) -> Stop {
        let mut sides = [self.show_scalar(new), self.show_scalar(old)];
        let leaves = self.leaves(n);
        let here = leaves.iter().find(|l| l.span == span);
        let other = leaves.iter().find(|l| l.text == sides[1]);
        if came_first(here, other) {
            sides.reverse();
        }
        let message = e0301::values(&sides[0], &sides[1]);
        let spans = told(other, here, span);
        Stop::Error(self.error_with(e0301::CODE, ErrorKind::Fatal, message, spans, n))
    }

    /// Where the literals of a node are, and the references at the node itself that led to them.
    pub(crate) fn leaf_spans(&mut self, n: NodeId) -> Vec<Span> {
        let leaves = self.leaves(n);
        leaves.iter().flat_map(|l| std::iter::once(l.span).chain(l.by.iter().skip(l.inherited).copied())).collect()
    }

    /// Where the first two lists are that do not go together, and the references that led to them. What comprehensions yield
    /// is not known here: then all lists are told.
    pub(crate) fn length_spans(&mut self, n: NodeId) -> Vec<Span> {
        let mut leaves = self.leaves(n);
        leaves.sort_by_key(|l| !l.plain);
        let lists: Vec<(&Leaf, u32, bool)> =
            leaves.iter().filter_map(|l| l.length.map(|(count, open)| (l, count, open))).collect();
        let misfits = |&(_, count, open): &(&Leaf, u32, bool), &(_, other, other_open): &(&Leaf, u32, bool)| {
            !open && other > count || !other_open && count > other
        };
        for (i, list) in lists.iter().enumerate() {
            if let Some(earlier) = lists[..i].iter().find(|earlier| misfits(earlier, list)) {
                return told(Some(earlier.0), Some(list.0), list.0.span);
            }
        }
        leaves.iter().filter(|l| l.kind == Kind::LIST).map(|l| l.span).collect()
    }

    fn leaves(&mut self, n: NodeId) -> Vec<Leaf> {
        let mut out = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work: Vec<(Term, By)> = self.terms_of(n, None);
        while let Some((term, by)) = work.pop() {
            if out.len() > 32 || !seen.insert(term) {
                continue;
            }
            match term {
                Term::Node(m) if self.is_literal(m) => {
                    let (span, kind, text) = (self.node_span(m), self.node(m).kind, self.show_node(m));
                    let length = (kind == Kind::LIST).then(|| (self.element_count(m) as u32, false));
                    let By { refs, inherited } = by;
                    out.push(Leaf { span, kind, text, plain: refs.is_empty(), by: refs, inherited, length });
                }
                Term::Node(m) => work.extend(self.terms_of(m, Some(&by))),
                Term::Expr(e, env) => match self.prog.expr(e) {
                    Expr::Disjunction(_) | Expr::Call(..) if let Some(disjunct) = self.picked(n, e) => {
                        work.push(match disjunct {
                            PickTerm::Expr(e) => (Term::Expr(e, env), by),
                            PickTerm::Node(m) => (Term::Node(m), by),
                        });
                    }
                    Expr::Binary(BinaryOp::And, a, b) => {
                        work.push((Term::Expr(*b, env), by.clone()));
                        work.push((Term::Expr(*a, env), by));
                    }
                    reference if is_reference(reference) => {
                        if let Some(m) = self.leads_to(e, env, n) {
                            let mut by = by;
                            by.refs.push(self.prog.span(e));
                            if self.node(m).conjuncts.is_empty() {
                                work.push((Term::Node(m), by));
                            } else {
                                work.extend(self.terms_of(m, Some(&by)));
                            }
                        }
                    }
                    other => {
                        let kind = match other {
                            Expr::Null => Kind::NULL,
                            Expr::Bool(_) => Kind::BOOL,
                            Expr::Num(x) if x.is_int() => Kind::INT,
                            Expr::Num(_) => Kind::FLOAT,
                            Expr::Str(_) => Kind::STRING,
                            Expr::Bytes(_) => Kind::BYTES,
                            Expr::Basic(b) => b.kind(),
                            Expr::Struct(_) => Kind::STRUCT,
                            Expr::List(_) => Kind::LIST,
                            _ => Kind::TOP,
                        };
                        let computed = matches!(
                            other,
                            Expr::Interpolation(_) | Expr::Binary(..) | Expr::Unary(..) | Expr::Call(..)
                        );
                        // What is left out of a clone is left out of its errors.
                        let value = if computed && !self.goes_without(n, e) {
                            self.while_forced(|this| this.scalar(e, env, n)).and_then(Result::ok)
                        } else {
                            None
                        };
                        let (kind, text) = match value {
                            Some(value) => (value.kind(), self.show_scalar(&value)),
                            None => (kind, self.show_expr(e)),
                        };
                        let (span, length) = (self.prog.span(e), length(other));
                        let By { refs, inherited } = by;
                        let plain = refs.is_empty() && !computed;
                        out.push(Leaf { span, kind, text, plain, by: refs, inherited, length });
                    }
                },
            }
        }
        out
    }

    /// What a node's conjuncts say, the first one last, each with the references that led to it, which `by` did to the node.
    fn terms_of(&self, n: NodeId, by: Option<&By>) -> Vec<(Term, By)> {
        let told = |c: &Conjunct| {
            let steps = self.steps(c.via.trail()).take(MAX_TOLD).filter_map(|t| t.expr);
            let refs = by.iter().flat_map(|b| b.refs.iter().copied());
            let refs: Vec<Span> = refs.chain(steps.map(|e| self.prog.span(e))).collect();
            By { inherited: by.map_or(refs.len(), |b| b.inherited), refs }
        };
        self.node(n).conjuncts.iter().rev().map(|c| (c.term, told(c))).collect()
    }

    /// The node that a reference leads to, for an error's sake.
    pub(crate) fn leads_to(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Option<NodeId> {
        if !is_reference(self.prog.expr(e)) {
            return None;
        }
        match self.while_forced(|this| this.resolve(e, env, n)) {
            Some(Ok(Operand::Node(m))) => Some(m),
            _ => None,
        }
    }

    /// Works something out for an error's sake, unless that is being done already.
    pub(crate) fn while_forced<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.forced >= 8 {
            return None;
        }
        self.forced += 8;
        let done = work(self);
        self.forced -= 8;
        Some(done)
    }

    /// The disjunct that a clone took for a disjunction.
    pub(crate) fn picked(&self, n: NodeId, disjunction: ExprId) -> Option<PickTerm> {
        let picks = &self.node(n).ext.as_ref()?.picks;
        picks.iter().find(|p| p.used.is_some() && p.expr == disjunction).and_then(|p| p.disjunct)
    }

    /// Whether a clone does without a disjunction.
    fn goes_without(&self, n: NodeId, disjunction: ExprId) -> bool {
        let picks = self.node(n).ext.iter().flat_map(|e| &e.picks);
        picks.into_iter().any(|p| p.expr == disjunction && p.disjunct.is_none())
    }

    // ---------------------------------------------------------------- trees

    /// The first fatal error of a completed node or of anything in it.
    pub(crate) fn flaw(&self, n: NodeId) -> Option<ErrorId> {
        self.flawed_node(n).map(|(e, _)| e)
    }

    /// That error, and the node that has it.
    pub(crate) fn flawed_node(&self, n: NodeId) -> Option<(ErrorId, NodeId)> {
        self.find_error(n, &|this, m| match this.node(m).base {
            Base::Error(e) if !this.error(e).kind.is_incomplete() => Some((e, m)),
            _ => None,
        })
    }

    /// The first error of that sort which is no structure within itself.
    pub(crate) fn flaw_but_cycles(&self, n: NodeId) -> Option<ErrorId> {
        if !self.is_flawed(n) {
            return None;
        }
        let error = |m: NodeId| match self.node(m).base {
            Base::Error(e) => {
                let kind = self.error(e).kind;
                (!kind.is_incomplete() && kind != ErrorKind::StructuralCycle).then_some(e)
            }
            _ => None,
        };
        let m = self.taken_default(self.deref(n));
        let own = [n, m].into_iter().find_map(error);
        own.or_else(|| self.first_field(m, &|f| self.flaw_but_cycles(f)))
    }

    /// The first incomplete error of a completed node or of anything in it.
    pub(crate) fn first_incomplete(&self, n: NodeId) -> Option<ErrorId> {
        self.find_error(n, &|this, m| {
            let node = this.node(m);
            match node.base {
                Base::Error(e) => Some(e),
                _ => node.ext.as_ref().and_then(|e| e.stuck.first()).map(|(_, e)| *e),
            }
        })
    }

    /// A required field of a node's data that is not there.
    pub(crate) fn missing(&self, n: NodeId) -> Option<NodeId> {
        let n = self.deref(n);
        let node = self.node(n);
        if matches!(node.base, Base::Disjunction(..)) {
            let d = self.taken_default(n);
            return if d == n { None } else { self.missing(d) };
        }
        node.fields.iter().find_map(|f| self.field_missing(f))
    }

    /// A required field that is not there: this one, or one of its data.
    pub(crate) fn field_missing(&self, field: &Field) -> Option<NodeId> {
        match field.marker {
            Marker::Required => Some(field.node),
            Marker::Regular if field.is_data() => {
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.missing(field.node))
            }
            Marker::Regular | Marker::Optional => None,
        }
    }

    fn find_error<T>(&self, n: NodeId, at: &dyn Fn(&Self, NodeId) -> Option<T>) -> Option<T> {
        // A field that is not allowed fails where it stands, though it shares the node of its value.
        if let Some(e) = at(self, n) {
            return Some(e);
        }
        let n = self.deref(n);
        if let Some(e) = at(self, n) {
            return Some(e);
        }
        let d = self.taken_default(n);
        if d != n {
            return self.find_error(d, at);
        }
        self.first_field(n, &|f| self.find_error(f, at))
    }

    /// What is found in the first field, in the order in which they came, in which something is found.
    fn first_field<T>(&self, n: NodeId, find: &dyn Fn(NodeId) -> Option<T>) -> Option<T> {
        let node = self.node(n);
        if node.walking != 0 && node.state == State::Complete {
            // Still being completed: whoever completes it looks at its fields.
            return None;
        }
        let within = |f: &Field| stacker::maybe_grow(64 * 1024, 1024 * 1024, || find(f.node));
        let mut came = node
            .ext
            .iter()
            .flat_map(|e| e.came.iter().flat_map(|c| c.iter()))
            .filter_map(|i| node.fields.get(*i as usize))
            .peekable();
        let counts = |f: &&Field| f.marker != Marker::Optional;
        match came.peek() {
            Some(_) => came.filter(counts).find_map(within),
            None => node.fields.iter().filter(counts).find_map(within),
        }
    }
}

/// How many elements a list literal has, and whether more may come.
fn length(e: &Expr) -> Option<(u32, bool)> {
    let Expr::List(elements) = e else { return None };
    let known = |e: &&Element| !matches!(e, Element::Comprehension(_));
    let count = elements.iter().filter(|e| matches!(e, Element::Expr(_))).count();
    (elements.iter().filter(known).count() == elements.len()).then_some((count as u32, count < elements.len()))
}

/// Whether an expression may lead to a node that is not its own.
pub(crate) fn is_reference(e: &Expr) -> bool {
    matches!(
        e,
        Expr::Field { .. }
            | Expr::Let { .. }
            | Expr::Select(..)
            | Expr::Index(..)
            | Expr::Node { .. }
            | Expr::Dynamic { .. }
            | Expr::ForValue { .. }
            | Expr::ClauseLet { .. }
            | Expr::Optional(_)
    )
}

/// Whether the side that was unfolded last is a literal at the node and the other one is not.
fn came_first(here: Option<&Leaf>, other: Option<&Leaf>) -> bool {
    here.is_some_and(|l| l.plain) && other.is_some_and(|l| !l.plain)
}

/// The positions of a conflict between two leaves; what came last is at `span`.
fn told(other: Option<&Leaf>, here: Option<&Leaf>, span: Span) -> Vec<Span> {
    let mut spans = Vec::new();
    let all = other.into_iter().flat_map(Leaf::spans).chain([span]).chain(here.into_iter().flat_map(Leaf::spans));
    all.for_each(|span| {
        if !spans.contains(&span) {
            spans.push(span);
        }
    });
    spans
}
