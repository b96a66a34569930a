//! `a: {b: c}` as `a: b: c`, and back.

use super::{Action, ActionKind};
use crate::format::indent_of;
use crate::nodes::{Node, chain};
use crate::types::Edit;
use tenon_load::files::SourceFile;
use tenon_syntax::ast::{Decl, Expr, Field, StructLit};

/// Offered on the label of a field, and where its struct begins.
pub(super) fn convert(file: &SourceFile, text: &str, offset: u32) -> Option<Action> {
    let chain = chain(&file.parsed.file, offset);
    let fields = chain.iter().rev().filter_map(|n| match n {
        Node::Field(f) => Some(*f),
        _ => None,
    });
    let on = |f: &&Field| offset <= f.value.span().start + 1;
    let (field, literal) = fields.filter(on).find_map(|f| match &f.value {
        Expr::Struct(s) => Some((f, s)),
        _ => None,
    })?;
    if literal.braces { without(file, text, literal) } else { with(file, text, field, literal) }
}

fn without(file: &SourceFile, text: &str, literal: &StructLit) -> Option<Action> {
    let [Decl::Field(inner)] = literal.decls.as_slice() else { return None };
    let blank = |from: u32, to: u32| {
        text.get(from as usize..to as usize).is_some_and(|t| t.chars().all(|c| c.is_whitespace() || c == ','))
    };
    let (open, close) = (literal.span.start, literal.span.end.checked_sub(1)?);
    if !blank(open + 1, inner.span.start) || !blank(inner.span.end, close) {
        return None;
    }
    let body = text.get(inner.span.start as usize..inner.span.end as usize)?.trim_end();
    let outer = indent_of(text, open as usize);
    let own = indent_of(text, inner.span.start as usize);
    let body = reindent(body, own, outer);
    let edit = Edit { start: open, end: literal.span.end, text: body };
    Some(Action::of_file(file, "Write without braces", ActionKind::Rewrite, vec![edit]))
}

fn with(file: &SourceFile, text: &str, field: &Field, literal: &StructLit) -> Option<Action> {
    let start = literal.span.start;
    let written = text.get(start as usize..literal.span.end as usize)?.trim_end();
    let end = start + written.len() as u32;
    let indent = indent_of(text, field.span.start as usize);
    let inner = format!("{indent}\t");
    let body = reindent(written, indent, &inner);
    let edit = Edit { start, end, text: format!("{{\n{inner}{body}\n{indent}}}") };
    Some(Action::of_file(file, "Write with braces", ActionKind::Rewrite, vec![edit]))
}

/// Lines below the first one, moved from one indentation to another.
pub(super) fn reindent(text: &str, from: &str, to: &str) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or("").to_owned();
    for line in lines {
        out.push('\n');
        match line.strip_prefix(from) {
            Some(rest) if !line.trim().is_empty() => out.push_str(&format!("{to}{rest}")),
            _ => out.push_str(line),
        }
    }
    out
}
