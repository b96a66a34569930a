//! Expressions that are evaluated to a value: operators, selections, interpolation.
//!
//! Nothing can be selected from what has failed or waits for more information, though a field of that name be there. That a
//! field is not there in what waits for itself is a part of that cycle. A type or a bound is no operand of a sign.

use crate::engine::Evaluator;
use crate::error::{ErrorKind, Stop};
use crate::node::*;
use crate::operators::Operation;
use crate::reads::Read;
use std::sync::Arc;
use tenon_catalogue::{e0215, e0305, e0306, e0307, e0308, e0309, e0401};
use tenon_ir::program::{BinaryOp, Expr, ExprId, Marker, UnaryOp};
use tenon_ir::{Kind, Label, LabelKind, Num};
use tenon_source::Span;

/// The value of an operand.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Scalar(Scalar),
    Node(NodeId),
}

impl Evaluator<'_> {
    /// Evaluates an expression for its value; `n` is the node that asks.
    pub(crate) fn eval(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.eval_inner(e, env, n))
    }

    fn eval_inner(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        let prog = self.prog;
        let span = prog.span(e);
        match prog.expr(e) {
            Expr::Null => Ok(Operand::Scalar(Scalar::Null)),
            Expr::Bool(b) => Ok(Operand::Scalar(Scalar::Bool(*b))),
            Expr::Num(x) => Ok(Operand::Scalar(Scalar::Num(x.clone()))),
            Expr::Str(s) => Ok(Operand::Scalar(Scalar::Str(s.clone()))),
            Expr::Bytes(b) => Ok(Operand::Scalar(Scalar::Bytes(b.clone()))),
            Expr::Data(id) => Ok(Operand::Node(self.data_node(*id))),
            Expr::Unary(op, x) => {
                if matches!(prog.expr(*x), Expr::Basic(_) | Expr::Bound(..)) {
                    let (shown, sign) = (self.show_expr(*x), sign(*op));
                    return Err(self.fatal(e0215::CODE, e0215::message(&shown, sign), prog.span(*x), n));
                }
                let x = self.scalar(*x, env, n)?;
                self.unary(*op, x, span, n)
            }
            Expr::Binary(BinaryOp::And, ..)
            | Expr::Disjunction(_)
            | Expr::Struct(_)
            | Expr::List(_)
            | Expr::Top
            | Expr::Bottom
            | Expr::Basic(_)
            | Expr::Bound(..)
            | Expr::Alias(..)
            | Expr::Open(_) => Ok(Operand::Node(self.operand_node(n, e, env))),
            Expr::Binary(op, left, right) => {
                let operation = Operation { op: *op, left: *left, right: *right, env, node: n, span };
                match op {
                    BinaryOp::BoolAnd | BinaryOp::BoolOr => self.logic(operation),
                    _ => self.binary(operation),
                }
            }
            Expr::Interpolation(parts) => self.interpolate(parts, span, env, n),
            Expr::BytesInterpolation(parts) => self.interpolate_bytes(parts, span, env, n),
            Expr::Slice(x, low, high) => self.slice(*x, *low, *high, env, n, span),
            Expr::Call(callee, args) => self.call(e, *callee, args, env, n),
            Expr::Predeclared(p) => Err(self.fatal(e0305::CODE, e0305::function(p.name()), span, n)),
            _ => self.resolve(e, env, n),
        }
    }

    /// Finds what a reference leads to; no conjunct of it needs to be known.
    pub(crate) fn resolve(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        let prog = self.prog;
        let span = prog.span(e);
        match prog.expr(e) {
            Expr::Field { up, label, .. } => {
                let Some((_, frame)) = self.frame(env, *up) else { return Err(self.lost(span, n)) };
                let (Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m)) = frame else {
                    return Err(self.lost(span, n));
                };
                self.lookup(m, *label, span, n, None).map(Operand::Node)
            }
            Expr::Let { up, id } => {
                let Some((env, Frame::Struct(m))) = self.frame(env, *up) else { return Err(self.lost(span, n)) };
                let bound = prog.lets[id.0 as usize].expr;
                if matches!(prog.expr(bound), Expr::Field { .. } | Expr::Node { .. } | Expr::ForValue { .. }) {
                    return self.resolve_base(bound, env, m);
                }
                Ok(Operand::Node(match self.lets.get(&(env, *id)) {
                    Some(l) => *l,
                    None => {
                        let l = self.operand_node(m, prog.lets[id.0 as usize].expr, env);
                        self.lets.insert((env, *id), l);
                        l
                    }
                }))
            }
            Expr::Node { up, .. } => match self.frame(env, *up) {
                Some((_, Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m))) => Ok(Operand::Node(m)),
                _ => Err(self.lost(span, n)),
            },
            Expr::LabelOf { up, .. } => match self.frame(env, *up) {
                Some((_, Frame::Label(_, label))) => Ok(Operand::Scalar(self.label_scalar(label))),
                _ => Err(self.lost(span, n)),
            },
            Expr::ForKey { up, .. } => match self.frame(env, *up) {
                Some((_, Frame::For { key, .. })) => Ok(Operand::Scalar(self.label_scalar(key))),
                _ => Err(self.lost(span, n)),
            },
            Expr::ForValue { up, .. } => match self.frame(env, *up) {
                Some((_, Frame::For { value, .. })) => Ok(Operand::Node(value)),
                _ => Err(self.lost(span, n)),
            },
            Expr::ClauseLet { up, .. } => match self.frame(env, *up) {
                Some((_, Frame::Let(m))) => Ok(Operand::Node(m)),
                _ => Err(self.lost(span, n)),
            },
            Expr::Dynamic { up, key, .. } => {
                let Some((env, Frame::Struct(m))) = self.frame(env, *up) else { return Err(self.lost(span, n)) };
                let label = self.label_of(*key, env, n)?;
                self.lookup(m, label, span, n, Some(e)).map(Operand::Node)
            }
            Expr::Import(import) => match import.package {
                Some(p) => Ok(Operand::Node(self.package_node(p))),
                None => Err(self.fatal(e0305::CODE, e0305::package(&import.path), span, n)),
            },
            Expr::Select(x, label) => {
                if let Expr::Import(import) = prog.expr(*x)
                    && import.builtin
                    && let Some(value) = self.builtin_member(import, *label, span, n)?
                {
                    return Ok(value);
                }
                match self.resolve_base(*x, env, n)? {
                    Operand::Node(m) => {
                        let found = self.lookup(m, *label, prog.label_span(e), n, Some(*x))?;
                        if !matches!(prog.expr(*x), Expr::Import(_)) {
                            self.sound_place(m)?;
                            self.known(m)?;
                            self.trust(n, m);
                        }
                        Ok(Operand::Node(found))
                    }
                    Operand::Scalar(s) => Err(self.not_selectable(*x, s.kind(), n)),
                }
            }
            Expr::Index(x, i) => {
                let base = self.resolve_base(*x, env, n)?;
                let index = self.index_value(*i, env, n)?;
                self.index((*x, base), (*i, index), span, n)
            }
            Expr::Optional(x) => self.resolve(*x, env, n),
            Expr::Alias(_, x) | Expr::Open(x) => self.resolve_base(*x, env, n),
            _ => self.eval(e, env, n),
        }
    }

    fn resolve_base(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.resolve(e, env, n))
    }

    fn lost(&mut self, span: Span, n: NodeId) -> Stop {
        self.fatal(e0305::CODE, e0305::NOWHERE, span, n)
    }

    fn not_selectable(&mut self, base: ExprId, kind: Kind, n: NodeId) -> Stop {
        let span = self.prog.span(base);
        let shown = self.show_expr(base);
        let message = e0306::not_selectable(shown, kind.describe());
        self.fatal(e0306::CODE, message, span, n)
    }

    pub(crate) fn label_scalar(&self, label: Label) -> Scalar {
        match label.as_index() {
            Some(i) => Scalar::Num(Num::from(i64::from(i))),
            None => Scalar::Str(self.names.name_arc(label)),
        }
    }

    /// The field of a node, which the expression `base` leads to. Without one it is a reference by name: the field is
    /// declared there.
    pub(crate) fn lookup(
        &mut self,
        m: NodeId,
        label: Label,
        span: Span,
        n: NodeId,
        base: Option<ExprId>,
    ) -> Result<NodeId, Stop> {
        self.read(m, Read::Field);
        self.reading_for(NO_NODE, |this| this.look_up(m, label, span, n, base))
    }

    fn look_up(
        &mut self,
        m: NodeId,
        label: Label,
        span: Span,
        n: NodeId,
        base: Option<ExprId>,
    ) -> Result<NodeId, Stop> {
        let lexical = base.is_none();
        let mut m = self.tried_around(self.deref(m), n);
        self.expand(m);
        m = self.deref(m);
        if self.contains_itself(m) && !(self.in_operand(NO_NODE, m) && self.present(m, label).is_some()) {
            self.settle(m)?;
            if let Base::Error(e) = self.node(m).base {
                return Err(Stop::Error(e));
            }
        }
        if !lexical
            && let Base::Error(e) = self.node(m).base
            && self.error(e).kind != ErrorKind::StructuralCycle
        {
            return Err(Stop::Error(e));
        }
        let choices = self.node(m).ext.as_ref().is_some_and(|x| !x.choices.is_empty());
        if (!choices || lexical)
            && let Some(found) = self.present(m, label)
        {
            return self.usable(found, span, n);
        }
        let settled = self.settle(m);
        let m = self.deref(m);
        if let Err(stop) = settled {
            return match self.present(m, label) {
                Some(found) => self.usable(found, span, n),
                None if self.forced > 0 => Err(self.undefined(m, label, span, n, base)),
                None => Err(stop),
            };
        }
        self.settle(m)?;
        let m = self.taken_default(m);
        self.settle(m)?;
        let m = self.deref(m);
        if let Base::Error(e) = self.node(m).base {
            return Err(Stop::Error(e));
        }
        if !lexical && matches!(self.node(m).base, Base::Disjunction(_)) {
            let (shown, kind) = (self.show_node(m), self.node(m).kind.describe());
            return Err(self.incomplete(e0401::disjunction(shown, kind), span, n));
        }
        match self.present(m, label) {
            Some(found) => self.usable(found, span, n),
            None => Err(self.undefined(m, label, span, n, base)),
        }
    }

    /// A disjunct that is being tried for `m` and that `n` stands in; `m` itself otherwise.
    pub(crate) fn tried_around(&self, m: NodeId, n: NodeId) -> NodeId {
        if self.choosing == 0 || self.node(m).state != State::Busy {
            return m;
        }
        let mut at = n;
        while at != NO_NODE {
            let mut original = at;
            while let Some(origin) = self.node(original).ext.as_ref().and_then(|e| e.origin) {
                if origin == m {
                    return at;
                }
                original = origin;
            }
            at = self.node(at).parent;
        }
        m
    }

    fn present(&self, m: NodeId, label: Label) -> Option<(NodeId, Marker)> {
        let node = self.node(m);
        node.find(label).map(|i| (node.fields[i].node, node.fields[i].marker))
    }

    /// A field that may be missing is not there for a reference, unless something that comes later declares it.
    fn usable(&mut self, found: (NodeId, Marker), span: Span, n: NodeId) -> Result<NodeId, Stop> {
        let (field, marker) = found;
        if marker == Marker::Regular {
            return Ok(field);
        }
        let Node { label, parent, .. } = *self.node(field);
        if matches!(self.node(parent).state, State::Busy | State::New) {
            self.seal(field)?;
            if let Some((field, Marker::Regular)) = self.present(self.deref(parent), label) {
                return Ok(field);
            }
        }
        let name = self.names.name_arc(label);
        if marker == Marker::Required {
            let error = self.error_with(e0401::CODE, ErrorKind::Incomplete, e0401::required(name), vec![span], n);
            self.reasons(error).within = Some(field);
            return Err(Stop::Error(error));
        }
        let message = e0308::optional(name);
        Err(Stop::Error(self.error_with(e0308::CODE, ErrorKind::Incomplete, message, vec![span], n)))
    }

    /// The default of a disjunction, where there is exactly one.
    pub(crate) fn taken_default(&self, m: NodeId) -> NodeId {
        match &self.node(m).base {
            Base::Disjunction(d) => d.default().map_or(m, |v| self.deref(v)),
            _ => m,
        }
    }

    fn undefined(&mut self, m: NodeId, label: Label, span: Span, n: NodeId, base: Option<ExprId>) -> Stop {
        let name = self.show_label(label);
        let node = self.node(m);
        let selectable = node.kind.meets(Kind::STRUCT) || node.kind.meets(Kind::LIST);
        if let Some(base) = base.filter(|_| !selectable || matches!(node.base, Base::Scalar(_))) {
            let kind = node.kind;
            return self.not_selectable(base, kind, n);
        }
        if node.kind == Kind::LIST {
            if let Some((_, waits)) = node.ext.as_ref().and_then(|e| e.stuck.first().copied()) {
                return Stop::Error(waits);
            }
            if let Some(i) = label.as_index() {
                let len = self.element_count(m);
                let closed = self.list_is_closed(m);
                let kind = if closed { ErrorKind::Fatal } else { ErrorKind::Incomplete };
                let message = e0307::beyond(i, len);
                return Stop::Error(self.error_with(e0307::CODE, kind, message, vec![span], n));
            }
            return self.fatal(e0308::CODE, e0308::undefined(name), span, n);
        }
        let known = node.state >= State::Settled && node.stuck_free();
        let fatal = known && label.kind() != LabelKind::Index && !self.may_declare(m, label);
        let kind = match fatal {
            true => ErrorKind::Fatal,
            false if self.is_cut(m) => ErrorKind::Cycle,
            false => ErrorKind::Incomplete,
        };
        let error = self.error_with(e0308::CODE, kind, e0308::undefined(name), vec![span], n);
        self.reasons(error).within = Some(m);
        Stop::Error(error)
    }

    /// Whether a node, or a part of what it says, waits for itself.
    fn is_cut(&self, m: NodeId) -> bool {
        let mut stuck = self.node(m).ext.iter().flat_map(|e| &e.stuck);
        self.node(m).state < State::Settled || stuck.any(|(_, e)| self.error(*e).kind == ErrorKind::Cycle)
    }

    /// What an index expression says. It has to be known at least whether it is a number or a string.
    fn index_value(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Scalar, Stop> {
        let span = self.prog.span(e);
        match self.eval(e, env, n)? {
            Operand::Scalar(s) => Ok(s),
            Operand::Node(m) => match self.value_of(m)? {
                Operand::Node(m) if self.node(m).kind == Kind::TOP => {
                    let message = e0307::wrong_type(self.show_expr(e), "_");
                    Err(self.fatal(e0307::CODE, message, span, n))
                }
                _ => self.node_scalar(m, span, n),
            },
        }
    }

    fn index(
        &mut self,
        (x, base): (ExprId, Operand),
        (e, index): (ExprId, Scalar),
        span: Span,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let at = self.prog.span(e);
        let m = match base {
            Operand::Node(m) => m,
            Operand::Scalar(s) => return Err(self.not_selectable(x, s.kind(), n)),
        };
        self.read(m, Read::Value);
        let label = match &index {
            Scalar::Str(s) => self.names.regular(s),
            Scalar::Num(x) if x.is_int() => match x.as_i64() {
                Some(i) if (0..1 << 28).contains(&i) => Label::index(i as u32),
                Some(i) if i < 0 => {
                    let message = match self.is_reference(e) {
                        true => e0307::negative_reference(self.show_expr(e), i),
                        false => e0307::negative(i),
                    };
                    return Err(self.fatal(e0307::CODE, message, at, n));
                }
                _ => return Err(self.fatal(e0307::CODE, e0307::too_large(x), at, n)),
            },
            other => {
                let message = e0307::wrong_type(self.show_scalar(other), other.kind().describe());
                return Err(self.fatal(e0307::CODE, message, at, n));
            }
        };
        let m = self.deref(m);
        if let Some(i) = label.as_index() {
            self.expand(m);
            if self.present(m, label).is_none() {
                self.settle(m)?;
                let kind = self.node(self.taken_default(self.deref(m))).kind;
                if kind == Kind::STRUCT {
                    return Err(self.fatal(e0307::CODE, e0307::of_struct(i), at, n));
                }
                if !matches!(kind, Kind::LIST) && kind.meets(Kind::LIST) {
                    let shown = self.show_node(m);
                    return Err(self.incomplete(e0401::indexed(shown), span, n));
                }
            }
        }
        let found = self.lookup(m, label, at, n, Some(x))?;
        self.sound(m)?;
        Ok(Operand::Node(found))
    }

    // ---------------------------------------------------------------- values

    /// A scalar, or an error that says why there is none.
    pub(crate) fn scalar(&mut self, e: ExprId, env: EnvId, n: NodeId) -> Result<Scalar, Stop> {
        let prog = self.prog;
        match prog.expr(e) {
            Expr::Num(x) => return Ok(Scalar::Num(x.clone())),
            Expr::Str(s) => return Ok(Scalar::Str(s.clone())),
            _ => {}
        }
        let span = prog.span(e);
        match self.eval(e, env, n)? {
            Operand::Scalar(s) => Ok(s),
            Operand::Node(m) => self.node_scalar(m, span, n),
        }
    }

    pub(crate) fn node_scalar(&mut self, m: NodeId, span: Span, n: NodeId) -> Result<Scalar, Stop> {
        match self.value_of(m)? {
            Operand::Scalar(s) => Ok(s),
            Operand::Node(m) => {
                let kind = self.node(m).kind;
                let shown = self.show_node(m);
                if kind == Kind::STRUCT || kind == Kind::LIST {
                    let message = e0306::not_scalar(shown, kind.describe());
                    return Err(self.fatal(e0306::CODE, message, span, n));
                }
                let spans = self.asked_at(span, m);
                let message = e0401::value(shown);
                Err(Stop::Error(self.error_with(e0401::CODE, ErrorKind::Incomplete, message, spans, n)))
            }
        }
    }

    /// Where something is asked for that is not known, and what is said of it.
    pub(crate) fn asked_at(&self, span: Span, m: NodeId) -> Vec<Span> {
        const MAX_SAID: usize = 4;
        let said = self.node(m).conjuncts.iter().take(MAX_SAID);
        let mut spans: Vec<Span> = std::iter::once(span).chain(said.map(|c| self.conjunct_span(*c))).collect();
        if self.node(m).conjuncts.is_empty() {
            spans.push(self.node_span(m));
        }
        spans
    }

    /// What a node is worth as an operand: a scalar where it is one, otherwise the settled node with its default taken.
    pub(crate) fn value_of(&mut self, m: NodeId) -> Result<Operand, Stop> {
        self.read(m, Read::Value);
        let m = self.deref(m);
        self.expand(m);
        let m = self.deref(m);
        let known = self.known_scalar(m);
        let constrained = |e: &Ext| !e.choices.is_empty() || !e.checks.is_empty();
        if let Some(s) = &known
            && !self.node(m).ext.as_deref().is_some_and(constrained)
        {
            return Ok(Operand::Scalar(s.clone()));
        }
        if let Some(value) = self.foreseen(m) {
            return Ok(value);
        }
        if let Err(stop) = self.settle(m) {
            if let (Some(s), Stop::Blocked(_)) = (known, stop)
                && (self.forced > 0 || self.node(m).state != State::Busy || !self.has_choices(m))
            {
                return Ok(Operand::Scalar(s));
            }
            if self.forced > 0
                && let Some(value) = self.provisional(m)
            {
                return Ok(value);
            }
            return Err(stop);
        }
        let d = self.deref(m);
        self.settle(d)?;
        let d = self.deref(d);
        let d = self.taken_default(d);
        match &self.node(d).base {
            Base::Error(e) => Err(Stop::Error(*e)),
            Base::Scalar(s) => Ok(Operand::Scalar(s.clone())),
            _ => match self.node(d).ext.as_ref().and_then(|x| x.stuck.first().copied()) {
                Some((_, e))
                    if !self.node(d).kind.meets(Kind::STRUCT | Kind::LIST) || self.node(d).fields.is_empty() =>
                {
                    Err(Stop::Error(e))
                }
                _ => Ok(Operand::Node(d)),
            },
        }
    }

    fn known_scalar(&self, m: NodeId) -> Option<Scalar> {
        match &self.node(m).base {
            Base::Scalar(s) => Some(s.clone()),
            _ => None,
        }
    }

    // ---------------------------------------------------------------- operators

    fn unary(&mut self, op: UnaryOp, x: Scalar, span: Span, n: NodeId) -> Result<Operand, Stop> {
        match (op, &x) {
            (UnaryOp::Plus, Scalar::Num(_)) => Ok(Operand::Scalar(x)),
            (UnaryOp::Minus, Scalar::Num(v)) => Ok(Operand::Scalar(Scalar::Num(v.neg()))),
            (UnaryOp::Not, Scalar::Bool(b)) => Ok(Operand::Scalar(Scalar::Bool(!b))),
            _ => {
                let message = e0309::unary(sign(op), self.show_scalar(&x), x.kind().describe());
                Err(self.fatal(e0309::CODE, message, span, n))
            }
        }
    }

    fn logic(&mut self, o: Operation) -> Result<Operand, Stop> {
        let Operation { op, left: a, right: b, env, node: n, span } = o;
        let left = self.scalar(a, env, n)?;
        if self.prog.features(span.file).shortcircuit
            && let Scalar::Bool(x) = left
            && x == (op == BinaryOp::BoolOr)
        {
            return Ok(Operand::Scalar(Scalar::Bool(x)));
        }
        let right = self.scalar(b, env, n)?;
        match (&left, &right) {
            (Scalar::Bool(x), Scalar::Bool(y)) => {
                let value = if op == BinaryOp::BoolAnd { *x && *y } else { *x || *y };
                Ok(Operand::Scalar(Scalar::Bool(value)))
            }
            _ => Err(self.bad_scalars(o, &left, &right)),
        }
    }

    /// An error that came up within something, when so many were known before it, says where that is.
    pub(crate) fn blame_whole<T>(&mut self, whole: Span, known: usize, done: Result<T, Stop>) -> Result<T, Stop> {
        if let Err(Stop::Error(e)) = done
            && let Some(error) = self.errors.get_mut(e.0 as usize).filter(|_| e.0 as usize >= known)
        {
            error.spans.insert(0, whole);
        }
        done
    }

    fn slice(
        &mut self,
        x: ExprId,
        low: Option<ExprId>,
        high: Option<ExprId>,
        env: EnvId,
        n: NodeId,
        span: Span,
    ) -> Result<Operand, Stop> {
        let base = self.eval(x, env, n)?;
        let bound = |this: &mut Self, e: Option<ExprId>, otherwise: usize| -> Result<usize, Stop> {
            let Some(e) = e else { return Ok(otherwise) };
            let at = this.prog.span(e);
            match this.scalar(e, env, n)? {
                Scalar::Num(v) if v.is_int() => match v.as_i64() {
                    Some(i) if i >= 0 => Ok(i as usize),
                    _ => Err(this.fatal(e0307::CODE, e0307::NEGATIVE_SLICE, at, n)),
                },
                other => {
                    let kind = other.kind().describe();
                    Err(this.fatal(e0307::CODE, e0307::slice_type(this.show_scalar(&other), kind), at, n))
                }
            }
        };
        let value = match base {
            Operand::Node(m) => self.value_of(m)?,
            scalar => scalar,
        };
        match value {
            Operand::Scalar(Scalar::Bytes(b)) => {
                let (lo, hi) = (bound(self, low, 0)?, bound(self, high, b.len())?);
                match b.get(lo..hi) {
                    Some(part) => Ok(Operand::Scalar(Scalar::Bytes(Arc::from(part)))),
                    None => Err(self.fatal(e0307::CODE, e0307::TEXT_SLICE, span, n)),
                }
            }
            Operand::Scalar(Scalar::Str(s)) => {
                let (lo, hi) = (bound(self, low, 0)?, bound(self, high, s.len())?);
                match s.get(lo..hi) {
                    Some(part) => Ok(Operand::Scalar(Scalar::Str(Arc::from(part)))),
                    None => Err(self.fatal(e0307::CODE, e0307::TEXT_SLICE, span, n)),
                }
            }
            Operand::Node(m) if self.node(m).kind == Kind::LIST => {
                let items: Vec<NodeId> = self.node(m).fields.iter().map(|f| f.node).collect();
                let (lo, hi) = (bound(self, low, 0)?, bound(self, high, items.len())?);
                if hi > items.len() || lo > hi {
                    let shown = hi.max(lo);
                    let message =
                        if hi > items.len() { e0307::slice_beyond(shown) } else { e0307::slice_order(lo, hi) };
                    return Err(self.fatal(e0307::CODE, message, span, n));
                }
                Ok(Operand::Node(self.list_of(&items[lo..hi])))
            }
            Operand::Node(m) => {
                let kind = self.node(m).kind;
                let shown = self.show_node(m);
                if kind.meets(Kind::LIST | Kind::STRING | Kind::BYTES) {
                    return Err(self.incomplete(e0401::sliced(shown), span, n));
                }
                Err(self.fatal(e0306::CODE, e0306::not_sliceable(shown, kind.describe()), span, n))
            }
            Operand::Scalar(s) => {
                let message = e0306::not_sliceable(self.show_scalar(&s), s.kind().describe());
                Err(self.fatal(e0306::CODE, message, span, n))
            }
        }
    }

    /// A list whose elements are other nodes.
    pub(crate) fn list_of(&mut self, items: &[NodeId]) -> NodeId {
        let list = self.new_node(NO_NODE, Label::index(0));
        for (i, item) in items.iter().enumerate() {
            self.node_mut(list).push_field(Field {
                label: Label::index(i as u32),
                node: *item,
                marker: Marker::Regular,
            });
        }
        let node = self.node_mut(list);
        node.sealed = true;
        node.kind = Kind::LIST;
        node.base = Base::List;
        node.state = State::Complete;
        list
    }
}

fn sign(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Plus => "+",
        UnaryOp::Minus => "-",
        UnaryOp::Not => "!",
    }
}
