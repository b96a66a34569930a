//! What a name stands for in its place.

use super::{Action, ActionKind};
use crate::bound::{Binder, find};
use crate::nodes::{Node, chain, walk};
use crate::types::Edit;
use tenon_load::files::SourceFile;
use tenon_source::Span;
use tenon_syntax::ast::{Expr, File, Ident};

/// Offered on a reference to a `let`, a field or a definition of the same file, where the names in its value mean the same
/// at the reference.
pub(super) fn reference(file: &SourceFile, text: &str, offset: u32) -> Option<Action> {
    let tree = &file.parsed.file;
    let around = chain(tree, offset);
    let (Node::Expr(Expr::Ident(ident)), outer) = around.split_last()? else { return None };
    let bound = find(tree, outer, &ident.name)?;
    let value = match bound.by {
        Binder::Field(f) | Binder::Alias(f) => &f.value,
        Binder::Let(l) => &l.expr,
        _ => return None,
    };
    let span = value.span();
    if matches!(value, Expr::Bad(_)) || span.covers(ident.span) || !same_names(tree, span, outer) {
        return None;
    }
    let written = text.get(span.start as usize..span.end as usize)?;
    let written = match value {
        Expr::Struct(s) if !s.braces => format!("{{{written}}}"),
        Expr::Binary { .. } | Expr::Unary { .. } if is_operand(outer) => format!("({written})"),
        _ => written.to_owned(),
    };
    let edit = Edit { start: ident.span.start, end: ident.span.end, text: written };
    Some(Action::of_file(file, format!("Inline {}", ident.name), ActionKind::Inline, vec![edit]))
}

fn is_operand(outer: &[Node<'_>]) -> bool {
    matches!(
        outer.last(),
        Some(Node::Expr(
            Expr::Binary { .. } | Expr::Unary { .. } | Expr::Selector { .. } | Expr::Index { .. } | Expr::Slice { .. }
        ))
    )
}

/// Whether the names in a value mean the same at another place.
fn same_names(tree: &File, value: Span, there: &[Node<'_>]) -> bool {
    let mut idents: Vec<&Ident> = Vec::new();
    walk(tree, |node| {
        if let Node::Expr(Expr::Ident(i)) = node
            && value.covers(i.span)
        {
            idents.push(i);
        }
        let span = node.span();
        span.start < value.end && value.start < span.end
    });
    idents.into_iter().all(|ident| {
        let mut here = chain(tree, ident.span.start);
        here.pop();
        let declared = find(tree, &here, &ident.name).map(|b| b.span);
        // What the value binds itself goes with it.
        declared.is_some_and(|d| value.covers(d)) || declared == find(tree, there, &ident.name).map(|b| b.span)
    })
}
