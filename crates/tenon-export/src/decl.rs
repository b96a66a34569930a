//! Struct literals as written: declarations, comprehensions.

use tenon_eval::Value;
use tenon_ir::Label;
use tenon_ir::program::{Basic, Clause, ComprehensionId, Decl as D, DocId, Expr as E, ExprId, Marker as M, StructId};
use tenon_source::Span;
use tenon_syntax::ast::{self, Decl, Field, Marker, Stands};
use thin_vec::ThinVec;

use crate::env::{Env, FrameId, Term};
use crate::links::{PartOf, TableId};
use crate::make;
use crate::printer::{Printer, Scope};
use tenon_ir::literal;

/// The syntax of a marker.
pub(crate) fn marker(marker: M) -> Marker {
    match marker {
        M::Regular => Marker::None,
        M::Required => Marker::Required,
        M::Optional => Marker::Optional,
    }
}

impl Printer<'_> {
    /// Whether a struct literal has declarations that cannot be merged field by field.
    ///
    /// An alias of a field is that of one declaration, so that a field which has one is not merged with another.
    pub fn is_complex(&self, id: StructId) -> bool {
        let decls = &self.program.struct_lit(id).decls;
        let declares = |d: &D, of: Label| matches!(d, D::Field { label, .. } if *label == of);
        decls.iter().any(|d| match d {
            D::Dynamic { .. } | D::Pattern { .. } | D::Comprehension(_) => true,
            D::Field { label, alias: Some(_), .. } => decls.iter().filter(|d| declares(d, *label)).count() > 1,
            _ => false,
        })
    }

    /// The declarations of a struct literal, one by one: `let`s and attributes first.
    pub fn as_written(&mut self, id: StructId, env: &Env, frame: Option<FrameId>, table: TableId) -> Vec<Decl> {
        let program = self.program.clone();
        let literal = program.struct_lit(id);
        let env = env.push_place(frame, table);
        if frame.is_none() && !self.definition {
            let lets = literal.decls.iter().filter_map(|d| if let D::Let(id) = d { Some(*id) } else { None });
            self.names.forget_lets(lets);
        }
        let labels = literal.decls.iter().filter_map(|d| match d {
            D::Field { label, .. } if label.is_regular() => Some(program.interner.name(*label).to_owned()),
            _ => None,
        });
        self.scopes.push(Scope { labels: labels.collect(), ..Scope::default() });
        let mut first = Vec::new();
        let mut rest = Vec::new();
        for decl in &literal.decls {
            match decl {
                D::Let(id) => {
                    let Some(decl) = program.lets.get(id.0 as usize) else { continue };
                    let name = self.names.let_name(&program, *id, frame);
                    let value = self.expr(decl.expr, &env);
                    first.push(Decl::Let(Box::new(make::let_clause(&name, value))));
                }
                D::Attribute(text, span) if self.profile.attributes => {
                    first.push(Decl::Attribute(Box::new(self.attribute(text, *span))));
                }
                D::Attribute(..) => {}
                other => rest.extend(self.decl(other, &env)),
            }
        }
        self.scopes.pop();
        first.sort_by_key(|d| matches!(d, Decl::Attribute(_)));
        first.extend(rest);
        first
    }

    fn decl(&mut self, decl: &D, env: &Env) -> Option<Decl> {
        Some(match decl {
            D::Field { label, marker: m, value, doc, attrs, alias, .. } => {
                let inner = doc.filter(|_| self.is_short_form(*value));
                let doc = &doc.filter(|_| inner.is_none());
                let place = env.table(0).and_then(|t| self.links.place(t)).map(|p| self.frozen.value(p));
                let child = place.and_then(|p| p.field(*label)).map(|f| f.value);
                let term = Term::Expr(*value, env.clone());
                let shown = if matches!(self.program.expr(*value), E::Struct(_)) {
                    let table = self.links.table(child.as_ref().map(Value::id));
                    self.merge_into(vec![(term.clone(), inner.into_iter().collect())], None, table)
                } else {
                    self.expr(*value, env)
                };
                let mut field = make::field(self.label(*label), marker(*m), shown, self.attributes(attrs));
                field.alias = alias.map(|a| Box::new(make::ident(self.program.interner.name(a))));
                let written: Vec<ExprId> = term.written().into_iter().collect();
                self.keep_braces(&mut field.value, &written);
                if let Some(table) = env.table(0) {
                    let shared = alias.is_none() && child.as_ref().is_some_and(|c| self.shares(&[term], c));
                    let hidden = shared || self.hides(&field.value, &written, child.as_ref());
                    field.span = self.links.declare(table, *label, false, hidden);
                }
                Decl::Field(Box::new(self.documented(field, *doc, *value)))
            }
            D::Dynamic { key, marker: m, value, doc, attrs, alias, .. } => {
                let label = self.dynamic_label(*key, env, alias.is_some());
                let shown = self.expr(*value, env);
                let mut field = make::field(label, marker(*m), shown, self.attributes(attrs));
                field.alias = alias.map(|a| Box::new(make::ident(self.program.interner.name(a))));
                Decl::Field(Box::new(self.documented(field, *doc, *value)))
            }
            D::Pattern { pattern, value, label_alias: None, value_alias: None, .. }
                if matches!(self.program.expr(*pattern), E::Top | E::Basic(Basic::String))
                    && matches!(self.program.expr(*value), E::Top) =>
            {
                Decl::Ellipsis(Box::new(make::ellipsis(None)))
            }
            D::Pattern { pattern, value, doc, attrs, label_alias, value_alias, .. } => {
                let pattern = Box::new(self.clause_expr(*pattern, env));
                let inner = env.push(None);
                let (alias, shown) = match label_alias {
                    Some(alias) => {
                        let (name, value) = self.alias(*alias, |p| p.expr(*value, &inner));
                        (Some(make::ident(name)), value)
                    }
                    None => (None, self.expr(*value, &inner)),
                };
                let label = ast::Label::Pattern { span: Span::NONE, alias: alias.map(Box::new), expr: pattern };
                // Nothing but its declaration says anything of a pattern, so that its attributes belong to what is printed.
                let attrs = attrs.iter().map(|a| make::attribute(a)).collect();
                let mut field = make::field(label, Marker::None, shown, attrs);
                field.alias = value_alias.map(|a| Box::new(make::ident(self.program.interner.name(a))));
                Decl::Field(Box::new(self.documented(field, *doc, *value)))
            }
            D::Ellipsis { value, .. } => Decl::Ellipsis(Box::new(make::ellipsis(value.map(|e| self.expr(e, env))))),
            D::Embed { expr, attrs } => {
                let expr = self.expr(*expr, env);
                Decl::Embed(Box::new(ast::Embed { span: Span::NONE, expr, attrs: self.attributes(attrs).into() }))
            }
            D::Comprehension(id) => Decl::Comprehension(Box::new(self.comprehension(*id, env))),
            D::Let(_) | D::Attribute(..) => return None,
        })
    }

    /// Whether the conjuncts of a field are nothing but one reference, maybe several times, or one selection from a field
    /// or a literal, so that it shares the value of another field. One that only becomes closed here cannot be shared,
    /// nor is anything shared from or by what a disjunction has left.
    pub fn shares(&self, terms: &[Term], field: &Value) -> bool {
        let target = |term: &Term| {
            let Term::Expr(id, env) = term else { return None };
            let E::Field { up, label, .. } = self.program.expr(*id) else { return None };
            Some((*label, env.frame(*up)))
        };
        let shared = match terms {
            [Term::Expr(id, env)] if matches!(self.program.expr(*id), E::Select(..)) => match self.selected(*id, env) {
                Some(shared) => Some(shared),
                None if self.selects_from_literal(*id) => None,
                None => return false,
            },
            _ => {
                let Some((label, frame)) = terms.first().and_then(target) else { return false };
                if !terms.iter().all(|t| target(t).is_some_and(|(l, _)| l == label)) {
                    return false;
                }
                frame.and_then(|f| self.frozen.value(f).field(label)).map(|f| f.value)
            }
        };
        let shareable = |v: Value| !v.is_chosen() && (!v.is_struct() || v.is_closed() == field.is_closed());
        !field.is_chosen() && shared.is_none_or(shareable)
    }

    /// What selections from a reference to a field find.
    fn selected(&self, id: ExprId, env: &Env) -> Option<Value> {
        match self.program.expr(id) {
            E::Field { up, label, .. } => Some(self.frozen.value(env.frame(*up)?).field(*label)?.value),
            E::Select(of, label) => Some(self.selected(*of, env)?.field(*label)?.value),
            _ => None,
        }
    }

    /// Whether selections start at a struct literal.
    fn selects_from_literal(&self, id: ExprId) -> bool {
        match self.program.expr(id) {
            E::Select(of, _) => self.selects_from_literal(*of),
            e => matches!(e, E::Struct(_)),
        }
    }

    /// Whether an expression is a struct literal that cannot be merged field by field.
    pub fn is_complex_struct(&self, id: ExprId) -> bool {
        matches!(self.program.expr(id), E::Struct(s) if self.is_complex(*s))
    }

    /// Whether a value cannot be evaluated any further.
    pub fn is_stuck(value: &Value) -> bool {
        value.error().is_some() || !value.stuck().is_empty()
    }

    /// Whether an alias of a value keeps references from the declaration: not if it is that of a struct as written whose
    /// value is stuck.
    pub fn hides(&self, shown: &ast::Expr, written: &[ExprId], value: Option<&Value>) -> bool {
        let as_written = |id: &ExprId| matches!(self.program.expr(*id), E::Alias(_, e) if self.is_complex_struct(*e));
        let stays = value.is_some_and(Printer::is_stuck) && written.iter().any(as_written);
        matches!(shown, ast::Expr::Alias { .. }) && !stays
    }

    /// The comment lines at the end of a struct literal.
    pub fn end_comments(&self, span: Span) -> Vec<String> {
        let braced = self.source_text(span).filter(|t| self.profile.docs && t.starts_with('{'));
        let text = braced.and_then(|t| t.strip_suffix('}'));
        let lines = text.unwrap_or("").trim_end().lines().rev().map(str::trim);
        let mut out: Vec<String> = lines.map_while(|line| line.strip_prefix("//")).map(str::to_owned).collect();
        out.reverse();
        out
    }

    /// A struct of one field keeps its braces where a comment stands behind the field.
    pub fn keep_braces(&self, shown: &mut ast::Expr, written: &[ExprId]) {
        let ast::Expr::Struct(s) = shown else { return };
        let commented = |id: &ExprId| match self.program.expr(*id) {
            E::Struct(id) => !self.end_comments(self.program.struct_lit(*id).span).is_empty(),
            _ => false,
        };
        s.braces = s.braces || self.definition && written.iter().any(commented);
    }

    /// Attributes, where they are shown.
    pub fn attributes(&self, attrs: &[std::sync::Arc<str>]) -> Vec<ast::Attribute> {
        if self.profile.attributes { attrs.iter().map(|a| make::attribute(a)).collect() } else { Vec::new() }
    }

    /// A field with its documentation, where that is shown.
    pub fn documented(&self, mut field: Field, doc: Option<DocId>, value: ExprId) -> Field {
        if let Some(doc) = doc.filter(|_| self.profile.docs) {
            self.add_doc(&mut field, doc, value);
        }
        field
    }

    /// An attribute of a struct, with the comments above it.
    pub fn attribute(&self, text: &str, span: Span) -> ast::Attribute {
        let (doc, stands) = self.above(span);
        let (beside, below) = self.behind(span);
        ast::Attribute { doc, stands, beside, below, ..make::attribute(text) }
    }

    /// The comment on the line where an attribute ends, and the comment lines below, unless something follows them.
    fn behind(&self, span: Span) -> (Option<Box<str>>, ThinVec<String>) {
        let behind = self.sources.get(span.file).and_then(|source| source.text().get(span.end as usize..));
        let mut lines = behind.filter(|_| self.profile.docs).unwrap_or("").lines().map(str::trim);
        let Some(first) = lines.next().filter(|line| line.is_empty() || line.starts_with("//")) else {
            return (None, ThinVec::new());
        };
        let beside = first.strip_prefix("//").map(Into::into);
        let mut below = ThinVec::new();
        let mut lines = lines.peekable();
        while let Some(comment) = lines.next_if(|line| line.starts_with("//")) {
            below.extend(comment.strip_prefix("//").map(str::to_owned));
        }
        if lines.next().is_some_and(|line| !line.is_empty() && !line.starts_with('}')) {
            below.clear();
        }
        (beside, below)
    }

    /// The comment lines directly above what stands at a place, and where it stands with them.
    fn above(&self, span: Span) -> (ThinVec<String>, Stands) {
        let before = self.source_text(Span { start: 0, end: span.start, ..span }).unwrap_or("");
        let mut lines = before.rsplit('\n');
        if lines.next().is_none_or(|line| !line.trim().is_empty()) {
            return (ThinVec::new(), Stands::Beside);
        }
        let mut doc = ThinVec::new();
        let mut lines = lines.peekable();
        while let Some(comment) = lines.next_if(|l| self.profile.docs && l.trim_start().starts_with("//")) {
            doc.extend(comment.trim().strip_prefix("//").map(str::to_owned));
        }
        doc.reverse();
        let apart = lines.next().is_some_and(|line| line.trim().is_empty()) && lines.next().is_some();
        (doc, if apart { Stands::Apart } else { Stands::Below })
    }

    /// Puts documentation above a field that says `value`, below what is there already.
    pub fn add_doc(&self, field: &mut Field, doc: DocId, value: ExprId) {
        let Some(lines) = self.program.docs.get(doc.0 as usize) else { return };
        if field.doc.is_empty() {
            field.apart = self.stands_apart(self.program.span(value), lines.len());
        } else {
            field.doc.push(String::new());
        }
        field.doc.extend(lines.iter().cloned());
    }

    /// Whether an empty line stands above what starts at a place and so many lines of documentation above it.
    fn stands_apart(&self, span: Span, documentation: usize) -> bool {
        let before = self.source_text(Span { start: 0, end: span.start, ..span });
        let mut above = before.into_iter().flat_map(|t| t.rsplit('\n')).skip(1 + documentation);
        above.next().is_some_and(|line| line.trim().is_empty()) && above.next().is_some()
    }

    /// The label of a field.
    pub fn label(&self, label: Label) -> ast::Label {
        let name = self.frozen.names().name(label);
        if label.is_regular() { self.regular_label(name) } else { ast::Label::Ident(make::ident(name)) }
    }

    fn dynamic_label(&mut self, key: ExprId, env: &Env, alias: bool) -> ast::Label {
        let program = self.program.clone();
        let resolved = match program.expr(key) {
            E::Str(_) | E::Interpolation(_) => true,
            E::Binary(..) => self.definition || self.is_computed(key),
            _ => false,
        };
        if let Some(name) = self.constant_key(key, env).filter(|_| resolved) {
            return if self.definition && !alias {
                self.regular_label(&name)
            } else {
                ast::Label::String(make::label_lit(&name))
            };
        }
        match program.expr(key) {
            E::Interpolation(parts) => {
                let outer = std::mem::replace(&mut self.part_of, PartOf::Clause);
                let label = self.interpolation_lit(program.span(key), parts, false, env);
                self.part_of = outer;
                ast::Label::Interpolation(label)
            }
            _ => ast::Label::Dynamic { span: Span::NONE, expr: Box::new(self.clause_expr(key, env)) },
        }
    }

    /// The label of a regular field. In definitions it goes without quotes unless a reference could mean it then.
    fn regular_label(&self, name: &str) -> ast::Label {
        let bare = self.definition
            && name.starts_with('#')
            && literal::is_identifier(name.trim_start_matches('#'))
            && !self.names.is_referenced(name);
        if bare { ast::Label::Ident(make::ident(name)) } else { make::regular_label(name) }
    }

    /// `for … if … { }`
    pub fn comprehension(&mut self, id: ComprehensionId, env: &Env) -> ast::Comprehension {
        let program = self.program.clone();
        let c = program.comprehension(id);
        let name = |l: Label| make::ident(program.interner.name(l));
        let span = Span::NONE;
        let mut inner = env.clone();
        let mut clauses = Vec::with_capacity(c.clauses.len());
        for clause in &c.clauses {
            clauses.push(match clause {
                Clause::For { key, value, source } => {
                    let source = self.expr_of(PartOf::Source, *source, &inner);
                    inner = inner.push(None);
                    ast::Clause::For { span, key: key.map(name), value: name(*value), source }
                }
                Clause::If(e) => ast::Clause::If { span, condition: self.clause_expr(*e, &inner) },
                Clause::Let { name: n, expr } => {
                    let expr = self.expr(*expr, &inner);
                    inner = inner.push(None);
                    ast::Clause::Let(make::let_clause(program.interner.name(*n), expr))
                }
                Clause::Try { binding } => {
                    let binding = binding.map(|(n, e)| (name(n), self.expr(e, &inner)));
                    if binding.is_some() {
                        inner = inner.push(None);
                    }
                    ast::Clause::Try { span, binding }
                }
            });
        }
        let body = self.body(c.body, &inner);
        let fallback = c.fallback.map(|f| {
            let keyword = if c.fallback_is_else {
                "else"
            } else if c.clauses.iter().any(|c| matches!(c, Clause::For { .. })) {
                "fallback"
            } else {
                "else"
            };
            Box::new(ast::Fallback { span, keyword: make::ident(keyword), body: self.body(f, env) })
        });
        let (doc, stands) = self.above(c.span);
        ast::Comprehension { span, doc, broken: self.clauses_broken(c), stands, clauses, body, fallback }
    }

    /// An expression in a label or in a clause.
    fn clause_expr(&mut self, e: ExprId, env: &Env) -> ast::Expr {
        self.expr_of(PartOf::Clause, e, env)
    }

    fn expr_of(&mut self, part_of: PartOf, e: ExprId, env: &Env) -> ast::Expr {
        let outer = std::mem::replace(&mut self.part_of, part_of);
        let expr = self.expr(e, env);
        self.part_of = outer;
        expr
    }

    /// Whether a clause begins on a line below the clause before it.
    fn clauses_broken(&self, c: &tenon_ir::program::Comprehension) -> bool {
        c.clauses.len() > 1
            && self.source_text(c.span).is_some_and(|text| {
                let head = self.program.span(c.body).start.saturating_sub(c.span.start) as usize;
                text.get(..head).unwrap_or("").lines().skip(1).any(|line| {
                    let word = line.split_whitespace().next().unwrap_or("");
                    matches!(word, "for" | "if" | "let" | "try")
                })
            })
    }

    /// The struct of a comprehension, always in braces.
    fn body(&mut self, id: ExprId, env: &Env) -> ast::StructLit {
        let program = self.program.clone();
        let decls = match program.expr(id) {
            E::Struct(s) => self.struct_decls(*s, env),
            _ => vec![make::embed(self.expr(id, env))],
        };
        make::struct_lit(decls)
    }
}
