//! The order in which diagnostics and their positions are shown.

use tenon_source::{Diagnostic, Label, LabelRole, SourceMap, Span};

/// The diagnostics in the order in which they are shown, each once: minor ones last, those without a primary
/// position first, then by position, path and message.
pub fn sorted(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Diagnostic> {
    let mut list: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut seen = std::collections::HashSet::new();
    for d in diagnostics {
        let spans: Vec<Span> = d.labels.iter().map(|l| l.span).collect();
        if seen.insert((d.path.as_str(), d.message.as_str(), spans)) {
            list.push(d.clone());
        }
    }
    list.sort_by(|a, b| {
        let key = |d: &Diagnostic| primary(d).map(|span| place(span, sources));
        a.minor
            .cmp(&b.minor)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.path.cmp(&b.path))
            .then_with(|| a.message.cmp(&b.message))
    });
    list
}

/// A diagnostic's positions: the primary one first, then the others from the start of each file to its end.
pub fn labels<'a>(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Vec<&'a Label> {
    let mut labels: Vec<&Label> = diagnostic.labels.iter().collect();
    labels.sort_by_key(|l| (l.role != LabelRole::Primary, place(l.span, sources)));
    labels
}

fn primary(d: &Diagnostic) -> Option<Span> {
    d.labels.iter().find(|l| l.role == LabelRole::Primary).map(|l| l.span)
}

fn place(span: Span, sources: &SourceMap) -> (&str, u64) {
    let (name, begin) = sources.get(span.file).map_or(("", 0), |s| (s.name(), s.begin().offset));
    (name, begin + u64::from(span.start))
}
