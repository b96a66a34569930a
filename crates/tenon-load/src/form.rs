//! Forms of a file: `data:` allows no references.

use crate::filetype::Form;
use tenon_catalogue::e0860;
use tenon_source::{Diagnostic, LabelRole};
use tenon_syntax::ast::{Decl, Element, Expr, File};

/// Errors for what the form does not allow.
pub fn check(file: &File, form: Form) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    if form == Form::Data {
        decls(&file.decls, &mut errors);
    }
    errors
}

fn decls(list: &[Decl], errors: &mut Vec<Diagnostic>) {
    for decl in list {
        match decl {
            Decl::Field(f) => expr(&f.value, errors),
            Decl::Embed(e) => expr(&e.expr, errors),
            Decl::Comprehension(c) => {
                errors.push(
                    Diagnostic::error(e0860::CODE, e0860::message("comprehensions")).at(c.span, LabelRole::Primary),
                );
            }
            Decl::Let(l) => {
                errors.push(Diagnostic::error(e0860::CODE, e0860::message("let")).at(l.span, LabelRole::Primary));
            }
            _ => {}
        }
    }
}

fn expr(e: &Expr, errors: &mut Vec<Diagnostic>) {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match e {
        Expr::Null(_) | Expr::Bool(..) | Expr::Number(_) | Expr::String(_) => {}
        Expr::Struct(s) => decls(&s.decls, errors),
        Expr::List(l) => {
            for element in &l.elems {
                if let Element::Expr(e) = element {
                    expr(e, errors);
                }
            }
        }
        Expr::Paren { expr: e, .. } | Expr::Unary { expr: e, .. } => expr(e, errors),
        Expr::Ident(_) | Expr::Selector { .. } | Expr::Index { .. } => {
            errors.push(Diagnostic::error(e0860::CODE, e0860::message("references")).at(e.span(), LabelRole::Primary));
        }
        other => {
            errors.push(
                Diagnostic::error(e0860::CODE, e0860::message("expressions")).at(other.span(), LabelRole::Primary),
            );
        }
    });
}
