//! Subsumption: whether one value allows all that another one allows.
//!
//! A value subsumes another when unifying the two changes nothing about the other. So the question is what the unification
//! demands that the other one did not: a narrower type, a bound, a field, an end of a list. The first such [`Gap`] is
//! the reason why subsumption does not hold. Defaults do not count: `*1 | int` allows what `int` allows. Of
//! disjunctions, each disjunct of the other value must be allowed as it is. Validators are the same where they are written at
//! the same place, patterns and types of further elements also where they are written alike. An error, or what has one in it,
//! allows nothing, so that everything subsumes it.

use crate::node::{NodeId, Scalar};
use crate::show::scalar_text;
use crate::value::{Conjunct, Constraint, Field, Value};
use crate::written::alike;
use std::collections::{HashMap, HashSet};
use std::fmt;
use tenon_ir::Kind;
use tenon_ir::program::{Basic, BoundOp, ExprId, Marker};

/// Why one value does not subsume another: a place, and what is demanded there.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The place in the unification.
    pub place: Value,
    /// What is demanded beyond the other value.
    pub demand: Demand,
}

/// What a unification demands that one of the values did not.
#[derive(Clone, PartialEq, Debug)]
pub enum Demand {
    /// Both exclude each other.
    Conflict,
    /// These types only.
    Type(Kind),
    /// This scalar only.
    Scalar(Scalar),
    /// A bound.
    Bound(BoundOp, Scalar),
    /// The range of a number type.
    Range(Basic),
    /// A validator.
    Validator,
    /// Fewer disjuncts.
    Disjuncts,
    /// The field, or where it is optional a value for it.
    Field(Marker),
    /// A pattern for fields.
    Pattern,
    /// No further fields.
    Closed,
    /// Another length of the list.
    Length,
    /// A type for further elements of the list.
    Elements,
    /// Something that is not known yet.
    Unknown,
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Demand::Conflict => f.write_str("the values exclude each other"),
            Demand::Type(kind) => write!(f, "must be {}", kind.describe()),
            Demand::Scalar(scalar) => write!(f, "must be {}", scalar_text(scalar)),
            Demand::Bound(op, scalar) => write!(f, "must be {}{}", op.as_str(), scalar_text(scalar)),
            Demand::Range(basic) => write!(f, "must be {}", basic.name()),
            Demand::Validator => f.write_str("must pass a validator"),
            Demand::Disjuncts => f.write_str("not every disjunct is allowed"),
            Demand::Field(Marker::Optional) => f.write_str("the optional field is constrained"),
            Demand::Field(Marker::Required) => f.write_str("the field is required"),
            Demand::Field(Marker::Regular) => f.write_str("the field must be present"),
            Demand::Pattern => f.write_str("fields must match a pattern"),
            Demand::Closed => f.write_str("further fields are not allowed"),
            Demand::Length => f.write_str("the list has another length"),
            Demand::Elements => f.write_str("further elements are constrained"),
            Demand::Unknown => f.write_str("it depends on what is not known yet"),
        }
    }
}

impl Value {
    /// What this value, the unification of `base` with another one, demands beyond `base`. Without such a gap, the other
    /// one subsumes `base`.
    ///
    /// Both must come from evaluations of the same program.
    pub fn gap(&self, base: &Value) -> Option<Gap> {
        Search { same: HashSet::new() }.gap(self, base)
    }
}

struct Search {
    /// Pairs that have no gap, or are being looked at.
    same: HashSet<(NodeId, NodeId)>,
}

impl Search {
    fn gap(&mut self, both: &Value, base: &Value) -> Option<Gap> {
        let pair = (both.shared_id(), base.shared_id());
        if base.is_flawed() || !self.same.insert(pair) {
            return None;
        }
        let found = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.disjuncts(both, base));
        if found.is_some() {
            self.same.remove(&pair);
        }
        found
    }

    fn disjuncts(&mut self, both: &Value, base: &Value) -> Option<Gap> {
        let some = |v: &Value| v.disjuncts().map(|(values, _)| values);
        let (new, old) = (some(both), some(base));
        if new.is_none() && old.is_none() {
            return self.plain(both, base);
        }
        let new = new.unwrap_or_else(|| vec![both.clone()]);
        let old = old.unwrap_or_else(|| vec![base.clone()]);
        let allowed = old.iter().all(|old| new.iter().any(|new| self.gap(new, old).is_none()));
        (!allowed).then(|| gap(both, Demand::Disjuncts))
    }

    fn plain(&mut self, both: &Value, base: &Value) -> Option<Gap> {
        own(both, base)
            .or_else(|| further(both, base))
            .map(|demand| gap(both, demand))
            .or_else(|| self.fields(both, base))
            .or_else(|| both.elements().zip(base.elements()).find_map(|(a, b)| self.gap(&a, &b)))
    }

    fn fields(&mut self, both: &Value, base: &Value) -> Option<Gap> {
        let mut old: HashMap<(bool, String), Field> = base.fields().map(|f| (key(base, &f), f)).collect();
        for field in both.fields() {
            let Some(other) = old.remove(&key(both, &field)) else {
                let idle = field.marker == Marker::Optional && (base.is_closed() || is_top(&field.value));
                if idle {
                    continue;
                }
                return Some(gap(&field.value, Demand::Field(field.marker)));
            };
            if strength(field.marker) > strength(other.marker) {
                return Some(gap(&field.value, Demand::Field(field.marker)));
            }
            if let Some(gap) = self.gap(&field.value, &other.value) {
                return Some(gap);
            }
        }
        None
    }
}

fn gap(place: &Value, demand: Demand) -> Gap {
    Gap { place: place.clone(), demand }
}

/// What is demanded of the value itself.
fn own(both: &Value, base: &Value) -> Option<Demand> {
    if both.is_fatal() {
        return Some(Demand::Conflict);
    }
    let waiting = |v: &Value| v.stuck().into_iter().map(|(c, _)| expr(c)).collect::<Vec<_>>();
    let known = waiting(base);
    if waiting(both).iter().any(|e| !known.contains(e)) {
        return Some(Demand::Unknown);
    }
    if let Some(scalar) = both.scalar().filter(|s| base.scalar() != Some(s)) {
        return Some(Demand::Scalar(scalar.clone()));
    }
    if both.kind() != base.kind() {
        return Some(Demand::Type(both.kind()));
    }
    let known = base.constraints();
    both.constraints().into_iter().find(|c| !known.iter().any(|k| same_limit(c, k))).map(|c| match c {
        Constraint::Bound(op, value, _) => Demand::Bound(op, value),
        Constraint::Range(basic, _) => Demand::Range(basic),
        Constraint::Validator(..) => Demand::Validator,
    })
}

fn same_limit(a: &Constraint, b: &Constraint) -> bool {
    match (a, b) {
        (Constraint::Bound(p, x, _), Constraint::Bound(q, y, _)) => p == q && x == y,
        (Constraint::Range(p, _), Constraint::Range(q, _)) => p == q,
        (Constraint::Validator(p), Constraint::Validator(q)) => p.call == q.call,
        _ => false,
    }
}

/// What is demanded of fields and elements that are not there.
fn further(both: &Value, base: &Value) -> Option<Demand> {
    if both.is_closed() && !base.is_closed() {
        return Some(Demand::Closed);
    }
    let program = both.frozen().program();
    let same = |a: ExprId, b: ExprId| alike(program, a, b);
    let patterns = base.patterns();
    let known = |p, v| patterns.iter().any(|(other, value, _)| same(p, *other) && same(v, *value));
    if !base.is_closed() && both.patterns().into_iter().any(|(p, v, _)| !known(p, v)) {
        return Some(Demand::Pattern);
    }
    if !both.is_list() {
        return None;
    }
    if both.elements().count() != base.elements().count() || both.is_open_list() != base.is_open_list() {
        return Some(Demand::Length);
    }
    let types: Vec<ExprId> = base.element_types().into_iter().filter_map(expr).collect();
    let known = |c| expr(c).is_some_and(|e| types.iter().any(|t| same(e, *t)));
    let more = both.element_types().into_iter().any(|c| !known(c));
    (both.is_open_list() && more).then_some(Demand::Elements)
}

fn expr(conjunct: Conjunct) -> Option<ExprId> {
    match conjunct {
        Conjunct::Expr(e, _) => Some(e),
        Conjunct::Value(_) => None,
    }
}

fn key(value: &Value, field: &Field) -> (bool, String) {
    (field.label.is_regular(), value.frozen().names().name(field.label).to_owned())
}

fn is_top(value: &Value) -> bool {
    value.kind() == Kind::TOP && value.constraints().is_empty() && value.error().is_none() && !value.is_disjunction()
}

fn strength(marker: Marker) -> u8 {
    match marker {
        Marker::Optional => 0,
        Marker::Required => 1,
        Marker::Regular => 2,
    }
}
