//! One mistake is one diagnostic.
//!
//! - What contradicts itself in a definition does so wherever the definition is used: the same message about the same places.
//!   The place where it is written is the first one, all others are folded under it.
//! - What one definition refuses in one struct is told together.
//! - What one value at one place is refused by is told with it.
//! - What waits for a value that is not there is told with that. A value that a definition leaves open is one for each place.

use std::collections::HashMap;
use tenon_catalogue::{e0303, e0316, e0401, e0403, e0404, e0501};
use tenon_source::{Diagnostic, LabelRole, Span};

/// What errors have in common that are one mistake.
#[derive(PartialEq, Eq, Hash)]
enum Mistake {
    /// The same is said about the same places.
    Same(&'static str, String, Vec<Span>),
    /// What one value at one path is refused by.
    Value(String, Span),
    /// A field as written in one place, and what closed the struct.
    Field(Span, Span),
    /// One struct, and what closed it.
    Struct(String, Span),
}

/// Folds errors that are one mistake.
pub(crate) fn same(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if all.len() < 2 {
        return all;
    }
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(all.len());
    let mut known: HashMap<Mistake, usize> = HashMap::new();
    for d in all {
        let mistakes = mistakes(&d);
        let earlier = mistakes.iter().find_map(|m| Some((m, *known.get(m)?)));
        let at = match earlier.and_then(|(m, at)| Some((m, at, kept.get_mut(at)?))) {
            Some((mistake, at, first)) => {
                match mistake {
                    Mistake::Same(..) | Mistake::Field(..) => fold(first, d),
                    Mistake::Value(..) => beside(first, d),
                    Mistake::Struct(..) => another(first, d),
                }
                at
            }
            None => {
                kept.push(d);
                kept.len() - 1
            }
        };
        for mistake in mistakes {
            known.entry(mistake).or_insert(at);
        }
    }
    kept
}

/// What an error may have in common with others, the closest first.
fn mistakes(d: &Diagnostic) -> Vec<Mistake> {
    let mut sides = sides(d);
    if d.code == e0501::CODE {
        sides.extend(d.labels.iter().map(|l| l.span));
    }
    let Some(first) = sides.first().copied() else { return Vec::new() };
    let mut all = Vec::new();
    if d.code == e0316::CODE {
        all.push(Mistake::Value(d.path.clone(), first));
    }
    if let Some(closed) = d.labels.iter().find(|l| l.role == LabelRole::ClosedBy) {
        all.extend(sides.iter().map(|place| Mistake::Field(closed.span, *place)));
        let around = d.path.rfind('.').map_or("", |end| &d.path[..end]);
        all.push(Mistake::Struct(around.to_owned(), closed.span));
    }
    all.insert(0, Mistake::Same(d.code, d.message.clone(), sides));
    all
}

/// Another field of the same struct that the same refuses.
fn another(first: &mut Diagnostic, d: Diagnostic) {
    let name = d.path.rsplit('.').next().unwrap_or_default();
    let mut child = Diagnostic::error(d.code, e0303::too(name));
    child.labels = d.labels;
    first.children.push(child);
}

/// Folds what waits for a value under what says that the value is not there.
pub(crate) fn waiting(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if all.len() < 2 {
        return all;
    }
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
