//! A walk through a made tree in the order of its text, with the names that each scope brings.

use tenon_syntax::ast::{
    Clause, Comprehension, Decl, Element, Ellipsis, Expr, Field, Ident, InterpolationPart, Label, StructLit,
};

/// What is done on the way.
pub(crate) trait Visit {
    /// A scope with these declarations begins.
    fn enter(&mut self, _decls: &[Decl]) {}
    /// A scope with one name that is no field begins.
    fn enter_name(&mut self, _name: &str) {}
    /// So many scopes end.
    fn leave(&mut self, _count: usize) {}
    /// A reference.
    fn reference(&mut self, _ident: &mut Ident) {}
    /// A field, before its parts.
    fn field(&mut self, _field: &mut Field) {}
}

/// Walks through declarations, which are a scope.
pub(crate) fn decls(decls: &mut [Decl], v: &mut dyn Visit) {
    v.enter(decls);
    for decl in decls.iter_mut() {
        match decl {
            Decl::Field(f) => field(f, v),
            Decl::Let(l) => expr(&mut l.expr, v),
            Decl::Embed(e) => expr(&mut e.expr, v),
            Decl::Ellipsis(e) => ellipsis(e, v),
            Decl::Comprehension(c) => comprehension(c, v),
            Decl::Package(_) | Decl::Import(_) | Decl::Attribute(_) | Decl::Bad(_) => {}
        }
    }
    v.leave(1);
}

fn field(field: &mut Field, v: &mut dyn Visit) {
    v.field(field);
    let mut scopes = 0;
    match &mut field.label {
        Label::Interpolation(i) => parts(&mut i.parts, v),
        Label::Dynamic { expr: e, .. } => expr(e, v),
        Label::Pattern { alias, expr: e, .. } => {
            expr(e, v);
            if let Some(alias) = alias {
                v.enter_name(&alias.name);
                scopes = 1;
            }
        }
        Label::Ident(_) | Label::String(_) => {}
    }
    expr(&mut field.value, v);
    v.leave(scopes);
}

fn ellipsis(e: &mut Ellipsis, v: &mut dyn Visit) {
    if let Some(e) = &mut e.expr {
        expr(e, v);
    }
}

fn parts(parts: &mut [InterpolationPart], v: &mut dyn Visit) {
    for part in parts {
        if let InterpolationPart::Expr(e) = part {
            expr(e, v);
        }
    }
}

fn body(s: &mut StructLit, v: &mut dyn Visit) {
    decls(&mut s.decls, v);
}

fn comprehension(c: &mut Comprehension, v: &mut dyn Visit) {
    let mut scopes = 0;
    for clause in &mut c.clauses {
        let names: Vec<&Ident> = match clause {
            Clause::For { key, value, source, .. } => {
                expr(source, v);
                key.iter().chain([&*value]).collect()
            }
            Clause::If { condition, .. } => {
                expr(condition, v);
                Vec::new()
            }
            Clause::Let(l) => {
                expr(&mut l.expr, v);
                vec![&l.name]
            }
            Clause::Try { binding, .. } => binding.iter_mut().map(|(name, e)| (&*name, expr(e, v)).0).collect(),
        };
        for name in names {
            v.enter_name(&name.name);
            scopes += 1;
        }
    }
    body(&mut c.body, v);
    v.leave(scopes);
    if let Some(f) = &mut c.fallback {
        body(&mut f.body, v);
    }
}

/// Walks through an expression.
pub(crate) fn expr(e: &mut Expr, v: &mut dyn Visit) {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match e {
        Expr::Ident(i) => v.reference(i),
        Expr::Interpolation(i) => parts(&mut i.parts, v),
        Expr::Struct(s) => body(s, v),
        Expr::List(l) => {
            for element in &mut l.elems {
                match element {
                    Element::Expr(e) => expr(e, v),
                    Element::Comprehension(c) => comprehension(c, v),
                    Element::Ellipsis(e) => ellipsis(e, v),
                }
            }
        }
        Expr::Paren { expr: e, .. }
        | Expr::Unary { expr: e, .. }
        | Expr::Selector { expr: e, .. }
        | Expr::Optional { expr: e, .. }
        | Expr::Open { expr: e, .. }
        | Expr::Commented { expr: e, .. } => expr(e, v),
        Expr::Alias { name, expr: e, .. } => {
            v.enter_name(&name.name);
            expr(e, v);
            v.leave(1);
        }
        Expr::Binary { left, right, .. } => {
            expr(left, v);
            expr(right, v);
        }
        Expr::Index { expr: e, index, .. } => {
            expr(e, v);
            expr(index, v);
        }
        Expr::Slice { expr: e, low, high, .. } => {
            expr(e, v);
            low.iter_mut().chain(high).for_each(|e| expr(e, v));
        }
        Expr::Call { fun, args, .. } => {
            expr(fun, v);
            args.iter_mut().for_each(|e| expr(e, v));
        }
        Expr::Null(_) | Expr::Bool(..) | Expr::Bottom(_) | Expr::Number(_) | Expr::String(_) | Expr::Bad(_) => {}
    });
}
