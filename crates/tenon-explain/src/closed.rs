//! Fields that a closed struct does not allow: who closed it, what it allows, how to open it.

use crate::labels::Labels;
use crate::text::{label_text, list};
use tenon_catalogue::e0303;
use tenon_eval::{EvalError, Value};
use tenon_source::{Diagnostic, LabelRole, Span, nearest};

/// Adds where the field is written, what closed the struct, and ways out; with `suggests`, which names are allowed.
pub(crate) fn refused(
    mut d: Diagnostic,
    value: &Value,
    error: &EvalError,
    labels: &Labels,
    suggests: bool,
) -> Diagnostic {
    let frozen = value.frozen();
    let field = frozen.value(error.node);
    let own = field.spans();
    let name = field.path().last().map(|l| label_text(frozen, *l)).unwrap_or_default();
    let origin = error.reasons.as_ref().and_then(|r| r.closed_by);
    let definition = origin.and_then(|e| labels.definition(e)).map(|label| label_text(frozen, label));
    let by = definition.as_deref().unwrap_or(e0303::CLOSE);
    for span in &error.spans {
        d = if own.contains(span) {
            let at = labels.of_value(*span).unwrap_or(*span);
            d.label(at, LabelRole::Conflict, e0303::label(&name))
        } else {
            d.label(*span, LabelRole::ClosedBy, e0303::closed(by))
        };
    }
    let around = frozen.around(error.node).filter(|_| suggests);
    for (pattern, ..) in around.iter().flat_map(Value::patterns) {
        d = d.label(frozen.program().span(pattern), LabelRole::Remedy, e0303::PATTERN);
    }
    let allowed = around.map(|a| allowed_names(&a)).unwrap_or_default();
    let near = nearest(&name, allowed.iter().map(String::as_str));
    match near {
        Some(near) => d = d.note(e0303::nearest(near)),
        None if allowed.is_empty() => {}
        None => d = d.note(e0303::allowed(&list(allowed.iter().map(String::as_str)))),
    }
    let Some(definition) = &definition else { return d.note(e0303::OPEN_CLOSE) };
    d = d.note(e0303::open(&name, definition));
    let here = error.reasons.as_ref().is_some_and(|r| r.closed_here);
    if here && near.is_none() { d.note(e0303::extend(&name, definition)) } else { d }
}

/// Where a field that is not allowed is written.
pub(crate) fn places(value: &Value, error: &EvalError, labels: &Labels) -> Vec<Span> {
    let own = value.frozen().value(error.node).spans();
    let written = error.spans.iter().filter(|span| own.contains(span));
    written.map(|span| labels.of_value(*span).unwrap_or(*span)).collect()
}

/// The fields of a struct that it allows, by their names.
fn allowed_names(value: &Value) -> Vec<String> {
    let allowed = |f: &tenon_eval::Field| f.label.is_regular() && f.value.error().is_none_or(|e| e.code != e0303::CODE);
    value.fields().filter(allowed).map(|f| label_text(value.frozen(), f.label)).collect()
}
