//! Fields that are not there: what is there instead.

use crate::text::{label_text, list, path_text};
use tenon_catalogue::e0308;
use tenon_eval::{EvalError, Value};
use tenon_ir::program::Marker;
use tenon_source::{Diagnostic, nearest};

/// Adds which field may have been meant.
pub(crate) fn undefined(d: Diagnostic, value: &Value, error: &EvalError) -> Diagnostic {
    let within = error.reasons.as_ref().and_then(|r| r.within);
    if let Some(name) = error.message.strip_prefix(e0308::OPTIONAL) {
        return d.note(e0308::guard(name));
    }
    let Some((within, name)) = within.zip(error.message.strip_prefix(e0308::UNDEFINED)) else { return d };
    let frozen = value.frozen();
    let within = frozen.value(within);
    let present = within.fields().filter(|f| f.marker == Marker::Regular);
    let names: Vec<String> = present.map(|f| label_text(frozen, f.label)).collect();
    if names.iter().any(|n| n == name) {
        return d.note(e0308::HIDDEN);
    }
    if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        return d.note(e0308::nearest(near));
    }
    let path = path_text(frozen, &within.path());
    if names.is_empty() { d } else { d.note(e0308::fields(&path, &list(names.iter().map(String::as_str)))) }
}
