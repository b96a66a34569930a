//! Packages: files, their imports, and the names that they share.

use crate::align::Aligner;
use crate::compiler::{Compiler, FileImport, FileState};
use crate::docs::Docs;
use crate::scope::Bound;
use crate::{FileInput, PackageInput};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tenon_catalogue::{e0202, e0205};
use tenon_ir::Data;
use tenon_ir::program::{DataId, Decl, Expr, ExprId, Package, PackageId, Program, StructId, StructLit};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};
use tenon_syntax::ast;

/// A package has at most about one name of its own for so many bytes of text.
const BYTES_OF_NAME: usize = 128;

/// See [`crate::compile_package`].
pub(crate) fn compile(program: &mut Program, input: &PackageInput<'_>) -> (PackageId, Vec<Diagnostic>) {
    let package = Package::hidden_scope(&input.path, &input.name);
    let mut compiler = Compiler::new(program, package);
    compiler.standard = input.standard;
    compiler.reserve(input.files.iter().map(|f| f.text.len()).sum::<usize>() / BYTES_OF_NAME);
    for file in input.files.iter().filter(|f| shares_package(f.ast)) {
        compiler.collect_package_fields(file.ast);
    }
    let mut files: Vec<ExprId> = input.files.iter().map(|f| compiler.file(f)).collect();
    files.extend(input.data.iter().map(|d| compiler.data_file(d)));
    compiler.report_let_cycles();
    let mut diagnostics = std::mem::take(&mut compiler.diagnostics);
    if !diagnostics.is_empty() {
        let order: FxHashMap<FileId, usize> = input.files.iter().enumerate().map(|(i, f)| (f.id, i)).collect();
        diagnostics.sort_by_key(|d| d.labels.first().map(|l| (order.get(&l.span.file).copied(), l.span.start)));
    }
    program.packages.push(Package { path: input.path.as_str().into(), name: input.name.as_str().into(), files });
    (PackageId(program.packages.len() as u32 - 1), diagnostics)
}

/// See [`crate::recompile_file`].
pub(crate) fn recompile(
    program: &mut Program,
    id: PackageId,
    index: usize,
    input: &PackageInput<'_>,
) -> Result<Vec<ExprId>, Vec<Diagnostic>> {
    let files = program.packages.get(id.0 as usize).map_or(&[][..], |p| &p.files);
    let (Some(file), Some(old)) = (input.files.get(index), files.get(index).copied()) else { return Ok(Vec::new()) };
    let size = Size::of(program);
    let mut compiler = Compiler::new(program, Package::hidden_scope(&input.path, &input.name));
    compiler.standard = input.standard;
    for file in input.files.iter().filter(|f| shares_package(f.ast)) {
        compiler.collect_package_fields(file.ast);
    }
    let new = compiler.file(file);
    compiler.report_let_cycles();
    let mut diagnostics = std::mem::take(&mut compiler.diagnostics);
    if !diagnostics.is_empty() {
        size.cut(program);
        diagnostics.sort_by_key(|d| d.labels.first().map(|l| l.span.start));
        return Err(diagnostics);
    }
    let mut aligner = Aligner::new(program);
    aligner.slot(old, new);
    let changed = aligner.changed;
    if changed.iter().all(|e| program.expr(*e).is_leaf()) {
        // Nothing of the new tree is needed.
        size.cut(program);
    }
    Ok(changed)
}

/// How much there is in a program's tables, but for what declarations take over.
struct Size {
    exprs: usize,
    structs: usize,
    comprehensions: usize,
    lets: usize,
}

impl Size {
    fn of(program: &Program) -> Size {
        Size {
            exprs: program.exprs.len(),
            structs: program.structs.len(),
            comprehensions: program.comprehensions.len(),
            lets: program.lets.len(),
        }
    }

    fn cut(&self, program: &mut Program) {
        program.exprs.truncate(self.exprs);
        program.spans.truncate(self.exprs);
        program.structs.truncate(self.structs);
        program.comprehensions.truncate(self.comprehensions);
        program.lets.truncate(self.lets);
    }
}

/// Whether a file belongs to a package with a name: only then do other files see its names.
fn shares_package(file: &ast::File) -> bool {
    file.decls.iter().any(|d| matches!(d, ast::Decl::Package(p) if p.name.name != "_"))
}

impl<'a> Compiler<'_, 'a> {
    /// Makes room for names: tables that grow as they come are filled anew each time.
    fn reserve(&mut self, names: usize) {
        self.scopes.reserve(names);
        self.program.interner.reserve(names);
    }

    fn collect_package_fields(&mut self, file: &'a ast::File) {
        self.package_fields.reserve(file.decls.len());
        for decl in &file.decls {
            if let ast::Decl::Field(field) = decl
                && let ast::Label::Ident(ident) = &field.label
                && ident.name != "_"
            {
                self.package_fields.insert(ident.name.as_str());
            }
        }
    }

    fn data_file(&mut self, data: &Arc<Data>) -> ExprId {
        self.program.data.push(data.clone());
        let id = DataId(self.program.data.len() as u32 - 1);
        let expr = self.add(Expr::Data(id), data.span);
        let decls = Box::new([Decl::Embed { expr, attrs: Box::default() }]);
        self.program.structs.push(StructLit { span: data.span, decls });
        self.add(Expr::Struct(StructId(self.program.structs.len() as u32 - 1)), data.span)
    }

    fn file(&mut self, input: &'a FileInput<'a>) -> ExprId {
        self.program.set_features(input.id, input.features);
        let mut embeds = FxHashMap::default();
        for (span, data) in &input.embeds {
            self.program.data.push(data.clone());
            embeds.insert(span.start, DataId(self.program.data.len() as u32 - 1));
        }
        self.file = FileState {
            text: input.text,
            comments: input.comments,
            features: input.features,
            docs: Docs::new(input.text, input.comments),
            imports: Vec::new(),
            ast: Some(input.ast),
            embeds,
        };
        let mark = self.scopes.mark();
        self.declare_imports(input);
        let span = Span::new(input.id, 0, input.text.len() as u32);
        let file = self.struct_body(span, &input.ast.decls);
        self.scopes.pop(mark);
        for import in std::mem::take(&mut self.file.imports) {
            if !import.used && import.name != "_" {
                self.unused_import(&import);
            }
        }
        file
    }

    fn declare_imports(&mut self, input: &'a FileInput<'a>) {
        let targets: FxHashMap<&str, usize> =
            input.imports.iter().enumerate().map(|(i, (path, _))| (path.as_str(), i)).collect();
        let mut names: FxHashMap<&str, Span> = FxHashMap::default();
        for decl in &input.ast.decls {
            let ast::Decl::Import(import) = decl else { continue };
            for spec in &import.specs {
                let ast::StringValue::String(path) = &spec.path.value else { continue };
                let target = targets.get(&**path).and_then(|i| input.imports.get(*i)).map(|(_, t)| t);
                let name = match (&spec.name, target) {
                    (Some(name), _) => name.name.as_str(),
                    (None, Some(target)) => target.name.as_str(),
                    (None, None) => default_name(path),
                };
                if let Some(first) = names.get(name).copied() {
                    let error = Diagnostic::error(e0205::CODE, e0205::import(name)).at(spec.span, LabelRole::Primary);
                    self.diagnostics.push(error.label(first, LabelRole::Related, e0205::FIRST_IMPORT));
                    continue;
                }
                names.insert(name, spec.span);
                let used = target.is_none();
                self.file.imports.push(FileImport { path, target, name, span: spec.span, used });
                self.scopes.bind(name, Bound::Import(self.file.imports.len() - 1));
            }
        }
    }

    fn unused_import(&mut self, import: &FileImport<'_>) {
        let renamed = import.target.is_some_and(|t| t.name != import.name);
        self.error(e0202::CODE, e0202::message(import.path, renamed.then_some(import.name)), import.span);
    }
}

/// The name of a package whose path is all that is known.
fn default_name(path: &str) -> &str {
    if let Some((_, name)) = path.rsplit_once(':') {
        return name;
    }
    let path = path.split('@').next().unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}
