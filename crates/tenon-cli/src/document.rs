//! Values as CUE text: what eval, def and export print.

use crate::flags::Global;
use tenon::eval::Value;
use tenon::export::{Profile, def_to_ast, to_ast, to_expr};
use tenon::ir::program::PackageId;
use tenon::source::{Diagnostic, SourceMap};
use tenon::syntax::ast::{Decl, File, Ident, Package};
use tenon_format::{Indent, Options, format_expr, format_file};

/// How CUE text is laid out.
pub fn layout(global: &Global, indent: Indent) -> Options {
    Options { simplify: global.simplify, indent }
}

/// A value as `eval` and `export` print it.
///
/// # Errors
///
/// What is wrong with the value.
pub fn value(
    value: &Value,
    profile: &Profile,
    sources: &SourceMap,
    package: Option<&str>,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    let mut file = to_ast(value, profile, sources)?;
    name_package(&mut file, package);
    Ok(lines(format_file(&file, options)))
}

/// The value of an expression of `--expression`.
///
/// # Errors
///
/// What is wrong with the value.
pub fn expression(
    value: &Value,
    profile: &Profile,
    sources: &SourceMap,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    if value.is_struct() {
        return self::value(value, profile, sources, None, options);
    }
    Ok(lines(format_expr(&to_expr(value, profile, sources)?, options)))
}

/// A value as `def` prints it.
///
/// # Errors
///
/// What is wrong with the value.
pub fn definition(
    value: &Value,
    package: Option<PackageId>,
    profile: &Profile,
    sources: &SourceMap,
    name: Option<&str>,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    let mut file = def_to_ast(value, package, profile, sources)?;
    name_package(&mut file, name);
    Ok(lines(format_file(&file, options)))
}

/// Gives the file a package clause, in the place of one that it has.
fn name_package(file: &mut File, name: Option<&str>) {
    let Some(name) = name else { return };
    let span = tenon::source::Span::NONE;
    let clause = Decl::Package(Package { span, name: Ident { span, name: name.to_owned() } });
    file.decls.retain(|d| !matches!(d, Decl::Package(_)));
    file.decls.insert(0, clause);
}

fn lines(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
