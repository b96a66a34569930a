//! JSON lines: code, severity, message, path, notes and positions with their role and their owners.

use crate::found::Found;
use serde_json::{Value, json};
use tenon_source::Severity;

pub(crate) fn write(found: &Found, out: &mut String) {
    out.push_str(&object(found).to_string());
    out.push('\n');
}

fn object(found: &Found) -> Value {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let positions: Vec<Value> = found
        .places
        .iter()
        .map(|p| {
            let mut position = json!({
                "file": p.file,
                "line": p.start.line,
                "column": p.start.col,
                "endLine": p.end.line,
                "endColumn": p.end.col,
                "role": p.role.as_str(),
                "text": p.text,
            });
            if !p.owners.is_empty() {
                position["owners"] = json!(p.owners);
            }
            position
        })
        .collect();
    let mut object = json!({
        "code": found.code,
        "severity": severity,
        "message": found.message,
        "path": found.path,
        "positions": positions,
        "notes": found.notes,
        "chains": found.chains,
        "children": found.children.iter().map(object).collect::<Vec<Value>>(),
        "minor": found.minor,
    });
    if let Some(record) = found.record {
        object["record"] = record.get().into();
    }
    object
}
