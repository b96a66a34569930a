//! The order in which what is said of a node arrives, for messages that name two sides of a conflict.
//!
//! What is written at the node comes first: literals and types, those of patterns behind the others. What has to be worked
//! out comes after it, in turn: references (the literals of their targets at once, further references behind those that wait
//! already), computed values, bounds. The disjuncts that a clone takes come last. What a field or an element says comes in
//! the order in which the literals that have it came to the struct or list around it.

use crate::bounds::bound_kind;
use crate::conflict::is_reference;
use crate::engine::Evaluator;
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, ComprehensionId, Decl, Element, Expr, ExprId, Marker, StructId};
use tenon_source::Span;

/// More things than this that are said of one node are not looked at.
const MAX_TERMS: usize = 400;

/// Of a trail of references only so many are told.
const MAX_TOLD: usize = 8;

/// What brings the fields or elements of a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// A struct literal, by the environment of its declarations.
    Struct(EnvId),
    /// An element of a list literal.
    Element(ExprId),
}

/// What brings the fields or elements of a node, in the order in which it came.
pub(crate) type Ranks = Rc<FxHashMap<Source, u32>>;

/// Something that is said of a node.
pub(crate) struct Leaf {
    pub span: Span,
    pub kind: Kind,
    pub text: Text,
    /// The references that led to it.
    pub by: Vec<Span>,
    pub scalar: Option<Scalar>,
    pub check: Option<Check>,
    /// For a list: how many elements it has, and whether it takes more.
    pub length: Option<(u32, bool)>,
}

impl Leaf {
    fn new(span: Span, kind: Kind, text: Text, by: Vec<Span>) -> Leaf {
        Leaf { span, kind, text, by, scalar: None, check: None, length: None }
    }

    pub fn spans(&self) -> impl Iterator<Item = Span> {
        std::iter::once(self.span).chain(self.by.iter().copied())
    }
}

/// How a message shows it.
pub(crate) enum Text {
    Expr(ExprId),
    Node(NodeId),
    Scalar(Scalar),
}

struct Item {
    term: Term,
    by: Vec<Span>,
}

/// What has arrived at a node, and what is to be worked out still.
#[derive(Default)]
struct Arrivals {
    /// What is said of the node is told, and not only what brings its fields.
    told: bool,
    leaves: Vec<Leaf>,
    waiting: VecDeque<Item>,
    picks: Vec<Item>,
    /// What comprehensions yield.
    yields: Vec<Item>,
    seen: FxHashSet<Term>,
    literals: Vec<(StructId, EnvId)>,
    sources: Vec<Source>,
}

impl Evaluator<'_> {
    /// What is said of a node, in the order in which it arrives.
    pub(crate) fn arrivals(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Vec<Leaf> {
        self.arrive(n, ranks, true).leaves
    }

    /// The fields of a node, as the literals bring them that arrive.
    pub(crate) fn arriving_fields(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Vec<Field> {
        let literals = self.arrive(n, ranks, false).literals;
        let prog = self.prog;
        let decls = literals.iter().flat_map(|(id, _)| prog.struct_lit(*id).decls.iter());
        let labels = decls.filter_map(|d| match d {
            Decl::Field { label, .. } => Some(*label),
            _ => None,
        });
        let mut order = FxHashMap::default();
        for label in labels {
            let next = order.len();
            order.entry(label).or_insert(next);
        }
        let mut fields = self.node(n).fields.to_vec();
        fields.sort_by_key(|f| order.get(&f.label).copied().unwrap_or(usize::MAX));
        fields
    }

    fn arrive(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>, told: bool) -> Arrivals {
        let mut all = Arrivals { told, ..Arrivals::default() };
        self.arranged(n, ranks).into_iter().for_each(|item| self.arrive_at(n, item, &mut all));
        self.work_out(n, &mut all);
        while !all.picks.is_empty() || !all.yields.is_empty() {
            let late = if all.yields.is_empty() { &mut all.picks } else { &mut all.yields };
            let late = std::mem::take(late);
            late.into_iter().for_each(|item| self.arrive_at(n, item, &mut all));
            self.work_out(n, &mut all);
        }
        all
    }

    /// The conjuncts of a node as the literals around it bring them, those of patterns last.
    fn arranged(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Vec<Item> {
        let parent = self.node(n).parent;
        let ranks = if parent == NO_NODE { Ranks::default() } else { self.ranks_of(parent, ranks) };
        let rank = |source: Source| ranks.get(&source).copied().unwrap_or(u32::MAX);
        let mut conjuncts: Vec<(bool, u32, Item)> = Vec::new();
        for c in &self.node(n).conjuncts {
            let mut by = self.told_references(*c);
            if let Term::Expr(_, env) = c.term
                && parent != NO_NODE
                && conjuncts.len() < MAX_TOLD
            {
                by.extend(self.yielded_by(parent, env));
            }
            let item = Item { term: c.term, by };
            conjuncts.push(match c.term {
                Term::Node(_) => (false, u32::MAX, item),
                Term::Expr(e, _) if self.node(n).label.as_index().is_some() => (false, rank(Source::Element(e)), item),
                Term::Expr(_, env) => match self.envs.get(env.index()) {
                    Some(Env { up, frame: Frame::Label(m, _) }) if *m == n => (true, rank(Source::Struct(*up)), item),
                    _ => (false, rank(Source::Struct(env)), item),
                },
            });
        }
        conjuncts.sort_by_key(|(of_pattern, rank, _)| (*of_pattern, *rank));
        conjuncts.into_iter().map(|(.., item)| item).collect()
    }

    fn ranks_of(&mut self, parent: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Ranks {
        if let Some(known) = ranks.get(&parent) {
            return known.clone();
        }
        // What leads back to this node finds nothing.
        ranks.insert(parent, Ranks::default());
        let sources = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.arrive(parent, ranks, false)).sources;
        let new: Ranks = Rc::new(sources.into_iter().zip(0..).collect());
        ranks.insert(parent, new.clone());
        new
    }

    /// The references by which a conjunct came, the first one first.
    fn told_references(&self, c: Conjunct) -> Vec<Span> {
        let steps = self.steps(c.via.trail()).take(MAX_TOLD);
        let mut spans: Vec<Span> = steps.filter_map(|t| t.expr).map(|e| self.prog.span(e)).collect();
        spans.reverse();
        spans
    }

    /// What is there at once arrives; what has to be worked out waits.
    fn arrive_at(&mut self, n: NodeId, item: Item, all: &mut Arrivals) {
        if all.seen.len() > MAX_TERMS || !all.seen.insert(item.term) {
            return;
        }
        let Item { term, by } = item;
        let (e, env) = match term {
            Term::Node(m) if self.is_literal(m) => {
                let scalar = match &self.node(m).base {
                    Base::Scalar(s) => Some(s.clone()),
                    _ => None,
                };
                let (span, kind) = (self.node_span(m), self.node(m).kind);
                let length = (kind == Kind::LIST).then(|| (self.elements_of(m).len() as u32, false));
                all.leaves.push(Leaf { scalar, length, ..Leaf::new(span, kind, Text::Node(m), by) });
                return;
            }
            Term::Node(_) => return all.waiting.push_back(Item { term, by }),
            Term::Expr(e, env) => (e, env),
        };
        let span = self.prog.span(e);
        let text = Text::Expr(e);
        match self.prog.expr(e) {
            Expr::Binary(BinaryOp::And, a, b) => {
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
                    self.arrive_at(n, Item { term: Term::Expr(*a, env), by: by.clone() }, all);
                    self.arrive_at(n, Item { term: Term::Expr(*b, env), by }, all);
                });
            }
            Expr::Alias(_, inner) => {
                let env = self.push_env(env, Frame::Alias(n));
                self.arrive_at(n, Item { term: Term::Expr(*inner, env), by }, all);
            }
            Expr::Open(inner) => self.arrive_at(n, Item { term: Term::Expr(*inner, env), by }, all),
            Expr::Disjunction(_) => {
                all.picks.extend(self.picked(n, e).map(|disjunct| match disjunct {
                    PickTerm::Expr(e) => Item { term: Term::Expr(e, env), by },
                    PickTerm::Node(m) => Item { term: Term::Node(m), by },
                }));
            }
            Expr::Basic(basic) => {
                let check = Some(Check::Range { basic: *basic, span });
                all.leaves.push(Leaf { check, ..Leaf::new(span, basic.kind(), text, by) });
            }
            Expr::Struct(id) => self.literal_arrives(n, *id, (e, env), by, all),
            Expr::List(elements) => {
                let known = !elements.iter().any(|e| matches!(e, Element::Comprehension(_)));
                let open = matches!(elements.last(), Some(Element::Ellipsis(_)));
                let length = known.then(|| (elements.len() as u32 - u32::from(open), open));
                all.leaves.push(Leaf { length, ..Leaf::new(span, Kind::LIST, text, by) });
                all.sources.extend(elements.iter().filter_map(|e| match e {
                    Element::Expr(e) | Element::Ellipsis(Some(e)) => Some(Source::Element(*e)),
                    _ => None,
                }));
            }
            Expr::Data(id) => {
                let data = self.data_node(*id);
                self.arrive_at(n, Item { term: Term::Node(data), by }, all);
            }
            Expr::Top | Expr::Bottom => {}
            _ => match self.literal(e) {
                Some(s) => {
                    let kind = s.kind();
                    all.leaves.push(Leaf { scalar: Some(s), ..Leaf::new(span, kind, text, by) });
                }
                None => all.waiting.push_back(Item { term, by }),
            },
        }
    }

    /// A struct literal arrives; what it embeds waits.
    fn literal_arrives(
        &mut self,
        n: NodeId,
        id: StructId,
        (e, env): (ExprId, EnvId),
        by: Vec<Span>,
        all: &mut Arrivals,
    ) {
        let inner = self.node(n).ext.iter().flat_map(|e| &e.literals).find_map(|l| match l.source {
            LiteralSource::Struct(i, inner) if i == id && self.envs.get(inner.index()).is_some_and(|x| x.up == env) => {
                Some(inner)
            }
            _ => None,
        });
        let decls = &self.prog.struct_lit(id).decls;
        let is_field = |d: &Decl| match d {
            Decl::Field { label, marker, .. } => label.is_regular() && *marker != Marker::Optional,
            _ => false,
        };
        let embeds = decls.iter().any(|d| matches!(d, Decl::Embed { .. } | Decl::Comprehension(_)));
        if !embeds || decls.iter().any(is_field) {
            all.leaves.push(Leaf::new(self.prog.span(e), Kind::STRUCT, Text::Expr(e), by.clone()));
        }
        let Some(inner) = inner else { return };
        all.literals.push((id, inner));
        all.sources.push(Source::Struct(inner));
        for decl in decls.iter() {
            match decl {
                Decl::Embed { expr, .. } => {
                    self.arrive_at(n, Item { term: Term::Expr(*expr, inner), by: by.clone() }, all);
                }
                Decl::Comprehension(id) => self.rounds_arrive(n, *id, inner, &by, all),
                _ => {}
            }
        }
    }

    /// What a comprehension of a literal yielded waits for all that is not yielded.
    fn rounds_arrive(&self, n: NodeId, id: ComprehensionId, literal: EnvId, by: &[Span], all: &mut Arrivals) {
        let comprehension = self.prog.comprehension(id);
        for l in self.node(n).ext.iter().flat_map(|e| &e.literals).take(MAX_TERMS) {
            let LiteralSource::Struct(body, inner) = l.source else { continue };
            let yielded = l.origin.branch.is_some_and(|b| match self.branches[b.index()].step {
                Step::Round { by, part, .. } => by == literal && part == Part::Comprehension(id),
                _ => false,
            });
            let is_body = |e: &ExprId| matches!(self.prog.expr(*e), Expr::Struct(s) if *s == body);
            let bodies = [Some(comprehension.body), comprehension.fallback];
            let Some(e) = bodies.into_iter().flatten().find(is_body).filter(|_| yielded) else { continue };
            let Some(Env { up, .. }) = self.envs.get(inner.index()) else { continue };
            let by = by.iter().copied().chain(self.yielded_by(n, inner)).collect();
            all.yields.push(Item { term: Term::Expr(e, *up), by });
        }
    }

    /// The comprehensions that yielded a literal of a node, which has this environment for its declarations, each with the
    /// literal that it stands in.
    fn yielded_by(&self, n: NodeId, literal: EnvId) -> Vec<Span> {
        let literals = || self.node(n).ext.iter().flat_map(|e| &e.literals).take(MAX_TERMS);
        let of = |env: EnvId| {
            literals().find_map(|l| match l.source {
                LiteralSource::Struct(id, inner) if inner == env => Some((id, l.origin)),
                _ => None,
            })
        };
        let mut spans = Vec::new();
        let mut at = of(literal).and_then(|(_, origin)| origin.branch);
        while let Some(branch) = at {
            let Branch { up, step } = self.branches[branch.index()];
            if let Step::Round { by, part: Part::Comprehension(id), .. } = step {
                spans.push(self.prog.comprehension(id).span);
                spans.extend(of(by).map(|(id, _)| self.prog.struct_lit(id).span));
            }
            at = up;
        }
        spans
    }

    /// Works out what waits, in turn.
    fn work_out(&mut self, n: NodeId, all: &mut Arrivals) {
        let mut shared = if all.told { self.shared_first(n, all) } else { None };
        while let Some(Item { term, by }) = all.waiting.pop_front() {
            let (e, env) = match term {
                Term::Node(m) => {
                    self.target_arrives(n, m, by, &mut shared, all);
                    continue;
                }
                Term::Expr(e, env) => (e, env),
            };
            let span = self.prog.span(e);
            match self.prog.expr(e) {
                Expr::Bound(op, operand) => {
                    let value = self.while_forced(|this| this.scalar(*operand, env, n)).and_then(Result::ok);
                    if let Some(value) = value {
                        let kind = bound_kind(*op, &value);
                        let check = Some(Check::Bound { op: *op, value, span });
                        all.leaves.push(Leaf { check, ..Leaf::new(span, kind, Text::Expr(e), by) });
                    }
                }
                reference if is_reference(reference) => match self.while_forced(|this| this.resolve(e, env, n)) {
                    Some(Ok(Operand::Node(m))) => {
                        let by = by.into_iter().chain([span]).collect();
                        self.target_arrives(n, m, by, &mut shared, all);
                    }
                    Some(Ok(Operand::Scalar(s))) => all.leaves.push(computed(s, span, by)),
                    _ => {}
                },
                Expr::Interpolation(_)
                | Expr::BytesInterpolation(_)
                | Expr::Binary(..)
                | Expr::Unary(..)
                | Expr::ForKey { .. }
                | Expr::LabelOf { .. } => {
                    let value = self.while_forced(|this| this.scalar(e, env, n)).and_then(Result::ok);
                    all.leaves.extend(value.map(|s| computed(s, span, by)));
                }
                Expr::Call(..) => {
                    let checks = self.node(n).ext.iter().flat_map(|x| &x.checks);
                    let mut checks = checks.filter(|c| matches!(c, Check::Call { expr, .. } if *expr == e));
                    let check = checks.next().cloned();
                    if let Some(Check::Call { kind, .. }) = check {
                        all.leaves.push(Leaf { check, ..Leaf::new(span, kind, Text::Expr(e), by) });
                    }
                }
                _ => {}
            }
            self.shared_arrives(n, &mut shared, all);
        }
    }

    /// The first one of several references in the only expression of a node makes the node stand for its target until the
    /// next one brings something: what is said of the target comes behind that, unless it is a scalar or in a definition.
    fn shared_first(&mut self, n: NodeId, all: &mut Arrivals) -> Option<(NodeId, Vec<Span>)> {
        let node = self.node(n);
        let alone = node.conjuncts.len() == 1 && all.leaves.is_empty() && all.waiting.len() > 1;
        let clone = node.ext.as_ref().is_some_and(|e| e.origin.is_some());
        let Term::Expr(e, env) = all.waiting.front()?.term else { return None };
        if !alone || clone || !self.is_reference(e) || self.names_definition(e) {
            return None;
        }
        match self.while_forced(|this| this.resolve(e, env, n)) {
            Some(Ok(Operand::Node(m))) if !matches!(self.node(self.deref(m)).base, Base::Scalar(_)) => {
                let by = all.waiting.pop_front()?.by;
                Some((m, by.into_iter().chain([self.prog.span(e)]).collect()))
            }
            _ => None,
        }
    }

    /// What is said of the target of a reference arrives.
    fn target_arrives(
        &mut self,
        n: NodeId,
        target: NodeId,
        by: Vec<Span>,
        shared: &mut Option<(NodeId, Vec<Span>)>,
        all: &mut Arrivals,
    ) {
        let mut terms: Vec<Item> = Vec::new();
        if self.is_literal(target) {
            terms.push(Item { term: Term::Node(target), by });
        } else {
            terms.extend(self.node(target).conjuncts.iter().map(|c| {
                let by = by.iter().copied().chain(self.told_references(*c)).collect();
                Item { term: c.term, by }
            }));
        }
        for item in terms {
            self.arrive_at(n, item, all);
            self.shared_arrives(n, shared, all);
        }
    }

    /// The target that a node stood for arrives once there is something else.
    fn shared_arrives(&mut self, n: NodeId, shared: &mut Option<(NodeId, Vec<Span>)>, all: &mut Arrivals) {
        if let Some((m, by)) = shared.take() {
            self.target_arrives(n, m, by, &mut None, all);
        }
    }

    pub(crate) fn text_of(&self, leaf: &Leaf) -> String {
        match &leaf.text {
            Text::Expr(e) => self.show_expr(*e),
            Text::Node(m) => self.show_node(*m),
            Text::Scalar(s) => self.show_scalar(s),
        }
    }
}

fn computed(s: Scalar, span: Span, by: Vec<Span>) -> Leaf {
    Leaf { scalar: Some(s.clone()), ..Leaf::new(span, s.kind(), Text::Scalar(s), by) }
}
