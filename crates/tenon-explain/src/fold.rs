//! One mistake is one diagnostic.
//!
//! - What contradicts itself in a definition does so wherever the definition is used: the same message about the same places.
//!   The place where it is written is the first one, all others are folded under it.
//! - What one definition refuses in one struct is told together.
//! - What one value at one place is refused by is told with it.
//! - What waits for a value that is not there is told with that. A value that a definition leaves open is one for each place.

use std::collections::HashMap;
use tenon_catalogue::{e0303, e0316, e0401, e0403, e0404};
use tenon_source::{Diagnostic, LabelRole, Span};

/// Folds errors that are one mistake.
pub(crate) fn same(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(all.len());
    let mut by_mistake: HashMap<(&'static str, String, Vec<Span>), usize> = HashMap::new();
    let mut by_value: HashMap<(String, Span), usize> = HashMap::new();
    let mut by_struct: HashMap<(String, Span), usize> = HashMap::new();
    for d in all {
        let sides = sides(&d);
        if sides.is_empty() {
            kept.push(d);
            continue;
        }
        let refused = sides.first().filter(|_| d.code == e0316::CODE).map(|span| (d.path.clone(), *span));
        let next = kept.len();
        let first = *by_mistake.entry((d.code, d.message.clone(), sides)).or_insert(next);
        if first < next {
            fold(&mut kept[first], d);
            continue;
        }
        let first = refused.map_or(next, |key| *by_value.entry(key).or_insert(next));
        if first < next {
            beside(&mut kept[first], d);
            continue;
        }
        let closed = d.labels.iter().find(|l| l.role == LabelRole::ClosedBy);
        let around = d.path.rfind('.').map_or("", |end| &d.path[..end]);
        let first = closed.map_or(next, |l| *by_struct.entry((around.to_owned(), l.span)).or_insert(next));
        if first < next {
            let name = d.path.rsplit('.').next().unwrap_or_default();
            let mut child = Diagnostic::error(d.code, e0303::too(name));
            child.labels.clone_from(&d.labels);
            let first = &mut kept[first];
            if first.children.is_empty()
                && let Some(definition) = closed.and_then(|l| e0303::closer(&l.text))
            {
                first.notes.push(e0303::embed(definition));
            }
            first.children.push(child);
            continue;
        }
        kept.push(d);
    }
    kept
}

/// Folds what waits for a value under what says that the value is not there.
pub(crate) fn waiting(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_cause = |d: &Diagnostic| matches!(d.code, e0403::CODE | e0404::CODE);
    let (mut causes, rest): (Vec<Diagnostic>, Vec<Diagnostic>) = all.into_iter().partition(is_cause);
    let mut by_place: HashMap<Span, usize> = HashMap::new();
    for (i, cause) in causes.iter().enumerate() {
        for place in sides(cause) {
            by_place.entry(place).or_insert(i);
        }
    }
    let mut kept = Vec::new();
    for mut d in rest {
        let cause = d.labels.iter().filter(|_| d.code == e0401::CODE).find_map(|l| by_place.get(&l.span));
        match cause.and_then(|i| causes.get_mut(*i)) {
            Some(cause) => {
                d.message = e0401::waits(&d.message);
                cause.children.push(d);
            }
            None => kept.push(d),
        }
    }
    causes.append(&mut kept);
    causes
}

/// What contradicts what, apart from the references that brought it together.
fn sides(d: &Diagnostic) -> Vec<Span> {
    d.labels.iter().filter(|l| l.role == LabelRole::Conflict).map(|l| l.span).collect()
}

/// The same mistake at another place. The shortest path is the place of the mistake: others use it.
fn fold(first: &mut Diagnostic, mut d: Diagnostic) {
    let depth = |d: &Diagnostic| (d.path.matches('.').count(), d.path.len());
    if depth(&d) < depth(first) {
        std::mem::swap(first, &mut d);
        first.children = std::mem::take(&mut d.children);
    }
    let mut child = Diagnostic::error(d.code, "the same".to_owned()).path(d.path);
    child.labels = d.labels;
    first.children.push(child);
}

/// The same value is refused by something else, too.
fn beside(first: &mut Diagnostic, d: Diagnostic) {
    for label in &d.labels {
        match first.labels.iter_mut().find(|l| l.span == label.span) {
            Some(known) if known.text.is_empty() => known.clone_from(label),
            Some(_) => {}
            None => first.labels.push(label.clone()),
        }
    }
    for chain in d.chains {
        if !first.chains.contains(&chain) {
            first.chains.push(chain);
        }
    }
    let mut child = Diagnostic::error(d.code, d.message).path(d.path);
    child.labels = d.labels;
    first.children.push(child);
}
