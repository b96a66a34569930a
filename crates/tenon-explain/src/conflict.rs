//! Conflicts: each side with its own words and the references by which it came.

use crate::hint::hint;
use crate::text::short;
use tenon_catalogue::{e0301, e0304, e0316};
use tenon_eval::{EvalError, Side};
use tenon_source::{Chain, Diagnostic, LabelRole};

/// Adds what the two sides say, and how they came.
pub(crate) fn sides(mut d: Diagnostic, error: &EvalError, sides: &[Side]) -> Diagnostic {
    for (i, side) in sides.iter().enumerate() {
        let says = match (error.code, i) {
            (e0316::CODE, 0) => e0316::refused(short(&side.text)),
            (e0316::CODE, _) => e0316::refuses(short(&side.text)),
            (e0304::CODE, _) => side.text.clone(),
            _ if side.concrete || side.text.starts_with(['[', '{']) => e0301::says(short(&side.text)),
            _ => e0301::wants(short(&side.text)),
        };
        d = d.label(side.span, LabelRole::Conflict, says);
    }
    for side in sides {
        d = brought(d, side, &side.text);
    }
    d.chains = sides.iter().filter_map(|side| chain(&d.path, side)).collect();
    let values = error.code == e0301::CODE && sides.iter().all(|s| s.concrete);
    d.notes.extend(hint(sides).or_else(|| values.then(|| e0301::OVERRIDE.to_owned())));
    d
}

/// Adds the references that brought a side.
pub(crate) fn brought(mut d: Diagnostic, side: &Side, what: &str) -> Diagnostic {
    for (span, text) in &side.by {
        let words = match text.as_str() {
            "for" | "if" => e0301::yields(short(what)),
            _ => e0301::brings(short(what)),
        };
        d = d.label(*span, LabelRole::Reference, words);
    }
    d
}

/// How a side came to the value with that path, unless it is written there.
pub(crate) fn chain(path: &str, side: &Side) -> Option<Chain> {
    if side.by.is_empty() {
        return None;
    }
    let steps = side.by.iter().map(|(span, text)| (text.clone(), *span));
    let own = (path.to_owned(), tenon_source::Span::NONE);
    Some(Chain { what: short(&side.text), steps: std::iter::once(own).chain(steps).collect(), end: side.span })
}
