//! The state of a compilation, and what all parts of it need: errors, paths, identifiers.

use crate::docs::Docs;
use crate::lets::Edge;
use crate::outside::Outside;
use crate::scope::{Bound, Scopes};
use crate::{ImportTarget, elsewhere};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;
use tenon_catalogue::{e0201, e0208};
use tenon_ir::program::{Basic, DataId, DocId, Expr, ExprId, Features, Import, LetId, Predeclared, Program};
use tenon_ir::{Label, LabelKind};
use tenon_source::{Diagnostic, LabelRole, Span, nearest};
use tenon_syntax::{Comment, ast};

/// An import of the file.
#[derive(Debug)]
pub(crate) struct FileImport<'a> {
    pub path: &'a str,
    /// Nothing for an import that could not be loaded, which has been reported.
    pub target: Option<&'a ImportTarget>,
    pub name: &'a str,
    pub span: Span,
    pub used: bool,
}

/// What belongs to the file being compiled.
#[derive(Default)]
pub(crate) struct FileState<'a> {
    pub text: &'a str,
    pub comments: &'a [Comment],
    pub features: Features,
    pub docs: Docs,
    pub imports: Vec<FileImport<'a>>,
    /// The tree; none for an expression outside of all files.
    pub ast: Option<&'a ast::File>,
    /// Data for `@embed`, by the attribute's first byte.
    pub embeds: FxHashMap<u32, DataId>,
}

/// A step of the path to what is being compiled.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A field.
    Label(Label),
    /// A clause, `for[]`.
    Clause(&'static str),
}

/// The compilation of a package or of an expression.
pub(crate) struct Compiler<'p, 'a> {
    pub program: &'p mut Program,
    /// Tells hidden labels apart.
    pub package: Arc<str>,
    /// See [`crate::PackageInput::standard`].
    pub standard: fn(&str) -> Option<String>,
    pub scopes: Scopes<'a>,
    pub file: FileState<'a>,
    /// Fields at the top of the package's files.
    pub package_fields: FxHashSet<&'a str>,
    /// What else is visible to an expression that stands outside of all files.
    pub outside: Option<Outside<'a>>,
    pub path: Vec<Step>,
    /// Whether `a?` means something here.
    pub in_try: bool,
    /// Labels of the fields that structs being compiled put into scope, struct after struct.
    pub labels: Vec<Label>,
    /// Frames that `self` can mean.
    pub self_frames: Vec<u32>,
    pub open_lets: Vec<LetId>,
    pub let_edges: Vec<Edge>,
    pub diagnostics: Vec<Diagnostic>,
    unknown_names: usize,
}

/// Unknown names beyond this number get no suggestion: looking for one takes a look at all names.
const MAX_SUGGESTIONS: usize = 20;

impl<'p, 'a> Compiler<'p, 'a> {
    /// A compilation that has nothing in scope.
    pub fn new(program: &'p mut Program, package: Arc<str>) -> Compiler<'p, 'a> {
        Compiler {
            program,
            package,
            standard: |_| None,
            scopes: Scopes::default(),
            file: FileState::default(),
            package_fields: FxHashSet::default(),
            outside: None,
            path: Vec::new(),
            in_try: false,
            labels: Vec::new(),
            self_frames: Vec::new(),
            open_lets: Vec::new(),
            let_edges: Vec::new(),
            diagnostics: Vec::new(),
            unknown_names: 0,
        }
    }

    /// Reports an error where the compilation is.
    pub fn error(&mut self, code: &'static str, message: impl Into<String>, span: Span) {
        let path = self.path_text();
        self.error_at_path(code, message, span, path);
    }

    /// Reports an error at a path.
    pub fn error_at_path(&mut self, code: &'static str, message: impl Into<String>, span: Span, path: String) {
        self.diagnostics.push(Diagnostic::error(code, message).at(span, LabelRole::Primary).path(path));
    }

    /// The path to what is being compiled.
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            if !text.is_empty() {
                text.push('.');
            }
            match step {
                Step::Clause(name) => text.push_str(name),
                Step::Label(label) => {
                    let name = self.program.interner.name(*label);
                    if label.kind() == LabelKind::Regular && !is_plain(name) {
                        text.push_str(&format!("{name:?}"));
                    } else {
                        text.push_str(name);
                    }
                }
            }
        }
        text
    }

    /// The label of an identifier.
    pub fn label(&mut self, name: &str) -> Label {
        self.program.interner.ident(name, &self.package)
    }

    /// Adds an expression.
    pub fn add(&mut self, expr: Expr, span: Span) -> ExprId {
        self.program.add(expr, span)
    }

    /// Documentation above a field.
    pub fn doc(&mut self, field: &ast::Field) -> Option<DocId> {
        let lines: Arc<[String]> = if field.doc.is_empty() {
            if field.span.is_none() {
                return None;
            }
            let range = self.file.docs.above(field.span.start)?;
            let text = self.file.text;
            self.file.comments.get(range)?.iter().map(|c| c.text(text).to_owned()).collect()
        } else {
            field.doc.as_slice().into()
        };
        self.program.docs.push(lines);
        Some(DocId(self.program.docs.len() as u32 - 1))
    }

    /// Compiles an identifier that stands as an expression.
    pub fn reference(&mut self, ident: &'a ast::Ident) -> ExprId {
        let name = ident.name.as_str();
        if name == "_" {
            return self.add(Expr::Top, ident.span);
        }
        let found = self.bound(name, ident.span).or_else(|| self.package_field(name));
        let expr = match found {
            Some(expr) => expr,
            None => match self.outside_name(name).or_else(|| self.predeclared(name)) {
                Some(expr) => expr,
                None => {
                    self.not_found(name, ident.span);
                    // The error is told. What an editor evaluates all the same has no second one by it.
                    Expr::Top
                }
            },
        };
        let let_id = if let Expr::Let { id, .. } = &expr { Some(*id) } else { None };
        let id = self.add(expr, ident.span);
        if let Some(let_id) = let_id {
            self.let_referenced(let_id, id);
        }
        id
    }

    fn not_found(&mut self, name: &str, span: Span) {
        self.unknown_names += 1;
        let note = if self.unknown_names <= MAX_SUGGESTIONS { self.way_out(name, span) } else { None };
        self.error(e0201::CODE, e0201::message(name), span);
        if let (Some(note), Some(error)) = (note, self.diagnostics.last_mut()) {
            error.notes.push(note);
        }
    }

    /// What an unknown name may have been meant to be.
    fn way_out(&self, name: &str, span: Span) -> Option<String> {
        if let Some(path) = (self.standard)(name) {
            return Some(e0201::not_imported(&path));
        }
        if let Some(selector) = elsewhere::dashed(self.file.text, span) {
            return Some(e0201::minus(&selector));
        }
        let outside = self.outside.iter().flat_map(|o| o.fields()).map(|label| self.program.interner.name(label));
        let types = Basic::ALL.iter().map(|(n, _)| *n);
        let functions = Predeclared::ALL.iter().map(|(n, _)| *n);
        let fields = self.package_fields.iter().copied().chain(outside);
        match nearest(name, self.scopes.names().chain(fields).chain(types).chain(functions)) {
            Some(near) => Some(e0201::nearest(near)),
            None => elsewhere::note(self.file.ast?, name),
        }
    }

    fn bound(&mut self, name: &str, span: Span) -> Option<Expr> {
        let binding = self.scopes.find(name)?;
        let up = self.scopes.up(binding.frame);
        Some(match binding.what {
            Bound::Field { label, alias } => Expr::Field { up, label, alias },
            Bound::Let(id) => Expr::Let { up, id },
            Bound::Node => Expr::Node { up, name: self.label(name) },
            Bound::LabelOf => Expr::LabelOf { up, name: self.label(name) },
            Bound::ForKey => Expr::ForKey { up, name: self.label(name) },
            Bound::ForValue => Expr::ForValue { up, name: self.label(name) },
            Bound::Clause => Expr::ClauseLet { up, name: self.label(name) },
            Bound::StaticLabel(label) => Expr::Str(self.program.interner.name_arc(label)),
            Bound::Import(i) => self.import(i, name),
            Bound::Dynamic { key } | Bound::DynamicLabel { key } => {
                let slot = self.scopes.keys.get(key).copied();
                let Some((expr, label)) = slot.and_then(|k| k.expr.map(|e| (e, k.label))) else {
                    self.error(e0208::CODE, e0208::MESSAGE, span);
                    return Some(Expr::Bottom);
                };
                match (binding.what, label) {
                    (Bound::DynamicLabel { .. }, Some(id)) => Expr::Let { up, id },
                    _ => Expr::Dynamic { up, key: expr, name: self.label(name) },
                }
            }
        })
    }

    fn import(&mut self, i: usize, name: &str) -> Expr {
        let name = self.label(name);
        let Some(import) = self.file.imports.get_mut(i) else { return Expr::Bottom };
        import.used = true;
        match import.target {
            None => Expr::Bottom,
            Some(target) => Expr::Import(Box::new(Import {
                path: import.path.into(),
                package: target.package,
                builtin: target.builtin,
                name,
            })),
        }
    }

    fn package_field(&mut self, name: &str) -> Option<Expr> {
        if !self.package_fields.contains(name) {
            return None;
        }
        let label = self.label(name);
        Some(Expr::Field { up: self.scopes.up(0), label, alias: None })
    }

    /// What a name means everywhere.
    pub fn predeclared(&mut self, name: &str) -> Option<Expr> {
        if name == "self" && self.file.features.aliasv2 {
            let frame = *self.self_frames.last()?;
            return Some(Expr::Node { up: self.scopes.up(frame), name: self.label(name) });
        }
        if name == "__no_sharing" {
            return Some(Expr::Top);
        }
        if let Some(function) = Predeclared::from_name(name) {
            return Some(Expr::Predeclared(function));
        }
        let plain = name.strip_prefix("__").unwrap_or(name);
        match Basic::from_name(plain) {
            Some(basic) => Some(Expr::Basic(basic)),
            None => Predeclared::from_name(plain).map(Expr::Predeclared),
        }
    }
}

/// Whether a regular label is written without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}
