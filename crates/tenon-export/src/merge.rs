//! Conjuncts of one place as one expression.
//!
//! Struct literals are merged field by field; one that has patterns, dynamic fields or comprehensions stays whole and is
//! embedded. References, calls and other expressions are joined by `&` in front of the struct. What is embedded comes
//! first in a struct, then a plain value, then the fields. Where `eval` prints what a value waits for, each literal stands by
//! itself behind the expressions, and what is alone in a literal behind the others.
//!
//! In definitions, a struct literal without fields is left out beside one expression, and a field whose value computes
//! something from literals alone has the result.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use tenon_eval::{Frozen, Scalar, Value};
use tenon_ir::Label;
use tenon_ir::program::{Decl as D, DocId, Expr as E, ExprId, Marker as M, StructId};
use tenon_source::Span;
use tenon_syntax::ast::{self, BinaryOp, Decl, Expr};

use crate::decl::marker;
use crate::env::{Env, FrameId, Term};
use crate::links::TableId;
use crate::make;
use crate::order::ordered;
use crate::printer::{Printer, Scope};
use crate::valueset::{ValueSet, computed};

/// Conjuncts of a field.
struct Merged {
    marker: M,
    terms: Vec<(Term, Vec<DocId>)>,
    /// Documentation, each with what its declaration says.
    docs: Vec<(DocId, ExprId)>,
    attrs: Vec<std::sync::Arc<str>>,
    alias: Option<Label>,
}

/// What has been collected of a place.
#[derive(Default)]
struct Parts {
    /// Where the place's declarations are known.
    table: TableId,
    /// Conjuncts that are in already; in values, each expression comes once.
    seen: FxHashSet<ExprId>,
    values: ValueSet,
    exprs: Vec<Expr>,
    /// Struct literals that are printed by themselves.
    structs: Vec<Expr>,
    /// What is alone in a struct literal.
    unwrapped: Vec<Expr>,
    embeds: Vec<Expr>,
    lets: Vec<Decl>,
    /// Attributes, and where each stands first.
    attrs: Vec<(std::sync::Arc<str>, Span)>,
    fields: IndexMap<Label, Merged>,
    /// The fields of each struct literal, by their place in `fields`.
    literals: Vec<Vec<usize>>,
    ellipsis: Option<ast::Ellipsis>,
    /// Comments at the end of the struct literals.
    end: Vec<String>,
    /// A struct literal is among the conjuncts.
    has_struct: bool,
    alias: Option<String>,
    pushed_aliases: usize,
    /// The place is one of the value's, and this its scalar.
    placed: bool,
    /// That value cannot be evaluated any further.
    stuck: bool,
    scalar: Option<Scalar>,
}

impl Parts {
    fn add_attribute(&mut self, text: &std::sync::Arc<str>, span: Span) {
        if !self.attrs.iter().any(|(known, _)| known == text) {
            self.attrs.push((text.clone(), span));
        }
    }
}

impl Printer<'_> {
    /// All conjuncts of a place.
    pub fn merge(&mut self, terms: Vec<Term>, place: Option<&Value>) -> Expr {
        let terms = terms.into_iter().map(|t| (t, Vec::new())).collect();
        self.merge_documented(terms, place)
    }

    /// The declarations of a struct literal by itself, as in the body of a comprehension.
    pub fn struct_decls(&mut self, id: StructId, env: &Env) -> Vec<Decl> {
        let table = self.links.table(None);
        if self.is_complex(id) {
            return self.as_written(id, env, None, table);
        }
        let mut parts = Parts { table, ..Parts::default() };
        self.add_struct(&mut parts, id, env, None, Vec::new());
        self.finish_struct(parts, None)
    }

    pub(crate) fn merge_documented(&mut self, terms: Vec<(Term, Vec<DocId>)>, place: Option<&Value>) -> Expr {
        let table = self.links.table(place.map(Value::id));
        self.merge_into(terms, place, table)
    }

    /// All conjuncts of a place whose declarations are known.
    pub(crate) fn merge_into(&mut self, terms: Vec<(Term, Vec<DocId>)>, place: Option<&Value>, table: TableId) -> Expr {
        self.deeper(|p| p.merge_here(terms, place, table)).unwrap_or_else(make::bottom)
    }

    fn merge_here(&mut self, terms: Vec<(Term, Vec<DocId>)>, place: Option<&Value>, table: TableId) -> Expr {
        let frame = place.map(Value::shared_id);
        let scalar = place.filter(|_| self.definition).and_then(|p| p.scalar().cloned());
        let stuck = place.is_some_and(Printer::is_stuck);
        let mut parts = Parts { table, placed: place.is_some(), scalar, stuck, ..Parts::default() };
        let mut flat = Vec::new();
        for (term, docs) in terms {
            self.flatten(term, docs, &mut flat, &mut parts);
        }
        let alone = flat.len() == 1;
        for (term, docs) in flat {
            self.add_term(&mut parts, term, frame, docs, alone);
        }
        let aliases = parts.pushed_aliases;
        let alias = parts.alias.take();
        let expr = self.finish(parts, place);
        for _ in 0..aliases {
            self.aliases.pop();
        }
        match alias {
            Some(name) => Expr::Alias { span: Span::NONE, name: Box::new(make::ident(name)), expr: Box::new(expr) },
            None => expr,
        }
    }

    /// Takes `&` and value aliases apart.
    fn flatten(&mut self, term: Term, docs: Vec<DocId>, out: &mut Vec<(Term, Vec<DocId>)>, parts: &mut Parts) {
        let Term::Expr(id, env) = term else {
            out.push((term, docs));
            return;
        };
        let mut operands = Vec::new();
        self.operands(id, &mut operands);
        for id in operands {
            if let E::Alias(name, inner) = *self.program.expr(id) {
                let written = !self.definition || parts.stuck && self.is_complex_struct(inner);
                let shown = if written { self.program.interner.name(name).to_owned() } else { self.value_alias(name) };
                self.aliases.push((name, shown.clone()));
                parts.pushed_aliases += 1;
                // What `eval` prints of a value that is not known are its conjuncts; the alias is no part of them.
                if self.definition {
                    parts.alias.get_or_insert(shown);
                }
                self.flatten(Term::Expr(inner, env.push(None)), docs.clone(), out, parts);
                continue;
            }
            out.push((Term::Expr(id, env.clone()), docs.clone()));
        }
    }

    fn add_term(&mut self, parts: &mut Parts, term: Term, frame: Option<FrameId>, docs: Vec<DocId>, alone: bool) {
        let (id, env) = match term {
            Term::Expr(id, env) => (id, env),
            Term::Value(n) => {
                let value = Frozen::value(&self.frozen, n);
                let expr = self.value(&value);
                parts.exprs.push(expr);
                return;
            }
        };
        if !self.definition && !parts.seen.insert(id) {
            return;
        }
        if self.is_plain_value(id) {
            let top = matches!(self.program.expr(id), E::Top);
            if !top || self.source_text(self.program.span(id)) == Some("__no_sharing") {
                parts.values.push(id);
            }
            return;
        }
        let program = self.program.clone();
        match program.expr(id) {
            E::Struct(s) if self.is_complex(*s) => {
                let mut decls = self.as_written(*s, &env, frame, parts.table);
                if alone {
                    parts.exprs.push(make::braces(decls));
                    return;
                }
                decls.retain(|d| !matches!(d, Decl::Attribute(_)));
                if !self.definition && parts.stuck {
                    parts.structs.push(make::braces(decls));
                    return;
                }
                parts.lets.extend(decls.extract_if(.., |d| matches!(d, Decl::Let(_))));
                for decl in &program.struct_lit(*s).decls {
                    if let D::Attribute(text, span) = decl {
                        parts.add_attribute(text, *span);
                    }
                }
                parts.embeds.push(make::braces(decls));
            }
            E::Struct(s) if !self.definition && parts.stuck && !alone => {
                let mut own = Parts { table: parts.table, placed: parts.placed, ..Parts::default() };
                self.add_struct(&mut own, *s, &env, frame, docs);
                match self.finish(own, None) {
                    expr @ Expr::Struct(_) => parts.structs.push(expr),
                    embedded => make::operands(embedded, BinaryOp::And, &mut parts.unwrapped),
                }
            }
            E::Struct(s) => self.add_struct(parts, *s, &env, frame, docs),
            E::Binary(..) if let Some(result) = self.result(parts, id) => parts.values.push_computed(result),
            _ => {
                let expr = self.expr(id, &env);
                parts.exprs.push(expr);
            }
        }
    }

    /// What a definition's computation of literals comes to at its place.
    fn result(&self, parts: &Parts, id: ExprId) -> Option<Scalar> {
        if !self.definition || !self.is_computed(id) {
            return None;
        }
        if parts.placed { parts.scalar.clone() } else { computed(&self.program, id) }
    }

    fn add_struct(&mut self, parts: &mut Parts, id: StructId, env: &Env, frame: Option<FrameId>, docs: Vec<DocId>) {
        parts.has_struct = true;
        let program = self.program.clone();
        let literal = program.struct_lit(id);
        if parts.placed && !matches!(literal.decls.last(), Some(D::Attribute(..))) {
            parts.end.extend(self.end_comments(literal.span));
        }
        let env = env.push_place(frame, parts.table);
        parts.literals.push(Vec::new());
        for decl in &literal.decls {
            match decl {
                D::Field { label, marker, value, doc, attrs, alias, span } => {
                    let doc = doc.filter(|_| !self.is_inner_part(literal.span, *span));
                    let docs = docs.iter().copied().chain(doc).collect();
                    self.add_field(parts, *label, *marker, Term::Expr(*value, env.clone()), docs, attrs, *alias);
                }
                D::Let(id) => {
                    let Some(decl) = program.lets.get(id.0 as usize) else { continue };
                    let name = self.names.let_name(&program, *id, frame);
                    let value = self.expr(decl.expr, &env);
                    parts.lets.push(Decl::Let(Box::new(make::let_clause(&name, value))));
                }
                D::Attribute(text, _) if self.before_package(literal.span, text) => {}
                D::Attribute(text, span) => parts.add_attribute(text, *span),
                D::Ellipsis { value, .. } => {
                    parts.ellipsis = Some(make::ellipsis(value.map(|e| self.expr(e, &env))));
                }
                _ => {}
            }
        }
        for decl in &literal.decls {
            if let D::Embed { expr, .. } = decl {
                self.add_embed(parts, *expr, &env, frame);
            }
        }
    }

    /// Whether a field is an inner part of a path: documentation there is lost.
    fn is_inner_part(&self, literal: Span, field: Span) -> bool {
        literal.start == field.start && literal.start > 0
    }

    /// Whether an attribute of a file speaks of the file and not of its value: it stands before the package clause. But
    /// without an experiment, what is printed might not be read again.
    pub fn before_package(&self, file: Span, text: &str) -> bool {
        if text.starts_with("@experiment(") {
            return false;
        }
        let Some(source) = self.source_text(file) else { return false };
        let clause = source.lines().find(|l| l.starts_with("package ")).and_then(|l| source.find(l));
        clause.is_some_and(|at| source.find(text).is_some_and(|attr| attr < at))
    }

    fn add_embed(&mut self, parts: &mut Parts, id: ExprId, env: &Env, frame: Option<FrameId>) {
        let program = self.program.clone();
        match program.expr(id) {
            E::Top if !self.definition => parts.embeds.push(make::name("_")),
            E::Struct(s) if !self.is_complex(*s) => {
                self.deeper(|p| p.add_struct(parts, *s, env, frame, Vec::new()));
            }
            E::Struct(s) => {
                let decls = self.as_written(*s, env, frame, parts.table);
                parts.embeds.push(make::braces(decls));
            }
            _ if self.is_plain_value(id) => parts.values.push(id),
            E::Binary(..) if let Some(result) = self.result(parts, id) => parts.values.push_computed(result),
            _ => {
                let expr = self.expr(id, env);
                parts.embeds.push(expr);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a field's declaration")]
    fn add_field(
        &mut self,
        parts: &mut Parts,
        label: Label,
        marker: M,
        term: Term,
        docs: Vec<DocId>,
        attrs: &[std::sync::Arc<str>],
        alias: Option<Label>,
    ) {
        let entry = parts.fields.entry(label);
        if let Some(literal) = parts.literals.last_mut() {
            literal.push(entry.index());
        }
        let field = entry.or_insert_with(|| Merged {
            marker,
            terms: Vec::new(),
            docs: Vec::new(),
            attrs: Vec::new(),
            alias: None,
        });
        let short = matches!(&term, Term::Expr(id, _) if self.is_short_form(*id));
        field.marker = field.marker.min(marker);
        field.alias = field.alias.or(alias);
        attrs.iter().for_each(|a| add_attr(&mut field.attrs, a));
        if short {
            field.terms.push((term, docs));
        } else {
            if let Term::Expr(value, _) = &term {
                field.docs.extend(docs.into_iter().map(|doc| (doc, *value)));
            }
            field.terms.push((term, Vec::new()));
        }
    }

    /// Whether a struct is written without braces, as in `a: b: c`.
    pub fn is_short_form(&self, id: ExprId) -> bool {
        let E::Struct(s) = self.program.expr(id) else { return false };
        let literal = self.program.struct_lit(*s);
        match &*literal.decls {
            [D::Field { .. }] => self.source_text(literal.span).is_some_and(|t| !t.starts_with('{')),
            _ => false,
        }
    }

    /// What is left once everything is collected.
    fn finish(&mut self, mut parts: Parts, place: Option<&Value>) -> Expr {
        let plain = !parts.has_struct && parts.embeds.is_empty();
        if !self.definition {
            let values = std::mem::take(&mut parts.values);
            let mut front = Vec::with_capacity(values.each().len() + parts.exprs.len());
            for id in values.each() {
                front.push(self.expr(*id, &Env::default()));
            }
            front.append(&mut parts.exprs);
            front.sort_by_key(is_bound);
            front.append(&mut parts.structs);
            front.append(&mut parts.unwrapped);
            parts.exprs = front;
        }
        if plain && parts.exprs.is_empty() {
            return parts.values.unified(self).unwrap_or_else(|| make::name("_"));
        }
        let mut exprs = std::mem::take(&mut parts.exprs);
        let needs_struct = !plain || !parts.values.is_empty();
        let closed = self.definition && place.is_some_and(Value::is_closed_by_call);
        if needs_struct {
            let empty_tells = parts.has_struct && (!self.definition || exprs.len() > 1);
            let end = std::mem::take(&mut parts.end);
            let decls = self.finish_struct(parts, place);
            if !decls.is_empty() || exprs.is_empty() || empty_tells {
                exprs.push(match unwrapped(decls, exprs.is_empty(), self.definition) {
                    Ok(expr) => expr,
                    Err(decls) => {
                        let literal = Expr::Struct(ast::StructLit { end: end.into(), ..make::struct_lit(decls) });
                        // What a call closes elsewhere, or what is embedded here, has to be closed here as well.
                        if closed { make::call("close", literal) } else { literal }
                    }
                });
            }
        }
        make::join(BinaryOp::And, exprs).unwrap_or_else(|| make::name("_"))
    }

    fn finish_struct(&mut self, mut parts: Parts, place: Option<&Value>) -> Vec<Decl> {
        let mut decls = std::mem::take(&mut parts.lets);
        if self.profile.attributes {
            decls.extend(parts.attrs.iter().map(|(text, span)| Decl::Attribute(Box::new(self.attribute(text, *span)))));
        }
        decls.extend(std::mem::take(&mut parts.embeds).into_iter().map(make::embed));
        if let Some(value) = parts.values.unified(self) {
            decls.push(make::embed(value));
        }
        let labels = parts.fields.keys().map(|l| self.frozen.names().name(*l).to_owned()).collect();
        self.scopes.push(Scope { frame: place.map(Value::shared_id), labels, ..Scope::default() });
        let order = ordered(parts.fields.len(), &parts.literals);
        let mut fields: Vec<Option<(Label, Merged)>> =
            std::mem::take(&mut parts.fields).into_iter().map(Some).collect();
        let first = decls.len();
        for (label, field) in order.into_iter().filter_map(|i| fields.get_mut(i)?.take()) {
            let decl = self.merged_field(label, field, place, parts.table);
            decls.push(decl);
        }
        let passed = self.scopes.pop().map(|s| s.passed).unwrap_or_default();
        if !self.definition {
            decls.iter_mut().skip(first).for_each(|d| hide_label(d, &passed));
        }
        decls.extend(parts.ellipsis.map(|e| Decl::Ellipsis(Box::new(e))));
        decls
    }

    fn merged_field(&mut self, label: Label, field: Merged, place: Option<&Value>, table: TableId) -> Decl {
        let child = place.and_then(|p| p.field(label)).map(|f| f.value);
        let terms: Vec<Term> = field.terms.iter().map(|(term, _)| term.clone()).collect();
        let shared = field.alias.is_none() && child.as_ref().is_some_and(|c| self.shares(&terms, c));
        let value = self.merge_documented(field.terms, child.as_ref());
        let mut out = make::field(self.label(label), marker(field.marker), value, self.attributes(&field.attrs));
        out.alias = field.alias.map(|a| Box::new(make::ident(self.program.interner.name(a))));
        let written: Vec<ExprId> = terms.iter().filter_map(Term::written).collect();
        self.keep_braces(&mut out.value, &written);
        out.span = self.links.declare(table, label, true, shared || self.hides(&out.value, &written, child.as_ref()));
        if self.profile.docs {
            let mut seen: Vec<DocId> = Vec::new();
            for (doc, value) in field.docs {
                if !seen.contains(&doc) {
                    seen.push(doc);
                    self.add_doc(&mut out, doc, value);
                }
            }
        }
        Decl::Field(Box::new(out))
    }
}

/// A reference that passes a field by is not to mean it: the field's label gets quotes.
fn hide_label(decl: &mut Decl, passed: &[String]) {
    if let Decl::Field(field) = decl
        && let ast::Label::Ident(name) = &field.label
        && passed.contains(&name.name)
    {
        field.label = ast::Label::String(make::label_lit(&name.name));
    }
}

/// Whether an expression is a bound; those of values stand last.
fn is_bound(expr: &Expr) -> bool {
    use ast::UnaryOp as U;
    matches!(
        expr,
        Expr::Unary {
            op: U::Less | U::LessEq | U::Greater | U::GreaterEq | U::NotEq | U::Match | U::NotMatch | U::Equal,
            ..
        }
    )
}

fn add_attr(attrs: &mut Vec<std::sync::Arc<str>>, text: &std::sync::Arc<str>) {
    if !attrs.contains(text) {
        attrs.push(text.clone());
    }
}

/// A struct that only embeds one expression is that expression, unless others stand beside it.
///
/// In values, that goes for a struct beside others, too.
fn unwrapped(mut decls: Vec<Decl>, alone: bool, definition: bool) -> Result<Expr, Vec<Decl>> {
    let alone =
        alone || !definition && matches!(decls.as_slice(), [Decl::Embed(e)] if matches!(e.expr, Expr::Struct(_)));
    match decls.as_slice() {
        [Decl::Embed(e)] if e.attrs.is_empty() && alone => match decls.pop() {
            Some(Decl::Embed(e)) => Ok(e.expr),
            other => Err(other.into_iter().collect()),
        },
        _ => Err(decls),
    }
}
