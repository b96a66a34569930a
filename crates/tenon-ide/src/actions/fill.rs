//! The fields that a struct must have and has not got, with something to replace where a value is not known.

use super::{Action, ActionKind};
use crate::bound::declares;
use crate::completion::{allowed, choices, kind_of};
use crate::format::indent_of;
use crate::lookup::Home;
use crate::nodes::{Node, decls, label_name};
use crate::show::{kind_text, label_text, scalar_literal};
use crate::types::Edit;
use tenon_eval::Value;
use tenon_ir::Kind;
use tenon_ir::program::Marker;
use tenon_source::Span;
use tenon_syntax::ast::{Decl, Expr};

/// Structs in structs are filled in this deep.
const MAX_DEPTH: usize = 8;

/// Offered within the braces of a struct, and on a field whose value only refers to a schema.
pub(super) fn required(home: &Home<'_>, text: &str, chain: &[Node<'_>]) -> Option<Action> {
    let values = home.values(chain);
    // What a definition leaves open is filled in where it is used.
    let open =
        chain.iter().any(|n| matches!(n, Node::Field(f) if label_name(&f.label).is_some_and(|l| l.contains('#'))));
    let literal = chain.iter().rposition(|n| decls(*n).is_some() && has_braces(*n));
    let field = chain.iter().rposition(|n| matches!(n, Node::Field(_)));
    // A field whose value has no braces is nearer than the struct around it.
    if let Some(at) = field.filter(|f| literal.is_none_or(|l| l < *f))
        && let Node::Field(f) = chain[at]
        && let Some(value) = values[at].clone().filter(|v| refers(&f.value) && v.is_struct())
    {
        return behind(home, text, &value, f.value.span(), open);
    }
    let at = literal?;
    let value = values[at].clone()?;
    let span = chain[at].span();
    into(home, text, &value, (decls(chain[at])?, open), span)
}

fn has_braces(node: Node<'_>) -> bool {
    match node {
        Node::Expr(Expr::Struct(s)) | Node::Body(s) => s.braces,
        _ => false,
    }
}

fn refers(expr: &Expr) -> bool {
    matches!(expr, Expr::Ident(_) | Expr::Selector { .. })
}

/// Further declarations at the end of a struct literal.
fn into(home: &Home<'_>, text: &str, value: &Value, (present, open): (&[Decl], bool), span: Span) -> Option<Action> {
    let outer = indent_of(text, span.start as usize);
    let mut names = Vec::new();
    let lines = missing(value, (present, open), &format!("{outer}\t"), &mut names, 0);
    if lines.is_empty() {
        return None;
    }
    let close = span.end.checked_sub(1)?;
    let inside = text.get(span.start as usize + 1..close as usize)?;
    let end = span.start + 1 + inside.trim_end().len() as u32;
    // What stands on the line of the opening brace keeps its place.
    let edit = Edit { start: end, end: close, text: format!("\n{lines}{outer}") };
    Some(Action::of_file(home.file, title(&names), ActionKind::QuickFix, vec![edit]))
}

/// `& { … }` behind a reference.
fn behind(home: &Home<'_>, text: &str, value: &Value, span: Span, open: bool) -> Option<Action> {
    let outer = indent_of(text, span.start as usize);
    let mut names = Vec::new();
    let lines = missing(value, (&[], open), &format!("{outer}\t"), &mut names, 0);
    if lines.is_empty() {
        return None;
    }
    let edit = Edit { start: span.end, end: span.end, text: format!(" & {{\n{lines}{outer}}}") };
    Some(Action::of_file(home.file, title(&names), ActionKind::QuickFix, vec![edit]))
}

fn title(names: &[String]) -> String {
    match names {
        [one] => format!("Fill in {one}"),
        [first, rest @ ..] => {
            format!("Fill in {first} and {} more required field{}", rest.len(), if rest.len() == 1 { "" } else { "s" })
        }
        [] => "Fill in required fields".to_owned(),
    }
}

/// A line for each field that is missing; `open`: regular fields may be left to others.
fn missing(
    value: &Value,
    (present, open): (&[Decl], bool),
    indent: &str,
    names: &mut Vec<String>,
    depth: usize,
) -> String {
    let mut out = String::new();
    let interner = value.frozen().names();
    for f in allowed(value) {
        let here = declares(present, interner.name(f.label));
        if !f.label.is_regular() || f.marker == Marker::Optional || here {
            continue;
        }
        let label = label_text(interner, f.label);
        let taken = f.value.default();
        let known = open && !taken.is_struct() || taken.scalar().is_some() || taken.is_list();
        if f.marker == Marker::Regular && known || f.value.is_fatal() {
            continue;
        }
        if taken.is_struct() && depth < MAX_DEPTH {
            let before = names.len();
            let inner = missing(&taken, (&[], open), &format!("{indent}\t"), names, depth + 1);
            if inner.is_empty() && f.marker == Marker::Regular {
                continue;
            }
            names.truncate(before);
            names.push(label.clone());
            let body = if inner.is_empty() { "{}".to_owned() } else { format!("{{\n{inner}{indent}}}") };
            out.push_str(&format!("{indent}{label}: {body}\n"));
            continue;
        }
        names.push(label.clone());
        out.push_str(&format!("{indent}{label}: {}\n", placeholder(&taken)));
    }
    out
}

/// The only value that there may be; else the alternatives, or the type: they stand for what is still to be said.
fn placeholder(value: &Value) -> String {
    if let Some(scalar) = value.scalar() {
        return scalar_literal(scalar);
    }
    let literals: Vec<String> = choices(value, None).into_iter().filter(|c| !c.composed).map(|c| c.text).collect();
    let kind = kind_of(value);
    if literals.is_empty() || kind == Kind::BOOL || literals.len() > 12 {
        return kind_text(kind);
    }
    literals.join(" | ")
}
