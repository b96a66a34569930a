//! Values as CUE text: what eval, def and export print.

use crate::flags::Global;
use tenon::eval::Value;
use tenon::export::{Profile, def_to_ast, to_ast, to_expr};
use tenon::ir::program::PackageId;
use tenon::place::{self, Step};
use tenon::source::{Diagnostic, Source, SourceMap};
use tenon::syntax::ast::{Decl, File, Ident, Package};
use tenon::syntax::{LanguageVersion, parse};
use tenon_catalogue::e0903;
use tenon_format::{Indent, Options, format_expr, format_file};

/// What stands between the texts of several values.
pub const SEPARATOR: &[u8] = b"// ---\n";

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
    let profile = &Profile { self_contained: true, ..*profile };
    if value.is_struct() {
        return self::value(value, profile, sources, None, options);
    }
    let file = to_ast(value, profile, sources)?;
    if file.decls.iter().any(|d| matches!(d, Decl::Let(_))) {
        return Ok(lines(format_file(&file, options)));
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

/// Text with everything but its package clause and imports moved under the labels of `--path`.
///
/// # Errors
///
/// Malformed paths, and paths that are no labels.
pub fn placed(text: &str, paths: &[String], options: &Options) -> Result<String, Vec<Diagnostic>> {
    let mut sources = SourceMap::new();
    let mut labels = Vec::new();
    for path in paths {
        match place::step(path, &mut sources)? {
            Step::Labels(found) => labels.extend(found),
            Step::Expr(text) => {
                return Err(vec![Diagnostic::error(e0903::CODE, e0903::message(&text))]);
            }
        }
    }
    let id = sources.add(Source::new("-", text));
    let mut file = parse(id, text, LanguageVersion::LATEST).file;
    let (head, body): (Vec<Decl>, Vec<Decl>) =
        file.decls.into_iter().partition(|d| matches!(d, Decl::Package(_) | Decl::Import(_)));
    file.decls = head;
    file.decls.extend(place::wrap(labels, body));
    Ok(lines(format_file(&file, options)))
}

/// Gives the file a package clause, in the place of one that it has.
fn name_package(file: &mut File, name: Option<&str>) {
    let Some(name) = name else { return };
    let span = tenon::source::Span::NONE;
    let name = Ident { span, name: name.to_owned() };
    let is_experiment = |d: &&Decl| matches!(d, Decl::Attribute(a) if a.name() == "experiment");
    let experiments = file.decls.iter().take_while(is_experiment).count();
    let had = file.decls.iter().position(|d| matches!(d, Decl::Package(_))).map(|at| file.decls.remove(at));
    let clause = match had {
        Some(Decl::Package(clause)) => Package { name, ..*clause },
        _ => Package { doc: std::mem::take(&mut file.doc), ..Package::new(span, name) },
    };
    // Experiments stand above the clause.
    file.decls.insert(experiments, Decl::Package(Box::new(clause)));
}

fn lines(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
