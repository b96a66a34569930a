//! Disjunctions of scalars, types and bounds, such as `*"TCP" | "UDP"` and `*2 | int & >=1`.
//!
//! What a disjunct of such a sort leaves of a node that says no more than types and bounds itself is known without unfolding
//! everything again in a clone of the node ([`crate::choose`]). Which disjuncts conflict by type, or as different scalars,
//! shows without a clone at all. Where none is left, all are tried after all, for the sake of the reasons.

use crate::bounds::bound_kind;
use crate::engine::Evaluator;
use crate::node::*;
use smallvec::SmallVec;
use tenon_ir::Kind;
use tenon_ir::program::{Basic, BinaryOp, Expr, ExprId};

/// So many operands of `&` are looked at.
const MAX_OPERANDS: u32 = 16;

/// A type, a scalar of it, bounds.
#[derive(Clone)]
pub(crate) struct Plain {
    kind: Kind,
    scalar: Option<Scalar>,
    checks: SmallVec<[Check; 2]>,
}

impl Evaluator<'_> {
    /// What a node with disjunctions says besides them, if that is plain, and so are all the disjuncts that are left.
    pub(crate) fn plain<'d>(&self, n: NodeId, mut disjuncts: impl Iterator<Item = &'d PickTerm>) -> Option<Plain> {
        let node = self.node(n);
        if !matches!(node.base, Base::Open) || !self.says_little(n) {
            return None;
        }
        let ext = node.ext.as_deref()?;
        let none = Plain { kind: node.kind, scalar: None, checks: ext.checks.iter().cloned().collect() };
        let plain = |d: &PickTerm| match d {
            PickTerm::Expr(e) => self.is_plainly(*e, &mut { MAX_OPERANDS }),
            PickTerm::Node(_) => false,
        };
        disjuncts.all(plain).then_some(none)
    }

    fn is_plainly(&self, e: ExprId, left: &mut u32) -> bool {
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        match self.prog.expr(e) {
            Expr::Basic(_) => true,
            Expr::Bound(op, x) => self.literal(*x).is_some_and(|x| !bound_kind(*op, &x).is_bottom()),
            Expr::Binary(BinaryOp::And, a, b) => self.is_plainly(*a, left) && self.is_plainly(*b, left),
            _ => self.literal(e).is_some(),
        }
    }

    /// What is left of something plain by the disjuncts that are taken; nothing where they conflict.
    pub(crate) fn with_picks(&self, plain: &Plain, picks: &[Pick]) -> Option<Plain> {
        let mut plain = plain.clone();
        for pick in picks {
            if let Some(PickTerm::Expr(e)) = pick.disjunct {
                self.narrow(&mut plain, e)?;
            }
        }
        Some(plain)
    }

    fn narrow(&self, plain: &mut Plain, e: ExprId) -> Option<()> {
        let span = self.prog.span(e);
        let kind = match self.prog.expr(e) {
            Expr::Binary(BinaryOp::And, a, b) => {
                self.narrow(plain, *a)?;
                return self.narrow(plain, *b);
            }
            Expr::Basic(basic) => {
                use Basic::{Bool, Bytes, Float, Int, Number, String};
                if !matches!(basic, Bool | Int | Float | Number | String | Bytes) {
                    plain.checks.push(Check::Range { basic: *basic, span });
                }
                basic.kind()
            }
            Expr::Bound(op, x) => {
                let value = self.literal(*x)?;
                let kind = bound_kind(*op, &value);
                plain.checks.push(Check::Bound { op: *op, value, span });
                kind
            }
            _ => {
                let scalar = self.literal(e)?;
                if plain.scalar.as_ref().is_some_and(|s| *s != scalar) {
                    return None;
                }
                let kind = scalar.kind();
                plain.scalar = Some(scalar);
                kind
            }
        };
        plain.kind = plain.kind & kind;
        (!plain.kind.is_bottom()).then_some(())
    }

    /// A clone of a node that is what is left for it. `terms`: where each of the node's disjunctions came from.
    pub(crate) fn plain_clone(&mut self, n: NodeId, picks: Vec<Pick>, plain: Plain, terms: &[Term]) -> NodeId {
        let clone = self.clone_with(n, picks);
        let taken: SmallVec<[Option<Term>; 4]> =
            self.node(n).ext.iter().flat_map(|e| &e.picks).map(|p| p.used).collect();
        let node = self.node_mut(clone);
        node.unfolded = node.conjuncts.len() as u32;
        node.grounded = Grounded::Yes;
        node.kind = plain.kind;
        node.base = match plain.scalar {
            Some(scalar) => Base::Scalar(scalar),
            None if plain.kind == Kind::NULL => Base::Scalar(Scalar::Null),
            None => Base::Open,
        };
        let ext = node.ext();
        ext.checks = plain.checks.into_iter().collect();
        let used = taken.into_iter().chain(terms.iter().map(|t| Some(*t)));
        ext.picks.iter_mut().zip(used).for_each(|(pick, used)| pick.used = used);
        // Bounds need nothing that is not known.
        let _ = self.run_checks(clone);
        let node = self.node_mut(clone);
        node.state = State::Complete;
        node.forget_checks();
        clone
    }
}
