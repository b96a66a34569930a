//! What is wrong, as an editor shows it.

use crate::snapshot::Snapshot;
use crate::types::Place;
use std::collections::HashSet;
use std::path::PathBuf;
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

impl Problem {
    /// A problem of a file that is not open is shown at the first of its other places that is: there it was caused, or can at
    /// least be seen.
    pub(crate) fn turn(&mut self, open: &HashSet<PathBuf>) {
        if open.contains(&self.place.path) {
            return;
        }
        let Some(at) = self.related.iter().position(|r| open.contains(&r.place.path)) else { return };
        let place = std::mem::replace(&mut self.place, self.related[at].place.clone());
        self.related.retain(|r| r.place != self.place);
        let message = self.headline().to_owned();
        self.related.insert(0, Related { place, message });
    }

    /// Whether another one says the same of the same place, for instance of a value as seen from another package.
    pub(crate) fn repeats(&self, other: &Problem) -> bool {
        self.place == other.place && self.code == other.code && self.headline() == other.headline()
    }

    /// What is wrong, without the path and further lines.
    fn headline(&self) -> &str {
        let line = self.message.lines().next().unwrap_or_default();
        line.strip_prefix(self.path.as_str()).and_then(|l| l.strip_prefix(": ")).unwrap_or(line)
    }
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
