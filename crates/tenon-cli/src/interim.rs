//! Values as CUE text, plainly.

use tenon::eval::{Scalar, Value};
use tenon::ir::program::Marker;
use tenon::path;

/// What is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Show {
    /// Optional fields.
    pub optional: bool,
    /// Hidden fields.
    pub hidden: bool,
    /// Types instead of defaults.
    pub raw: bool,
}

/// The value as text.
pub fn text(value: &Value, show: Show) -> String {
    let mut out = String::new();
    let v = if show.raw { value.clone() } else { value.default() };
    if v.is_struct() && v.error().is_none() {
        fields(&v, show, 0, &mut out);
    } else {
        write(&v, show, 0, &mut out);
        out.push('\n');
    }
    out
}

fn fields(value: &Value, show: Show, depth: usize, out: &mut String) {
    for f in value.fields() {
        if f.label.is_hidden() && !show.hidden || f.marker == Marker::Optional && !show.optional {
            continue;
        }
        out.push_str(&"    ".repeat(depth));
        out.push_str(&path::label(value.frozen(), f.label));
        out.push_str(match f.marker {
            Marker::Regular => ": ",
            Marker::Required => "!: ",
            Marker::Optional => "?: ",
        });
        let v = if show.raw { f.value.clone() } else { f.value.default() };
        write(&v, show, depth, out);
        out.push('\n');
    }
}

fn write(value: &Value, show: Show, depth: usize, out: &mut String) {
    if let Some(e) = value.error().filter(|e| !e.kind.is_incomplete()) {
        out.push_str(&format!("_|_ // {}", e.message));
    } else if let Some(scalar) = value.scalar() {
        out.push_str(&scalar_text(scalar));
    } else if let Some((all, defaults)) = value.disjuncts() {
        for (i, d) in all.iter().enumerate() {
            out.push_str(if i > 0 { " | " } else { "" });
            out.push_str(if i < defaults { "*" } else { "" });
            write(d, show, depth, out);
        }
    } else if value.is_list() {
        out.push('[');
        for (i, e) in value.elements().enumerate() {
            out.push_str(if i > 0 { ", " } else { "" });
            let e = if show.raw { e } else { e.default() };
            write(&e, show, depth, out);
        }
        if value.is_open_list() {
            out.push_str(", ...");
        }
        out.push(']');
    } else if value.is_struct() {
        out.push_str("{\n");
        fields(value, show, depth + 1, out);
        out.push_str(&"    ".repeat(depth));
        out.push('}');
    } else {
        let parts: Vec<String> = value
            .constraints()
            .iter()
            .map(|c| match c {
                tenon::eval::Constraint::Bound(op, s, _) => format!("{}{}", op.as_str(), scalar_text(s)),
                tenon::eval::Constraint::Range(basic, _) => basic.name().to_owned(),
                tenon::eval::Constraint::Validator(_) => "_".to_owned(),
            })
            .collect();
        if parts.is_empty() { out.push_str(&value.kind().describe()) } else { out.push_str(&parts.join(" & ")) }
    }
}

fn scalar_text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => path::quote(s),
        Scalar::Bytes(b) => format!("'{}'", String::from_utf8_lossy(b)),
    }
}
