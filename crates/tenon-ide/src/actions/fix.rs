//! What puts a problem right: the name that was meant, a field that goes or is allowed, an import.

use super::imports::{import_actions, unused};
use super::{Action, ActionKind};
use crate::completion::kind_of;
use crate::format::{indent_of, line_end, line_start};
use crate::importable::Importable;
use crate::lookup::Home;
use crate::nodes::{Node, chain, label_name};
use crate::show::{kind_text, quoted_label};
use crate::types::{Edit, Edits};
use std::collections::HashSet;
use std::ops::Range;
use tenon_catalogue::{e0201, e0202, e0301, e0303, e0308, e0312, e0840, meant};
use tenon_eval::{Conjunct, Value};
use tenon_ir::program as ir;
use tenon_load::files::SourceFile;
use tenon_source::{Diagnostic, LabelRole, Span};
use tenon_syntax::ast::{Expr, Field, Label};

/// Values that are looked at for the literals that make one.
const MOST: usize = 64;

/// What solves the problems that are told within a range.
pub(super) fn problems(home: &Home<'_>, text: &str, range: &Range<u32>, packages: &[Importable]) -> Vec<Action> {
    let mut out = Vec::new();
    let touches = |span: Span| span.file == home.file.id && span.start <= range.end && range.start <= span.end;
    for d in home.snapshot.diagnostics() {
        for place in d.labels.iter().filter(|l| touches(l.span)) {
            match d.code {
                e0303::CODE if place.role != LabelRole::ClosedBy => not_allowed(home, text, d, place.span, &mut out),
                e0201::CODE => unknown(home, text, d, place.span, packages, &mut out),
                e0202::CODE => out.extend(import(home.file, text, place.span)),
                e0301::CODE | e0308::CODE | e0312::CODE | e0840::CODE => out.extend(other(home, text, d, place)),
                _ => continue,
            }
        }
    }
    out
}

fn fix(home: &Home<'_>, title: String, edits: Vec<Edit>, code: &'static str, preferred: bool) -> Action {
    let action = Action::of_file(home.file, title, ActionKind::QuickFix, edits);
    Action { preferred, solves: Some(code), ..action }
}

/// A name that nothing declares.
fn unknown(home: &Home<'_>, text: &str, d: &Diagnostic, span: Span, packages: &[Importable], out: &mut Vec<Action>) {
    let Some(name) = text.get(span.start as usize..span.end as usize) else { return };
    for meant in d.notes.iter().filter_map(|n| meant(n)).map(|m| m.trim_matches('"')) {
        let edit = Edit { start: span.start, end: span.end, text: meant.to_owned() };
        out.push(fix(home, format!("Change to {meant}"), vec![edit], d.code, true));
    }
    let paths: Vec<String> = packages.iter().filter(|p| p.name == name).map(|p| p.path.clone()).collect();
    let actions = import_actions(home.file, text, &paths);
    out.extend(actions.into_iter().map(|a| Action { preferred: paths.len() == 1, solves: Some(d.code), ..a }));
}

/// Another value, member or path that was meant.
fn other(home: &Home<'_>, text: &str, d: &Diagnostic, place: &tenon_source::Label) -> Option<Action> {
    let written = |span: Span| text.get(span.start as usize..span.end as usize);
    let (span, new) = match d.code {
        e0301::CODE => {
            let old = written(place.span)?;
            let all = d.notes.iter().filter_map(|n| e0301::meant(n));
            let new = all.filter(|(is, _)| is == old).map(|(_, new)| new).next();
            // A quantity is written in another way than it is told.
            let quantity = d.notes.iter().filter_map(|n| e0301::meant(n)).find(|(_, new)| *new == format!("\"{old}\""));
            (place.span, new.or(quantity.map(|(_, new)| new))?)
        }
        e0312::CODE if place.text == e0312::GIVEN => (place.span, d.notes.iter().find_map(|n| meant(n))?.to_owned()),
        e0308::CODE => {
            let tree = &home.file.parsed.file;
            let last = chain(tree, place.span.end).into_iter().rev().find(|n| matches!(n, Node::Member(_)))?;
            (last.span(), d.notes.iter().find_map(|n| meant(n))?.to_owned())
        }
        e0840::CODE => {
            let path = d.notes.iter().find_map(|n| meant(n))?;
            let around = chain(&home.file.parsed.file, place.span.start);
            let spec = around.iter().rev().find_map(|n| if let Node::Spec(s) = n { Some(*s) } else { None })?;
            (spec.path.span, path.to_owned())
        }
        _ => return None,
    };
    let edit = Edit { start: span.start, end: span.end, text: new.clone() };
    Some(fix(home, format!("Change to {new}"), vec![edit], d.code, true))
}

/// An import that nothing uses.
fn import(file: &SourceFile, text: &str, span: Span) -> Option<Action> {
    unused(file).into_iter().find(|s| s.span.covers(span) || span.covers(s.span))?;
    let decls = &file.parsed.file.decls;
    let whole = decls.iter().find_map(|d| match d {
        tenon_syntax::ast::Decl::Import(i) if i.span.covers(span) => Some(i),
        _ => None,
    })?;
    let gone = if whole.specs.len() == 1 { whole.span } else { span };
    let edit = without(text, gone);
    let action = Action::of_file(file, "Remove the import", ActionKind::QuickFix, vec![edit]);
    Some(Action { preferred: true, solves: Some(e0202::CODE), ..action })
}

/// A field that a closed struct does not allow.
fn not_allowed(home: &Home<'_>, text: &str, d: &Diagnostic, span: Span, out: &mut Vec<Action>) {
    let around = chain(&home.file.parsed.file, span.start);
    let Some(at) = around.iter().rposition(|n| matches!(n, Node::Field(f) if f.label.span() == span)) else { return };
    let Node::Field(field) = around[at] else { return };
    for meant in d.notes.iter().filter_map(|n| meant(n)) {
        let edit = Edit { start: span.start, end: span.end, text: meant.to_owned() };
        out.push(fix(home, format!("Change to {meant}"), vec![edit], d.code, true));
    }
    // In `a: b: c`, what goes with the last label are all labels before it.
    let mut first = at;
    while first >= 2 && matches!(around[first - 1], Node::Expr(Expr::Struct(s)) if !s.braces && s.decls.len() == 1) {
        first -= 2;
    }
    let name = text.get(span.start as usize..span.end as usize).unwrap_or("the field");
    out.push(fix(home, format!("Remove {name}"), vec![without(text, around[first].span())], d.code, false));
    out.extend(open(home, field, &around[..=at], d.code));
}

/// Lets the definition that the struct of the field is an instance of have the field, or any field.
fn open(home: &Home<'_>, field: &Field, around: &[Node<'_>], code: &'static str) -> Vec<Action> {
    let snapshot = home.snapshot;
    let parent = match around.len() {
        0 | 1 => home.root().cloned(),
        n => home.values(&around[..n - 1]).pop().flatten(),
    };
    let literals = parent.map(|p| literals(&p)).unwrap_or_default();
    let placed = literals.into_iter().filter_map(|span| {
        let file = &snapshot.files().find(|f| f.source.id == span.file)?.source;
        let inner = chain(&file.parsed.file, span.start);
        let at = inner.iter().rposition(|n| matches!(n, Node::Expr(Expr::Struct(s)) if s.braces && s.span == span))?;
        let labels = inner[..at].iter().rev().filter_map(|n| match n {
            Node::Field(f) => Some(label_name(&f.label).is_some_and(|l| l.contains('#'))),
            _ => None,
        });
        let depth = labels.take_while(|defines| !defines).count();
        let fields = inner[..at].iter().filter(|n| matches!(n, Node::Field(_))).count();
        (depth < fields).then_some((depth, file, inner, span))
    });
    // What a definition itself says comes before what stands within one.
    let found = placed.min_by_key(|(depth, ..)| *depth).map(|(_, file, inner, span)| (file, inner, span));
    let Some((file, inner, literal)) = found else { return Vec::new() };
    let (Some(path), text) = (&file.path, snapshot.text(file.id)) else { return Vec::new() };
    let definition = inner.iter().rev().find_map(|n| match n {
        Node::Field(f) => match &f.label {
            Label::Ident(i) => Some(i.name.clone()),
            _ => None,
        },
        _ => None,
    });
    let definition = definition.unwrap_or_else(|| "the struct".to_owned());
    let kind = home.values(around).pop().flatten().map_or_else(|| "_".to_owned(), |v| kind_text(kind_of(&v)));
    let kind = match &field.value {
        Expr::String(_) | Expr::Interpolation(_) => "string".to_owned(),
        Expr::Bool(..) => "bool".to_owned(),
        Expr::Number(n) if n.raw.contains('.') => "number".to_owned(),
        Expr::Number(_) => "int".to_owned(),
        Expr::Struct(_) => "{...}".to_owned(),
        Expr::List(_) => "[...]".to_owned(),
        _ if kind == "_|_" => "_".to_owned(),
        _ => kind,
    };
    let name = match &field.label {
        Label::Ident(i) => i.name.clone(),
        label => label_name(label).map(quoted_label).unwrap_or_default(),
    };
    let one = |title: String, line: String| {
        let mut edits = Edits::default();
        edits.files.insert(path.clone(), vec![into(text, literal, &line)]);
        Action { title, kind: ActionKind::QuickFix, edits, preferred: false, solves: Some(code) }
    };
    let mut out = Vec::new();
    if !name.is_empty() {
        out.push(one(format!("Add {name} to {definition}"), format!("{name}?: {kind}")));
    }
    out.push(one(format!("Allow any field in {definition}"), "...".to_owned()));
    out
}

/// The struct literals that make a value, directly or by references.
fn literals(value: &Value) -> Vec<Span> {
    let (mut out, mut seen) = (Vec::new(), HashSet::new());
    let mut work = vec![value.clone()];
    while let Some(value) = work.pop() {
        if !seen.insert(value.id()) || seen.len() > MOST {
            continue;
        }
        let (frozen, program) = (value.frozen(), value.frozen().program());
        for conjunct in value.conjuncts() {
            let Conjunct::Expr(e, env) = conjunct else { continue };
            let mut operands = vec![e];
            while let Some(e) = operands.pop() {
                match program.expr(e) {
                    ir::Expr::Binary(ir::BinaryOp::And, a, b) => operands.extend([*a, *b]),
                    ir::Expr::Struct(_) => out.push(program.span(e)),
                    _ => work.extend(frozen.view().refer(e, env, &[]).map(|n| frozen.value(n))),
                }
            }
        }
    }
    out
}

/// A further declaration at the end of a struct literal; before `...`, where the literal has one.
pub(super) fn into(text: &str, literal: Span, line: &str) -> Edit {
    let close = literal.end.saturating_sub(1);
    let inside = text.get(literal.start as usize + 1..close as usize).unwrap_or("");
    let end = literal.start + 1 + inside.trim_end().len() as u32;
    if inside.contains('\n') {
        let indent = indent_of(text, literal.start as usize);
        return Edit { start: end, end: close, text: format!("\n{indent}\t{line}\n{indent}") };
    }
    let comma = if inside.trim().is_empty() || inside.trim_end().ends_with(',') { "" } else { ", " };
    Edit { start: end, end: close, text: format!("{comma}{line}") }
}

/// A declaration goes: with its lines, where nothing else stands on them.
pub(super) fn without(text: &str, span: Span) -> Edit {
    let (start, end) = (line_start(text, span.start as usize), line_end(text, span.end as usize));
    let before = text.get(start..span.start as usize).unwrap_or("x");
    let after = text.get(span.end as usize..end).unwrap_or("x");
    if before.trim().is_empty() && after.trim_matches([' ', '\t', '\r', '\n', ',']).is_empty() {
        return Edit { start: start as u32, end: end as u32, text: String::new() };
    }
    // Among others on a line, a comma goes too.
    let comma = after.len() - after.trim_start_matches([' ', '\t']).len();
    if after[comma..].starts_with(',') {
        let blanks = after[comma + 1..].len() - after[comma + 1..].trim_start_matches([' ', '\t']).len();
        return Edit { start: span.start, end: span.end + (comma + 1 + blanks) as u32, text: String::new() };
    }
    let kept = before.trim_end();
    let kept = kept.strip_suffix(',').unwrap_or(kept).len();
    Edit { start: (start + kept) as u32, end: span.end, text: String::new() }
}
