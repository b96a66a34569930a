//! Conflicts: each side with its own words and the references by which it came.

use crate::text::short;
use tenon_eval::{EvalError, Side};
use tenon_source::{Chain, Diagnostic, LabelRole};

/// The code of a value that a bound or a validator refuses.
const REFUSED: &str = "E0316";

/// Adds what the two sides say, and how they came.
pub(crate) fn sides(mut d: Diagnostic, error: &EvalError, sides: &[Side]) -> Diagnostic {
    for (i, side) in sides.iter().enumerate() {
        let says = match (error.code, i) {
            (REFUSED, 0) => format!("{} is refused", short(&side.text)),
            (REFUSED, _) => format!("{} refuses it", short(&side.text)),
            _ if side.concrete => format!("says {}", short(&side.text)),
            _ => format!("wants {}", short(&side.text)),
        };
        d = d.label(side.span, LabelRole::Conflict, says);
    }
    for side in sides {
        d = brought(d, side, &side.text);
    }
    d.chains = sides.iter().filter_map(|side| chain(&d.path, side)).collect();
    d
}

/// Adds the references that brought a side.
pub(crate) fn brought(mut d: Diagnostic, side: &Side, what: &str) -> Diagnostic {
    for (span, text) in &side.by {
        let words = match text.as_str() {
            "" => format!("yields {}", short(what)),
            _ => format!("brings {}", short(what)),
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
    let steps = side.by.iter().map(|(span, text)| {
        let text = if text.is_empty() { "a comprehension" } else { text };
        (text.to_owned(), *span)
    });
    let own = (path.to_owned(), tenon_source::Span::NONE);
    Some(Chain { what: short(&side.text), steps: std::iter::once(own).chain(steps).collect(), end: side.span })
}
