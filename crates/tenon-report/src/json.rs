//! JSON lines: code, severity, message, path, notes and positions with their role.

use crate::order;
use serde_json::{Value, json};
use tenon_source::{Diagnostic, Severity, SourceMap};

pub(crate) fn write(diagnostic: &Diagnostic, sources: &SourceMap, out: &mut String) {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let positions: Vec<Value> = order::labels(diagnostic, sources)
        .into_iter()
        .filter_map(|label| {
            let source = sources.get(label.span.file)?;
            let (start, end) = (source.line_col(label.span.start), source.line_col(label.span.end));
            Some(json!({
                "file": source.name(),
                "line": start.line,
                "column": start.col,
                "endLine": end.line,
                "endColumn": end.col,
                "role": label.role.as_str(),
                "text": label.text,
            }))
        })
        .collect();
    let line = json!({
        "code": diagnostic.code,
        "severity": severity,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "positions": positions,
        "notes": diagnostic.notes,
    });
    out.push_str(&line.to_string());
    out.push('\n');
}
