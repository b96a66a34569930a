//! Syntax trees → resolved program.

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
}

/// Compiles a package into the program. Errors leave `_|_` where they are; the package is usable.
pub fn compile_package(program: &mut Program, input: &PackageInput<'_>) -> (PackageId, Vec<Diagnostic>) {
    let _ = (program, input);
    (PackageId(0), Vec::new())
}

/// Compiles an expression as if it stood in the top struct of the package: frame 0 is the package's node.
/// Builtin packages are visible by their short names.
///
/// # Errors
///
/// References that lead nowhere.
pub fn compile_expr(
    program: &mut Program,
    package: PackageId,
    expr: &ast::Expr,
    builtins: &dyn Fn(&str) -> Option<ImportTarget>,
) -> Result<ExprId, Vec<Diagnostic>> {
    let _ = (program, package, expr, builtins);
    Err(Vec::new())
}
