//! Plain lines: `path: message:` and below it one position a line, then owners, notes and what is folded under it. What closed a struct is left to the other formats.

use crate::{chain, order, owners};
use std::fmt::Write as _;
use tenon_source::{Diagnostic, Label, LabelRole, SourceMap};

pub(crate) fn write(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    if diagnostic.minor {
        out.push_str("also ");
    }
    out.push_str(&headline(diagnostic));
    let mut labels = order::labels(diagnostic, sources);
    if !labels.iter().all(|l| is_aside(l)) {
        labels.retain(|l| !is_aside(l));
    }
    if diagnostic.minor {
        return minor(diagnostic, &labels, sources, out);
    }
    let mut places: Vec<String> = Vec::with_capacity(labels.len());
    add_places(&labels, sources, &mut places);
    let chains: Vec<String> = diagnostic.chains.iter().map(|c| chain::text(c, sources)).collect();
    let mut lines = places.clone();
    lines.extend(owners::line(order::labels(diagnostic, sources).into_iter().filter_map(|label| {
        let source = sources.get(label.span.file)?;
        Some((source.name(), label.owners.as_slice()))
    })));
    lines.extend(record(diagnostic));
    lines.extend(diagnostic.notes.iter().chain(&chains).cloned());
    lines.extend(diagnostic.children.iter().map(|c| child(c, &mut places, sources)));
    out.push_str(if lines.is_empty() { "\n" } else { ":\n" });
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
}

/// What other formats show beside the places of a problem.
fn is_aside(label: &Label) -> bool {
    matches!(label.role, LabelRole::ClosedBy | LabelRole::Remedy)
}

fn add_places(labels: &[&Label], sources: &SourceMap, places: &mut Vec<String>) {
    for label in labels {
        if let Some((name, at)) = sources.locate(label.span) {
            let place = format!("{name}:{}:{}", at.line, at.col);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
}

/// A line about what is told beside other problems: it names lines only, so that what looks for positions finds those of
/// the problems to begin with.
fn minor(diagnostic: &Diagnostic, labels: &[&Label], sources: &SourceMap, out: &mut String) {
    let places: Vec<String> = labels
        .iter()
        .filter_map(|l| sources.locate(l.span))
        .map(|(name, at)| format!("{name} line {}", at.line))
        .collect();
    let record = diagnostic.record.map(|number| format!("record {number}"));
    let facts: Vec<String> = places.into_iter().take(1).chain(record).collect();
    if !facts.is_empty() {
        let _ = write!(out, " ({})", facts.join(", "));
    }
    let waiting: Vec<&str> = diagnostic.children.iter().map(|c| c.path.as_str()).filter(|p| !p.is_empty()).collect();
    if !waiting.is_empty() {
        let _ = write!(out, "; waiting for it: {}", waiting.join(", "));
    }
    out.push('\n');
}

/// What is folded under a problem, with the places that have not been named, in one line.
fn child(child: &Diagnostic, places: &mut Vec<String>, sources: &SourceMap) -> String {
    let named = places.len();
    let mut labels = order::labels(child, sources);
    labels.retain(|l| !is_aside(l));
    add_places(&labels, sources, places);
    let mut line = headline(child);
    if places.len() > named {
        let _ = write!(line, " ({})", places[named..].join(", "));
    }
    line
}

/// In which record a problem is.
pub(crate) fn record(diagnostic: &Diagnostic) -> Option<String> {
    diagnostic.record.map(|number| format!("in record {number}"))
}

/// `path: message`
pub(crate) fn headline(diagnostic: &Diagnostic) -> String {
    match diagnostic.path.as_str() {
        "" => diagnostic.message.clone(),
        path => format!("{path}: {}", diagnostic.message),
    }
}
