//! Unfolding a conjunct: what it says becomes part of its node.
//!
//! References are followed (their target's conjuncts are unfolded here too), `&` is both its sides, literals add types,
//! values, fields, patterns and elements; disjunctions are put aside until everything else is known; everything else is
//! evaluated to a value. A literal of nothing but embeddings is a struct where neither they nor a `_` say anything else.
//! What a literal computes and embeds waits for its fields, even where those that are there count as known.

use crate::engine::Evaluator;
use crate::error::{ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use std::sync::Arc;
use tenon_catalogue::{e0302, e0304};
use tenon_ir::program::{Basic, BinaryOp, Decl, Element, Expr, ExprId, Marker, StructId};
use tenon_ir::{Kind, Label};
use tenon_source::Span;

type Done = Result<(), Stop>;

impl Evaluator<'_> {
    pub(crate) fn unfold(&mut self, n: NodeId, c: Conjunct) -> Done {
        let (e, env) = match c.term {
            Term::Node(m) => return self.follow(n, m, c),
            Term::Expr(e, env) => (e, env),
        };
        let prog = self.prog;
        let e = self.once(e);
        let span = prog.span(e);
        if self.sharable == n && !self.is_reference(e) && !matches!(prog.expr(e), Expr::Top) {
            self.sharable = NO_NODE;
        }
        match prog.expr(e) {
            Expr::Top => {
                self.mark(n, c);
                self.node_mut(n).untyped = Untyped::Top;
                Ok(())
            }
            Expr::Bottom => {
                let e = self.error_with(e0302::CODE, ErrorKind::User, e0302::MESSAGE.into(), vec![span], n);
                // It says the same wherever it comes to.
                self.errors[e.0 as usize].told_at = Some(Vec::new());
                Err(Stop::Error(e))
            }
            Expr::Basic(b) => {
                self.mark(n, c);
                self.add_basic(n, *b, span)
            }
            Expr::Struct(id) => {
                self.mark(n, c);
                self.add_struct(n, *id, env, c, e)
            }
            Expr::List(elements) => {
                self.mark(n, c);
                self.add_list(n, elements, env, c)
            }
            Expr::Binary(BinaryOp::And, a, b) => {
                self.unfold_part(n, Conjunct { term: Term::Expr(*a, env), ..c });
                self.unfold_part(n, Conjunct { term: Term::Expr(*b, env), ..c });
                Ok(())
            }
            Expr::Disjunction(_) => {
                self.add_choice(n, Choice { expr: e, conjunct: c, list: None, origin: self.origin });
                Ok(())
            }
            Expr::Bound(op, operand) => {
                self.mark(n, c);
                self.add_bound(n, *op, e, *operand, env, c)
            }
            Expr::Alias(_, inner) => {
                let env = self.push_env(env, Frame::Alias(n));
                self.unfold(n, Conjunct { term: Term::Expr(*inner, env), ..c })
            }
            Expr::Open(inner) => {
                let close = self.tags.opened(c.close);
                self.unfold(n, Conjunct { term: Term::Expr(*inner, env), close, ..c })
            }
            Expr::Select(..) if self.unfold_bare(n, e, env, c)? => Ok(()),
            Expr::Field { .. }
            | Expr::Let { .. }
            | Expr::Node { .. }
            | Expr::ForValue { .. }
            | Expr::ClauseLet { .. }
            | Expr::Dynamic { .. }
            | Expr::Select(..)
            | Expr::Index(..)
            | Expr::Import(_)
            | Expr::Optional(_) => match self.resolve(e, env, n)? {
                Operand::Node(t) => self.follow(n, t, c),
                other => self.add_operand(n, other, c, span),
            },
            Expr::Call(callee, args) => self.unfold_call(n, e, *callee, args, env, c),
            _ => {
                let value = match self.literal(e) {
                    Some(scalar) => Operand::Scalar(scalar),
                    None => self.eval(e, env, n)?,
                };
                self.add_operand(n, value, c, span)
            }
        }
    }

    /// Whether an expression leads to a node.
    pub(crate) fn is_reference(&self, e: ExprId) -> bool {
        matches!(
            self.prog.expr(e),
            Expr::Field { .. }
                | Expr::Let { .. }
                | Expr::ForValue { .. }
                | Expr::ClauseLet { .. }
                | Expr::Select(..)
                | Expr::Index(..)
                | Expr::Optional(_)
                | Expr::Import(_)
        )
    }

    /// A reference that `&` brings together with itself is that reference.
    fn once(&self, e: ExprId) -> ExprId {
        let Expr::Binary(BinaryOp::And, a, b) = self.prog.expr(e) else { return e };
        match (self.prog.expr(*a), self.prog.expr(*b)) {
            (Expr::Field { up: u, label: l, .. }, Expr::Field { up: v, label: m, .. }) if (u, l) == (v, m) => *a,
            _ => e,
        }
    }

    /// One side of `&`: waits by itself. What is no literal waits until the fields of its node count no more as known before
    /// they are.
    pub(crate) fn unfold_part(&mut self, n: NodeId, c: Conjunct) {
        let literal = |e| matches!(self.prog.expr(e), Expr::Struct(_) | Expr::List(_));
        if self.lenient.contains(&n) && !matches!(c.term, Term::Expr(e, _) if literal(e)) {
            self.put_aside(n, c);
            return;
        }
        let outer = std::mem::replace(&mut self.current, c.via);
        let result = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.unfold(n, c));
        self.current = outer;
        match result {
            Ok(()) => {}
            Err(Stop::Blocked(_)) => self.put_aside(n, c),
            Err(Stop::Error(e)) if self.error(e).kind.is_incomplete() => {
                add(&mut self.node_mut(n).ext().stuck, (c, e));
            }
            Err(Stop::Error(e)) => self.fail_node(n, e),
        }
    }

    /// A conjunct waits by itself.
    pub(crate) fn put_aside(&mut self, n: NodeId, c: Conjunct) {
        let origin = self.origin;
        self.start(n, Task { kind: TaskKind::Conjunct, conjunct: c, origin });
    }

    pub(crate) fn mark(&mut self, n: NodeId, c: Conjunct) {
        let node = self.node_mut(n);
        if c.via.is_cyclic() {
            node.cyclic = true;
        } else {
            node.grounded = Grounded::Yes;
        }
    }

    /// A computed value.
    pub(crate) fn add_operand(&mut self, n: NodeId, value: Operand, c: Conjunct, span: Span) -> Done {
        match value {
            Operand::Scalar(s) => {
                self.mark(n, c);
                self.add_scalar(n, s, span)
            }
            Operand::Node(m) => self.follow(n, m, c),
        }
    }

    // ---------------------------------------------------------------- types and scalars

    pub(crate) fn add_kind(&mut self, n: NodeId, kind: Kind, span: Span) -> Done {
        let node = self.node_mut(n);
        let both = node.kind & kind;
        if both.is_bottom() {
            if matches!(node.base, Base::Error(_)) {
                return Ok(());
            }
            return Err(self.type_conflict(n, kind, span));
        }
        node.kind = both;
        Ok(())
    }

    pub(crate) fn add_basic(&mut self, n: NodeId, basic: Basic, span: Span) -> Done {
        self.add_kind(n, basic.kind(), span)?;
        if !matches!(basic, Basic::Bool | Basic::Int | Basic::Float | Basic::Number | Basic::String | Basic::Bytes) {
            add(&mut self.node_mut(n).ext().checks, Check::Range { basic, span });
        }
        Ok(())
    }

    pub(crate) fn add_scalar(&mut self, n: NodeId, scalar: Scalar, span: Span) -> Done {
        self.add_kind(n, scalar.kind(), span)?;
        let node = self.node_mut(n);
        match &node.base {
            Base::Scalar(old) if *old == scalar => Ok(()),
            Base::Scalar(old) => {
                let old = old.clone();
                Err(self.value_conflict(n, &old, &scalar, span))
            }
            Base::Error(_) => Ok(()),
            _ => {
                node.base = Base::Scalar(scalar);
                Ok(())
            }
        }
    }

    // ---------------------------------------------------------------- structs

    pub(crate) fn descend(&mut self, n: NodeId, close: CloseSet) -> CloseSet {
        if close == OPEN {
            return OPEN;
        }
        let depth = self.node(n).depth;
        self.tags.descend(close, depth)
    }

    fn add_struct(&mut self, n: NodeId, id: StructId, env: EnvId, c: Conjunct, e: ExprId) -> Done {
        let prog = self.prog;
        let literal = prog.struct_lit(id);
        let embeds =
            env == NO_ENV || literal.decls.iter().any(|d| matches!(d, Decl::Embed { .. } | Decl::Comprehension(_)));
        let only_embeds = embeds
            && !literal.decls.iter().any(|d| {
                matches!(d, Decl::Field { label, .. } if label.is_regular())
                    || matches!(d, Decl::Dynamic { .. } | Decl::Pattern { .. } | Decl::Ellipsis { .. })
            });
        let file = env == NO_ENV;
        let (origin, trail) = (self.origin, c.via.trail());
        if !only_embeds && let Err(stop) = self.add_struct_kind(n, prog.span(e), literal, embeds) {
            // For the sake of the error, which is about this literal.
            let source = LiteralSource::Struct(id, self.env_of(env, Frame::Struct(n), Some(id)));
            add(&mut self.node_mut(n).ext().literals, Literal { close: c.close, source, origin, trail });
            return Err(stop);
        }
        let env = self.env_of(env, Frame::Struct(n), Some(id));
        let close = self.descend(n, c.close);
        let depth = self.node(n).depth;
        let scoped = embeds && !prog.features(prog.span(e).file).explicitopen;
        let scope = if scoped { Some(self.literal_scope(n, close, file.then(|| c.via.trail()))) } else { None };
        let inner = close;
        let close = scope.map_or(close, |s| self.tags.with(close, s));
        let c = Conjunct { close, ..c };
        let source = LiteralSource::Struct(id, env);
        add(&mut self.node_mut(n).ext().literals, Literal { close, source, origin, trail });
        if self.node(n).fields.is_empty() {
            let fields = literal.decls.iter().filter(|d| matches!(d, Decl::Field { .. })).count();
            self.node_mut(n).fields.reserve_exact(fields);
        }
        for (i, decl) in literal.decls.iter().enumerate() {
            let c = match (scope, decl) {
                (Some(scope), Decl::Embed { .. } | Decl::Comprehension(_)) => {
                    Conjunct { close: self.tags.part(inner, scope, depth), ..c }
                }
                _ => c,
            };
            self.add_decl(n, id, i as u32, decl, env, c);
        }
        Ok(())
    }

    /// The scope of a literal with embeddings; the files of a package, which came by one trail, share one.
    fn literal_scope(&mut self, n: NodeId, close: CloseSet, file: Option<TrailId>) -> u32 {
        let known = self.node(n).ext.iter().flat_map(|e| &e.file_scopes).find(|(by, _)| Some(*by) == file);
        if let Some((_, scope)) = known {
            return *scope;
        }
        let depth = self.node(n).depth;
        let scope = self.tags.scope(close, depth);
        if let Some(trail) = file {
            add(&mut self.node_mut(n).ext().file_scopes, (trail, scope));
        }
        scope
    }

    /// A literal with embeddings may turn out to be a scalar: `{#x: 1, 5}`.
    fn add_struct_kind(&mut self, n: NodeId, span: Span, literal: &tenon_ir::program::StructLit, embeds: bool) -> Done {
        let fields = literal.decls.iter().any(
            |d| matches!(d, Decl::Field { label, marker, .. } if label.is_regular() && *marker != Marker::Optional),
        );
        if embeds && !fields {
            return Ok(());
        }
        self.add_kind(n, Kind::STRUCT, span)
    }

    fn add_decl(&mut self, n: NodeId, id: StructId, index: u32, decl: &Decl, env: EnvId, c: Conjunct) {
        match decl {
            Decl::Field { label, marker, value, .. } => {
                self.add_field(n, *label, *marker, Conjunct { term: Term::Expr(*value, env), ..c });
            }
            Decl::Dynamic { .. } => {
                self.start(n, Task { kind: TaskKind::Dynamic(id, index, env), conjunct: c, origin: self.origin });
            }
            Decl::Pattern { pattern, value, .. } => {
                let pattern = Pattern { pattern: *pattern, value: *value, env, close: c.close, via: c.via };
                self.add_pattern(n, pattern);
                self.await_label(n, pattern.pattern, c, env);
            }
            Decl::Ellipsis { .. } => self.node_mut(n).ext().opened.push(c.close),
            Decl::Embed { expr, .. } => {
                let outer = self.origin;
                self.branch(outer, Step::Round { by: env, part: Part::Embedding(*expr), round: 0 });
                self.unfold_part(n, Conjunct { term: Term::Expr(*expr, env), ..c });
                self.origin = outer;
            }
            Decl::Comprehension(id) => {
                self.start(n, Task { kind: TaskKind::Comprehension(*id, env), conjunct: c, origin: self.origin });
            }
            Decl::Let(_) | Decl::Attribute(..) => {}
        }
    }

    /// Work that is better done when the plain fields are there.
    pub(crate) fn start(&mut self, n: NodeId, task: Task) {
        self.node_mut(n).ext().tasks.push(task);
    }

    /// A field gets a conjunct.
    pub(crate) fn add_field(&mut self, n: NodeId, label: Label, marker: Marker, c: Conjunct) -> NodeId {
        let known = self.node(n).find(label);
        // What an element says comes before what its list says of all elements.
        let new_element = known.is_none() && label.as_index().is_some();
        let child = match known {
            Some(i) => {
                let f = &mut self.node_mut(n).fields[i];
                f.marker = f.marker.min(marker);
                f.node
            }
            None => {
                let child = self.field_again(n, label).unwrap_or_else(|| self.new_node(n, label));
                self.node_mut(n).push_field(Field { label, node: child, marker });
                if !new_element {
                    self.apply_patterns(n, label, child);
                }
                child
            }
        };
        let mut close = c.close;
        if label.is_definition() {
            let tag = match self.node(child).ext.as_ref().and_then(|e| e.def_tag) {
                Some(t) => t,
                None => {
                    let depth = self.node(child).depth;
                    let origin = match c.term {
                        Term::Expr(e, _) => Some(e),
                        Term::Node(_) => None,
                    };
                    let t = self.tags.group(OPEN, false, depth, origin);
                    self.node_mut(child).ext().def_tag = Some(t);
                    t
                }
            };
            close = self.tags.with(close, tag);
        }
        self.add_conjunct(child, Conjunct { close, ..c });
        if new_element {
            self.apply_patterns(n, label, child);
        }
        child
    }

    // ---------------------------------------------------------------- lists

    fn add_list(&mut self, n: NodeId, elements: &[Element], env: EnvId, c: Conjunct) -> Done {
        let span = self.conjunct_span(c);
        self.add_kind(n, Kind::LIST, span)?;
        let close = self.descend(n, c.close);
        let c = Conjunct { close, ..c };
        let mut items: Vec<Term> = Vec::with_capacity(elements.len());
        let mut more = None;
        for element in elements {
            match element {
                Element::Expr(e) => items.push(Term::Expr(*e, env)),
                Element::Comprehension(id) => {
                    for (body, env) in self.rounds(n, *id, env)? {
                        items.push(Term::Expr(body, env));
                    }
                }
                Element::Ellipsis(value) => {
                    more = Some(value.map(|e| Conjunct { term: Term::Expr(e, env), ..c }));
                }
            }
        }
        let (count, rest) = (items.len(), more.flatten());
        add(&mut self.node_mut(n).ext().lengths, Length { count: count as u32, open: more.is_some(), rest });
        if self.node(n).fields.is_empty() {
            self.node_mut(n).fields.reserve_exact(items.len());
        }
        for (i, term) in items.into_iter().enumerate() {
            self.add_field(n, Label::index(i as u32), Marker::Regular, Conjunct { term, ..c });
        }
        if let Some(rest) = rest {
            for element in self.elements_of(n).into_iter().skip(count) {
                self.add_conjunct(element, rest);
            }
        }
        Ok(())
    }

    /// Lists of different lengths don't go together.
    pub(crate) fn finish_list(&mut self, n: NodeId) {
        let node = self.node(n);
        if node.kind != Kind::LIST {
            return;
        }
        let len = self.element_count(n) as u32;
        let Some(ext) = &node.ext else { return };
        if let Some(Length { count: short, .. }) = ext.lengths.iter().find(|l| !l.open && l.count < len).copied() {
            let spans = self.length_spans(n);
            let error = self.error_with(e0304::CODE, ErrorKind::Fatal, e0304::message(short, len), spans, n);
            self.fail_node(n, error);
        }
    }

    /// Whether a list takes no further elements.
    pub(crate) fn list_is_closed(&self, n: NodeId) -> bool {
        self.node(n).ext.as_ref().is_none_or(|e| e.lengths.is_empty() || e.lengths.iter().any(|l| !l.open))
    }

    /// A node of data.
    pub(crate) fn data_conjunct(node: NodeId) -> Conjunct {
        Conjunct { term: Term::Node(node), close: OPEN, via: Via::NOTHING }
    }

    pub(crate) fn str_scalar(s: &str) -> Scalar {
        Scalar::Str(Arc::from(s))
    }
}
