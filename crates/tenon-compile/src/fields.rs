//! Fields: static ones, dynamic ones, pattern constraints, and the aliases around their values.

use crate::compiler::{Compiler, Step};
use crate::scope::Bound;
use crate::structs::{DynamicKey, attributes, dynamic_key, source_alias};
use tenon_catalogue::{e0206, e0207};
use tenon_ir::Label;
use tenon_ir::program::{Decl, Expr, ExprId, Marker};
use tenon_source::Span;
use tenon_syntax::ast;

impl<'a> Compiler<'_, 'a> {
    /// Compiles a field. `label` is its label where that is in scope, `key` is the key of a dynamic field with an alias, compiled
    /// before.
    pub fn field(&mut self, field: &'a ast::Field, label: Option<Label>, key: Option<ExprId>) -> Option<Decl> {
        let doc = self.doc(field);
        let span = field.label.span();
        if let ast::Label::Pattern { alias, expr, .. } = &field.label {
            let pattern = self.expr(expr);
            let (value, label_alias, value_alias) = self.pattern_value(field, alias.as_deref());
            return Some(Decl::Pattern {
                pattern,
                value,
                span,
                doc,
                attrs: attributes(&field.attrs),
                label_alias,
                value_alias,
            });
        }
        let marker = match field.marker {
            ast::Marker::None => Marker::Regular,
            ast::Marker::Optional => Marker::Optional,
            ast::Marker::Required => Marker::Required,
        };
        let attrs = attributes(&field.attrs);
        let alias = source_alias(field).map(|a| self.label(&a.name));
        if let Some(label) = label.or_else(|| self.static_label(&field.label)) {
            if matches!(&field.label, ast::Label::Ident(i) if i.name == "_") {
                self.error(e0206::CODE, e0206::MESSAGE, span);
                return None;
            }
            self.path.push(Step::Label(label));
            let value = self.value_with_data(field);
            self.path.pop();
            return Some(Decl::Field { label, marker, value, span, doc, attrs, alias });
        }
        let dynamic = dynamic_key(field)?;
        let key = match key {
            Some(key) => key,
            None => self.key(dynamic),
        };
        let value = match dynamic {
            DynamicKey::Expr(ast::Expr::Alias { name, .. }) if name.name != "_" => {
                let id = self.let_for(name, key);
                let mark = self.scopes.mark();
                self.scopes.bind(&name.name, Bound::Let(id));
                let value = self.value_with_data(field);
                self.scopes.pop(mark);
                value
            }
            _ => self.value_with_data(field),
        };
        Some(Decl::Dynamic { key, marker, value, span, doc, attrs, alias })
    }

    /// Compiles a label that is evaluated; the alias in `(X=expr)` is left to the field.
    pub fn key(&mut self, key: DynamicKey<'a>) -> ExprId {
        match key {
            DynamicKey::Expr(ast::Expr::Alias { expr, .. }) => self.expr(expr),
            DynamicKey::Expr(expr) => self.expr(expr),
            DynamicKey::Interpolation(i) => self.interpolation(i),
        }
    }

    fn value_with_data(&mut self, field: &'a ast::Field) -> ExprId {
        let value = self.field_value(&field.value);
        self.with_data(value, &field.attrs)
    }

    /// The value of a pattern constraint, in a frame that knows label and node of the field that matched.
    fn pattern_value(
        &mut self,
        field: &'a ast::Field,
        label_alias: Option<&'a ast::Ident>,
    ) -> (ExprId, Option<Label>, Option<Label>) {
        let mark = self.scopes.push();
        let postfix = field.postfix.as_ref();
        let label_alias = label_alias.or_else(|| postfix.and_then(|p| p.label.as_ref()));
        let value_alias = field.alias.as_deref().or_else(|| postfix.and_then(|p| p.value.as_ref()));
        let mut bind = |ident: Option<&'a ast::Ident>, what| {
            let ident = ident.filter(|i| i.name != "_")?;
            self.scopes.bind(&ident.name, what);
            Some(self.label(&ident.name))
        };
        let label_alias = bind(label_alias, Bound::LabelOf);
        let value_alias = bind(value_alias, Bound::Node);
        let value = self.value_with_data(field);
        self.scopes.pop(mark);
        (value, label_alias, value_alias)
    }

    /// Compiles the value of a field, which may have an alias, `X=value`.
    pub fn field_value(&mut self, value: &'a ast::Expr) -> ExprId {
        match value {
            ast::Expr::Alias { span, name, expr } => self.value_alias(*span, name, expr),
            ast::Expr::Paren { expr, .. } => self.field_value(expr),
            _ => self.expr(value),
        }
    }

    fn value_alias(&mut self, span: Span, name: &'a ast::Ident, expr: &'a ast::Expr) -> ExprId {
        if name.name == "_" {
            self.error(e0207::CODE, e0207::MESSAGE, name.span);
            return self.expr(expr);
        }
        let mark = self.scopes.push();
        self.scopes.bind(&name.name, Bound::Node);
        let value = self.expr(expr);
        self.scopes.pop(mark);
        let label = self.label(&name.name);
        self.add(Expr::Alias(label, value), span)
    }
}
