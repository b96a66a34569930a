//! Going through expressions.

use tenon_ir::program::{Element, Expr, ExprId};

/// The operands of an expression that are evaluated in the same environment.
pub(crate) fn operands(expr: &Expr) -> Vec<ExprId> {
    match expr {
        Expr::Bound(_, a) | Expr::Unary(_, a) | Expr::Select(a, _) | Expr::Optional(a) | Expr::Open(a) => vec![*a],
        Expr::Binary(_, a, b) | Expr::Index(a, b) => vec![*a, *b],
        Expr::Disjunction(all) => all.iter().map(|d| d.expr).collect(),
        Expr::Interpolation(parts) | Expr::BytesInterpolation(parts) => parts.to_vec(),
        Expr::Slice(a, b, c) => [Some(*a), *b, *c].into_iter().flatten().collect(),
        Expr::Call(f, args) => std::iter::once(*f).chain(args.iter().copied()).collect(),
        Expr::List(elements) => elements
            .iter()
            .filter_map(|e| match e {
                Element::Expr(e) | Element::Ellipsis(Some(e)) => Some(*e),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
