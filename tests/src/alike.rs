//! Whether two evaluations come to equal values, whatever the order of fields, conjuncts and disjuncts.
//!
//! Errors are compared by whether more information could resolve them, not by their texts; a structure that contains
//! itself may be refused at any of its places, and how far it goes before that is not compared. Of what waits for information, only the fields are compared that it has anyway.
//! What a value demands beyond being what it is counts only where it is not concrete. Values that contain themselves through
//! references are equal when no difference can be found by going down. Validators, patterns and types of further elements are
//! expressions: they are compared as texts whose parts are sorted. Optional fields are not worked out, so that only their
//! labels are compared.

use crate::evaluate::Outcome;
use crate::permute::sorted;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use tenon::eval::{Conjunct, Constraint, ErrorKind, NodeId, Validator, Value};
use tenon::ir::Label;
use tenon::ir::program::{Expr, ExprId, Marker};
use tenon::source::SourceMap;

/// The first difference between two outcomes, as text.
pub fn difference(left: &Outcome, right: &Outcome) -> Option<String> {
    match (left, right) {
        (Outcome::Refused(_), Outcome::Refused(_)) => None,
        (Outcome::Refused(why), Outcome::Values(..)) => Some(format!("only the first is refused: {}", why.join("; "))),
        (Outcome::Values(..), Outcome::Refused(why)) => Some(format!("only the second is refused: {}", why.join("; "))),
        (Outcome::Values(a, left), Outcome::Values(b, right)) if a.len() == b.len() => {
            let mut comparison =
                Comparison { left, right, seen: HashSet::new(), assumed: Vec::new(), around: Vec::new() };
            a.iter().zip(b).find_map(|(a, b)| comparison.values(a, b))
        }
        (Outcome::Values(a, _), Outcome::Values(b, _)) => Some(format!("{} values and {}", a.len(), b.len())),
    }
}

struct Comparison<'a> {
    left: &'a SourceMap,
    right: &'a SourceMap,
    /// Pairs in which no difference has been found, or is being looked for.
    seen: HashSet<(NodeId, NodeId)>,
    /// The same in the order in which they came.
    assumed: Vec<(NodeId, NodeId)>,
    /// The fields in which the values are that are being compared.
    around: Vec<(Value, Value)>,
}

/// One aspect of two values.
type Aspect<T> = fn(&Value, &SourceMap) -> T;

impl Comparison<'_> {
    fn values(&mut self, a: &Value, b: &Value) -> Option<String> {
        let (left, right) = (state(a), state(b));
        if left != right {
            let refused = |of: &Value, other: &Value| is_structural(of) && contains_itself(other);
            let same = refused(a, b) || refused(b, a) || self.is_cut(a, b);
            return (!same).then(|| at(a, format!("{left} and {right}")));
        }
        let pair = (a.shared_id(), b.shared_id());
        if a.is_fatal() || !self.seen.insert(pair) {
            return None;
        }
        self.assumed.push(pair);
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let settled = if left == WAITING { None } else { self.settled(a, b) };
            settled.or_else(|| self.fields(a, b))
        })
    }

    /// Whether one of two values is refused as a part of a structure that contains itself, of which the other evaluation
    /// refuses another part: a struct with an error in it is one.
    fn is_cut(&self, a: &Value, b: &Value) -> bool {
        (is_structural(a) || is_structural(b))
            && self.around.iter().any(|(a, b)| contains_itself(a) && contains_itself(b))
    }

    /// Compares what is not in fields, of values that wait for nothing.
    fn settled(&mut self, a: &Value, b: &Value) -> Option<String> {
        self.aspect(a, b, |value, _| value.kind().describe())
            .or_else(|| self.aspect(a, b, |value, _| value.scalar().cloned()))
            .or_else(|| self.aspect(a, b, |value, _| if value.is_closed() { "closed" } else { "open" }))
            .or_else(|| self.aspect(a, b, |value, _| if value.is_open_list() { "open" } else { "of a length" }))
            .or_else(|| self.aspect(a, b, constraints))
            .or_else(|| self.aspect(a, b, patterns))
            .or_else(|| self.aspect(a, b, element_types))
            .or_else(|| self.disjuncts(a, b))
            .or_else(|| self.elements(a, b))
    }

    fn aspect<T: PartialEq + std::fmt::Debug>(&self, a: &Value, b: &Value, of: Aspect<T>) -> Option<String> {
        let (left, right) = (of(a, self.left), of(b, self.right));
        (left != right).then(|| at(a, format!("{left:?} and {right:?}")))
    }

    fn elements(&mut self, a: &Value, b: &Value) -> Option<String> {
        let (left, right): (Vec<Value>, Vec<Value>) = (a.elements().collect(), b.elements().collect());
        if left.len() != right.len() {
            return Some(at(a, format!("{} and {} elements", left.len(), right.len())));
        }
        left.iter().zip(&right).find_map(|(a, b)| self.values(a, b))
    }

    fn fields(&mut self, a: &Value, b: &Value) -> Option<String> {
        let (left, mut right) = (fields(a), fields(b));
        for (key, (marker, value)) in left {
            match right.remove(&key) {
                None => return Some(at(&value, "only the first has it".to_owned())),
                Some((other, _)) if other != marker => return Some(at(&value, format!("{marker} and {other}"))),
                Some(_) if marker == OPTIONAL => {}
                Some((_, other)) => {
                    self.around.push((value, other));
                    let difference = self.around.last().cloned().and_then(|(value, other)| self.values(&value, &other));
                    self.around.pop();
                    if difference.is_some() {
                        return difference;
                    }
                }
            }
        }
        right.into_values().next().map(|(_, value)| at(&value, "only the second has it".to_owned()))
    }

    fn disjuncts(&mut self, a: &Value, b: &Value) -> Option<String> {
        let ((a_all, a_defaults), (b_all, b_defaults)) = match (a.disjuncts(), b.disjuncts()) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => return None,
            _ => return Some(at(a, "only one is a disjunction".to_owned())),
        };
        let ((a_marked, a_rest), (b_marked, b_rest)) = (a_all.split_at(a_defaults), b_all.split_at(b_defaults));
        for (name, left, right) in [("defaults", a_marked, b_marked), ("disjuncts", a_rest, b_rest)] {
            if left.len() != right.len() {
                return Some(at(a, format!("{} and {} {name}", left.len(), right.len())));
            }
            let first = left.iter().all(|l| right.iter().any(|r| self.try_values(l, r)));
            if !first || !right.iter().all(|r| left.iter().any(|l| self.try_values(l, r))) {
                return Some(at(a, format!("other {name}")));
            }
        }
        None
    }

    /// Whether there is no difference; what was assumed on the way is forgotten if there is one.
    fn try_values(&mut self, a: &Value, b: &Value) -> bool {
        let before = self.assumed.len();
        let same = self.values(a, b).is_none();
        if !same {
            self.assumed.drain(before..).for_each(|pair| {
                self.seen.remove(&pair);
            });
        }
        same
    }
}

const OPTIONAL: &str = "optional";
const WAITING: &str = "waiting";

fn state(value: &Value) -> &'static str {
    match value.error() {
        Some(_) if value.is_fatal() => "an error",
        Some(_) => WAITING,
        None if !value.stuck().is_empty() => WAITING,
        None => "a value",
    }
}

fn is_structural(value: &Value) -> bool {
    value.error().is_some_and(|error| error.kind == ErrorKind::StructuralCycle)
}

/// Whether a structure that contains itself is refused somewhere in the value.
fn contains_itself(value: &Value) -> bool {
    let (mut open, mut seen) = (vec![value.clone()], HashSet::new());
    while let Some(value) = open.pop() {
        if is_structural(&value) {
            return true;
        }
        if seen.insert(value.shared_id()) {
            open.extend(value.fields().map(|field| field.value).chain(value.elements()));
        }
    }
    false
}

fn at(place: &Value, what: String) -> String {
    let names = place.frozen().names();
    let name = |label: Label| label.as_index().map_or_else(|| names.name(label).to_owned(), |index| index.to_string());
    let path: Vec<String> = place.path().into_iter().map(name).collect();
    format!("at {:?}: {what}", path.join("."))
}

/// The fields by what tells them apart.
fn fields(value: &Value) -> BTreeMap<(bool, String, String), (&'static str, Value)> {
    let marker = |marker| match marker {
        Marker::Optional => OPTIONAL,
        Marker::Required => "required",
        Marker::Regular => "regular",
    };
    let names = value.frozen().names();
    let key = |label: Label| (label.is_regular(), names.package(label).to_owned(), names.name(label).to_owned());
    value.fields().map(|field| (key(field.label), (marker(field.marker), field.value))).collect()
}

fn constraints(value: &Value, sources: &SourceMap) -> BTreeSet<String> {
    let one = |constraint| match constraint {
        Constraint::Bound(op, limit, _) => format!("{}{limit:?}", op.as_str()),
        Constraint::Range(basic, _) => basic.name().to_owned(),
        Constraint::Validator(Validator { call, function, .. }) => {
            // A function that a field holds has its own name.
            let arguments: &[ExprId] = match value.frozen().program().expr(call) {
                Expr::Call(_, arguments) => arguments,
                _ => &[],
            };
            let arguments: Vec<_> = arguments.iter().map(|argument| text(value, *argument, sources)).collect();
            format!("{}({})", text(value, function, sources), arguments.join(", "))
        }
    };
    let constraints = if value.scalar().is_none() { value.constraints() } else { Vec::new() };
    constraints.into_iter().map(one).collect()
}

fn patterns(value: &Value, sources: &SourceMap) -> BTreeSet<(String, String)> {
    let one = |(pattern, of, _)| (text(value, pattern, sources), text(value, of, sources));
    value.patterns().into_iter().map(one).collect()
}

fn element_types(value: &Value, sources: &SourceMap) -> BTreeSet<String> {
    let one = |conjunct| match conjunct {
        Conjunct::Expr(expr, _) => text(value, expr, sources),
        Conjunct::Value(_) => String::new(),
    };
    let types = if value.is_open_list() { value.element_types() } else { Vec::new() };
    types.into_iter().map(one).collect()
}

/// What is written at the place of an expression, in canonical form.
fn text(value: &Value, expr: ExprId, sources: &SourceMap) -> String {
    let span = value.frozen().program().span(expr);
    let source = sources.get(span.file).map_or("", |source| source.text());
    sorted(source.get(span.start as usize..span.end as usize).unwrap_or(""))
}
