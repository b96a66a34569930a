//! Fields that a closed struct does not allow: who closed it, what it allows, how to open it.

use crate::labels::Labels;
use crate::text::{label_text, list};
use tenon_eval::{EvalError, Value};
use tenon_source::{Diagnostic, LabelRole, Span, nearest};

/// The code of a field that its struct does not allow.
pub(crate) const NOT_ALLOWED: &str = "E0303";

/// Adds where the field is written, what closed the struct, and ways out.
pub(crate) fn refused(mut d: Diagnostic, value: &Value, error: &EvalError, labels: &Labels) -> Diagnostic {
    let frozen = value.frozen();
    let field = frozen.value(error.node);
    let own = field.spans();
    let name = field.path().last().map(|l| label_text(frozen, *l)).unwrap_or_default();
    let origin = error.reasons.as_ref().and_then(|r| r.closed_by);
    let definition = origin.and_then(|e| labels.definition(e)).map(|label| label_text(frozen, label));
    let by = definition.as_deref().unwrap_or("`close`");
    for span in &error.spans {
        d = if own.contains(span) {
            let at = labels.of_value(*span).unwrap_or(*span);
            d.label(at, LabelRole::Conflict, format!("{name} is not allowed"))
        } else {
            d.label(*span, LabelRole::ClosedBy, format!("{by} allows no other fields"))
        };
    }
    let allowed = frozen.around(error.node).map(|around| allowed_names(&around)).unwrap_or_default();
    if let Some(near) = nearest(&name, allowed.iter().map(String::as_str)) {
        d = d.note(format!("did you mean {near}?"));
    } else if !allowed.is_empty() {
        d = d.note(format!("allowed here: {}", list(allowed.iter().map(String::as_str))));
    }
    match &definition {
        Some(definition) => d.note(format!("to allow it, add `{name}?: _` to {definition}, or `...` for any field")),
        None => d.note("to allow it, add it to what `close` is given"),
    }
}

/// Where a field that is not allowed is written.
pub(crate) fn places(value: &Value, error: &EvalError, labels: &Labels) -> Vec<Span> {
    let own = value.frozen().value(error.node).spans();
    let written = error.spans.iter().filter(|span| own.contains(span));
    written.map(|span| labels.of_value(*span).unwrap_or(*span)).collect()
}

/// The fields of a struct that it allows, by their names.
fn allowed_names(value: &Value) -> Vec<String> {
    let allowed = |f: &tenon_eval::Field| f.label.is_regular() && f.value.error().is_none_or(|e| e.code != NOT_ALLOWED);
    value.fields().filter(allowed).map(|f| label_text(value.frozen(), f.label)).collect()
}
