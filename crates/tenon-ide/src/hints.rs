//! Inlay hints: what a field has come to, where its text does not say so.

use crate::host::{Cancelled, Host};
use crate::lookup::Home;
use crate::nodes::{Node, top};
use crate::show::Show;
use std::ops::Range;
use std::path::Path;
use tenon_eval::Value;
use tenon_syntax::ast::{BinaryOp, Expr, UnaryOp};

/// A text that is shown within another one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Where.
    pub offset: u32,
    /// What is shown.
    pub text: String,
    /// Whether it tells that a default was taken.
    pub default: bool,
}

/// The hints for a range of a file.
///
/// # Errors
///
/// The evaluation was cancelled.
pub fn hints(host: &mut Host, path: &Path, range: Range<u32>) -> Result<Vec<Hint>, Cancelled> {
    let settings = host.settings().clone();
    if !settings.hint_defaults && !settings.hint_references {
        return Ok(Vec::new());
    }
    let Some(snapshot) = host.snapshot(path)? else { return Ok(Vec::new()) };
    let Some(home) = Home::new(snapshot, path) else { return Ok(Vec::new()) };
    let show = Show { sources: &snapshot.sources };
    let mut out = Vec::new();
    let mut work: Vec<(Option<Node<'_>>, Node<'_>, Value)> = Vec::new();
    if let Some(root) = home.root() {
        work.extend(top(&home.file.parsed.file).map(|n| (None, n, root.clone())));
    }
    while let Some((outer, node, value)) = work.pop() {
        let span = node.span();
        if span.end < range.start || range.end < span.start {
            continue;
        }
        let Some(value) = home.step(value, outer, node) else { continue };
        if let Node::Field(f) = node {
            if settings.hint_defaults
                && let Some(text) = default_taken(&f.value, &value, &show)
            {
                out.push(Hint { offset: f.value.span().end, text, default: true });
            } else if settings.hint_references
                && let Some(text) = worked_out(&f.value, &value, &show)
            {
                out.push(Hint { offset: f.value.span().end, text, default: false });
            }
        }
        work.extend(node.children().into_iter().map(|n| (Some(node), n, value.clone())));
    }
    out.retain(|h| range.start <= h.offset && h.offset <= range.end);
    out.sort_by_key(|h| h.offset);
    Ok(out)
}

/// What the default is, where the text does not show it.
fn default_taken(expr: &Expr, value: &Value, show: &Show<'_>) -> Option<String> {
    let taken = value.default();
    (taken.id() != value.id() && taken.scalar().is_some() && !has_mark(expr))
        .then(|| format!(" = {}", show.line(&taken)))
}

/// What a reference, or another expression, has come to.
fn worked_out(expr: &Expr, value: &Value, show: &Show<'_>) -> Option<String> {
    let taken = value.default();
    taken.scalar()?;
    let shown = match expr {
        Expr::Ident(_) | Expr::Selector { .. } | Expr::Index { .. } | Expr::Call { .. } | Expr::Interpolation(_) => {
            true
        }
        Expr::Binary { op: BinaryOp::Or, .. } => taken.id() == value.id(),
        Expr::Binary { .. } | Expr::Slice { .. } => true,
        Expr::Unary { expr, .. } => !matches!(**expr, Expr::Number(_)),
        _ => false,
    };
    (shown && !value.is_fatal()).then(|| format!(" = {}", show.line(&taken)))
}

/// Whether a default is marked in a disjunction.
fn has_mark(expr: &Expr) -> bool {
    let mut work = vec![expr];
    while let Some(expr) = work.pop() {
        match expr {
            Expr::Unary { op: UnaryOp::Default, .. } => return true,
            Expr::Binary { op: BinaryOp::Or | BinaryOp::And, left, right, .. } => work.extend([&**left, &**right]),
            Expr::Paren { expr, .. } => work.push(expr),
            _ => {}
        }
    }
    false
}
