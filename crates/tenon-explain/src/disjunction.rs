//! Disjunctions of which nothing is left: the disjunct that was meant, and why it failed.
//!
//! Where every disjunct is refused by one and the same value, that value is none of those that are allowed: an enumeration,
//! or the field that tells variants apart. Otherwise the variant was meant that fits best. A value that contradicts another
//! value tells variants apart, and counts more than what is of a wrong type or refused by a bound; a disjunct of another
//! type than the whole value was not meant at all.

use crate::closed;
use crate::conflict::{brought, chain};
use crate::diagnose::Explainer;
use crate::text::{list, path_text, short};
use tenon_catalogue::{e0301, e0303, e0312};
use tenon_eval::{ErrorId, EvalError, Fallen, Reasons, Side, Value};
use tenon_source::{Diagnostic, LabelRole, nearest};

/// Disjunctions within disjuncts are explained this deep.
const MAX_DEPTH: u32 = 8;

/// What is wrong, in one diagnostic, and which errors it covers.
pub(crate) fn explain(
    explainer: &mut Explainer,
    value: &Value,
    head: &EvalError,
    reasons: &Reasons,
    depth: u32,
) -> Diagnostic {
    if let Some(d) = none_of(value, head, reasons) {
        return d;
    }
    let path = path_text(value.frozen(), &value.error_path(head));
    let Some(meant) = meant(value, head, &reasons.fallen).filter(|_| depth < MAX_DEPTH) else {
        return none_fits(explainer, value, &path, reasons);
    };
    let fallen = &reasons.fallen[meant];
    let mut errors = fallen.errors.iter().map(|e| value.frozen().error(*e));
    let inner = errors.clone().find_map(|e| e.reasons.as_deref().filter(|r| !r.fallen.is_empty()).map(|r| (e, r)));
    let mut d = match inner {
        Some((e, r)) => explain(explainer, value, e, r, depth + 1),
        None => match errors.next() {
            Some(e) => explainer.diagnostic(value, e),
            None => return none_fits(explainer, value, &path, reasons),
        },
    };
    if inner.is_none() {
        d.children.extend(errors.map(|e| explainer.diagnostic(value, e)));
    }
    d = d.note(e0312::fits_best(&path, reasons.fallen.len(), short(&fallen.text)));
    d.children.extend(others(explainer, value, &reasons.fallen, Some(meant)));
    place(d, fallen)
}

/// Adds where a disjunct is written.
fn place(d: Diagnostic, fallen: &Fallen) -> Diagnostic {
    d.label(fallen.span, LabelRole::Reference, e0312::FITS_BEST)
}

/// One value contradicts all disjuncts, or the same field of them all.
fn none_of(value: &Value, head: &EvalError, reasons: &Reasons) -> Option<Diagnostic> {
    let frozen = value.frozen();
    let first = |f: &Fallen| f.errors.first().map(|e| frozen.error(*e));
    let mut given: Option<&Side> = None;
    let mut allowed: Vec<&Side> = Vec::new();
    let mut at = None;
    for fallen in &reasons.fallen {
        let error = first(fallen).filter(|e| e.code == e0301::CODE && fallen.errors.len() == 1)?;
        let path = value.error_path(error);
        if *at.get_or_insert_with(|| path.clone()) != path {
            return None;
        }
        let [a, b] = &error.reasons.as_ref()?.sides[..] else { return None };
        let common = |side: &Side| given.is_none_or(|g| g.span == side.span);
        // What the disjunct itself says is the other side.
        let within = |side: &Side| {
            side.span.file == fallen.span.file
                && fallen.span.start <= side.span.start
                && side.span.end <= fallen.span.end
        };
        let by_disjunct = |side: &Side| within(side) || side.by.iter().any(|(span, _)| *span == fallen.span);
        let (mine, other) = match (by_disjunct(a), by_disjunct(b)) {
            (true, false) => (b, a),
            (false, true) => (a, b),
            _ => return None,
        };
        if !mine.concrete || !common(mine) || !other.concrete && at.as_ref() != Some(&value.error_path(head)) {
            return None;
        }
        given = Some(mine);
        allowed.push(other);
    }
    let given = given?;
    let texts: Vec<String> = allowed.iter().map(|s| short(&s.text)).collect();
    let message = e0312::enumeration(short(&given.text), list(texts.iter().map(String::as_str)));
    let mut d = Diagnostic::error(e0312::CODE, message).path(path_text(frozen, at.as_deref().unwrap_or_default()));
    d = d.label(given.span, LabelRole::Conflict, e0312::GIVEN);
    let enumeration = allowed.iter().zip(&reasons.fallen).all(|(side, fallen)| side.span == fallen.span);
    if let Some(span) = reasons.disjunction.filter(|_| enumeration) {
        d = d.label(span, LabelRole::Conflict, e0312::ALLOWED);
    }
    for side in &allowed {
        let words = if enumeration { String::new() } else { e0312::allows(short(&side.text)) };
        d = d.label(side.span, if enumeration { LabelRole::Related } else { LabelRole::Conflict }, words);
    }
    d = brought(d, given, &given.text);
    if let Some(side) = allowed.first() {
        d = brought(d, side, e0312::ALLOWED);
        let what = if enumeration { e0312::ALLOWED.to_owned() } else { short(&side.text) };
        d.chains.extend(chain(&d.path, side).map(|c| tenon_source::Chain { what, ..c }));
    }
    for side in allowed.iter().skip(1) {
        for (span, _) in &side.by {
            d = d.label(*span, LabelRole::Related, "");
        }
    }
    d.chains.extend(chain(&d.path, given));
    let bare = given.text.trim_matches('"');
    if let Some(same) = texts.iter().find(|t| t.trim_matches('"') == bare) {
        return Some(d.note(e0312::quotes(same)));
    }
    let near = nearest(bare, texts.iter().map(|t| t.trim_matches('"'))).map(str::to_owned);
    match near {
        Some(near) if given.text.starts_with('"') => Some(d.note(e0312::nearest(&near))),
        _ => Some(d),
    }
}

/// The disjunct that was meant, if one fits better than all others.
fn meant(value: &Value, head: &EvalError, fallen: &[Fallen]) -> Option<usize> {
    let at = value.error_path(head);
    let weight = |e: &ErrorId| {
        let error = value.frozen().error(*e);
        let sides = error.reasons.as_ref().map_or(&[][..], |r| &r.sides);
        match () {
            () if error.code == e0301::CODE && value.error_path(error) == at => 10_000,
            () if error.code == e0301::CODE && !sides.is_empty() && sides.iter().all(|s| s.concrete) => 100,
            () => 1,
        }
    };
    let mut scores: Vec<(u32, usize)> = fallen
        .iter()
        .enumerate()
        .filter(|(_, f)| !f.errors.is_empty())
        .map(|(i, f)| (f.errors.iter().map(weight).fold(0, u32::saturating_add), i))
        .collect();
    scores.sort_unstable();
    match scores[..] {
        [(best, i), (next, _), ..] if best < next && best < 10_000 => Some(i),
        [(_, i)] => Some(i),
        _ => None,
    }
}

/// No disjunct fits better than the others.
fn none_fits(explainer: &mut Explainer, value: &Value, path: &str, reasons: &Reasons) -> Diagnostic {
    let all = &reasons.fallen;
    let mut d = Diagnostic::error(e0312::CODE, e0312::alternatives(all.len())).path(path);
    if let Some(span) = reasons.disjunction {
        d = d.label(span, LabelRole::Conflict, e0312::ALTERNATIVES);
    }
    d.children.extend(others(explainer, value, all, None));
    d
}

/// A line for each disjunct but one.
fn others(explainer: &mut Explainer, value: &Value, all: &[Fallen], but: Option<usize>) -> Vec<Diagnostic> {
    let frozen = value.frozen();
    let labels = explainer.labels(value);
    let line = |fallen: &Fallen| {
        let errors: Vec<&EvalError> = fallen.errors.iter().map(|e| frozen.error(*e)).collect();
        let first = errors.first();
        let why = first.map_or_else(
            || e0312::NO_REASON.to_owned(),
            |e| {
                let path = path_text(frozen, &value.error_path(e));
                if path.is_empty() { e.message.clone() } else { format!("{path}: {}", e.message) }
            },
        );
        let code = first.map_or(e0312::CODE, |e| e.code);
        let mut d = Diagnostic::error(code, e0312::other(short(&fallen.text), why));
        for error in errors {
            let places =
                if error.code == e0303::CODE { closed::places(value, error, labels) } else { error.spans.clone() };
            d = places.into_iter().fold(d, |d, span| d.at(span, LabelRole::Related));
        }
        d
    };
    all.iter().enumerate().filter(|(i, _)| Some(*i) != but).map(|(_, fallen)| line(fallen)).collect()
}
