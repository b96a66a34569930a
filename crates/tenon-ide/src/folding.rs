//! What can be folded away: structs, lists, comments, imports, strings over several lines.

use crate::tree::{Node, walk};
use tenon_load::files::SourceFile;
use tenon_source::Span;
use tenon_syntax::ast::{Expr, ImportDecl};

/// What is folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// A struct, a list, a string, a call.
    Region,
    /// Comments.
    Comment,
    /// Imports.
    Imports,
}

/// Something over several lines that can be folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// First byte of what is hidden: behind the bracket that stays.
    pub start: u32,
    /// One past the last byte: before the bracket that closes it.
    pub end: u32,
    /// What it is.
    pub kind: FoldKind,
}

/// What can be folded in a file.
pub fn folds(file: &SourceFile, text: &str) -> Vec<Fold> {
    let mut out = Vec::new();
    let mut add = |start: u32, end: u32, kind: FoldKind| {
        let lines = text.get(start as usize..end as usize).is_some_and(|t| t.contains('\n'));
        if lines {
            out.push(Fold { start, end, kind });
        }
    };
    let inside = |span: Span| (span.start + 1, span.end.saturating_sub(1));
    let mut visit = |node: Node<'_>, _: &[crate::tree::Level<'_>]| {
        match node {
            Node::Struct(s) if s.braces => {
                let (start, end) = inside(s.span);
                add(start, end, FoldKind::Region);
            }
            Node::List(l) => {
                let (start, end) = inside(l.span);
                add(start, end, FoldKind::Region);
            }
            Node::Expr(Expr::Call { fun, span, .. }) => {
                add(fun.span().end + 1, span.end.saturating_sub(1), FoldKind::Region);
            }
            Node::Expr(Expr::String(s)) => add(s.span.start + 3, s.span.end, FoldKind::Region),
            Node::Expr(Expr::Interpolation(i)) => add(i.span.start + 3, i.span.end, FoldKind::Region),
            Node::Text(s) => add(s.span.start + 3, s.span.end, FoldKind::Region),
            Node::ImportDecl(ImportDecl { span, parens: true, .. }) => {
                let open = text.get(span.start as usize..).and_then(|t| t.find('('));
                add(span.start + open.map_or(0, |i| i as u32 + 1), span.end.saturating_sub(1), FoldKind::Imports);
            }
            _ => {}
        }
        true
    };
    walk(file, text.len(), &mut visit);
    for (start, end, kind) in runs(file, text) {
        add(start, end, kind);
    }
    out.sort();
    out.dedup();
    out
}

/// Comments, and imports, each on a line of its own, one below the other.
fn runs(file: &SourceFile, text: &str) -> Vec<(u32, u32, FoldKind)> {
    let lines = |from: u32, to: u32| text.get(from as usize..to as usize).map_or(0, |t| t.matches('\n').count());
    let alone = |span: Span| {
        let line = text.get(..span.start as usize).and_then(|t| t.rsplit('\n').next()).unwrap_or("");
        line.trim().is_empty()
    };
    let comments = file.parsed.comments.iter().map(|c| c.span).filter(|s| alone(*s));
    let imports = file.parsed.file.decls.iter().filter_map(|d| match d {
        tenon_syntax::ast::Decl::Import(i) if !i.parens => Some(i.span),
        _ => None,
    });
    let mut out = Vec::new();
    let groups = [(FoldKind::Comment, comments.collect::<Vec<_>>()), (FoldKind::Imports, imports.collect())];
    for (kind, spans) in groups {
        let mut run: Option<Span> = None;
        let mut first = 0;
        for span in spans {
            match &mut run {
                Some(r) if lines(r.end, span.start) <= 1 => r.end = span.end,
                _ => {
                    out.extend(run.take().map(|r: Span| (first, r.end, kind)));
                    // The first line stays.
                    first = span.end;
                    run = Some(span);
                }
            }
        }
        out.extend(run.map(|r| (first, r.end, kind)));
    }
    out
}
