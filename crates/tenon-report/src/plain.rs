//! Plain lines: `path: message:` and below it one position a line.

use crate::order;
use std::fmt::Write as _;
use tenon_source::{Diagnostic, SourceMap};

pub(crate) fn write(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    if !diagnostic.path.is_empty() {
        out.push_str(&diagnostic.path);
        out.push_str(": ");
    }
    out.push_str(&diagnostic.message);
    let labels = order::labels(diagnostic, sources);
    let mut places: Vec<String> = Vec::with_capacity(labels.len());
    for label in labels {
        if let Some((name, at)) = sources.locate(label.span) {
            let place = format!("{name}:{}:{}", at.line, at.col);
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    if !places.is_empty() || !diagnostic.notes.is_empty() {
        out.push(':');
    }
    out.push('\n');
    for line in places.iter().chain(&diagnostic.notes) {
        let _ = writeln!(out, "    {line}");
    }
}
