//! What can be taken out of a file: its units.
//!
//! A unit is a field, an element of a list, or an operand of `&` that is a struct or a list. Fields disappear; elements and
//! operands become `_`. Only literals and basic types do: a reference, a disjunction or a call is where values come
//! *from*. What a pattern, a `...`, an optional field or a `let` holds is a template: it makes values elsewhere, so it is
//! judged by what stands beside it alone. Arguments of calls, disjuncts, and structs that embed a struct literal stay as
//! they are.

use std::collections::HashMap;
use std::ops::Range;
use tenon_source::Span;
use tenon_syntax::ast::{BinaryOp, Comprehension, Decl, Element, Expr, Field, Label, Marker, StringValue, UnaryOp};

/// What a unit is part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A field; its declaration stands there.
    Field(Span),
    /// An element of a list.
    Element,
    /// An operand of `&`.
    Operand,
    /// What a `let` or a `...` holds; it stays, but for what is in it.
    Held,
}

/// What a unit's value is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Content {
    /// A concrete scalar.
    Scalar,
    /// A struct literal.
    Struct,
    /// A list literal.
    List,
    /// A bound.
    Bound,
    /// A basic type.
    Type,
    /// Something that is never taken out; `_` is, too: it says that there is a field.
    Other,
}

/// What becomes of a unit. Later ones keep more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Choice {
    /// It is taken out.
    Out,
    /// A struct of which nothing is left becomes `_`.
    Blank,
    /// It stays; a struct or a list without those of its parts that are taken out.
    Keep,
}

/// A part of a file that can be taken out.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Where its value stands.
    pub value: Span,
    /// What it is part of.
    pub role: Role,
    /// What its value is.
    pub content: Content,
    /// The units in it.
    pub children: Vec<usize>,
    /// Whether it consists of nothing but units.
    pub whole: bool,
    /// Whether it makes values elsewhere.
    pub template: bool,
    /// What becomes of it.
    pub choice: Choice,
}

/// The fields of one label in one struct literal, or in one package.
#[derive(Clone, Debug)]
pub struct Group {
    /// The label.
    pub name: String,
    /// Where it can be referred to; everywhere in the package without a span.
    pub scope: Option<Span>,
    /// The fields.
    pub units: Vec<usize>,
}

/// The units of some files.
#[derive(Debug, Default)]
pub struct Units {
    /// All of them, those inside of others after those.
    pub list: Vec<Unit>,
    /// The outermost ones of each file.
    pub roots: Vec<Vec<usize>>,
    /// Fields by label and scope.
    pub groups: Vec<Group>,
    by_span: HashMap<Span, usize>,
}

/// Fields by label, within one scope.
type Names = HashMap<String, Vec<usize>>;

impl Units {
    /// Adds the files of one package.
    pub fn add_package<'a>(&mut self, files: impl Iterator<Item = &'a [Decl]>) {
        let mut names = Names::new();
        for decls in files {
            let children = self.decls(decls, &mut names, false).children;
            self.roots.push(children);
        }
        self.close_scope(names, None);
    }

    /// The unit whose value stands there, or the operands that it has.
    pub fn at(&self, span: Span) -> Vec<usize> {
        let Some(&id) = self.by_span.get(&span) else { return Vec::new() };
        let mut found = vec![id];
        found.extend(self.list[id].children.iter().filter(|c| self.list[**c].role == Role::Operand));
        found
    }

    /// Whether nothing is left of it.
    pub fn vanishes(&self, id: usize) -> bool {
        self.list[id].choice == Choice::Out && self.is_spent(id)
    }

    /// Whether nothing is left in it.
    pub fn is_spent(&self, id: usize) -> bool {
        self.list[id].whole && self.list[id].children.iter().all(|c| self.vanishes(*c))
    }

    /// Leaves a unit and all in it as they are.
    pub fn keep_all(&mut self, ids: &[usize]) {
        let mut open = ids.to_vec();
        while let Some(id) = open.pop() {
            self.list[id].choice = Choice::Keep;
            open.extend(self.list[id].children.iter().copied());
        }
    }

    fn close_scope(&mut self, names: Names, scope: Option<Span>) {
        self.groups.extend(names.into_iter().map(|(name, units)| Group { name, scope, units }));
    }

    fn push(&mut self, value: Span, role: Role, content: Content, template: bool) -> usize {
        let choice = if content == Content::Other || role == Role::Held { Choice::Keep } else { Choice::Out };
        self.list.push(Unit { value, role, content, children: Vec::new(), whole: true, template, choice });
        self.by_span.insert(value, self.list.len() - 1);
        self.list.len() - 1
    }

    fn struct_parts(&mut self, decls: &[Decl], span: Span, template: bool) -> Parts {
        let mut names = Names::new();
        let parts = self.decls(decls, &mut names, template);
        self.close_scope(names, Some(span));
        parts
    }

    fn decls(&mut self, decls: &[Decl], names: &mut Names, template: bool) -> Parts {
        let mut parts = Parts { children: Vec::new(), whole: true };
        let mut embeds_struct = false;
        for decl in decls {
            match decl {
                Decl::Field(field) => {
                    let id = self.field(field, template);
                    if let Some(name) = name(&field.label) {
                        names.entry(name.to_owned()).or_default().push(id);
                    }
                    parts.children.push(id);
                }
                Decl::Ellipsis(e) if e.expr.is_none() => {}
                Decl::Let(clause) => {
                    parts.other(self.value(&clause.expr, Role::Held, true));
                }
                Decl::Comprehension(c) => self.comprehension(c, &mut parts, template),
                Decl::Embed(e) => {
                    parts.whole = false;
                    embeds_struct |= matches!(e.expr, Expr::Struct(_));
                }
                _ => parts.whole = false,
            }
        }
        if embeds_struct {
            self.keep_all(&parts.children);
        }
        parts
    }

    fn comprehension(&mut self, c: &Comprehension, parts: &mut Parts, template: bool) {
        let bodies = std::iter::once(&c.body).chain(c.fallback.as_ref().map(|f| &f.body));
        for body in bodies {
            parts.children.extend(self.struct_parts(&body.decls, body.span, template).children);
        }
        parts.whole = false;
    }

    fn field(&mut self, field: &Field, template: bool) -> usize {
        let plain = field.marker == Marker::None && name(&field.label).is_some();
        let bare = field.alias.is_none() && field.postfix.is_none() && field.attrs.is_empty();
        let id = self.value(&field.value, Role::Field(field.span), template || !plain);
        if !plain || !bare {
            self.list[id].choice = Choice::Keep;
        }
        id
    }

    fn value(&mut self, expr: &Expr, role: Role, template: bool) -> usize {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let id = self.push(expr.span(), role, content(expr), template);
            let parts = match expr {
                Expr::Struct(s) => self.struct_parts(&s.decls, s.span, template),
                Expr::List(l) => self.elements(&l.elems, template),
                Expr::Binary { op: BinaryOp::And, .. } | Expr::Paren { .. } => {
                    let mut parts = Parts { children: Vec::new(), whole: false };
                    self.operands(expr, &mut parts, template);
                    parts
                }
                _ => Parts { children: Vec::new(), whole: true },
            };
            let unit = &mut self.list[id];
            // `a & {}` says that `a` is a struct.
            if role == Role::Operand && parts.children.is_empty() {
                unit.choice = Choice::Keep;
            }
            (unit.children, unit.whole) = (parts.children, parts.whole);
            id
        })
    }

    fn elements(&mut self, elements: &[Element], template: bool) -> Parts {
        let mut parts = Parts { children: Vec::new(), whole: true };
        for element in elements {
            match element {
                Element::Expr(e) => parts.children.push(self.value(e, Role::Element, template)),
                Element::Comprehension(c) => self.comprehension(c, &mut parts, template),
                Element::Ellipsis(e) => {
                    parts.whole = false;
                    if let Some(e) = &e.expr {
                        parts.other(self.value(e, Role::Held, true));
                    }
                }
            }
        }
        parts
    }

    fn operands(&mut self, expr: &Expr, parts: &mut Parts, template: bool) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match expr {
            Expr::Binary { op: BinaryOp::And, left, right, .. } => {
                self.operands(left, parts, template);
                self.operands(right, parts, template);
            }
            Expr::Paren { expr, .. } => self.operands(expr, parts, template),
            Expr::Struct(_) | Expr::List(_) => parts.children.push(self.value(expr, Role::Operand, template)),
            _ => {}
        });
    }
}

/// What a struct or a list is made of.
struct Parts {
    children: Vec<usize>,
    whole: bool,
}

impl Parts {
    fn other(&mut self, id: usize) {
        self.children.push(id);
        self.whole = false;
    }
}

/// A label that is known without evaluation.
fn name(label: &Label) -> Option<&str> {
    match label {
        Label::Ident(i) => Some(&i.name),
        Label::String(s) => match &s.value {
            StringValue::String(s) => Some(s),
            StringValue::Bytes(_) => None,
        },
        _ => None,
    }
}

fn content(expr: &Expr) -> Content {
    match expr {
        Expr::Null(_) | Expr::Bool(..) | Expr::Number(_) | Expr::String(_) => Content::Scalar,
        // `{...}` alone says that a struct is open.
        Expr::Struct(s) if matches!(s.decls.as_slice(), [Decl::Ellipsis(_)]) => Content::Other,
        Expr::Struct(_) => Content::Struct,
        Expr::List(_) => Content::List,
        Expr::Ident(i) if is_type(&i.name) => Content::Type,
        Expr::Unary { op: UnaryOp::Plus | UnaryOp::Minus, expr, .. } => match content(expr) {
            Content::Scalar => Content::Scalar,
            _ => Content::Other,
        },
        Expr::Unary { op: UnaryOp::Not | UnaryOp::Default, .. } => Content::Other,
        Expr::Unary { expr, .. } => match content(expr) {
            Content::Scalar => Content::Bound,
            _ => Content::Other,
        },
        _ => Content::Other,
    }
}

fn is_type(name: &str) -> bool {
    const TYPES: [&str; 19] = [
        "bool", "string", "bytes", "number", "int", "float", "uint", "int8", "int16", "int32", "int64", "int128",
        "uint8", "uint16", "uint32", "uint64", "uint128", "float32", "float64",
    ];
    TYPES.contains(&name)
}

/// A span as a range of a text.
pub fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
