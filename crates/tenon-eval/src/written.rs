//! Whether two expressions say the same by being written alike, wherever they stand.
//!
//! References may mean something else elsewhere, so that only the very same expression is alike with them; so it is with
//! everything that names something on its own.

use tenon_ir::program::{Decl, Element, Expr, ExprId, Program, StructLit};

/// Whether two expressions are alike.
pub(crate) fn alike(program: &Program, a: ExprId, b: ExprId) -> bool {
    let same = |a: &ExprId, b: &ExprId| alike(program, *a, *b);
    let same_some = |a: &Option<ExprId>, b: &Option<ExprId>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        _ => false,
    };
    if a == b {
        return true;
    }
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match (program.expr(a), program.expr(b)) {
        (Expr::Top, Expr::Top) | (Expr::Null, Expr::Null) => true,
        (Expr::Bool(a), Expr::Bool(b)) => a == b,
        (Expr::Num(a), Expr::Num(b)) => a == b,
        (Expr::Str(a), Expr::Str(b)) => a == b,
        (Expr::Bytes(a), Expr::Bytes(b)) => a == b,
        (Expr::Basic(a), Expr::Basic(b)) => a == b,
        (Expr::Bound(p, a), Expr::Bound(q, b)) => p == q && same(a, b),
        (Expr::Unary(p, a), Expr::Unary(q, b)) => p == q && same(a, b),
        (Expr::Binary(p, a, c), Expr::Binary(q, b, d)) => p == q && same(a, b) && same(c, d),
        (Expr::Disjunction(a), Expr::Disjunction(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.default == b.default && same(&a.expr, &b.expr))
        }
        (Expr::List(a), Expr::List(b)) => {
            let alike = |pair| match pair {
                (Element::Expr(a), Element::Expr(b)) => same(&a, &b),
                (Element::Ellipsis(a), Element::Ellipsis(b)) => same_some(&a, &b),
                _ => false,
            };
            a.len() == b.len() && a.iter().copied().zip(b.iter().copied()).all(alike)
        }
        (Expr::Struct(a), Expr::Struct(b)) => alike_structs(program, program.struct_lit(*a), program.struct_lit(*b)),
        _ => false,
    })
}

/// Whether two struct literals of fields and patterns are alike.
fn alike_structs(program: &Program, a: &StructLit, b: &StructLit) -> bool {
    let decls = |a: &Decl, b: &Decl| match (a, b) {
        (Decl::Field { label: l, marker: p, value: x, .. }, Decl::Field { label: m, marker: q, value: y, .. }) => {
            l == m && p == q && alike(program, *x, *y)
        }
        (Decl::Pattern { pattern: p, value: x, .. }, Decl::Pattern { pattern: q, value: y, .. }) => {
            alike(program, *p, *q) && alike(program, *x, *y)
        }
        (Decl::Ellipsis { value: None, .. }, Decl::Ellipsis { value: None, .. }) => true,
        _ => false,
    };
    a.decls.len() == b.decls.len() && a.decls.iter().zip(&b.decls).all(|(a, b)| decls(a, b))
}
