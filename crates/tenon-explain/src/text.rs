//! Paths and values as text, for messages.

use tenon_eval::{Constraint, Frozen, Scalar, Value};
use tenon_ir::{Interner, Label, literal};

/// The path of a value, labels joined with dots: `a.b."c d".0`.
pub(crate) fn path_text(frozen: &Frozen, path: &[Label]) -> String {
    path_of(frozen.names(), path)
}

pub(crate) fn label_text(frozen: &Frozen, label: Label) -> String {
    label_of(frozen.names(), label)
}

/// [`path_text`] with the names of an evaluation that is not frozen.
pub(crate) fn path_of(names: &Interner, path: &[Label]) -> String {
    path.iter().map(|l| label_of(names, *l)).collect::<Vec<_>>().join(".")
}

pub(crate) fn label_of(names: &Interner, label: Label) -> String {
    if let Some(i) = label.as_index() {
        return i.to_string();
    }
    let name = names.name(label);
    if label.is_regular() && !literal::is_identifier(name) { literal::one_line(name) } else { name.to_owned() }
}

/// A value that is not concrete, in a few words.
pub(crate) fn describe(value: &Value) -> String {
    if let Some((disjuncts, _)) = value.disjuncts() {
        return disjuncts.iter().map(describe).collect::<Vec<_>>().join(" | ");
    }
    if let Some(scalar) = value.scalar() {
        return scalar_text(scalar);
    }
    if value.is_struct() {
        return "{…}".to_owned();
    }
    if value.is_list() {
        return "[…]".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    for constraint in value.constraints() {
        match constraint {
            Constraint::Bound(op, scalar, _) => parts.push(format!("{}{}", op.as_str(), scalar_text(&scalar))),
            Constraint::Range(basic, _) => parts.push(basic.name().to_owned()),
            Constraint::Validator(..) => {}
        }
    }
    if parts.is_empty() { value.kind().describe() } else { parts.join(" & ") }
}

pub(crate) fn scalar_text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => literal::one_line(s),
        Scalar::Bytes(b) => literal::bytes(b),
    }
}

/// A text in one line of a message: not longer than need be.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Some of several things, and how many more there are: `a, b, c and 4 more`.
pub(crate) fn list<'a>(all: impl Iterator<Item = &'a str>) -> String {
    const MOST: usize = 8;
    let all: Vec<&str> = all.collect();
    let shown = all.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
