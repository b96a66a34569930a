//! What references lead to: by the values where they stand, and where nothing was evaluated, by what is written.

use crate::ground::{Ground, field_values, let_id};
use crate::scope::{Binding, Scope};
use crate::tree::{Level, label_text, string_text};
use rustc_hash::FxHashSet;
use tenon_eval::{Scalar, Value};
use tenon_ir::Label as FieldLabel;
use tenon_ir::program::{Decl as ProgramDecl, Marker, Program};
use tenon_source::Span;
use tenon_syntax::ast::{BinaryOp, Decl, Element, Expr, Field, SelectorLabel, StructLit, UnaryOp};

/// References to references are followed this far in a text.
const MAX_DEPTH: u32 = 12;

/// So many values of a reference are looked at.
const MANY: usize = 64;

/// What a reference leads to.
#[derive(Clone)]
pub enum Site<'a> {
    /// A value.
    Value(Value),
    /// An expression that nothing has evaluated: in a pattern that nothing matches, in a comprehension that yields nothing.
    Text {
        /// The expression.
        expr: &'a Expr,
        /// The file that it is in.
        scope: Scope<'a>,
        /// What is around it.
        levels: Vec<Level<'a>>,
    },
    /// A struct literal that nothing has evaluated.
    Struct {
        /// The declarations.
        decls: &'a [Decl],
        /// The file that it is in.
        scope: Scope<'a>,
        /// What is around it, the struct itself included.
        levels: Vec<Level<'a>>,
    },
}

/// What a name of a field is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name<'n> {
    /// The text, without quotes.
    pub text: &'n str,
    /// Whether it stands in quotes, so that `#` and `_` mean nothing.
    pub quoted: bool,
}

/// How a declaration says what a field is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// By its name.
    Field,
    /// By a label that is evaluated.
    Computed,
    /// By a pattern.
    Pattern,
    /// In a data file.
    Data,
}

/// One of the places that say what a field is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Declaration {
    /// Where its label stands; of data, where its value does.
    pub label: Span,
    /// Where its value stands.
    pub value: Span,
    /// How.
    pub sort: Sort,
    /// `?`, `!` or neither.
    pub marker: Marker,
}

/// Finds what references lead to where some levels are around them.
pub(crate) struct Resolver<'a, 'g> {
    pub scope: Scope<'a>,
    pub ground: &'g Ground,
}

impl<'a> Resolver<'a, '_> {
    /// What an expression leads to, if it is a reference.
    pub fn sites(&self, expr: &'a Expr, levels: &[Level<'a>]) -> Vec<Site<'a>> {
        self.follow(expr, levels, MAX_DEPTH)
    }

    fn follow(&self, expr: &'a Expr, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        if depth == 0 {
            return Vec::new();
        }
        match expr {
            Expr::Ident(ident) => match self.scope.find(&ident.name, levels) {
                Some(binding) => self.bound(&binding, &ident.name, levels, depth),
                None => Vec::new(),
            },
            Expr::Selector { expr, label, .. } => {
                let name = selector_name(label);
                name.map_or_else(Vec::new, |name| self.members(&self.follow(expr, levels, depth - 1), name, depth))
            }
            Expr::Index { expr, index, .. } => self.indexed(expr, index, levels, depth),
            Expr::Paren { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Commented { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Unary { op: UnaryOp::Default, expr, .. } => self.follow(expr, levels, depth - 1),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
                let mut out = self.follow(left, levels, depth - 1);
                out.extend(self.follow(right, levels, depth - 1));
                out
            }
            Expr::Call { fun, args, .. } if matches!(&**fun, Expr::Ident(i) if i.name == "close") => {
                args.first().map_or_else(Vec::new, |a| self.follow(a, levels, depth - 1))
            }
            Expr::Struct(_) | Expr::List(_) => {
                vec![Site::Text { expr, scope: self.scope, levels: levels.to_vec() }]
            }
            _ => Vec::new(),
        }
    }

    fn indexed(&self, of: &'a Expr, index: &'a Expr, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        let sites = self.follow(of, levels, depth - 1);
        match index {
            Expr::String(s) => {
                string_text(s).map_or_else(Vec::new, |text| self.members(&sites, Name { text, quoted: true }, depth))
            }
            Expr::Number(n) => match n.raw.parse() {
                Ok(i) => elements(&sites, i),
                Err(_) => Vec::new(),
            },
            _ => {
                let key = self.follow(index, levels, depth - 1);
                let scalar = key.iter().find_map(|s| match s {
                    Site::Value(v) => v.default().scalar().cloned(),
                    _ => None,
                });
                match scalar {
                    Some(Scalar::Str(s)) => self.members(&sites, Name { text: &s, quoted: true }, depth),
                    Some(Scalar::Num(n)) => n.to_string().parse().map_or_else(|_| Vec::new(), |i| elements(&sites, i)),
                    _ => Vec::new(),
                }
            }
        }
    }

    /// What a name leads to.
    pub fn bound(&self, binding: &Binding<'a>, name: &str, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        match *binding {
            Binding::Field { .. } | Binding::Package => {
                let Some(owners) = self.owners(binding, levels) else { return Vec::new() };
                self.members(&owners, Name { text: name, quoted: false }, depth)
            }
            Binding::FieldAlias { frame, field, .. } => self.alias(frame, field, levels, depth),
            Binding::Node { frame, of, each, .. } => {
                let values = self.ground.frame(frame);
                if !values.is_empty() {
                    return values.into_iter().map(Site::Value).collect();
                }
                let around = frame_index(levels, frame).map_or(levels, |i| &levels[..i]);
                let sites = of.map_or_else(Vec::new, |of| self.follow(of, around, depth - 1));
                if each { elements_of(&sites) } else { sites }
            }
            Binding::This { frame } => self.ground.frame(frame).into_iter().map(Site::Value).collect(),
            Binding::Let { frame, clause } => {
                let Some(at) = frame_index(levels, frame) else { return Vec::new() };
                let Level::Struct { span, .. } = levels[at] else { return Vec::new() };
                let frozen = &self.ground.frozen;
                let values = self.ground.structs(frame, span).into_iter().filter_map(|(_, (id, env))| {
                    frozen.let_value(env, 0, let_id(frozen, id, clause)?).map(Site::Value)
                });
                let values: Vec<Site<'a>> = values.take(MANY).collect();
                if !values.is_empty() {
                    return values;
                }
                let mut around = levels[..=at].to_vec();
                around.push(Level::Let(clause));
                let mut sites = self.follow(&clause.expr, &around, depth - 1);
                if sites.is_empty() {
                    sites.push(Site::Text { expr: &clause.expr, scope: self.scope, levels: around });
                }
                sites
            }
            Binding::Import(spec) => {
                let package = self.scope.imported(spec);
                package.and_then(|p| self.scope.snapshot.value_of(p)).map(Site::Value).into_iter().collect()
            }
            Binding::LabelAlias(_) | Binding::Key(_) | Binding::Predeclared => Vec::new(),
        }
    }

    fn alias(&self, frame: usize, field: &'a Field, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        let Some(at) = frame_index(levels, frame) else { return Vec::new() };
        if let Some(text) = label_text(&field.label) {
            let name = Name { text, quoted: quoted(field) };
            return self.members(&self.frame_sites(at, frame, levels), name, depth);
        }
        let Level::Struct { span, .. } = levels[at] else { return Vec::new() };
        let values = self.ground.structs(frame, span).into_iter();
        let values: Vec<Site<'a>> = values
            .flat_map(|(v, i)| field_values(&self.ground.frozen, &v, i, field))
            .take(MANY)
            .map(Site::Value)
            .collect();
        if values.is_empty() { vec![self.value_text(&levels[..=at], field)] } else { values }
    }

    /// The struct that a name is a field of; nothing where the name is no field's.
    pub fn owners(&self, binding: &Binding<'a>, levels: &[Level<'a>]) -> Option<Vec<Site<'a>>> {
        match *binding {
            Binding::Field { frame, .. } => Some(self.frame_sites(frame_index(levels, frame)?, frame, levels)),
            Binding::FieldAlias { frame, field, .. } if label_text(&field.label).is_some() => {
                Some(self.frame_sites(frame_index(levels, frame)?, frame, levels))
            }
            Binding::Package => {
                let root = self.scope.snapshot.value_of(self.scope.package);
                Some(root.map(Site::Value).into_iter().collect())
            }
            _ => None,
        }
    }

    /// The struct of a frame.
    pub fn frame_sites(&self, at: usize, frame: usize, levels: &[Level<'a>]) -> Vec<Site<'a>> {
        let values = self.ground.frame(frame);
        if !values.is_empty() {
            return values.into_iter().map(Site::Value).collect();
        }
        match levels.get(at) {
            Some(Level::Struct { decls, .. }) => {
                vec![Site::Struct { decls, scope: self.scope, levels: levels[..=at].to_vec() }]
            }
            _ => Vec::new(),
        }
    }

    /// The fields of a name of what references lead to.
    pub fn members(&self, of: &[Site<'a>], name: Name<'_>, depth: u32) -> Vec<Site<'a>> {
        let mut out = Vec::new();
        for site in of {
            match site {
                Site::Value(value) => {
                    if let Some(label) = self.label(name) {
                        let found = holders(value, label).into_iter().filter_map(|v| Some(v.field(label)?.value));
                        out.extend(found.map(Site::Value));
                    }
                }
                Site::Text { expr, scope, levels } => {
                    for site in self.within(*scope).structs_of(expr, levels, depth) {
                        out.extend(self.members(&[site], name, depth.saturating_sub(1)));
                    }
                }
                Site::Struct { decls, scope, levels } => {
                    let fields = fields_of(decls).into_iter().filter(|f| has_name(f, name));
                    out.extend(fields.map(|f| self.within(*scope).value_text(levels, f)));
                }
            }
            if out.len() > MANY {
                break;
            }
        }
        out
    }

    fn value_text(&self, levels: &[Level<'a>], field: &'a Field) -> Site<'a> {
        let mut levels = levels.to_vec();
        levels.push(Level::Value(field));
        Site::Text { expr: &field.value, scope: self.scope, levels }
    }

    fn within(&self, scope: Scope<'a>) -> Resolver<'a, '_> {
        Resolver { scope, ground: self.ground }
    }

    /// The structs that an expression is made of: literals as such, references as what they lead to.
    pub fn structs_of(&self, expr: &'a Expr, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        if depth == 0 {
            return Vec::new();
        }
        match expr {
            Expr::Struct(s) => self.structs_in(s, levels, depth),
            Expr::Paren { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. }
            | Expr::Unary { op: UnaryOp::Default, expr, .. } => self.structs_of(expr, levels, depth - 1),
            Expr::Alias { name, expr, .. } => {
                let mut levels = levels.to_vec();
                levels.push(Level::Alias(name));
                self.structs_of(expr, &levels, depth - 1)
            }
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
                let mut out = self.structs_of(left, levels, depth - 1);
                out.extend(self.structs_of(right, levels, depth - 1));
                out
            }
            _ => {
                let mut out = Vec::new();
                for site in self.follow(expr, levels, depth - 1) {
                    match site {
                        Site::Text { expr, scope, levels } => {
                            out.extend(self.within(scope).structs_of(expr, &levels, depth - 1));
                        }
                        site => out.push(site),
                    }
                }
                out
            }
        }
    }

    /// A struct literal, and what is embedded in it.
    fn structs_in(&self, s: &'a StructLit, levels: &[Level<'a>], depth: u32) -> Vec<Site<'a>> {
        let mut inside = levels.to_vec();
        inside.push(Level::Struct { span: s.span, decls: &s.decls });
        let mut out = Vec::new();
        for decl in &s.decls {
            if let Decl::Embed(e) = decl {
                out.extend(self.structs_of(&e.expr, &inside, depth - 1));
            }
        }
        out.insert(0, Site::Struct { decls: &s.decls, scope: self.scope, levels: inside });
        out
    }

    /// The program's name of a label, where anything in the evaluation has it.
    pub fn label(&self, name: Name<'_>) -> Option<FieldLabel> {
        let names = self.ground.frozen.names();
        if name.quoted { names.find_regular(name.text) } else { names.find_ident(name.text, &self.scope.hidden()) }
    }

    /// The places that say what a field of some structs is.
    pub fn declarations(&self, owners: &[Site<'a>], name: Name<'_>) -> Vec<Declaration> {
        let mut out: Vec<Declaration> = Vec::new();
        let mut seen = FxHashSet::default();
        for owner in owners {
            let found = match owner {
                Site::Value(value) => self.label(name).map_or_else(Vec::new, |label| declarations(value, label)),
                Site::Struct { decls, .. } => {
                    fields_of(decls).into_iter().filter(|f| has_name(f, name)).map(written).collect()
                }
                Site::Text { expr, scope, levels } => {
                    let structs = self.within(*scope).structs_of(expr, levels, MAX_DEPTH);
                    self.declarations(&structs, name)
                }
            };
            out.extend(found.into_iter().filter(|d| seen.insert(d.label)));
        }
        out
    }
}

/// Where a frame's level is.
pub(crate) fn frame_index(levels: &[Level<'_>], frame: usize) -> Option<usize> {
    levels.iter().enumerate().filter(|(_, l)| l.is_frame()).nth(frame).map(|(i, _)| i)
}

/// The name of a selector's label.
pub(crate) fn selector_name(label: &SelectorLabel) -> Option<Name<'_>> {
    match label {
        SelectorLabel::Ident(i) => Some(Name { text: &i.name, quoted: false }),
        SelectorLabel::String(s) => Some(Name { text: string_text(s)?, quoted: true }),
    }
}

fn quoted(field: &Field) -> bool {
    !matches!(field.label, tenon_syntax::ast::Label::Ident(_))
}

/// Whether a field has a name. In quotes a name is that of a regular field, as it is without where nothing marks it.
fn has_name(field: &Field, name: Name<'_>) -> bool {
    let special = |quoted: bool| !quoted && name.text.starts_with(['#', '_']);
    label_text(&field.label) == Some(name.text) && special(quoted(field)) == special(name.quoted)
}

fn written(field: &Field) -> Declaration {
    let marker = match field.marker {
        tenon_syntax::ast::Marker::None => Marker::Regular,
        tenon_syntax::ast::Marker::Optional => Marker::Optional,
        tenon_syntax::ast::Marker::Required => Marker::Required,
    };
    Declaration { label: field.label.span(), value: field.value.span(), sort: Sort::Field, marker }
}

/// The fields that declarations of a struct declare, those of comprehensions included.
pub(crate) fn fields_of(decls: &[Decl]) -> Vec<&Field> {
    let mut out = Vec::new();
    let mut todo: Vec<&Decl> = decls.iter().rev().collect();
    while let Some(decl) = todo.pop() {
        match decl {
            Decl::Field(f) => out.push(&**f),
            Decl::Comprehension(c) => {
                todo.extend(c.fallback.iter().flat_map(|f| f.body.decls.iter()).rev());
                todo.extend(c.body.decls.iter().rev());
            }
            _ => {}
        }
    }
    out
}

fn elements<'a>(sites: &[Site<'a>], i: u32) -> Vec<Site<'a>> {
    let mut out = Vec::new();
    for site in sites {
        match site {
            Site::Value(v) => out.extend(v.default().field(FieldLabel::index(i)).map(|f| Site::Value(f.value))),
            Site::Text { expr: Expr::List(list), scope, levels } => {
                if let Some(Element::Expr(expr)) = list.elems.get(i as usize) {
                    let mut levels = levels.clone();
                    levels.push(Level::Element(Some(i)));
                    out.push(Site::Text { expr, scope: *scope, levels });
                }
            }
            _ => {}
        }
    }
    out
}

/// Some of what a `for` goes through.
fn elements_of<'a>(sites: &[Site<'a>]) -> Vec<Site<'a>> {
    let mut out = Vec::new();
    for site in sites {
        if let Site::Value(v) = site {
            let v = v.default();
            out.extend(v.elements().chain(v.fields().map(|f| f.value)).take(MANY).map(Site::Value));
        }
    }
    out
}

/// The values that have a field: a value itself, its default, or else the disjuncts that have it.
pub(crate) fn holders(value: &Value, label: FieldLabel) -> Vec<Value> {
    let default = value.default();
    if default.field(label).is_some() {
        return vec![default];
    }
    let Some((disjuncts, _)) = default.disjuncts() else { return Vec::new() };
    disjuncts.into_iter().filter(|d| d.field(label).is_some()).take(MANY).collect()
}

/// The places that say what a field of a value is.
pub(crate) fn declarations(owner: &Value, label: FieldLabel) -> Vec<Declaration> {
    let mut holders = holders(owner, label);
    if holders.is_empty() {
        holders.push(owner.clone());
    }
    let program = owner.frozen().program().clone();
    let mut out: Vec<Declaration> = Vec::new();
    for value in holders {
        for (id, _) in value.literals() {
            out.extend(program.struct_lit(id).decls.iter().filter_map(|d| match d {
                ProgramDecl::Field { label: l, marker, value, span, .. } if *l == label => {
                    Some(declaration(&program, *span, *value, Sort::Field, *marker))
                }
                _ => None,
            }));
        }
        let literals = value.literals();
        for (env, decl, _) in value.computed_fields().into_iter().filter(|(_, _, l)| *l == label) {
            let Some((id, _)) = literals.iter().find(|(_, e)| *e == env) else { continue };
            if let Some(ProgramDecl::Dynamic { marker, value, span, .. }) =
                program.struct_lit(*id).decls.get(decl as usize)
            {
                out.push(declaration(&program, *span, *value, Sort::Computed, *marker));
            }
        }
        let field = value.field(label).map(|f| f.value);
        let matched = field.as_ref().map_or_else(Vec::new, Value::pattern_values);
        for (pattern, expr, _) in value.patterns() {
            if matched.iter().any(|(e, _)| *e == expr) {
                out.push(declaration(&program, program.span(pattern), expr, Sort::Pattern, Marker::Regular));
            }
        }
        for data in value.data_literals() {
            let span = data.field(label).map(|f| f.value.span()).filter(|s| !s.is_none());
            out.extend(span.map(|span| Declaration {
                label: span,
                value: span,
                sort: Sort::Data,
                marker: Marker::Regular,
            }));
        }
    }
    let mut seen = FxHashSet::default();
    out.retain(|d| seen.insert(d.label));
    out
}

fn declaration(
    program: &Program,
    label: Span,
    value: tenon_ir::program::ExprId,
    sort: Sort,
    marker: Marker,
) -> Declaration {
    Declaration { label, value: program.span(value), sort, marker }
}
