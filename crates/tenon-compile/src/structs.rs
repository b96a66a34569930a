//! Struct literals: first their names, then their declarations.

use crate::compiler::{Compiler, Step};
use crate::scope::{Bound, Key};
use std::sync::Arc;
use tenon_catalogue::{e0203, e0204, e0205, e0207, e0217};
use tenon_ir::Label;
use tenon_ir::program::{BinaryOp, Decl, Expr, ExprId, Let, LetId, StructId, StructLit};
use tenon_source::{Diagnostic, LabelRole, Span};
use tenon_syntax::ast;

/// An alias that a struct declares for one of its fields.
#[derive(Clone, Copy)]
struct FieldAlias<'a> {
    name: &'a str,
    /// Where an error about it points.
    span: Span,
    /// Whether it stands for the label, not for the value.
    of_label: bool,
}

impl<'a> Compiler<'_, 'a> {
    /// Compiles a struct literal.
    pub fn struct_lit(&mut self, lit: &'a ast::StructLit) -> ExprId {
        self.struct_body(lit.span, &lit.decls)
    }

    /// Compiles the declarations of a struct literal or file in a frame of their own.
    pub fn struct_body(&mut self, span: Span, decls: &'a [ast::Decl]) -> ExprId {
        let mark = self.scopes.push();
        self.self_frames.push(self.scopes.frame());
        let first_let = self.program.lets.len() as u32;
        let first_key = self.scopes.keys.len();
        let first_label = self.labels.len();
        self.declare(decls);
        self.compile_keys(decls, first_key);
        let mut next_let = first_let;
        let mut next_key = first_key;
        let mut next_label = first_label;
        let mut compiled = Vec::with_capacity(decls.len());
        let mut ellipsis = None;
        for decl in decls {
            match decl {
                ast::Decl::Field(field) => {
                    let key = dynamic_key(field).filter(|_| has_alias(field)).and_then(|_| {
                        next_key += 1;
                        self.scopes.keys.get(next_key - 1).and_then(|k| k.expr)
                    });
                    let label = declared_name(field).and_then(|_| {
                        next_label += 1;
                        self.labels.get(next_label - 1).copied()
                    });
                    if let Some(decl) = self.field(field, label, key) {
                        compiled.push(decl);
                    }
                }
                ast::Decl::Let(clause) => {
                    let id = LetId(next_let);
                    next_let += 1;
                    self.let_decl(clause, id);
                    compiled.push(Decl::Let(id));
                }
                ast::Decl::Embed(embed) => {
                    let expr = self.expr(&embed.expr);
                    let expr = self.with_data(expr, &embed.attrs);
                    compiled.push(Decl::Embed { expr, attrs: attributes(&embed.attrs) });
                }
                ast::Decl::Ellipsis(e) => {
                    if ellipsis.replace(e.span).is_some() {
                        self.error(e0217::CODE, e0217::MESSAGE, e.span);
                        continue;
                    }
                    let value = e.expr.as_deref().map(|e| self.expr(e));
                    compiled.push(Decl::Ellipsis { value, span: e.span });
                }
                ast::Decl::Comprehension(c) => compiled.push(Decl::Comprehension(self.comprehension(c))),
                ast::Decl::Attribute(a) => {
                    if let Some(data) = self.file.embeds.get(&a.span.start).copied() {
                        let expr = self.add(Expr::Data(data), a.span);
                        compiled.push(Decl::Embed { expr, attrs: Box::default() });
                    }
                    compiled.push(Decl::Attribute(a.text.clone(), a.span));
                }
                ast::Decl::Package(_) | ast::Decl::Import(_) | ast::Decl::Bad(_) => {}
            }
        }
        self.labels.truncate(first_label);
        self.self_frames.pop();
        for unused in self.scopes.pop(mark) {
            self.error(e0203::CODE, e0203::message(unused.name), unused.span);
        }
        self.program.structs.push(StructLit { span, decls: compiled.into() });
        self.add(Expr::Struct(StructId(self.program.structs.len() as u32 - 1)), span)
    }

    /// Puts the struct's names into scope: fields first, so that an alias of the same name is noticed wherever it stands.
    /// All `let`s get their ids here, one after the other.
    fn declare(&mut self, decls: &'a [ast::Decl]) {
        self.scopes.reserve(decls.len());
        self.program.interner.reserve(decls.len());
        self.labels.reserve(decls.len());
        for decl in decls {
            if let ast::Decl::Field(field) = decl
                && let Some(name) = declared_name(field)
            {
                let (interner, package) = (&mut self.program.interner, &self.package);
                self.labels.push(self.scopes.bind_field(name, || interner.ident(name, package)));
            }
        }
        for decl in decls {
            match decl {
                ast::Decl::Field(field) if has_alias(field) => self.declare_aliases(field),
                ast::Decl::Let(clause) => {
                    let name = self.label(&clause.name.name);
                    let expr = ExprId(0);
                    self.program.lets.push(Let { name, expr, span: clause.name.span });
                    let id = LetId(self.program.lets.len() as u32 - 1);
                    self.bind_alias(&clause.name.name, Bound::Let(id), clause.span, clause.name.span);
                }
                _ => {}
            }
        }
    }

    fn declare_aliases(&mut self, field: &'a ast::Field) {
        let label = self.static_label(&field.label);
        if label.is_none() {
            self.scopes.keys.push(Key { expr: None, label: None });
        }
        let key = self.scopes.keys.len().wrapping_sub(1);
        for alias in field_aliases(field).into_iter().flatten() {
            let what = match (label, alias.of_label) {
                (Some(label), true) => Bound::StaticLabel(label),
                (Some(label), false) => {
                    let alias = source_alias(field).map(|a| self.label(&a.name));
                    Bound::Field { label, alias }
                }
                (None, true) => Bound::DynamicLabel { key },
                (None, false) => Bound::Dynamic { key },
            };
            self.bind_alias(alias.name, what, alias.span, alias.span);
        }
    }

    /// Binds an alias or `let` unless its name is taken.
    fn bind_alias(&mut self, name: &'a str, what: Bound, span: Span, blank: Span) {
        if name == "_" {
            self.error(e0207::CODE, e0207::MESSAGE, blank);
            return;
        }
        if let Some(other) = self.scopes.here(name) {
            let field = other.watch.is_none();
            let (code, message) =
                if field { (e0204::CODE, e0204::message(name)) } else { (e0205::CODE, e0205::alias(name)) };
            let path = self.path_text();
            let error = Diagnostic::error(code, message).at(span, LabelRole::Primary).path(path);
            let first = other.watch.and_then(|w| self.scopes.watched.get(w)).map_or(Span::NONE, |w| w.span);
            self.diagnostics.push(error.label(first, LabelRole::Related, e0205::FIRST));
            return;
        }
        self.scopes.bind_watched(name, what, Some(span));
    }

    /// Compiles the keys of dynamic fields with aliases, so that references anywhere can name them.
    fn compile_keys(&mut self, decls: &'a [ast::Decl], first: usize) {
        let aliased = decls.iter().filter_map(|d| match d {
            ast::Decl::Field(f) if has_alias(f) => dynamic_key(f).map(|k| (f, k)),
            _ => None,
        });
        let mut pending = Vec::new();
        for (slot, (field, key)) in (first..).zip(aliased) {
            let expr = self.key(key);
            let name = field.postfix.as_ref().and_then(|p| p.label.as_ref());
            pending.push((slot, expr, name));
            if let Some(key) = self.scopes.keys.get_mut(slot) {
                key.expr = Some(expr);
            }
        }
        for (slot, expr, name) in pending {
            let Some(name) = name else { continue };
            let label = self.let_for(name, expr);
            if let Some(key) = self.scopes.keys.get_mut(slot) {
                key.label = Some(label);
            }
        }
    }

    /// A `let` that no source text declares.
    pub fn let_for(&mut self, name: &ast::Ident, expr: ExprId) -> LetId {
        let label = self.label(&name.name);
        self.program.lets.push(Let { name: label, expr, span: name.span });
        LetId(self.program.lets.len() as u32 - 1)
    }

    fn let_decl(&mut self, clause: &'a ast::LetClause, id: LetId) {
        self.enter_let(id);
        self.path.push(Step::Clause("let[]"));
        let expr = self.field_value(&clause.expr);
        self.path.pop();
        self.open_lets.pop();
        if let Some(decl) = self.program.lets.get_mut(id.0 as usize) {
            decl.expr = expr;
        }
    }

    /// Adds the data of `@embed` attributes to a value.
    pub fn with_data(&mut self, mut value: ExprId, attrs: &[ast::Attribute]) -> ExprId {
        for attr in attrs {
            if let Some(data) = self.file.embeds.get(&attr.span.start).copied() {
                let data = self.add(Expr::Data(data), attr.span);
                let span = self.program.span(value);
                value = self.add(Expr::Binary(BinaryOp::And, value, data), span);
            }
        }
        value
    }

    /// The label of a field that has one in its text.
    pub fn static_label(&mut self, label: &ast::Label) -> Option<Label> {
        match label {
            ast::Label::Ident(ident) => Some(self.label(&ident.name)),
            ast::Label::String(s) => Some(match &s.value {
                ast::StringValue::String(s) => self.program.interner.regular(s),
                ast::StringValue::Bytes(b) => self.program.interner.regular(&String::from_utf8_lossy(b)),
            }),
            ast::Label::Interpolation(_) | ast::Label::Dynamic { .. } | ast::Label::Pattern { .. } => None,
        }
    }
}

/// Attributes as text.
pub(crate) fn attributes(attrs: &[ast::Attribute]) -> Box<[Arc<str>]> {
    // Most fields have none.
    if attrs.is_empty() {
        return Box::default();
    }
    attrs.iter().map(|a| a.text.clone()).collect()
}

/// The name that a field puts into scope.
fn declared_name(field: &ast::Field) -> Option<&str> {
    match &field.label {
        ast::Label::Ident(ident) if ident.name != "_" => Some(&ident.name),
        _ => None,
    }
}

/// A label that is evaluated.
#[derive(Clone, Copy)]
pub(crate) enum DynamicKey<'a> {
    /// `(expr)`
    Expr(&'a ast::Expr),
    /// `"a\(b)"`
    Interpolation(&'a ast::Interpolation),
}

/// The evaluated label of a field.
pub(crate) fn dynamic_key(field: &ast::Field) -> Option<DynamicKey<'_>> {
    match &field.label {
        ast::Label::Dynamic { expr, .. } => Some(DynamicKey::Expr(expr)),
        ast::Label::Interpolation(i) => Some(DynamicKey::Interpolation(i)),
        _ => None,
    }
}

/// Whether a field, but not a pattern, has an alias that its struct sees.
fn has_alias(field: &ast::Field) -> bool {
    (field.alias.is_some() || field.postfix.is_some()) && !matches!(field.label, ast::Label::Pattern { .. })
}

/// The alias by which the program calls a field: a postfix alias of a field that has a name of its own adds nothing.
pub(crate) fn source_alias(field: &ast::Field) -> Option<&ast::Ident> {
    let postfix = field.postfix.as_ref().filter(|_| !matches!(field.label, ast::Label::Ident(_)));
    field.alias.as_deref().or_else(|| postfix?.value.as_ref()).filter(|a| a.name != "_")
}

fn field_aliases(field: &ast::Field) -> [Option<FieldAlias<'_>>; 3] {
    let old = field.alias.as_ref().map(|a| FieldAlias { name: &a.name, span: a.span, of_label: false });
    let Some(postfix) = &field.postfix else { return [old, None, None] };
    let span = postfix.span;
    let alias = |ident: &'_ ast::Ident| (ident.name != "_").then_some(span);
    let of_label =
        postfix.label.as_ref().and_then(|i| Some(FieldAlias { name: &i.name, span: alias(i)?, of_label: true }));
    let of_value =
        postfix.value.as_ref().and_then(|i| Some(FieldAlias { name: &i.name, span: alias(i)?, of_label: false }));
    [old, of_label, of_value]
}
