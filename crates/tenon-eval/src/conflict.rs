//! Conflicts, and what is wrong in a completed tree.
//!
//! Reasons are not kept while evaluation runs: when an error is made, the node's conjuncts are gone through once more for
//! the literals behind its references.

use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::FxHashSet;
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Expr, ExprId, Marker};
use tenon_source::Span;

/// A literal that says something about a node.
struct Leaf {
    span: Span,
    kind: Kind,
    text: String,
}

impl Evaluator<'_> {
    pub(crate) fn type_conflict(&mut self, n: NodeId, kind: Kind, span: Span) -> Stop {
        let leaves = self.leaves(n);
        let here = leaves.iter().find(|l| l.span == span);
        let mine = here.map_or_else(|| kind.describe(), |l| l.text.clone());
        let other = leaves.iter().find(|l| !l.kind.meets(kind));
        let have = other.map_or(self.node(n).kind, |l| l.kind);
        let theirs = other.map_or_else(|| self.show_node(n), |l| l.text.clone());
        let mut spans: Vec<Span> = other.map(|l| l.span).into_iter().collect();
        spans.push(span);
        let message = format!(
            "conflicting values {theirs} and {mine} (mismatched types {} and {})",
            have.describe(),
            kind.describe()
        );
        Stop::Error(self.error_with("E0301", ErrorKind::Fatal, message, spans, n))
    }

    pub(crate) fn value_conflict(&mut self, n: NodeId, old: &Scalar, new: &Scalar, span: Span) -> Stop {
        let text = self.show_scalar(old);
        let leaves = self.leaves(n);
        let mut spans: Vec<Span> = leaves.iter().filter(|l| l.text == text).map(|l| l.span).take(1).collect();
        spans.push(span);
        let message = format!("conflicting values {} and {}", self.show_scalar(new), text);
        Stop::Error(self.error_with("E0301", ErrorKind::Fatal, message, spans, n))
    }

    pub(crate) fn leaf_spans(&mut self, n: NodeId) -> Vec<Span> {
        self.leaves(n).into_iter().map(|l| l.span).collect()
    }

    fn leaves(&mut self, n: NodeId) -> Vec<Leaf> {
        let mut out = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work: Vec<Term> = self.node(n).conjuncts.iter().rev().map(|c| c.term).collect();
        while let Some(term) = work.pop() {
            if out.len() > 32 || !seen.insert(term) {
                continue;
            }
            match term {
                Term::Node(m) if self.is_literal(m) => {
                    out.push(Leaf { span: self.node_span(m), kind: self.node(m).kind, text: self.show_node(m) });
                }
                Term::Node(m) => work.extend(self.node(m).conjuncts.iter().rev().map(|c| c.term)),
                Term::Expr(e, env) => match self.prog.expr(e) {
                    Expr::Disjunction(_) if self.picked(n, e).is_some() => {
                        work.extend(self.picked(n, e).map(|disjunct| match disjunct {
                            PickTerm::Expr(e) => Term::Expr(e, env),
                            PickTerm::Node(m) => Term::Node(m),
                        }));
                    }
                    Expr::Binary(BinaryOp::And, a, b) => {
                        work.push(Term::Expr(*b, env));
                        work.push(Term::Expr(*a, env));
                    }
                    Expr::Field { .. } | Expr::Let { .. } | Expr::Select(..) | Expr::Index(..) | Expr::Node { .. } => {
                        if self.forced < 8 {
                            self.forced += 8;
                            let target = self.resolve(e, env, n);
                            self.forced -= 8;
                            if let Ok(Operand::Node(m)) = target {
                                work.extend(self.node(m).conjuncts.iter().rev().map(|c| c.term));
                                if self.node(m).conjuncts.is_empty() {
                                    work.push(Term::Node(m));
                                }
                            }
                        }
                    }
                    other => {
                        let kind = match other {
                            Expr::Null => Kind::NULL,
                            Expr::Bool(_) => Kind::BOOL,
                            Expr::Num(x) if x.is_int() => Kind::INT,
                            Expr::Num(_) => Kind::FLOAT,
                            Expr::Str(_) | Expr::Interpolation(_) => Kind::STRING,
                            Expr::Bytes(_) => Kind::BYTES,
                            Expr::Basic(b) => b.kind(),
                            Expr::Struct(_) => Kind::STRUCT,
                            Expr::List(_) => Kind::LIST,
                            _ => Kind::TOP,
                        };
                        out.push(Leaf { span: self.prog.span(e), kind, text: self.show_expr(e) });
                    }
                },
            }
        }
        out
    }

    /// The disjunct that a clone took for a disjunction.
    fn picked(&self, n: NodeId, disjunction: ExprId) -> Option<PickTerm> {
        let picks = &self.node(n).ext.as_ref()?.picks;
        picks.iter().find(|p| p.used.is_some() && p.expr == disjunction).and_then(|p| p.disjunct)
    }

    // ---------------------------------------------------------------- trees

    /// The first fatal error of a completed node or of anything in it.
    pub(crate) fn flaw(&self, n: NodeId) -> Option<ErrorId> {
        self.find_error(n, &|this, m| match this.node(m).base {
            Base::Error(e) if !this.error(e).kind.is_incomplete() => Some(e),
            _ => None,
        })
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

    fn find_error(&self, n: NodeId, at: &dyn Fn(&Self, NodeId) -> Option<ErrorId>) -> Option<ErrorId> {
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
        let node = self.node(n);
        if node.walking != 0 && node.state == State::Complete {
            // Still being completed: whoever completes it looks at its fields.
            return None;
        }
        node.fields
            .iter()
            .filter(|f| f.marker != Marker::Optional)
            .find_map(|f| stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.find_error(f.node, at)))
    }
}
