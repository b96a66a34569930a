//! Whether two evaluations come to the same, and where they don't.
//!
//! Where a value has a default, the default is what counts; within definitions, all that they allow.

use crate::choice::{has_disjunction, is_computed};
use std::collections::HashMap;
use tenon_eval::{Constraint, Field, NodeId, Scalar, Value};
use tenon_ir::program::{Basic, BoundOp};

/// A place at which two values are different.
#[derive(Debug)]
pub struct Difference {
    /// The place in the old value.
    pub place: Value,
    /// What is there in the new value.
    pub there: There,
    /// Whether the value is worked out of others, or waits for them: one of those may be what is really missing.
    pub waits: bool,
}

/// What is at a place in the new value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum There {
    /// Nothing.
    Nothing,
    /// A value of other types, so that nothing is in it either.
    OtherKind,
    /// Another value.
    Other,
}

/// The places of the old value at which the new one is another; none inside of others.
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut walk = Walk { seen: HashMap::new(), found: Vec::new() };
    let mut open = vec![(old.clone(), new.clone(), false)];
    while let Some((old, new, strict)) = open.pop() {
        walk.pair(&old, &new, strict, &mut open);
    }
    walk.found
}

/// What is directly in a value: fields, elements, disjuncts.
pub fn parts(value: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = value.fields().map(|f| f.value).chain(value.elements()).collect();
    all.extend(value.disjuncts().map(|(values, _)| values).unwrap_or_default());
    all
}

struct Walk {
    /// Pairs that have been looked at, and whether they are alike.
    seen: HashMap<(NodeId, NodeId, bool), bool>,
    found: Vec<Difference>,
}

impl Walk {
    fn pair(&mut self, place: &Value, new_place: &Value, strict: bool, open: &mut Vec<(Value, Value, bool)>) {
        let as_is = |v: &Value| if strict { v.clone() } else { v.default() };
        let (old, new) = (as_is(place), as_is(new_place));
        let pair = (old.shared_id(), new.shared_id(), strict);
        let next = open.len();
        let same = self.seen.get(&pair).copied().unwrap_or_else(|| {
            let as_default = !strict && has_disjunction(new_place);
            alike(&old, &new, as_default) && self.inside(&old, &new, strict, open)
        });
        self.seen.insert(pair, same);
        if !same {
            open.truncate(next);
            let there = if old.kind() == new.kind() { There::Other } else { There::OtherKind };
            self.found.push(Difference {
                place: place.clone(),
                there,
                waits: waits(&new) || old.scalar().is_some() && is_computed(place),
            });
        }
    }

    fn inside(&mut self, old: &Value, new: &Value, strict: bool, open: &mut Vec<(Value, Value, bool)>) -> bool {
        if let (Some((a, _)), Some((b, _))) = (old.disjuncts(), new.disjuncts()) {
            open.extend(a.into_iter().zip(b).map(|(a, b)| (a, b, true)));
        }
        open.extend(old.elements().zip(new.elements()).map(|(a, b)| (a, b, strict)));
        let mut fields: HashMap<(bool, String), Field> = new.fields().map(|f| (key(new, &f), f)).collect();
        for field in old.fields() {
            match fields.remove(&key(old, &field)) {
                Some(f) if f.marker == field.marker => {
                    open.push((field.value, f.value, strict || field.label.is_definition()));
                }
                _ => self.found.push(Difference { place: field.value, there: There::Nothing, waits: waits(new) }),
            }
        }
        fields.is_empty()
    }
}

fn waits(value: &Value) -> bool {
    !value.is_fatal() && (value.error().is_some() || !value.stuck().is_empty())
}

fn key(value: &Value, field: &Field) -> (bool, String) {
    (field.label.is_regular(), value.frozen().names().name(field.label).to_owned())
}

/// Whether two values are the same, apart from what is in them. A list that is a default may be open to others.
fn alike(a: &Value, b: &Value, as_default: bool) -> bool {
    a.kind() == b.kind()
        && a.scalar() == b.scalar()
        && a.is_fatal() == b.is_fatal()
        && a.error().is_some() == b.error().is_some()
        && a.is_struct() == b.is_struct()
        && a.is_closed() == b.is_closed()
        && a.is_list() == b.is_list()
        && a.elements().count() == b.elements().count()
        && (!a.is_list() || as_default || a.is_open_list() == b.is_open_list())
        && a.disjuncts().map(|(v, d)| (v.len(), d)) == b.disjuncts().map(|(v, d)| (v.len(), d))
        && same_limits(a, b)
}

/// A constraint as far as it can be compared between evaluations.
#[derive(PartialEq)]
enum Limit {
    Bound(BoundOp, Scalar),
    Range(Basic),
    Validator,
}

fn same_limits(a: &Value, b: &Value) -> bool {
    let (a, mut b) = (limits(a), limits(b));
    a.len() == b.len()
        && a.iter().all(|limit| {
            let found = b.iter().position(|other| other == limit);
            found.map(|i| b.swap_remove(i)).is_some()
        })
}

fn limits(value: &Value) -> Vec<Limit> {
    let limit = |c| match c {
        Constraint::Bound(op, value, _) => Limit::Bound(op, value),
        Constraint::Range(basic, _) => Limit::Range(basic),
        Constraint::Validator(..) => Limit::Validator,
    };
    value.constraints().into_iter().map(limit).collect()
}
