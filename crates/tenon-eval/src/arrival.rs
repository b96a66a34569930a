//! The order in which what is said of a node arrives, for messages that name two sides of a conflict.
//!
//! What is written at the node comes first: literals and types. What has to be worked out comes after it, in turn: references
//! (the literals of their targets at once, further references behind those that wait already), computed values, bounds.
//! Patterns come after that, and the disjuncts that a clone takes last. What a field says comes in the order in which the
//! literals that have the field came to the struct around it.

use crate::bounds::bound_kind;
use crate::engine::Evaluator;
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use std::rc::Rc;
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Decl, Expr, ExprId, Marker, StructId};
use tenon_source::Span;

/// More things than this that are said of one node are not looked at.
const MAX_TERMS: usize = 400;

/// Of a trail of references only so many are told.
const MAX_TOLD: usize = 8;

/// The literals of a struct in the order in which they came, by the environments of their declarations.
pub(crate) type Ranks = Rc<FxHashMap<EnvId, u32>>;

/// Something that is said of a node.
pub(crate) struct Leaf {
    pub span: Span,
    pub kind: Kind,
    pub text: Text,
    /// The references that led to it.
    pub by: Vec<Span>,
    pub scalar: Option<Scalar>,
    pub check: Option<Check>,
}

impl Leaf {
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
    leaves: Vec<Leaf>,
    waiting: VecDeque<Item>,
    picks: Vec<Item>,
    seen: FxHashSet<Term>,
    literals: Vec<EnvId>,
}

impl Evaluator<'_> {
    /// What is said of a node, in the order in which it arrives.
    pub(crate) fn arrivals(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Vec<Leaf> {
        self.arrive(n, ranks).leaves
    }

    fn arrive(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Arrivals {
        let mut all = Arrivals::default();
        let [own, patterns] = self.arranged(n, ranks);
        for group in [own, patterns] {
            group.into_iter().for_each(|item| self.arrive_at(n, item, &mut all));
            self.work_out(n, &mut all);
        }
        let picks = std::mem::take(&mut all.picks);
        picks.into_iter().for_each(|item| self.arrive_at(n, item, &mut all));
        self.work_out(n, &mut all);
        let rest = std::mem::take(&mut all.picks);
        rest.into_iter().for_each(|item| self.arrive_at(n, item, &mut all));
        self.work_out(n, &mut all);
        all
    }

    /// The conjuncts of a node as its struct's literals bring them, those of patterns apart.
    fn arranged(&mut self, n: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> [Vec<Item>; 2] {
        let parent = self.node(n).parent;
        let by_literal = if parent == NO_NODE { Ranks::default() } else { self.ranks_of(parent, ranks) };
        let mut own = Vec::new();
        let mut patterns = Vec::new();
        for c in &self.node(n).conjuncts {
            let item = Item { term: c.term, by: self.told_references(*c) };
            let Term::Expr(_, env) = c.term else {
                own.push((u32::MAX, item));
                continue;
            };
            match self.envs.get(env.index()) {
                Some(Env { up, frame: Frame::Label(m, _) }) if *m == n => {
                    patterns.push((by_literal.get(up).copied().unwrap_or(u32::MAX), item));
                }
                _ => own.push((by_literal.get(&env).copied().unwrap_or(u32::MAX), item)),
            }
        }
        [own, patterns].map(|mut group| {
            group.sort_by_key(|(rank, _)| *rank);
            group.into_iter().map(|(_, item)| item).collect()
        })
    }

    fn ranks_of(&mut self, parent: NodeId, ranks: &mut FxHashMap<NodeId, Ranks>) -> Ranks {
        if let Some(known) = ranks.get(&parent) {
            return known.clone();
        }
        // What leads back to this node finds nothing.
        ranks.insert(parent, Ranks::default());
        let literals = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.arrive(parent, ranks)).literals;
        let new: Ranks = Rc::new(literals.into_iter().zip(0..).collect());
        ranks.insert(parent, new.clone());
        new
    }

    fn told_references(&self, c: Conjunct) -> Vec<Span> {
        let steps = self.steps(c.via.trail()).take(MAX_TOLD);
        steps.filter_map(|t| t.expr).map(|e| self.prog.span(e)).collect()
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
                all.leaves.push(Leaf { span, kind, text: Text::Node(m), by, scalar, check: None });
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
                all.leaves.push(Leaf { span, kind: basic.kind(), text, by, scalar: None, check });
            }
            Expr::Struct(id) => self.literal_arrives(n, *id, (e, env), by, all),
            Expr::List(_) => {
                all.leaves.push(Leaf { span, kind: Kind::LIST, text, by, scalar: None, check: None });
            }
            Expr::Top | Expr::Bottom => {}
            _ => match self.literal(e) {
                Some(s) => {
                    all.leaves.push(Leaf { span, kind: s.kind(), text, by, scalar: Some(s), check: None });
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
            let (span, text) = (self.prog.span(e), Text::Expr(e));
            all.leaves.push(Leaf { span, kind: Kind::STRUCT, text, by: by.clone(), scalar: None, check: None });
        }
        let Some(inner) = inner else { return };
        all.literals.push(inner);
        for decl in decls.iter() {
            if let Decl::Embed { expr, .. } = decl {
                self.arrive_at(n, Item { term: Term::Expr(*expr, inner), by: by.clone() }, all);
            }
        }
    }

    /// Works out what waits, in turn.
    fn work_out(&mut self, n: NodeId, all: &mut Arrivals) {
        while let Some(Item { term, by }) = all.waiting.pop_front() {
            let (e, env) = match term {
                Term::Node(m) => {
                    self.target_arrives(n, m, by, all);
                    continue;
                }
                Term::Expr(e, env) => (e, env),
            };
            let span = self.prog.span(e);
            match self.prog.expr(e) {
                Expr::Bound(op, operand) => {
                    let value = self.while_forced(|this| this.scalar(*operand, env, n)).and_then(Result::ok);
                    let Some(value) = value else { continue };
                    let kind = bound_kind(*op, &value);
                    let check = Some(Check::Bound { op: *op, value, span });
                    all.leaves.push(Leaf { span, kind, text: Text::Expr(e), by, scalar: None, check });
                }
                Expr::Field { .. } | Expr::Let { .. } | Expr::Select(..) | Expr::Index(..) | Expr::Node { .. } => {
                    match self.while_forced(|this| this.resolve(e, env, n)) {
                        Some(Ok(Operand::Node(m))) => {
                            let by = by.into_iter().chain([span]).collect();
                            self.target_arrives(n, m, by, all);
                        }
                        Some(Ok(Operand::Scalar(s))) => all.leaves.push(computed(s, span, by)),
                        _ => {}
                    }
                }
                Expr::Interpolation(_) | Expr::BytesInterpolation(_) | Expr::Binary(..) | Expr::Unary(..) => {
                    let value = self.while_forced(|this| this.scalar(e, env, n)).and_then(Result::ok);
                    all.leaves.extend(value.map(|s| computed(s, span, by)));
                }
                Expr::Call(..) => {
                    let checks = self.node(n).ext.iter().flat_map(|x| &x.checks);
                    let check = checks.cloned().find(|c| matches!(c, Check::Call { expr, .. } if *expr == e));
                    if let Some(Check::Call { kind, .. }) = check {
                        all.leaves.push(Leaf { span, kind, text: Text::Expr(e), by, scalar: None, check });
                    }
                }
                _ => {}
            }
        }
    }

    /// What is said of the target of a reference arrives.
    fn target_arrives(&mut self, n: NodeId, target: NodeId, by: Vec<Span>, all: &mut Arrivals) {
        if self.node(target).conjuncts.is_empty() {
            if self.is_literal(target) {
                self.arrive_at(n, Item { term: Term::Node(target), by }, all);
            }
            return;
        }
        for i in 0..self.node(target).conjuncts.len() {
            let c = self.node(target).conjuncts[i];
            let by = by.iter().copied().chain(self.told_references(c)).collect();
            self.arrive_at(n, Item { term: c.term, by }, all);
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
    Leaf { span, kind: s.kind(), text: Text::Scalar(s.clone()), by, scalar: Some(s), check: None }
}
