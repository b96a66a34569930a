//! Bounds, ranges of number types and validators: constraints that are checked once a value is known.
//!
//! Bounds never become a value. Before a value is known they narrow the type, drop what others imply and fail when they
//! contradict each other. `==x` and `!=x` are validators where x is a struct or a list. Equal validators are one. `!=x` is
//! implied by every bound that x does not satisfy, a regular expression too.

use crate::call::Failure;
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use std::cmp::Ordering;
use tenon_catalogue::{e0315, e0316, e0317, e0401};
use tenon_ir::program::{Basic, BoundOp, Expr, ExprId};
use tenon_ir::{Kind, Num};
use thin_vec::ThinVec;

impl Evaluator<'_> {
    pub(crate) fn add_bound(
        &mut self,
        n: NodeId,
        op: BoundOp,
        e: ExprId,
        operand: ExprId,
        env: EnvId,
        c: Conjunct,
    ) -> Result<(), Stop> {
        let (span, at) = (self.prog.span(e), self.prog.span(operand));
        let value = match self.eval(operand, env, n)? {
            Operand::Node(m) => self.value_of(m)?,
            scalar => scalar,
        };
        let value = match value {
            Operand::Scalar(s) => s,
            Operand::Node(m) => {
                let kind = self.node(m).kind;
                let shown = self.show_node(m);
                if kind == Kind::STRUCT || kind == Kind::LIST {
                    if matches!(op, BoundOp::Equal | BoundOp::NotEq) {
                        return self.add_validator(n, (e, e), kind, &[operand], env, c);
                    }
                    let message = e0315::message(shown, kind.describe(), op.as_str());
                    return Err(self.fatal(e0315::CODE, message, at, n));
                }
                return Err(self.incomplete(e0401::bound(shown, op.as_str()), at, n));
            }
        };
        let kind = bound_kind(op, &value);
        if kind.is_bottom() {
            let message = e0315::message(self.show_scalar(&value), value.kind().describe(), op.as_str());
            return Err(self.fatal(e0315::CODE, message, at, n));
        }
        self.add_kind(n, kind, span)?;
        add(&mut self.node_mut(n).ext().checks, Check::Bound { op, value, span });
        Ok(())
    }

    /// Runs a settled node's checks, as far as its value is known.
    pub(crate) fn run_checks(&mut self, n: NodeId) -> Result<(), Stop> {
        let checks = match &self.node(n).ext {
            Some(ext) if !ext.checks.is_empty() => ext.checks.clone(),
            _ => return Ok(()),
        };
        let node = self.node(n);
        let value = match &node.base {
            Base::Error(_) => return Ok(()),
            Base::Scalar(s) => Operand::Scalar(s.clone()),
            _ if node.kind == Kind::NULL => Operand::Scalar(Scalar::Null),
            _ => {
                self.simplify(n);
                return Ok(());
            }
        };
        self.verify(n, &checks, &value)
    }

    /// Runs the validators of a struct or list whose contents are known.
    pub(crate) fn validate(&mut self, n: NodeId) -> Result<(), Stop> {
        let checks = match &self.node(n).ext {
            Some(ext) if !ext.checks.is_empty() => ext.checks.clone(),
            _ => return Ok(()),
        };
        if !matches!(self.node(n).base, Base::Struct | Base::List) {
            return Ok(());
        }
        self.verify(n, &checks, &Operand::Node(n))
    }

    pub(crate) fn has_validators(&self, n: NodeId) -> bool {
        self.node(n).ext.as_ref().is_some_and(|e| !e.checks.is_empty())
    }

    fn verify(&mut self, n: NodeId, checks: &[Check], value: &Operand) -> Result<(), Stop> {
        for check in checks {
            match self.passes(check, value, n) {
                Ok(true) => {}
                Ok(false) => {
                    let error = self.refusal(n, check, value, None);
                    self.fail_node(n, error);
                    return Ok(());
                }
                Err(Stop::Error(e)) if self.error(e).kind.is_incomplete() => self.wait(n, check, e),
                Err(Stop::Error(e)) => {
                    self.fail_node(n, e);
                    return Ok(());
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    /// A check that needs to know more stays beside the value.
    fn wait(&mut self, n: NodeId, check: &Check, error: ErrorId) {
        let Check::Call { expr, env, .. } = check else { return };
        let term = Term::Expr(*expr, *env);
        let known = |ext: &Ext| ext.stuck.iter().any(|(c, _)| c.term == term);
        if !self.node(n).ext.as_deref().is_some_and(known) {
            let conjunct = Conjunct { term, close: OPEN, via: Via::NOTHING };
            add(&mut self.node_mut(n).ext().stuck, (conjunct, error));
        }
    }

    /// The error of a value that fails a check.
    pub(crate) fn refusal(&mut self, n: NodeId, check: &Check, value: &Operand, why: Option<Failure>) -> ErrorId {
        let shown = match value {
            Operand::Scalar(s) => self.show_scalar(s),
            Operand::Node(m) => self.show_node(*m),
        };
        let (constraint, span) = match check {
            Check::Bound { op, value, span } => {
                (e0316::bound(op.as_str().to_owned() + &self.show_scalar(value)), *span)
            }
            Check::Range { basic, span } => (e0316::bound(range_text(*basic, value)), *span),
            Check::Call { expr, function, args, .. } => {
                let name = self.validator_name(*function, args);
                let is_bound = self.bound_operator(*expr).is_some();
                (if is_bound { e0316::bound(name) } else { e0316::validator(name) }, self.prog.span(*expr))
            }
        };
        let words = e0316::message(shown, constraint);
        let mut spans = vec![span];
        if let Check::Call { args, .. } = check {
            let scalars = args.iter().filter(|a| matches!(self.node(self.deref(**a)).base, Base::Scalar(_)));
            spans.extend(scalars.map(|a| self.node_span(*a)));
        }
        spans.extend(self.leaf_spans(n));
        let failure = why.unwrap_or(Failure { kind: ErrorKind::Fatal, reasons: Vec::new() });
        self.failed(e0316::CODE, &words, &spans, failure, n)
    }

    /// Whether a value satisfies a check.
    pub(crate) fn passes(&mut self, check: &Check, value: &Operand, n: NodeId) -> Result<bool, Stop> {
        match check {
            Check::Bound { op, value: bound, span } => match value {
                Operand::Scalar(s) => Ok(self.within(s, *op, bound, *span, n)?.unwrap_or(true)),
                Operand::Node(_) => Ok(*op == BoundOp::NotEq),
            },
            Check::Range { basic, .. } => match value {
                Operand::Scalar(Scalar::Num(x)) => Ok(in_range(*basic, x)),
                _ => Ok(true),
            },
            Check::Call { .. } => self.validator_holds(n, check, value),
        }
    }

    /// The operator of `==x` and `!=x`, which are validators where x is a struct or a list.
    pub(crate) fn bound_operator(&self, e: ExprId) -> Option<BoundOp> {
        match self.prog.expr(e) {
            Expr::Bound(op, _) => Some(*op),
            _ => None,
        }
    }

    /// Whether a struct or list is equal to a validator's operand, or is not.
    pub(crate) fn equality_holds(&mut self, op: BoundOp, operand: NodeId, value: NodeId) -> Result<bool, Stop> {
        self.complete(operand)?;
        for n in [operand, value] {
            if !self.is_concrete(n) || self.is_unwritten(n) {
                let message = e0401::bound(self.show_node(n), op.as_str());
                return Err(self.incomplete(message, self.node_span(operand), value));
            }
        }
        Ok(self.equal_nodes(operand, value) == (op == BoundOp::Equal))
    }

    /// Whether nothing but its type is known of a struct.
    fn is_unwritten(&self, n: NodeId) -> bool {
        let node = self.node(self.deref(n));
        matches!(node.base, Base::Struct)
            && node.fields.is_empty()
            && node.ext.as_ref().is_none_or(|e| e.literals.is_empty())
    }

    /// Drops bounds that others imply, finds contradictions.
    fn simplify(&mut self, n: NodeId) {
        let checks = self.node(n).ext.as_ref().map(|e| e.checks.clone()).unwrap_or_default();
        if checks.len() < 2 {
            return;
        }
        for check in &checks {
            self.settle_arguments(check);
        }
        let mut kept: ThinVec<Check> = ThinVec::with_capacity(checks.len());
        'next: for check in checks {
            let mut i = 0;
            while i < kept.len() {
                let relation = if self.leaves_out(&check, &kept[i], n) {
                    Relation::First
                } else if self.leaves_out(&kept[i], &check, n) {
                    Relation::Second
                } else {
                    self.relation(&kept[i], &check)
                };
                match relation {
                    Relation::First => continue 'next,
                    Relation::Second => {
                        self.node_mut(n).ext().narrowed = true;
                        kept.remove(i);
                    }
                    Relation::Both => i += 1,
                    Relation::Neither => {
                        self.contradiction(n, &check, &kept[i].clone());
                        return;
                    }
                }
            }
            kept.push(check);
        }
        self.node_mut(n).ext().checks = kept;
    }

    /// Whether a check is `!=x` and another bound leaves x out anyway.
    fn leaves_out(&mut self, check: &Check, other: &Check, n: NodeId) -> bool {
        let Check::Bound { op: BoundOp::NotEq, value: x, .. } = check else { return false };
        match other {
            Check::Bound { op, value, span } if *op != BoundOp::NotEq && x.kind().meets(bounded(value)) => {
                matches!(self.within(x, *op, value, *span, n), Ok(Some(false)))
            }
            _ => false,
        }
    }

    /// What two checks leave of each other.
    fn relation(&self, a: &Check, b: &Check) -> Relation {
        match (a, b) {
            _ if self.same_check(a, b) => Relation::First,
            (Check::Bound { op: p, value: v, .. }, Check::Bound { op: q, value: w, .. }) => {
                Evaluator::order(v, w).map_or(Relation::Both, |order| compare_bounds(*p, *q, order))
            }
            _ => Relation::Both,
        }
    }

    /// Whether two checks say the same.
    pub(crate) fn same_check(&self, a: &Check, b: &Check) -> bool {
        match (a, b) {
            (Check::Bound { op: p, value: v, .. }, Check::Bound { op: q, value: w, .. }) => p == q && v == w,
            (Check::Range { basic: p, .. }, Check::Range { basic: q, .. }) => p == q,
            _ => self.same_validator(a, b),
        }
    }

    fn contradiction(&mut self, n: NodeId, a: &Check, b: &Check) {
        let (Check::Bound { op: p, value: v, span: s }, Check::Bound { op: q, value: w, span: t }) = (a, b) else {
            return;
        };
        let sort = if v.kind().meets(Kind::NUMBER) { "number" } else { "string" };
        let message = e0317::message(sort, (p.as_str(), self.show_scalar(v)), (q.as_str(), self.show_scalar(w)));
        let error = self.error_with(e0317::CODE, ErrorKind::Fatal, message, vec![*s, *t], n);
        self.fail_node(n, error);
    }
}

/// The types of the values that a bound admits; none where there is no such bound.
pub(crate) fn bound_kind(op: BoundOp, value: &Scalar) -> Kind {
    match (op, value) {
        (BoundOp::NotEq, Scalar::Null) => Kind(Kind::TOP.0 & !Kind::NULL.0),
        (BoundOp::NotEq, Scalar::Num(_)) => Kind::NUMBER,
        (BoundOp::NotEq, s) => s.kind(),
        (BoundOp::Match | BoundOp::NotMatch, s @ (Scalar::Str(_) | Scalar::Bytes(_))) => s.kind(),
        (BoundOp::Equal, Scalar::Num(_)) => Kind::NUMBER,
        (BoundOp::Equal, s) => s.kind(),
        (BoundOp::Match | BoundOp::NotMatch, _) => Kind::BOTTOM,
        (_, Scalar::Num(_)) => Kind::NUMBER,
        (_, Scalar::Str(_)) => Kind::STRING,
        (_, Scalar::Bytes(_)) => Kind::BYTES,
        _ => Kind::BOTTOM,
    }
}

enum Relation {
    First,
    Second,
    Both,
    Neither,
}

/// The types that a bound with this value compares.
fn bounded(value: &Scalar) -> Kind {
    match value {
        Scalar::Num(_) => Kind::NUMBER,
        other => other.kind(),
    }
}

fn upper(op: BoundOp) -> bool {
    matches!(op, BoundOp::Less | BoundOp::LessEq)
}

fn lower(op: BoundOp) -> bool {
    matches!(op, BoundOp::Greater | BoundOp::GreaterEq)
}

fn strict(op: BoundOp) -> bool {
    matches!(op, BoundOp::Less | BoundOp::Greater)
}

fn compare_bounds(p: BoundOp, q: BoundOp, order: Ordering) -> Relation {
    if upper(p) && upper(q) || lower(p) && lower(q) {
        let order = if upper(p) { order } else { order.reverse() };
        return match order {
            Ordering::Less => Relation::First,
            Ordering::Greater => Relation::Second,
            Ordering::Equal if strict(p) => Relation::First,
            Ordering::Equal => Relation::Second,
        };
    }
    if upper(p) && lower(q) || lower(p) && upper(q) {
        let order = if lower(p) { order } else { order.reverse() };
        return match order {
            Ordering::Greater => Relation::Neither,
            Ordering::Equal if strict(p) || strict(q) => Relation::Neither,
            _ => Relation::Both,
        };
    }
    Relation::Both
}

/// Smallest and largest value of a number type, as literals; nothing where it has no such limit.
pub(crate) fn limits(basic: Basic) -> (Option<&'static str>, Option<&'static str>) {
    match basic {
        Basic::Uint => (Some("0"), None),
        Basic::Uint8 => (Some("0"), Some("255")),
        Basic::Uint16 => (Some("0"), Some("65535")),
        Basic::Uint32 => (Some("0"), Some("4294967295")),
        Basic::Uint64 => (Some("0"), Some("18446744073709551615")),
        Basic::Uint128 => (Some("0"), Some("340282366920938463463374607431768211455")),
        Basic::Int8 => (Some("-128"), Some("127")),
        Basic::Int16 => (Some("-32768"), Some("32767")),
        Basic::Int32 => (Some("-2147483648"), Some("2147483647")),
        Basic::Int64 => (Some("-9223372036854775808"), Some("9223372036854775807")),
        Basic::Int128 => {
            (Some("-170141183460469231731687303715884105728"), Some("170141183460469231731687303715884105727"))
        }
        Basic::Rune => (Some("0"), Some("1114111")),
        Basic::Float32 => {
            (Some("-340282346638528859811704183484516925440"), Some("340282346638528859811704183484516925440"))
        }
        Basic::Float64 => (
            Some("-1.797693134862315708145274237317043567981e+308"),
            Some("1.797693134862315708145274237317043567981e+308"),
        ),
        _ => (None, None),
    }
}

pub(crate) fn limit(text: &str) -> Option<Num> {
    match text.strip_prefix('-') {
        Some(rest) => Num::parse_literal(rest).ok().map(|n| n.neg()),
        None => Num::parse_literal(text).ok(),
    }
}

fn in_range(basic: Basic, x: &Num) -> bool {
    let (low, high) = limits(basic);
    low.and_then(limit).is_none_or(|l| x.compare(&l) != Ordering::Less)
        && high.and_then(limit).is_none_or(|h| x.compare(&h) != Ordering::Greater)
}

fn range_text(basic: Basic, value: &Operand) -> String {
    let (low, high) = limits(basic);
    if let Operand::Scalar(Scalar::Num(x)) = value
        && let Some(h) = high.and_then(limit)
        && x.compare(&h) == Ordering::Greater
    {
        return format!("<={h}");
    }
    format!(">={}", low.unwrap_or("0"))
}
