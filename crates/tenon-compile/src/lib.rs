//! Syntax trees → resolved program.
//!
//! One pass over a struct's declarations puts its names into scope, a second one compiles them; a name is a hash lookup.
//! What a name can mean, innermost first:
//!
//! 1. clause variables, aliases of values and patterns, and what the struct literals around it declare: fields with
//!    identifier labels, field aliases, `let`s (`scope`);
//! 2. imports of the file;
//! 3. fields at the top of the package's other files;
//! 4. predeclared types and functions, also with `__` before their names.
//!
//! | file | what |
//! |---|---|
//! | `scope` | names, frames, unused aliases |
//! | `package` | files, imports, package scope |
//! | `outside` | expressions that don't stand in a file |
//! | `structs`, `fields`, `clauses`, `exprs` | one for each kind of node |
//! | `align` | what a new text of a file changes |
//! | `lets` | cycles of `let` declarations |
//! | `docs` | documentation comments |
//! | `dump` | text form of the result, for tests and debugging |

mod align;
mod clauses;
mod compiler;
mod docs;
mod dump;
mod elsewhere;
mod exprs;
mod fields;
mod lets;
mod outside;
mod package;
mod scope;
mod structs;
#[cfg(test)]
mod tests;

pub use dump::dump;

use std::sync::Arc;
use tenon_ir::Data;
use tenon_ir::program::{ExprId, Features, PackageId, Program};
use tenon_source::{Diagnostic, FileId, Span};
use tenon_syntax::{Comment, ast};

/// One file to compile.
pub struct FileInput<'a> {
    /// Its id.
    pub id: FileId,
    /// Its text, for documentation comments.
    pub text: &'a str,
    /// Its tree.
    pub ast: &'a ast::File,
    /// Its comments.
    pub comments: &'a [Comment],
    /// What it may use.
    pub features: Features,
    /// What its imports stand for, by path as written.
    pub imports: Vec<(String, ImportTarget)>,
    /// Data that stands for an `@embed` attribute: the field gets it as a further conjunct. By the attribute's span.
    pub embeds: Vec<(Span, Arc<Data>)>,
}

/// What an import path stands for.
#[derive(Clone, Debug)]
pub struct ImportTarget {
    /// The package, compiled before.
    pub package: Option<PackageId>,
    /// Its name, the local name of the import unless the file gives another.
    pub name: String,
    /// Whether it has native functions.
    pub builtin: bool,
}

/// A package to compile.
pub struct PackageInput<'a> {
    /// Import path, see [`tenon_ir::program::Package::path`].
    pub path: String,
    /// Name in the package clauses.
    pub name: String,
    /// The files.
    pub files: Vec<FileInput<'a>>,
    /// Data files that are merged at the root.
    pub data: Vec<Arc<Data>>,
    /// The import path of the package of the standard library with this name, to be told where it was not imported.
    pub standard: fn(&str) -> Option<String>,
}

/// Compiles a package into the program. Errors leave `_|_` where they are; the package is usable.
/// They come in the order of the files and of their text.
pub fn compile_package(program: &mut Program, input: &PackageInput<'_>) -> (PackageId, Vec<Diagnostic>) {
    package::compile(program, input)
}

/// Compiles another text of a file of a package that was compiled before, in its place: `index` is its number among the
/// package's files, none of which but this one has another text. At its top it declares the same names. Says which
/// expressions, each of them a conjunct by itself, say something else than before.
///
/// # Errors
///
/// References that lead nowhere; the program is as it was.
pub fn recompile_file(
    program: &mut Program,
    package: PackageId,
    index: usize,
    input: &PackageInput<'_>,
) -> Result<Vec<ExprId>, Vec<Diagnostic>> {
    package::recompile(program, package, index, input)
}

/// Compiles an expression as if it stood in the top struct of the package: frame 0 is the package's node.
/// `builtins` gives import path and target of a package that is visible by a short name.
///
/// # Errors
///
/// References that lead nowhere.
pub fn compile_expr(
    program: &mut Program,
    package: PackageId,
    expr: &ast::Expr,
    builtins: &dyn Fn(&str) -> Option<(String, ImportTarget)>,
) -> Result<ExprId, Vec<Diagnostic>> {
    outside::compile(program, package, expr, builtins)
}
