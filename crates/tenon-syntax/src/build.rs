//! What the parser makes of what it has read: nodes; and what is checked that the grammar does not say.

use crate::ast::*;
use crate::experiment::{Experiment, Experiments};
use crate::literal::{self, Layout};
use crate::scan::Quote;
use crate::{LanguageVersion, errors};
use std::borrow::Cow;
use std::sync::Arc;
use tenon_catalogue::{e0101, e0106, e0110, e0111, e0112, e0113};
use tenon_source::{Diagnostic, FileId, Span};
use thin_vec::ThinVec;

/// What the parser returns.
pub enum Output {
    /// The declarations of a file.
    File(Vec<Decl>),
    /// An expression.
    Expr(Expr),
}

/// What stands before a colon.
pub struct Head {
    alias: Option<Ident>,
    label: Label,
    postfix: Option<Box<PostfixAlias>>,
    marker: Marker,
}

/// What stands after a colon.
pub struct Value(pub Expr, pub ThinVec<Attribute>);

/// State of one run of the parser.
pub struct Build<'s> {
    file: FileId,
    text: &'s str,
    version: LanguageVersion,
    experiments: Experiments,
    /// Errors of this run.
    pub errors: Vec<Diagnostic>,
}

impl<'s> Build<'s> {
    /// Prepares a run over the tokens of `text`.
    pub fn new(file: FileId, text: &'s str, version: LanguageVersion, experiments: Experiments) -> Build<'s> {
        Build { file, text, version, experiments, errors: Vec::new() }
    }

    /// A span of the file.
    pub fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.errors.push(errors::at(code, span, message));
    }

    fn literal_error(&mut self, span: Span, error: literal::LiteralError) {
        let mut told = errors::at(e0106::CODE, span, error.message);
        told.notes.extend(error.note);
        self.errors.push(told);
    }

    fn raw(&self, start: u32, end: u32) -> &'s str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The source without carriage returns.
    fn written(&self, start: u32, end: u32) -> Cow<'s, str> {
        let raw = self.raw(start, end);
        if raw.contains('\r') { raw.replace('\r', "").into() } else { raw.into() }
    }

    fn need(&mut self, experiment: Experiment, span: Span, what: &str) {
        if self.experiments.has(experiment) {
            return;
        }
        let name = experiment.name();
        let mut error = errors::at(e0112::CODE, span, e0112::required(what, name));
        let since = experiment.since();
        if self.version < since {
            error = error.note(e0112::needs_version(since));
        }
        self.errors.push(error);
    }

    fn old_alias(&mut self, span: Span) {
        if self.experiments.has(Experiment::AliasV2) {
            self.error(e0110::CODE, span, e0110::OLD_FORM);
        }
    }

    /// Refuses `X=expr` where no alias may stand.
    pub fn no_alias(&mut self, expr: &Expr) {
        if let Expr::Alias { span, name, .. } = expr {
            let error = errors::at(e0110::CODE, *span, e0110::MISPLACED);
            self.errors.push(error.note(e0110::colon(&name.name)));
        }
    }

    // Leaves

    pub fn ident(&self, l: u32, r: u32) -> Ident {
        Ident { span: self.span(l, r), name: self.raw(l, r).to_owned() }
    }

    pub fn number(&self, l: u32, r: u32) -> Expr {
        Expr::Number(NumberLit { span: self.span(l, r), raw: self.raw(l, r).to_owned() })
    }

    pub fn attribute(&self, l: u32, r: u32) -> Attribute {
        Attribute::new(self.span(l, r), self.written(l, r))
    }

    pub fn string(&mut self, l: u32, r: u32) -> StringLit {
        let raw = self.raw(l, r);
        if let Some(text) = literal::plain(raw) {
            return StringLit::plain(self.span(l, r), text);
        }
        let value = literal::unquote(raw).unwrap_or_else(|e| {
            let at = l + e.offset as u32;
            self.literal_error(self.span(at, r.max(at)), e);
            StringValue::String(Arc::default())
        });
        StringLit::new(self.span(l, r), &self.written(l, r), value)
    }

    /// `parts` are the texts before expressions with the expressions; the last text is from `l` to `r`.
    pub fn interpolation(&mut self, parts: Vec<(u32, u32, Expr)>, l: u32, r: u32) -> Interpolation {
        let start = parts.first().map_or(l, |p| p.0);
        let first = parts.first().map_or("", |p| self.raw(p.0, p.1));
        let quote = Quote::open(first).map_or(Quote { byte: b'"', hashes: 0, multi: false }, |q| q.0);
        let layout = Layout::of(first, self.raw(l, r), quote);
        let mut out = Vec::with_capacity(parts.len() * 2 + 1);
        // The lexer has complained of a literal without an end.
        let open = !quote.ends(self.raw(l, r));
        let mut failed = open;
        let mut opening = true;
        let empty = || match quote.byte {
            b'\'' => StringValue::Bytes(ThinVec::new()),
            _ => StringValue::String(Arc::default()),
        };
        let mut text = |this: &mut Self, from: u32, to: u32, last: bool| {
            let decoded = match &layout {
                _ if open && last => Ok(empty()),
                Ok(layout) => literal::part(this.raw(from, to), quote, layout, opening, last),
                Err(e) => Err(literal::LiteralError { offset: 0, ..e.clone() }),
            };
            opening = false;
            let value = decoded.unwrap_or_else(|e| {
                if !failed {
                    let at = if layout.is_err() { start } else { from + e.offset as u32 };
                    this.literal_error(this.span(at, r.max(at)), e);
                    failed = layout.is_err();
                }
                empty()
            });
            InterpolationPart::Text { span: this.span(from, to), raw: this.written(from, to).into_owned(), value }
        };
        for (from, to, expr) in parts {
            out.push(text(self, from, to, false));
            out.push(InterpolationPart::Expr(expr));
        }
        out.push(text(self, l, r, true));
        Interpolation { span: self.span(start, r), bytes: quote.byte == b'\'', parts: out }
    }

    // Declarations

    pub fn package(&self, l: u32, name: Ident, r: u32) -> Decl {
        Decl::Package(Box::new(Package::new(self.span(l, r), name)))
    }

    pub fn import(&self, l: u32, parens: bool, specs: Vec<ImportSpec>, r: u32) -> Decl {
        Decl::Import(Box::new(ImportDecl { span: self.span(l, r), parens, specs }))
    }

    pub fn import_spec(&mut self, l: u32, name: Option<Ident>, path: StringLit, r: u32) -> ImportSpec {
        if matches!(path.value, StringValue::Bytes(_)) {
            self.error(e0101::CODE, path.span, e0101::BYTES_AS_IMPORT);
        }
        ImportSpec { span: self.span(l, r), name, path }
    }

    pub fn embed(&mut self, l: u32, expr: Expr, attrs: ThinVec<Attribute>, r: u32) -> Decl {
        self.no_alias(&expr);
        Decl::Embed(Box::new(Embed { span: self.span(l, r), expr, attrs }))
    }

    pub fn struct_ellipsis(&mut self, l: u32, expr: Option<Expr>, r: u32) -> Decl {
        if let Some(expr) = &expr {
            self.error(e0111::CODE, expr.span(), e0111::TYPE_IN_STRUCT);
        }
        Decl::Ellipsis(Box::new(Ellipsis { span: self.span(l, r), expr: expr.map(Box::new) }))
    }

    pub fn head(
        &mut self,
        alias: Option<Ident>,
        label: Label,
        (postfix, marker): (Option<Box<PostfixAlias>>, Marker),
    ) -> Head {
        if let Some(alias) = &alias {
            self.old_alias(alias.span);
        }
        Head { alias, label, postfix, marker }
    }

    pub fn postfix(&mut self, l: u32, label: Option<Ident>, value: Ident, parens: bool, r: u32) -> Box<PostfixAlias> {
        let span = self.span(l, r);
        self.need(Experiment::AliasV2, span, "a postfix alias");
        Box::new(PostfixAlias { span, label, value: Some(value), parens })
    }

    pub fn dynamic(&mut self, l: u32, expr: Expr, r: u32) -> Label {
        if let Expr::Alias { span, .. } = &expr {
            self.old_alias(*span);
        }
        Label::Dynamic { span: self.span(l, r), expr: Box::new(expr) }
    }

    pub fn pattern(&mut self, l: u32, expr: Expr, r: u32) -> Label {
        let span = self.span(l, r);
        let (alias, expr) = match expr {
            Expr::Alias { span: alias, name, expr } => {
                self.old_alias(alias);
                (Some(name), expr)
            }
            expr => (None, Box::new(expr)),
        };
        Label::Pattern { span, alias, expr }
    }

    pub fn comprehension_as_pattern(&mut self, l: u32, span: Span, r: u32) -> Label {
        self.error(e0113::CODE, span, e0113::AS_PATTERN);
        Label::Pattern { span: self.span(l, r), alias: None, expr: Box::new(Expr::Bad(span)) }
    }

    pub fn field(&mut self, l: u32, head: Head, colon: u32, Value(value, attrs): Value, r: u32) -> Decl {
        if let Expr::Alias { name, .. } = &value {
            self.old_alias(name.span);
        }
        let Head { alias, label, postfix, marker } = head;
        if let (Label::String(StringLit { span, value: StringValue::Bytes(_), .. }), _)
        | (Label::Interpolation(Interpolation { span, bytes: true, .. }), _) = (&label, ())
        {
            self.error(e0101::CODE, *span, e0101::BYTES_AS_LABEL);
        }
        Decl::Field(Box::new(Field {
            span: self.span(l, r),
            doc: ThinVec::new(),
            apart: false,
            alias: alias.map(Box::new),
            label,
            postfix,
            marker,
            colon,
            value,
            attrs,
        }))
    }

    pub fn nested(&self, field: Decl) -> Value {
        let span = match &field {
            Decl::Field(f) => f.span,
            _ => Span::NONE,
        };
        Value(Expr::Struct(StructLit::new(span, false, vec![field])), ThinVec::new())
    }

    pub fn let_clause(&self, l: u32, name: Ident, expr: Expr, r: u32) -> LetClause {
        let span = self.span(l, r);
        LetClause { span, name, expr: Box::new(expr), apart: false, doc: ThinVec::new() }
    }

    // Comprehensions

    pub fn comprehension(
        &mut self,
        l: u32,
        clauses: Vec<Clause>,
        body: StructLit,
        fallback: Option<Box<Fallback>>,
        r: u32,
    ) -> Comprehension {
        if let Some(fallback) = &fallback {
            let has_for = clauses.iter().any(|c| matches!(c, Clause::For { .. }));
            let is_else = fallback.keyword.name == "else";
            let span = fallback.keyword.span;
            if is_else && has_for {
                self.error(e0113::CODE, span, e0113::ELSE_OF_FOR);
            } else if is_else && clauses.len() > 1 {
                self.error(e0113::CODE, span, e0113::ELSE_OF_SEVERAL);
            } else if !is_else && !has_for {
                self.error(e0113::CODE, span, e0113::otherwise_without_for(&fallback.keyword.name));
            }
        }
        Comprehension {
            span: self.span(l, r),
            doc: ThinVec::new(),
            broken: false,
            stands: Stands::Anywhere,
            clauses,
            body,
            fallback,
        }
    }

    pub fn fallback(&mut self, l: u32, keyword_end: u32, body: StructLit) -> Box<Fallback> {
        let keyword = self.ident(l, keyword_end);
        let what = format!("'{}' after a comprehension", keyword.name);
        let known = self.errors.len();
        self.need(Experiment::Try, keyword.span, &what);
        if let Some(error) = self.errors.get_mut(known).filter(|_| keyword.name == "else") {
            error.notes.push(e0112::OTHERWISE.to_owned());
        }
        Box::new(Fallback { span: keyword.span.to(body.span), keyword, body })
    }

    pub fn for_clause(&self, l: u32, key: Option<Ident>, value: Ident, source: Expr, r: u32) -> Clause {
        Clause::For { span: self.span(l, r), key, value, source }
    }

    pub fn if_clause(&self, l: u32, condition: Expr, r: u32) -> Clause {
        Clause::If { span: self.span(l, r), condition }
    }

    pub fn try_clause(&mut self, l: u32, binding: Option<(Ident, Expr)>, r: u32) -> Clause {
        let span = self.span(l, r);
        self.need(Experiment::Try, self.span(l, l + 3), "a 'try' clause");
        Clause::Try { span, binding }
    }

    // Expressions

    pub fn alias(&self, l: u32, name: Ident, expr: Expr, r: u32) -> Expr {
        Expr::Alias { span: self.span(l, r), name: Box::new(name), expr: Box::new(expr) }
    }

    pub fn binary(&self, left: Expr, op_at: u32, op: BinaryOp, right: Expr) -> Expr {
        let span = left.span().to(right.span());
        Expr::Binary { span, op, op_at, left: Box::new(left), right: Box::new(right) }
    }

    pub fn unary(&self, l: u32, op: UnaryOp, op_end: u32, expr: Expr) -> Expr {
        let op_span = self.span(l, op_end);
        Expr::Unary { span: op_span.to(expr.span()), op, op_span, expr: Box::new(expr) }
    }

    pub fn paren(&mut self, l: u32, expr: Expr, r: u32) -> Expr {
        self.no_alias(&expr);
        Expr::Paren { span: self.span(l, r), expr: Box::new(expr) }
    }

    fn suffixed(&self, expr: &Expr, r: u32) -> Span {
        self.span(expr.span().start, r)
    }

    pub fn selector(&mut self, expr: Expr, label: SelectorLabel, r: u32) -> Expr {
        if let SelectorLabel::String(StringLit { span, value: StringValue::Bytes(_), .. }) = &label {
            self.error(e0101::CODE, *span, e0101::BYTES_AS_SELECTOR);
        }
        Expr::Selector { span: self.suffixed(&expr, r), expr: Box::new(expr), label: Box::new(label) }
    }

    pub fn index(&self, expr: Expr, index: Expr, r: u32) -> Expr {
        Expr::Index { span: self.suffixed(&expr, r), expr: Box::new(expr), index: Box::new(index) }
    }

    pub fn slice(&self, expr: Expr, low: Option<Expr>, high: Option<Expr>, r: u32) -> Expr {
        let span = self.suffixed(&expr, r);
        Expr::Slice { span, expr: Box::new(expr), low: low.map(Box::new), high: high.map(Box::new) }
    }

    pub fn call(&self, fun: Expr, args: ThinVec<Expr>, r: u32) -> Expr {
        Expr::Call { span: self.suffixed(&fun, r), fun: Box::new(fun), args }
    }

    pub fn optional(&mut self, expr: Expr, r: u32) -> Expr {
        let known = self.errors.len();
        self.need(Experiment::Try, self.span(r.saturating_sub(1), r), "'?' after a reference");
        let apart = self.raw(0, r.saturating_sub(1)).ends_with([' ', '\t']);
        if let Some(error) = self.errors.get_mut(known).filter(|_| apart) {
            error.notes.push(e0112::TERNARY.to_owned());
        }
        Expr::Optional { span: self.suffixed(&expr, r), expr: Box::new(expr) }
    }

    pub fn open(&mut self, expr: Expr, r: u32) -> Expr {
        self.need(Experiment::ExplicitOpen, self.span(r.saturating_sub(3), r), "'...' after an expression");
        Expr::Open { span: self.suffixed(&expr, r), expr: Box::new(expr) }
    }

    pub fn struct_lit(&self, l: u32, decls: Vec<Decl>, r: u32) -> StructLit {
        StructLit::new(self.span(l, r), true, decls)
    }

    pub fn list(&mut self, l: u32, elems: Vec<Element>, r: u32) -> ListLit {
        let last = elems.len().saturating_sub(1);
        let early = elems.iter().take(last).find_map(|e| match e {
            Element::Ellipsis(e) => Some(e.span),
            _ => None,
        });
        if let Some(span) = early {
            self.error(e0111::CODE, span, e0111::NOT_LAST);
        }
        ListLit { span: self.span(l, r), elems }
    }

    pub fn element(&mut self, expr: Expr) -> Element {
        self.no_alias(&expr);
        Element::Expr(expr)
    }

    pub fn list_ellipsis(&self, l: u32, expr: Option<Expr>, r: u32) -> Element {
        Element::Ellipsis(Ellipsis { span: self.span(l, r), expr: expr.map(Box::new) })
    }
}
