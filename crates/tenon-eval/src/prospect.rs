//! Whether a field that is not there may still come.
//!
//! What is compared with `_|_` is absent for good where nothing that waits can add it: what waits is looked at for the
//! fields that it would add. Where a comprehension would add the field whose absence it, or one that waits for it, depends
//! on, neither answer is right: both are incomplete, and add nothing. So they are where a cycle leaves open what anything
//! else says of the struct, such as a call. The same goes for a field that is there with no more than a type, which counts
//! as absent, where another comprehension would say more of it.

use crate::engine::Evaluator;
use crate::error::{ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use tenon_catalogue::e0402;
use tenon_ir::Label;
use tenon_ir::program::{BinaryOp, ComprehensionId, Decl, Expr, ExprId, Marker};
use tenon_source::Span;

/// More declarations than this are not looked at for one field.
const MAX_DECLS: u32 = 2000;

/// Whether something that waits adds a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Prospect {
    No,
    Unknown,
    Yes,
}

impl Evaluator<'_> {
    /// What is known of a field that a reference does not lead to: whether it may come. Where it must be there for the
    /// condition to hold, the comprehension that asks cannot be what brings it.
    pub(crate) fn prospect_of(&mut self, e: ExprId, wanted: bool, env: EnvId, n: NodeId) -> Prospect {
        let prog = self.prog;
        let own = if wanted { Span::NONE } else { prog.span(e) };
        match prog.expr(e) {
            Expr::Field { up, label, .. } => match self.frame(env, *up) {
                Some((_, Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m))) => self.prospect(m, *label, own),
                _ => Prospect::Unknown,
            },
            Expr::Select(x, label) => match self.resolve(*x, env, n) {
                Ok(Operand::Node(m)) => self.prospect(m, *label, own),
                Ok(Operand::Scalar(_)) => Prospect::Unknown,
                Err(_) => stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.prospect_of(*x, wanted, env, n)),
            },
            Expr::Disjunction(all) => {
                let each = all.iter().map(|d| self.prospect_of(d.expr, wanted, env, n));
                each.max().unwrap_or(Prospect::Unknown)
            }
            _ => Prospect::Unknown,
        }
    }

    /// The error of a comparison with `_|_` that decides over what it compares.
    pub(crate) fn circular(&mut self, e: ExprId, n: NodeId) -> Stop {
        let shown = self.show_expr(e);
        let message = e0402::condition(shown);
        Stop::Error(self.error_with(e0402::CODE, ErrorKind::Cycle, message, vec![self.prog.span(e)], n))
    }

    /// Whether a field that a node does not have may come, by work of the node that waits or by that of one around it.
    fn prospect(&self, m: NodeId, label: Label, own: Span) -> Prospect {
        let at = self.deref(m);
        let there = |f: usize| self.node(at).fields.get(f).is_some_and(|f| f.marker == Marker::Regular);
        if self.node(at).find(label).is_some_and(there) {
            return Prospect::Unknown;
        }
        self.waiting_around(at, label, own)
    }

    /// Whether a field that is there, with no more than a type, gets more by what waits around it.
    pub(crate) fn may_grow(&self, m: NodeId, own: Span) -> bool {
        let node = self.node(m);
        !node.sealed && node.parent != NO_NODE && self.waiting_around(node.parent, node.label, own) == Prospect::Yes
    }

    /// Whether work that waits at a node, or at one around it, adds to a field of the node.
    pub(crate) fn waiting_around(&self, mut at: NodeId, label: Label, own: Span) -> Prospect {
        // The innermost label first.
        let mut path = vec![label];
        let mut left = MAX_DECLS;
        let mut prospect = Prospect::No;
        loop {
            prospect = prospect.max(self.waiting_prospect(at, &path, own, &mut left));
            let node = self.node(at);
            if node.sealed || node.parent == NO_NODE || prospect == Prospect::Yes {
                return prospect;
            }
            path.push(node.label);
            at = node.parent;
        }
    }

    /// Whether what waits at one node may add a field.
    fn waiting_prospect(&self, n: NodeId, path: &[Label], own: Span, left: &mut u32) -> Prospect {
        let node = self.node(n);
        let choices = node.ext.as_ref().is_some_and(|e| !e.choices.is_empty());
        let open = choices || node.expanding || (node.unfolded as usize) < node.conjuncts.len();
        let mut prospect = if open && node.state < State::Settled { Prospect::Unknown } else { Prospect::No };
        let Some(ext) = &node.ext else { return prospect };
        let within = path.split_last().filter(|(_, inner)| !inner.is_empty()).map(|(first, _)| *first);
        for task in &ext.tasks {
            prospect = prospect.max(match task.kind {
                TaskKind::Comprehension(id, _) if self.prog.comprehension(id).span.covers(own) => Prospect::No,
                TaskKind::Comprehension(id, _) => self.yields(id, path, left),
                TaskKind::Conjunct | TaskKind::Dynamic(..) => Prospect::Unknown,
                TaskKind::Pattern(_, label) if within == Some(label) => Prospect::Unknown,
                TaskKind::Pattern(..) | TaskKind::Label(..) | TaskKind::Done => Prospect::No,
            });
        }
        let cut = ext.stuck.iter().filter(|(_, error)| self.error(*error).kind == ErrorKind::Cycle);
        for (conjunct, _) in cut {
            let Term::Expr(e, _) = conjunct.term else { continue };
            let Expr::Struct(id) = self.prog.expr(e) else {
                prospect = prospect.max(Prospect::Unknown);
                continue;
            };
            for decl in &self.prog.struct_lit(*id).decls {
                if let Decl::Comprehension(id) = decl
                    && !self.prog.comprehension(*id).span.covers(own)
                {
                    prospect = prospect.max(self.yields(*id, path, left));
                }
            }
        }
        prospect
    }

    /// Whether a comprehension adds a field when it yields something.
    fn yields(&self, id: ComprehensionId, path: &[Label], left: &mut u32) -> Prospect {
        let comprehension = self.prog.comprehension(id);
        let fallback = comprehension.fallback.map_or(Prospect::No, |e| self.adds(e, path, left));
        fallback.max(self.adds(comprehension.body, path, left))
    }

    /// Whether an expression has a field.
    fn adds(&self, e: ExprId, path: &[Label], left: &mut u32) -> Prospect {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.prog.expr(e) {
            Expr::Struct(id) => {
                let decls = self.prog.struct_lit(*id).decls.iter();
                decls.map(|d| self.declares(d, path, left)).max().unwrap_or(Prospect::No)
            }
            Expr::Binary(BinaryOp::And, a, b) => self.adds(*a, path, left).max(self.adds(*b, path, left)),
            Expr::Alias(_, inner) | Expr::Open(inner) => self.adds(*inner, path, left),
            Expr::Null
            | Expr::Bool(_)
            | Expr::Num(_)
            | Expr::Str(_)
            | Expr::Bytes(_)
            | Expr::Top
            | Expr::Bottom
            | Expr::Basic(_)
            | Expr::Bound(..)
            | Expr::Interpolation(_)
            | Expr::BytesInterpolation(_)
            | Expr::Binary(..)
            | Expr::Unary(..)
            | Expr::List(_) => Prospect::No,
            _ => Prospect::Unknown,
        })
    }

    fn declares(&self, decl: &Decl, path: &[Label], left: &mut u32) -> Prospect {
        let Some(rest) = left.checked_sub(1) else { return Prospect::Unknown };
        *left = rest;
        let Some((first, inner)) = path.split_last() else { return Prospect::Unknown };
        match decl {
            Decl::Field { label, marker, value, .. } if label == first => match inner {
                [] if *marker == Marker::Regular => Prospect::Yes,
                [] => Prospect::No,
                inner => self.adds(*value, inner, left),
            },
            Decl::Dynamic { .. } if first.is_regular() => Prospect::Unknown,
            Decl::Pattern { value, .. } if !inner.is_empty() => self.adds(*value, inner, left).min(Prospect::Unknown),
            Decl::Embed { expr, .. } => self.adds(*expr, path, left),
            Decl::Comprehension(id) => self.yields(*id, path, left),
            _ => Prospect::No,
        }
    }
}
