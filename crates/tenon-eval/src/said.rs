//! Going through what is said of a node: its conjuncts, and behind references those of what they lead to.

use crate::account::{Operand as Reference, Round, Said, Sort};
use crate::call::Callee;
use crate::engine::Evaluator;
use crate::expr::Operand;
use crate::node::*;
use crate::walk::operands;
use rustc_hash::FxHashSet;
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, ComprehensionId, Decl, Expr, ExprId, Predeclared, StructId};
use tenon_source::Span;

/// More things than this that are said of one node are not told.
const MAX_SAID: usize = 400;

/// So many conjuncts are looked at: references may lead on without end.
const MAX_TERMS: usize = 2000;

/// So many references in a row are followed.
const MAX_FOLLOWED: usize = 100;

/// Of a trail of references only so many are told.
const MAX_STEPS: usize = 16;

/// Environments around an expression are looked at this far out.
const MAX_FRAMES: usize = 100;

/// References of an expression that are told.
const MAX_OPERANDS: usize = 32;

/// Goes through what is said of a place.
pub(crate) struct Collector<'a, 'p> {
    ev: &'a mut Evaluator<'p>,
    place: NodeId,
    /// The node that stands for it.
    node: NodeId,
    /// Functions that check the value.
    validators: FxHashSet<ExprId>,
    seen: FxHashSet<Term>,
    said: Vec<Said>,
}

/// How something came.
#[derive(Clone)]
struct Way {
    by: Vec<ExprId>,
    whole: Option<ExprId>,
}

impl<'a, 'p> Collector<'a, 'p> {
    pub fn new(ev: &'a mut Evaluator<'p>, place: NodeId, node: NodeId) -> Collector<'a, 'p> {
        Collector { ev, place, node, validators: FxHashSet::default(), seen: FxHashSet::default(), said: Vec::new() }
    }

    /// All that is said of the place.
    pub fn said(mut self) -> Vec<Said> {
        for n in [self.place, self.node] {
            let checks = self.ev.node(n).ext.iter().flat_map(|e| &e.checks);
            self.validators.extend(checks.filter_map(|c| match c {
                Check::Call { expr, .. } => Some(*expr),
                _ => None,
            }));
        }
        if self.ev.is_literal(self.place) {
            self.term(Term::Node(self.place), &Way { by: Vec::new(), whole: None });
        }
        for c in self.ev.node(self.place).conjuncts.clone() {
            let way = self.way(c, &[]);
            self.term(c.term, &way);
        }
        self.said
    }

    fn way(&self, c: Conjunct, after: &[ExprId]) -> Way {
        let steps = self.ev.steps(c.via.trail()).take(MAX_STEPS).filter_map(|t| t.expr);
        let whole = match c.term {
            Term::Expr(e, _) => Some(e),
            Term::Node(_) => None,
        };
        let mut by: Vec<ExprId> = steps.collect();
        by.extend(after.iter().filter(|e| !by.contains(e)).copied().collect::<Vec<_>>());
        Way { by, whole }
    }

    fn term(&mut self, term: Term, way: &Way) {
        let enough = self.said.len() >= MAX_SAID || self.seen.len() >= MAX_TERMS || way.by.len() > MAX_FOLLOWED;
        if enough || !self.seen.insert(term) {
            return;
        }
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match term {
            Term::Node(m) => self.node_said(m, way),
            Term::Expr(e, env) => self.expr(e, env, way),
        });
    }

    /// Data or a computed value; what is said of any other node.
    fn node_said(&mut self, m: NodeId, way: &Way) {
        if !self.ev.is_literal(m) {
            for c in self.ev.node(m).conjuncts.clone() {
                let way = self.way(c, &way.by);
                self.term(c.term, &way);
            }
            return;
        }
        let node = self.ev.node(m);
        let sort = match &node.base {
            Base::Scalar(s) => Sort::Scalar(s.clone()),
            Base::List => Sort::List,
            Base::Struct => Sort::Struct,
            _ => Sort::Type(node.kind),
        };
        let (span, text) = (self.ev.node_span(m), self.ev.show_node(m));
        self.said.push(Said { expr: None, span, text, sort, whole: None, by: way.by.clone(), rounds: Vec::new() });
    }

    fn add(&mut self, e: ExprId, env: EnvId, sort: Sort, way: &Way) {
        let said = Said {
            expr: Some(e),
            span: self.ev.prog.span(e),
            text: self.ev.show_operand(e),
            sort,
            whole: way.whole,
            by: way.by.clone(),
            rounds: self.rounds(env),
        };
        self.said.push(said);
    }

    fn expr(&mut self, e: ExprId, env: EnvId, way: &Way) {
        let prog = self.ev.prog;
        match prog.expr(e) {
            Expr::Binary(BinaryOp::And, a, b) => {
                self.term(Term::Expr(*a, env), way);
                self.term(Term::Expr(*b, env), way);
            }
            Expr::Alias(_, inner) => {
                let env = self.ev.push_env(env, Frame::Alias(self.node));
                self.term(Term::Expr(*inner, env), way);
            }
            Expr::Open(inner) => self.term(Term::Expr(*inner, env), way),
            Expr::Top => {}
            Expr::Bottom => self.add(e, env, Sort::Bottom, way),
            Expr::Basic(basic) => self.add(e, env, Sort::Type(basic.kind()), way),
            Expr::Bound(..) => {
                let parts = self.parts(e, env);
                self.add(e, env, Sort::Bound(parts), way);
            }
            Expr::Disjunction(_) => self.disjunction(e, env, way),
            Expr::Struct(id) => self.literal(e, *id, env, way),
            Expr::List(_) => self.add(e, env, Sort::List, way),
            Expr::Data(id) => {
                let m = self.ev.data_node(*id);
                let from = self.said.len();
                self.node_said(m, way);
                if let Some(said) = self.said.get_mut(from) {
                    said.expr = Some(e);
                    said.whole = way.whole;
                }
            }
            Expr::Call(callee, args) => self.call(e, *callee, args, env, way),
            Expr::Select(..) if self.validators.contains(&e) || self.ev.callee(e).is_some() => {
                self.validator(e, env, way);
            }
            _ => match self.ev.literal(e) {
                Some(s) => self.add(e, env, Sort::Scalar(s), way),
                None if self.ev.is_reference(e) || matches!(prog.expr(e), Expr::Node { .. } | Expr::Dynamic { .. }) => {
                    self.reference(e, env, way);
                }
                None => self.computed(e, env, way),
            },
        }
    }

    fn validator(&mut self, e: ExprId, env: EnvId, way: &Way) {
        let parts = self.parts(e, env);
        self.add(e, env, Sort::Validator(parts), way);
    }

    fn computed(&mut self, e: ExprId, env: EnvId, way: &Way) {
        let parts = self.parts(e, env);
        self.add(e, env, Sort::Computed(parts), way);
    }

    /// What is said of the target of a reference.
    fn reference(&mut self, e: ExprId, env: EnvId, way: &Way) {
        let node = self.node;
        let target = match self.ev.while_forced(|ev| ev.resolve(e, env, node)) {
            Some(Ok(Operand::Node(m))) => m,
            Some(Ok(Operand::Scalar(_))) => return self.computed(e, env, way),
            _ => return self.add(e, env, Sort::Waiting, way),
        };
        let mut by = vec![e];
        by.extend(way.by.iter().filter(|x| **x != e));
        let way = Way { by, whole: None };
        let before = self.said.len();
        self.term(Term::Node(target), &way);
        let silent = self.said.len() == before && self.ev.node(target).conjuncts.is_empty();
        if silent && !self.ev.is_literal(target) {
            self.add(e, env, Sort::Waiting, &way);
        }
    }

    fn disjunction(&mut self, e: ExprId, env: EnvId, way: &Way) {
        self.add(e, env, Sort::Disjunction(Vec::new()), way);
        let picked = [self.node, self.place].into_iter().find_map(|n| self.ev.picked(n, e));
        match picked {
            Some(PickTerm::Expr(d)) if self.leads_on(d) => self.term(Term::Expr(d, env), way),
            Some(PickTerm::Node(m)) => self.term(Term::Node(m), way),
            _ => {}
        }
    }

    /// Whether a disjunct says more than the disjunction that it stands in: types, bounds and literals do not.
    fn leads_on(&self, disjunct: ExprId) -> bool {
        match self.ev.prog.expr(disjunct) {
            Expr::Binary(BinaryOp::And, a, b) => {
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.leads_on(*a) || self.leads_on(*b))
            }
            Expr::Basic(_) | Expr::Bound(..) | Expr::Top | Expr::Bottom => false,
            _ => self.ev.literal(disjunct).is_none(),
        }
    }

    fn call(&mut self, e: ExprId, callee: ExprId, args: &[ExprId], env: EnvId, way: &Way) {
        if self.validators.contains(&e) {
            return self.validator(e, env, way);
        }
        match (self.ev.callee(callee), args) {
            (Some(Callee::Predeclared(Predeclared::Close | Predeclared::CloseAll | Predeclared::Reclose)), [arg]) => {
                self.term(Term::Expr(*arg, env), way);
            }
            (Some(Callee::Predeclared(Predeclared::MatchN | Predeclared::MatchIf)), _) => {
                self.validator(e, env, way);
            }
            (Some(Callee::Predeclared(Predeclared::Or)), [_]) => self.disjunction(e, env, way),
            (Some(Callee::Builtin(f, _)), _) if f.result == Kind::BOOL && f.params.len() == args.len() + 1 => {
                self.validator(e, env, way);
            }
            _ => self.computed(e, env, way),
        }
    }

    /// A struct literal, what it embeds, and what its comprehensions yield for the node itself.
    fn literal(&mut self, e: ExprId, id: StructId, env: EnvId, way: &Way) {
        let prog = self.ev.prog;
        let decls = &prog.struct_lit(id).decls;
        let fields = |d: &Decl| !matches!(d, Decl::Embed { .. } | Decl::Let(_) | Decl::Attribute(..));
        if decls.is_empty() || decls.iter().any(fields) {
            self.add(e, env, Sort::Struct, way);
        }
        let literals = || {
            let nodes = [self.node, self.place].into_iter();
            nodes.flat_map(|n| self.ev.node(n).ext.iter().flat_map(|e| &e.literals)).take(MAX_SAID)
        };
        let inner = literals().find_map(|l| match l.source {
            LiteralSource::Struct(i, inner)
                if i == id && self.ev.envs.get(inner.index()).is_some_and(|x| x.up == env) =>
            {
                Some(inner)
            }
            _ => None,
        });
        // A scalar's node has forgotten its literals.
        let inner = inner.unwrap_or_else(|| self.ev.push_env(env, Frame::Struct(self.node)));
        for decl in decls.iter() {
            match decl {
                Decl::Embed { expr, .. } => {
                    let way = Way { whole: Some(*expr), ..way.clone() };
                    self.term(Term::Expr(*expr, inner), &way);
                }
                Decl::Comprehension(id) => self.yielded(*id, inner, way),
                _ => {}
            }
        }
    }

    /// The bodies that a comprehension of a literal yielded.
    fn yielded(&mut self, id: ComprehensionId, literal: EnvId, way: &Way) {
        let comprehension = self.ev.prog.comprehension(id);
        let mut bodies = Vec::new();
        for l in self.ev.node(self.node).ext.iter().flat_map(|e| &e.literals).take(MAX_SAID) {
            let LiteralSource::Struct(body, inner) = l.source else { continue };
            let by_it = l.origin.branch.is_some_and(|b| match self.ev.branches[b.index()].step {
                Step::Round { by, part, .. } => by == literal && part == Part::Comprehension(id),
                _ => false,
            });
            let is_body = |e: &ExprId| matches!(self.ev.prog.expr(*e), Expr::Struct(s) if *s == body);
            let exprs = [Some(comprehension.body), comprehension.fallback];
            let Some(e) = exprs.into_iter().flatten().find(is_body).filter(|_| by_it) else { continue };
            let Some(Env { up, .. }) = self.ev.envs.get(inner.index()) else { continue };
            bodies.push(Term::Expr(e, *up));
        }
        for body in bodies {
            self.term(body, &Way { whole: None, ..way.clone() });
        }
    }

    /// The rounds of `for` clauses around an expression.
    fn rounds(&self, env: EnvId) -> Vec<Round> {
        let mut rounds = Vec::new();
        let mut at = self.ev.envs.get(env.index());
        for _ in 0..MAX_FRAMES {
            let Some(Env { up, frame }) = at else { break };
            if let Frame::For { source, key, value } = frame {
                let end = self.ev.end_of(*value);
                let value = match self.ev.node(end).base {
                    Base::Struct => "{…}".to_owned(),
                    Base::List => "[…]".to_owned(),
                    _ => self.ev.show_node(end),
                };
                rounds.push(Round { source: *source, key: self.ev.show_scalar(&self.ev.label_scalar(*key)), value });
            }
            at = self.ev.envs.get(up.index());
        }
        rounds
    }

    /// The references in an expression, and what they are.
    fn parts(&mut self, e: ExprId, env: EnvId) -> Vec<Reference> {
        let mut references = Vec::new();
        references_in(self.ev, e, &mut references);
        let mut parts: Vec<Reference> = Vec::new();
        let node = self.node;
        for r in references.into_iter().take(MAX_OPERANDS) {
            let shown = self.ev.show_expr(r);
            if parts.iter().any(|p| self.ev.show_expr(p.expr) == shown) {
                continue;
            }
            let (node, value) = match self.ev.while_forced(|ev| ev.eval(r, env, node)) {
                Some(Ok(Operand::Scalar(s))) => (None, self.ev.show_scalar(&s)),
                Some(Ok(Operand::Node(m))) => {
                    let _ = self.ev.while_forced(|ev| ev.settle_shared(m));
                    (Some(m), self.ev.show_node(self.ev.end_of(m)))
                }
                _ => (None, "_|_".to_owned()),
            };
            parts.push(Reference { expr: r, node, value });
        }
        parts
    }
}

/// The references in an expression, but for functions of builtin packages.
fn references_in(ev: &Evaluator<'_>, e: ExprId, out: &mut Vec<ExprId>) {
    if out.len() > MAX_OPERANDS || ev.prog.span(e) == Span::NONE {
        return;
    }
    let expr = ev.prog.expr(e);
    let named = ev.is_reference(e)
        || matches!(
            expr,
            Expr::Node { .. }
                | Expr::Dynamic { .. }
                | Expr::ForKey { .. }
                | Expr::LabelOf { .. }
                | Expr::ClauseLet { .. }
        );
    if named {
        if ev.callee(e).is_none() {
            out.push(e);
        }
        return;
    }
    for part in operands(expr) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || references_in(ev, part, out));
    }
}
