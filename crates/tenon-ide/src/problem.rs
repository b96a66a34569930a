//! What is wrong, as an editor shows it.

use crate::snapshot::Snapshot;
use crate::types::Place;
use tenon_source::{Diagnostic, Severity, Span};

/// Something wrong in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// Its code, see `docs/errors`.
    pub code: &'static str,
    /// What is wrong; further lines are reasons and ways out.
    pub message: String,
    /// The path of the value, empty where there is none.
    pub path: String,
    /// Other places that matter.
    pub related: Vec<Related>,
}

/// A place that has to do with a problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A diagnostic as a problem of the file of its first position; nothing for one without a position in a file.
pub(crate) fn problem(snapshot: &Snapshot, d: &Diagnostic) -> Option<Problem> {
    problem_by(&|span| snapshot.place(span), d)
}

/// The same, where `place` tells where spans are.
pub(crate) fn problem_by(locate: &dyn Fn(Span) -> Option<Place>, d: &Diagnostic) -> Option<Problem> {
    let mut places = d.labels.iter().filter_map(|l| {
        let text = if l.text.is_empty() { l.role.as_str().to_owned() } else { l.text.clone() };
        Some(Related { place: locate(l.span)?, message: text })
    });
    let place = places.next()?.place;
    let mut related: Vec<Related> = places.collect();
    for chain in &d.chains {
        related.extend(chain.steps.iter().filter_map(|(text, span)| {
            Some(Related { place: locate(*span)?, message: format!("{}: by way of {text}", chain.what) })
        }));
    }
    for child in &d.children {
        let span = child.labels.first().map(|l| l.span);
        related.extend(span.and_then(locate).map(|place| {
            let path = if child.path.is_empty() { String::new() } else { format!("{}: ", child.path) };
            Related { place, message: format!("{path}{}", child.message) }
        }));
    }
    related.retain(|r| r.place != place);
    let mut message = if d.path.is_empty() { d.message.clone() } else { format!("{}: {}", d.path, d.message) };
    for note in &d.notes {
        message.push('\n');
        message.push_str(note);
    }
    Some(Problem { place, severity: d.severity, code: d.code, message, path: d.path.clone(), related })
}
