//! Plain lines: `path: message:` and below it one position a line, and a line for their owners. What closed a struct is left to the other formats.

use crate::{order, owners};
use std::fmt::Write as _;
use tenon_source::{Diagnostic, LabelRole, SourceMap};

pub(crate) fn write(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    if !diagnostic.path.is_empty() {
        out.push_str(&diagnostic.path);
        out.push_str(": ");
    }
    out.push_str(&diagnostic.message);
    let mut labels = order::labels(diagnostic, sources);
    if labels.iter().any(|l| l.role != LabelRole::ClosedBy) {
        labels.retain(|l| l.role != LabelRole::ClosedBy);
    }
    let mut places: Vec<String> = Vec::with_capacity(labels.len());
    for label in labels {
        if let Some((name, at)) = sources.locate(label.span) {
            let place = format!("{name}:{}:{}", at.line, at.col);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let owned = order::labels(diagnostic, sources).into_iter().filter_map(|label| {
        let source = sources.get(label.span.file)?;
        Some((source.name(), label.owners.as_slice()))
    });
    places.extend(owners::line(owned));
    if !places.is_empty() || !diagnostic.notes.is_empty() {
        out.push(':');
    }
    out.push('\n');
    for line in places.iter().chain(&diagnostic.notes) {
        let _ = writeln!(out, "    {line}");
    }
}
