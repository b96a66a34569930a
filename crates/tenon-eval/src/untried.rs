//! Disjunctions of scalars, types and bounds, such as `*"TCP" | "UDP"` and `*2 | int & >=1`, and of references to such.
//!
//! What a disjunct of such a sort leaves of a node that says no more than types and bounds itself is known without unfolding
//! everything again in a clone of the node ([`crate::choose`]). Which disjuncts conflict by type, or as different scalars,
//! shows without a clone at all. Where none is left, all are tried after all, for the sake of the reasons.

use crate::bounds::bound_kind;
use crate::choose::Mode;
use crate::engine::Evaluator;
use crate::expr::Operand;
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

/// What disjuncts that are references lead to.
pub(crate) type Named = SmallVec<[(ExprId, NodeId); 4]>;

impl Evaluator<'_> {
    /// What a node with disjunctions says besides them, if that is plain, and so are all the disjuncts that are left.
    pub(crate) fn plain(&mut self, n: NodeId, open: &[(Choice, Vec<(PickTerm, Mode)>)]) -> Option<(Plain, Named)> {
        let node = self.node(n);
        if !matches!(node.base, Base::Open) || !self.says_little(n) {
            return None;
        }
        let ext = node.ext.as_deref()?;
        let checks = ext.checks.iter().cloned().collect();
        let none = Plain { kind: node.kind, scalar: None, checks };
        let mut named = Named::new();
        for (choice, disjuncts) in open {
            for (disjunct, _) in disjuncts {
                let PickTerm::Expr(e) = *disjunct else { return None };
                if !self.is_plainly(e, &mut { MAX_OPERANDS }) {
                    let target = self.plain_target(n, e, choice.conjunct)?;
                    if named.iter().any(|(other, m)| *other == e && *m != target) {
                        return None;
                    }
                    named.push((e, target));
                }
            }
        }
        Some((none, named))
    }

    /// What a reference leads to, if that says nothing but what is plain, and never will.
    fn plain_target(&mut self, n: NodeId, e: ExprId, c: Conjunct) -> Option<NodeId> {
        let Term::Expr(_, env) = c.term else { return None };
        if !self.is_path(e) || c.via.is_cyclic() || self.tags.opens(c.close) {
            return None;
        }
        let Ok(Operand::Node(target)) = self.resolve(e, env, n) else { return None };
        if target == n || self.is_ancestor(target, n) || self.seal(target).is_err() {
            return None;
        }
        let node = self.node(target);
        let plainly = |t: &Conjunct| match t.term {
            Term::Expr(e, _) => !t.via.is_cyclic() && self.is_plainly(e, &mut { MAX_OPERANDS }),
            Term::Node(_) => false,
        };
        let known = node.sealed && !node.follows && node.forward == NO_NODE && !node.conjuncts.is_empty();
        (known && node.conjuncts.iter().all(plainly)).then_some(target)
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
    pub(crate) fn with_picks(&self, plain: &Plain, named: &Named, picks: &[Pick]) -> Option<Plain> {
        let mut plain = plain.clone();
        for pick in picks {
            let Some(PickTerm::Expr(e)) = pick.disjunct else { continue };
            let Some((_, target)) = named.iter().find(|(name, _)| *name == e) else {
                self.narrow(&mut plain, e)?;
                continue;
            };
            for t in &self.node(*target).conjuncts {
                let Term::Expr(e, _) = t.term else { return None };
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
    pub(crate) fn plain_clone(
        &mut self,
        n: NodeId,
        picks: Vec<Pick>,
        plain: Plain,
        named: &Named,
        terms: &[Term],
    ) -> NodeId {
        let taken_by_name =
            |p: &Pick| named.iter().find(|(name, _)| matches!(p.disjunct, Some(PickTerm::Expr(e)) if e == *name));
        let brought: SmallVec<[NodeId; 2]> =
            picks.iter().filter_map(taken_by_name).map(|(_, target)| *target).collect();
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
        for target in brought {
            for i in 0..self.node(target).conjuncts.len() {
                let Conjunct { term, close, .. } = self.node(target).conjuncts[i];
                self.node_mut(clone).ext().note_unfolded(term, close);
            }
        }
        // Bounds need nothing that is not known.
        let _ = self.run_checks(clone);
        let node = self.node_mut(clone);
        node.state = State::Complete;
        node.forget_checks();
        clone
    }
}
