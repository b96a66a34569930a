//! A program behind another one: what is compiled on several threads becomes what one thread would have made.
//!
//! Everything that is named by its place in a table moves on by what the table holds already. Labels become those that the
//! other interner gives out for the same names. Packages are not moved: who compiles apart knows their numbers before.

use crate::Label;
use crate::label::Renamed;
use crate::program::{
    Clause, Comprehension, ComprehensionId, DataId, Decl, DocId, Element, Expr, ExprId, LetId, Program, StructId,
};

impl Program {
    /// Puts another program behind this one, with the same numbers as if it had been compiled into it: imports in both
    /// name packages by their numbers in the whole.
    pub fn append(&mut self, mut other: Program) {
        let moved = Moved {
            exprs: self.exprs.len() as u32,
            structs: self.structs.len() as u32,
            comprehensions: self.comprehensions.len() as u32,
            lets: self.lets.len() as u32,
            data: self.data.len() as u32,
            docs: self.docs.len() as u32,
            labels: self.interner.append(other.interner),
        };
        other.exprs.iter_mut().for_each(|e| moved.content(e));
        other.structs.iter_mut().flat_map(|s| &mut s.decls).for_each(|d| moved.decl(d));
        other.comprehensions.iter_mut().for_each(|c| moved.comprehension(c));
        for binding in &mut other.lets {
            moved.label(&mut binding.name);
            moved.expr(&mut binding.expr);
        }
        other.packages.iter_mut().flat_map(|p| &mut p.files).for_each(|e| moved.expr(e));
        self.exprs.append(&mut other.exprs);
        self.spans.append(&mut other.spans);
        self.structs.append(&mut other.structs);
        self.comprehensions.append(&mut other.comprehensions);
        self.lets.append(&mut other.lets);
        self.packages.append(&mut other.packages);
        self.data.append(&mut other.data);
        self.docs.append(&mut other.docs);
        for (file, features) in other.features {
            self.set_features(file, features);
        }
    }
}

/// Where the tables of the other program begin.
struct Moved {
    exprs: u32,
    structs: u32,
    comprehensions: u32,
    lets: u32,
    data: u32,
    docs: u32,
    labels: Renamed,
}

impl Moved {
    fn label(&self, label: &mut Label) {
        *label = self.labels.now(*label);
    }

    fn name(&self, label: &mut Option<Label>) {
        label.iter_mut().for_each(|l| self.label(l));
    }

    fn expr(&self, ExprId(id): &mut ExprId) {
        *id += self.exprs;
    }

    fn some(&self, expr: &mut Option<ExprId>) {
        expr.iter_mut().for_each(|e| self.expr(e));
    }

    fn all(&self, exprs: &mut [ExprId]) {
        exprs.iter_mut().for_each(|e| self.expr(e));
    }

    fn doc(&self, doc: &mut Option<DocId>) {
        doc.iter_mut().for_each(|DocId(id)| *id += self.docs);
    }

    fn comprehension_id(&self, ComprehensionId(id): &mut ComprehensionId) {
        *id += self.comprehensions;
    }

    fn let_id(&self, LetId(id): &mut LetId) {
        *id += self.lets;
    }

    fn content(&self, expr: &mut Expr) {
        match expr {
            Expr::Bottom
            | Expr::Top
            | Expr::Null
            | Expr::Bool(_)
            | Expr::Num(_)
            | Expr::Str(_)
            | Expr::Bytes(_)
            | Expr::Basic(_)
            | Expr::Predeclared(_) => {}
            Expr::Data(DataId(id)) => *id += self.data,
            Expr::Import(import) => self.label(&mut import.name),
            Expr::Bound(_, a) | Expr::Unary(_, a) | Expr::Optional(a) | Expr::Open(a) => self.expr(a),
            Expr::Binary(_, a, b) | Expr::Index(a, b) => {
                self.expr(a);
                self.expr(b);
            }
            Expr::Disjunction(disjuncts) => disjuncts.iter_mut().for_each(|d| {
                self.expr(&mut d.expr);
                self.some(&mut d.within);
            }),
            Expr::Interpolation(parts) | Expr::BytesInterpolation(parts) => self.all(parts),
            Expr::Struct(StructId(id)) => *id += self.structs,
            Expr::List(elements) => elements.iter_mut().for_each(|e| match e {
                Element::Expr(e) => self.expr(e),
                Element::Comprehension(c) => self.comprehension_id(c),
                Element::Ellipsis(e) => self.some(e),
            }),
            Expr::Field { label, alias, .. } => {
                self.label(label);
                self.name(alias);
            }
            Expr::Let { id, .. } => self.let_id(id),
            Expr::Node { name, .. }
            | Expr::LabelOf { name, .. }
            | Expr::ForKey { name, .. }
            | Expr::ForValue { name, .. }
            | Expr::ClauseLet { name, .. } => self.label(name),
            Expr::Dynamic { key, name, .. } => {
                self.expr(key);
                self.label(name);
            }
            Expr::Select(a, label) | Expr::Alias(label, a) => {
                self.expr(a);
                self.label(label);
            }
            Expr::Slice(a, from, to) => {
                self.expr(a);
                self.some(from);
                self.some(to);
            }
            Expr::Call(function, arguments) => {
                self.expr(function);
                self.all(arguments);
            }
        }
    }

    fn decl(&self, decl: &mut Decl) {
        match decl {
            Decl::Field { label, value, doc, alias, .. } => {
                self.label(label);
                self.expr(value);
                self.doc(doc);
                self.name(alias);
            }
            Decl::Dynamic { key, value, doc, alias, .. } => {
                self.expr(key);
                self.expr(value);
                self.doc(doc);
                self.name(alias);
            }
            Decl::Pattern { pattern, value, doc, label_alias, value_alias, .. } => {
                self.expr(pattern);
                self.expr(value);
                self.doc(doc);
                self.name(label_alias);
                self.name(value_alias);
            }
            Decl::Ellipsis { value, .. } => self.some(value),
            Decl::Embed { expr, .. } => self.expr(expr),
            Decl::Comprehension(id) => self.comprehension_id(id),
            Decl::Let(id) => self.let_id(id),
            Decl::Attribute(..) => {}
        }
    }

    fn comprehension(&self, comprehension: &mut Comprehension) {
        for clause in &mut comprehension.clauses {
            match clause {
                Clause::For { key, value, source } => {
                    self.name(key);
                    self.label(value);
                    self.expr(source);
                }
                Clause::If(condition) => self.expr(condition),
                Clause::Let { name, expr } => {
                    self.label(name);
                    self.expr(expr);
                }
                Clause::Try { binding } => {
                    if let Some((name, expr)) = binding {
                        self.label(name);
                        self.expr(expr);
                    }
                }
            }
        }
        self.expr(&mut comprehension.body);
        self.some(&mut comprehension.fallback);
    }
}
