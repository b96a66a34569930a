//! Ranges to select, each around the one before: what a syntax tree has around a byte.

use crate::tree::{Level, Node, walk};
use std::ops::Range;
use tenon_load::files::SourceFile;
use tenon_syntax::ast::Expr;

/// The ranges around a byte, innermost first; the last one is the whole file.
pub fn selections(file: &SourceFile, text: &str, offset: u32) -> Vec<Range<u32>> {
    let mut out: Vec<Range<u32>> = Vec::new();
    out.push(0..text.len() as u32);
    let mut visit = |node: Node<'_>, _: &[Level<'_>]| {
        if matches!(node, Node::File(_)) {
            return true;
        }
        let span = node.span();
        if offset < span.start || offset > span.end {
            return false;
        }
        // Of two that meet at the byte, the second one counts.
        while out.len() > 1 && out.last().is_some_and(|r| r.start > span.start || r.end < span.end) {
            out.pop();
        }
        out.push(span.start..span.end);
        if let Node::Expr(Expr::String(s)) = node {
            out.extend(contents(&s.raw(), span.start).filter(|r| r.start <= offset && offset <= r.end));
        }
        if let Node::Struct(s) = node
            && s.braces
        {
            let inner = span.start + 1..span.end.saturating_sub(1);
            let blank = text.get(inner.start as usize..inner.end as usize).is_none_or(|t| t.trim().is_empty());
            if !blank && inner.start <= offset && offset <= inner.end {
                out.push(inner);
            }
        }
        true
    };
    walk(file, text.len(), &mut visit);
    out.reverse();
    out.dedup();
    out
}

/// What stands between the quotes of a literal.
fn contents(raw: &str, start: u32) -> impl Iterator<Item = Range<u32>> {
    let open = raw.len() - raw.trim_start_matches(['#', '"', '\'']).len();
    let close = raw.len() - raw.trim_end_matches(['#', '"', '\'']).len();
    let inner = (open + close <= raw.len()).then(|| start + open as u32..start + (raw.len() - close) as u32);
    inner.into_iter().filter(|r| r.start < r.end)
}
