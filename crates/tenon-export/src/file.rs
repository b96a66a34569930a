//! Whole files: package clause, imports, declarations.

use tenon_eval::Value;
use tenon_ir::program::PackageId;
use tenon_source::{Diagnostic, SourceMap, Span};
use tenon_syntax::ast::{self, Decl, Expr, File};

use crate::env::Term;
use crate::head::Head;
use crate::printer::Printer;
use crate::rename::rename;
use crate::{Profile, make, postfix};
use tenon_explain::diagnostics;

/// A value as a file, as `eval` prints it. `sources` are the texts of the program, from which literals in incomplete
/// values are taken as written.
///
/// # Errors
///
/// Everything that is wrong, and with [`Profile::concrete`] everything that is incomplete, unless
/// [`Profile::ignore_errors`] is set.
pub fn to_ast(value: &Value, profile: &Profile, sources: &SourceMap) -> Result<File, Vec<Diagnostic>> {
    check(value, profile)?;
    let mut printer = Printer::new(value, sources, *profile, false);
    let expr = printer.value(value);
    Ok(file(&mut printer, None, Vec::new(), expr))
}

/// A value as an expression, as `eval -e` prints it; imports that it needs are left out.
///
/// # Errors
///
/// The same as for [`to_ast`].
pub fn to_expr(value: &Value, profile: &Profile, sources: &SourceMap) -> Result<Expr, Vec<Diagnostic>> {
    check(value, profile)?;
    Ok(Printer::new(value, sources, *profile, false).value(value))
}

fn check(value: &Value, profile: &Profile) -> Result<(), Vec<Diagnostic>> {
    if profile.ignore_errors {
        return Ok(());
    }
    let errors = diagnostics(value, profile.concrete);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The declarations of a value, merged, as `def` prints them. With a package, the file gets its package clause.
///
/// # Errors
///
/// Everything that is wrong, unless [`Profile::ignore_errors`] is set.
pub fn def_to_ast(
    value: &Value,
    package: Option<PackageId>,
    profile: &Profile,
    sources: &SourceMap,
) -> Result<File, Vec<Diagnostic>> {
    check(value, profile)?;
    let mut printer = Printer::new(value, sources, *profile, true);
    let terms: Vec<Term> = value.conjuncts().into_iter().map(|c| Term::of(&printer.frozen, c)).collect();
    // What a function made has no declarations.
    let expr = if terms.is_empty() { printer.value(value) } else { printer.merge(terms, Some(value)) };
    let program = printer.program.clone();
    let package = package.and_then(|p| program.packages.get(p.0 as usize)).map(|p| p.name.to_string());
    let mut first = Vec::new();
    let expr = if value.is_closed_by_call() || value.is_closed() && !embeds_definition(&expr) {
        reclosed(expr, &mut first)
    } else {
        expr
    };
    Ok(file(&mut printer, package.filter(|p| !p.is_empty()), first, expr))
}

/// Whether a definition is embedded by its name alone.
fn embeds_definition(expr: &Expr) -> bool {
    let Expr::Struct(s) = expr else { return false };
    s.decls.iter().any(|d| match d {
        Decl::Embed(e) => match &e.expr {
            Expr::Ident(i) => i.name.trim_start_matches('_').starts_with('#'),
            Expr::Selector { label, .. } => match &**label {
                ast::SelectorLabel::Ident(i) => i.name.trim_start_matches('_').starts_with('#'),
                ast::SelectorLabel::String(_) => false,
            },
            _ => false,
        },
        _ => false,
    })
}

/// A file cannot be closed, so what it embeds is put into a definition that the file embeds.
fn reclosed(expr: Expr, first: &mut Vec<Decl>) -> Expr {
    let label = ast::Label::Ident(make::ident("_#def"));
    first.push(make::embed(make::name("_#def")));
    make::braces(vec![Decl::Field(Box::new(make::field(label, ast::Marker::None, expr, Vec::new())))])
}

fn file(printer: &mut Printer<'_>, package: Option<String>, first: Vec<Decl>, expr: Expr) -> File {
    let mut out = File::default();
    let mut package = package.map(|name| ast::Package::new(Span::NONE, make::ident(name)));
    if printer.profile.docs {
        let mut head = Head::default();
        printer.own_texts().for_each(|text| head.add(text));
        head.put(&mut out, package.as_mut());
    }
    let mut body = first;
    match expr {
        Expr::Struct(s) => body.extend(s.decls),
        other => body.push(make::embed(other)),
    }
    body.extend(printer.outside_lets());
    let is_early = |d: &Decl| matches!(d, Decl::Attribute(a) if a.name() == "experiment");
    let early: Vec<Decl> = body.iter().filter(|d| is_early(d)).cloned().collect();
    body.retain(|d| !is_early(d));
    let used = rename(&mut body, &printer.links, &printer.names.imports());
    if postfix::is_on(&early) {
        postfix::move_aliases(&mut body);
    }
    out.decls.extend(early);
    out.decls.extend(package.map(|p| Decl::Package(Box::new(p))));
    out.decls.extend(printer.names.import_decl(&used));
    out.decls.extend(body);
    out
}
