//! The value of a field as a definition of its own beside it.

use super::braces::reindent;
use super::{Action, ActionKind};
use crate::format::{indent_of, line_start};
use crate::nodes::{Node, chain, label_name, walk};
use crate::types::Edit;
use std::collections::HashSet;
use std::ops::Range;
use tenon_load::files::SourceFile;
use tenon_syntax::ast::{Expr, Field, Label};

/// Offered on the label of a field and where its value begins, or where the value is selected.
pub(super) fn to_definition(file: &SourceFile, text: &str, range: Range<u32>) -> Option<Action> {
    let chain = chain(&file.parsed.file, range.start);
    let wanted = |f: &Field| {
        let value = f.value.span();
        range.end <= value.start + 1 || range.end == value.end
    };
    let at = chain.iter().rposition(|n| matches!(n, Node::Field(f) if wanted(f)))?;
    let Node::Field(field) = chain[at] else { return None };
    let name = label_name(&field.label)?;
    let worth = match &field.value {
        Expr::Struct(s) => s.braces,
        Expr::Ident(_) | Expr::Selector { .. } => false,
        _ => range.end == field.value.span().end && !range.is_empty(),
    };
    if !worth || matches!(&field.label, Label::Ident(i) if i.name.contains('#')) {
        return None;
    }
    // Where labels stand in a row, the definition comes before the first one.
    let mut outer = at;
    let mut between = HashSet::new();
    while outer >= 2 && matches!(chain[outer - 1], Node::Expr(Expr::Struct(s)) if !s.braces) {
        if let Node::Field(f) = chain[outer] {
            between.extend(label_name(&f.label));
        }
        outer -= 2;
    }
    let Node::Field(first) = chain[outer] else { return None };
    let (value, mut names, mut shadowed) = (field.value.span(), HashSet::new(), false);
    walk(&file.parsed.file, |node| {
        match node {
            Node::Expr(Expr::Ident(i)) => {
                names.insert(i.name.clone());
                shadowed |= value.covers(i.span) && between.contains(i.name.as_str());
            }
            Node::Label(Label::Ident(i)) => drop(names.insert(i.name.clone())),
            _ => {}
        }
        true
    });
    if shadowed {
        return None;
    }
    let definition = free_name(name, &names);
    let written = text.get(value.start as usize..value.end as usize)?;
    let (from, to) = (indent_of(text, value.start as usize), indent_of(text, first.span.start as usize));
    let body = reindent(written, from, to);
    let own_line = text.get(line_start(text, first.span.start as usize)..first.span.start as usize)?.trim().is_empty();
    let separator = if own_line { format!("\n{to}") } else { ", ".to_owned() };
    let edits = vec![
        Edit { start: first.span.start, end: first.span.start, text: format!("{definition}: {body}{separator}") },
        Edit { start: value.start, end: value.end, text: definition.clone() },
    ];
    Some(Action::of_file(file, format!("Extract to definition {definition}"), ActionKind::Extract, edits))
}

/// `#Name` of a label, with a number where that is taken.
fn free_name(label: &str, taken: &HashSet<String>) -> String {
    let mut name = "#".to_owned();
    let mut upper = true;
    for c in label.chars() {
        if !c.is_alphanumeric() {
            upper = true;
        } else if upper {
            name.extend(c.to_uppercase());
            upper = false;
        } else {
            name.push(c);
        }
    }
    if name.len() == 1 || name[1..].starts_with(|c: char| c.is_ascii_digit()) {
        name.insert_str(1, "Value");
    }
    if !taken.contains(&name) {
        return name;
    }
    (2..).map(|i| format!("{name}{i}")).find(|n| !taken.contains(n)).unwrap_or(name)
}
