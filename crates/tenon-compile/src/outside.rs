//! Expressions that stand outside of all files (`-e`, `-l`): they see the fields of the package's value and builtin
//! packages by their short names.

use crate::ImportTarget;
use crate::compiler::Compiler;
use rustc_hash::FxHashSet;
use tenon_ir::Label;
use tenon_ir::data::DataValue;
use tenon_ir::program::{Decl, Expr, ExprId, Import, Package, PackageId, Program};
use tenon_source::Diagnostic;
use tenon_syntax::ast;

/// What an outside expression sees beyond the language itself.
pub(crate) struct Outside<'a> {
    fields: FxHashSet<Label>,
    /// Whether the package's value can have fields that no declaration names.
    open: bool,
    builtins: &'a dyn Fn(&str) -> Option<(String, ImportTarget)>,
}

/// See [`crate::compile_expr`].
pub(crate) fn compile(
    program: &mut Program,
    package: PackageId,
    expr: &ast::Expr,
    builtins: &dyn Fn(&str) -> Option<(String, ImportTarget)>,
) -> Result<ExprId, Vec<Diagnostic>> {
    let mut outside = Outside { fields: FxHashSet::default(), open: false, builtins };
    let mut hidden = Package::hidden_scope("", "");
    if let Some(package) = program.packages.get(package.0 as usize) {
        hidden = Package::hidden_scope(&package.path, &package.name);
        for file in package.files.clone() {
            outside.collect(program, file, 0);
        }
    }
    let mut compiler = Compiler::new(program, hidden);
    compiler.outside = Some(outside);
    compiler.scopes.push();
    let id = compiler.expr(expr);
    compiler.report_let_cycles();
    let mut diagnostics = std::mem::take(&mut compiler.diagnostics);
    if diagnostics.is_empty() {
        return Ok(id);
    }
    diagnostics.sort_by_key(|d| d.labels.first().map(|l| l.span.start));
    Err(diagnostics)
}

/// Embedded struct literals that are looked into.
const MAX_DEPTH: u32 = 16;

impl Outside<'_> {
    /// The fields of the package's value that are known.
    pub fn fields(&self) -> impl Iterator<Item = Label> {
        self.fields.iter().copied()
    }

    fn collect(&mut self, program: &mut Program, expr: ExprId, depth: u32) {
        match program.expr(expr) {
            Expr::Struct(id) if depth < MAX_DEPTH => {
                let decls = program.struct_lit(*id).decls.clone();
                for decl in &decls {
                    match decl {
                        Decl::Field { label, .. } => {
                            self.fields.insert(*label);
                        }
                        Decl::Embed { expr, .. } => self.collect(program, *expr, depth + 1),
                        Decl::Dynamic { .. } | Decl::Comprehension(_) => self.open = true,
                        Decl::Pattern { .. } | Decl::Ellipsis { .. } | Decl::Let(_) | Decl::Attribute(..) => {}
                    }
                }
            }
            Expr::Data(id) => {
                let Some(data) = program.data.get(id.0 as usize).cloned() else { return };
                if let DataValue::Struct(entries) = &data.value {
                    self.fields.extend(entries.iter().map(|e| program.interner.regular(&e.key)));
                }
            }
            _ => self.open = true,
        }
    }
}

impl Compiler<'_, '_> {
    /// What a name means to an expression outside of all files.
    pub fn outside_name(&mut self, name: &str) -> Option<Expr> {
        self.outside.as_ref()?;
        let label = self.label(name);
        let up = self.scopes.up(0);
        let outside = self.outside.as_ref()?;
        if outside.fields.contains(&label) {
            return Some(Expr::Field { up, label, alias: None });
        }
        if let Some((path, target)) = (outside.builtins)(name) {
            let package = target.package;
            let import = Import { path: path.into(), package, builtin: target.builtin, name: label };
            return Some(Expr::Import(Box::new(import)));
        }
        let open = outside.open;
        if let Some(expr) = self.predeclared(name) {
            return Some(expr);
        }
        open.then_some(Expr::Field { up, label, alias: None })
    }
}
