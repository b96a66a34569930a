//! What the values of the untrimmed files say about the units.
//!
//! A unit that is alone at one of its places cannot follow from anything else. Where a struct or a list comes from a
//! disjunction, what is in it selects a disjunct, so that it stays. A template is judged by the fields of the same label beside it: a concrete
//! value makes types and copies of it superfluous.

use crate::choice::{has_disjunction, is_chosen};
use crate::compare::parts;
use crate::units::{Choice, Content, Group, Role, Units, range};
use std::collections::{HashMap, HashSet};
use tenon_eval::{NodeId, Value};
use tenon_ir::program::{Expr, Program};
use tenon_source::{SourceMap, Span};

/// Keeps what must stay whatever the others are.
pub fn settle(units: &mut Units, values: &[Value], sources: &SourceMap) {
    let (mut seen, mut seen_parts) = (HashSet::new(), HashSet::new());
    let mut met = vec![false; units.list.len()];
    let mut open: Vec<Value> = values.to_vec();
    while let Some(value) = open.pop() {
        if seen.insert(value.id()) {
            place(units, &value, &mut met);
        }
        if !seen_parts.insert(value.shared_id()) {
            continue;
        }
        if is_chosen(&value) {
            // A list may be the default as a whole.
            let places = if value.is_list() { parts(&value) } else { vec![value] };
            keep_below(units, places, &mut seen);
        } else {
            open.extend(parts(&value));
        }
    }
    templates(units, &met, sources);
    if let Some(value) = values.first() {
        referred(units, value.frozen().program());
    }
}

fn place(units: &mut Units, value: &Value, met: &mut [bool]) {
    let spans = value.spans();
    let selects = has_disjunction(value);
    let element = |units: &Units, span: Span| units.at(span).iter().any(|u| units.list[*u].role == Role::Element);
    let ids: Vec<usize> = spans.iter().flat_map(|s| units.at(*s)).collect();
    for id in ids {
        met[id] = true;
        let unit = &units.list[id];
        let others: Vec<Span> = spans.iter().copied().filter(|s| *s != unit.value).collect();
        let least = match (unit.role, unit.content) {
            (Role::Operand, _) => Choice::Out,
            _ if others.is_empty() => Choice::Keep,
            // That there is such an element may follow from another list, but not from a `...`.
            (Role::Element, Content::Struct) if !others.iter().any(|s| element(units, *s)) => Choice::Keep,
            // An empty struct selects the structs among disjuncts.
            (_, Content::Struct) if selects && unit.children.is_empty() => Choice::Keep,
            _ => Choice::Out,
        };
        let unit = &mut units.list[id];
        unit.choice = unit.choice.max(least);
    }
}

fn keep_below(units: &mut Units, places: Vec<Value>, seen: &mut HashSet<NodeId>) {
    let mut open = places;
    while let Some(value) = open.pop() {
        let ids: Vec<usize> = value.spans().into_iter().flat_map(|s| units.at(s)).collect();
        units.keep_all(&ids);
        open.extend(parts(&value).into_iter().filter(|v| seen.insert(v.id())));
    }
}

/// Judges templates, and what no value has met, by what stands beside it.
fn templates(units: &mut Units, met: &[bool], sources: &SourceMap) {
    let text = |span: Span| sources.get(span.file).and_then(|s| s.text().get(range(span)));
    let apart = |units: &Units, id: usize| units.list[id].template || !met[id];
    let mut covered = HashSet::new();
    for group in &units.groups {
        let concrete = |id: &&usize| units.list[**id].content == Content::Scalar;
        let Some(&first) = group.units.iter().find(concrete) else { continue };
        let value = text(units.list[first].value);
        covered.extend(group.units.iter().copied().filter(|id| {
            let unit = &units.list[*id];
            let copy = *id != first && unit.content == Content::Scalar && text(unit.value) == value;
            copy || unit.content == Content::Type
        }));
    }
    for id in 0..units.list.len() {
        if apart(units, id) && units.list[id].role != Role::Operand && !covered.contains(&id) {
            units.list[id].choice = Choice::Keep;
        }
    }
}

/// Leaves one field of each label that something in its scope refers to.
fn referred(units: &mut Units, program: &Program) {
    let mut by_name: HashMap<&str, Vec<Span>> = HashMap::new();
    for (expr, span) in program.exprs.iter().zip(&program.spans) {
        if let Expr::Field { label, .. } = expr {
            by_name.entry(program.interner.name(*label)).or_default().push(*span);
        }
    }
    let groups = std::mem::take(&mut units.groups);
    for group in &groups {
        let used = by_name
            .get(group.name.as_str())
            .is_some_and(|spans| group.scope.is_none_or(|scope| spans.iter().any(|s| scope.covers(*s))));
        if used {
            keep_one(units, group);
        }
    }
    units.groups = groups;
}

fn keep_one(units: &mut Units, group: &Group) {
    let unit = |id: &usize| &units.list[*id];
    if group.units.iter().any(|id| !units.vanishes(*id)) {
        return;
    }
    let Some(&best) = group.units.iter().min_by_key(|id| (unit(id).content, **id)) else { return };
    let least = if unit(&best).content == Content::Struct { Choice::Blank } else { Choice::Keep };
    units.list[best].choice = least;
}
