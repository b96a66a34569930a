//! The resolved program as text.
//!
//! It looks like the source, but every reference says where it leads: `a^1` is field `a` one frame up, `let x^0`,
//! `key k^0`, `value v^0`, `clause y^0` (a `let` or `try` clause), `node X^0`, `label X^0`, `dynamic X^0` are the others.
//! Types and predeclared functions have a `@` before their names.

use crate::compiler::is_plain;
use std::fmt::Write;
use tenon_ir::data::DataValue;
use tenon_ir::program::{
    BinaryOp, Clause, Comprehension, ComprehensionId, Decl, Disjunct, DocId, Element, Expr, ExprId, Marker, Program,
    UnaryOp,
};
use tenon_ir::{Data, Label};

/// Writes an expression of a program as one line.
pub fn dump(program: &Program, expr: ExprId) -> String {
    let mut dump = Dump { program, out: String::new() };
    dump.expr(expr);
    dump.out
}

struct Dump<'p> {
    program: &'p Program,
    out: String,
}

impl Dump<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn name(&mut self, label: Label) {
        let name = self.program.interner.name(label);
        if label.is_regular() && !is_plain(name) {
            let _ = write!(self.out, "{name:?}");
        } else {
            self.out.push_str(name);
        }
    }

    fn reference(&mut self, kind: &str, name: Label, up: u32) {
        self.text(kind);
        self.name(name);
        let _ = write!(self.out, "^{up}");
    }

    fn commas<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            one(self, item);
        }
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match self.program.expr(id) {
            Expr::Bottom => self.text("_|_"),
            Expr::Top => self.text("_"),
            Expr::Null => self.text("null"),
            Expr::Bool(b) => self.text(if *b { "true" } else { "false" }),
            Expr::Num(n) => self.text(&n.to_string()),
            Expr::Str(s) => {
                let _ = write!(self.out, "{s:?}");
            }
            Expr::Bytes(b) => {
                let _ = write!(self.out, "'{}'", b.escape_ascii());
            }
            Expr::Basic(b) => {
                let _ = write!(self.out, "@{}", b.name());
            }
            Expr::Predeclared(f) => {
                let _ = write!(self.out, "@{}", f.name());
            }
            Expr::Data(id) => {
                if let Some(data) = self.program.data.get(id.0 as usize) {
                    self.data(data);
                }
            }
            Expr::Import(import) => {
                let _ = write!(self.out, "import({:?})", import.path);
            }
            Expr::Field { .. }
            | Expr::Let { .. }
            | Expr::Node { .. }
            | Expr::LabelOf { .. }
            | Expr::ForKey { .. }
            | Expr::ForValue { .. }
            | Expr::ClauseLet { .. }
            | Expr::Dynamic { .. } => self.any_reference(id),
            _ => self.composite(id),
        });
    }

    fn any_reference(&mut self, id: ExprId) {
        match *self.program.expr(id) {
            Expr::Field { up, label, alias } => {
                if let Some(alias) = alias {
                    self.name(alias);
                    self.text("=");
                }
                self.reference("", label, up);
            }
            Expr::Let { up, id } => {
                if let Some(decl) = self.program.lets.get(id.0 as usize) {
                    self.reference("let ", decl.name, up);
                }
            }
            Expr::Node { up, name } => self.reference("node ", name, up),
            Expr::LabelOf { up, name } => self.reference("label ", name, up),
            Expr::ForKey { up, name } => self.reference("key ", name, up),
            Expr::ForValue { up, name } => self.reference("value ", name, up),
            Expr::ClauseLet { up, name } => self.reference("clause ", name, up),
            Expr::Dynamic { up, name, .. } => self.reference("dynamic ", name, up),
            _ => {}
        }
    }

    fn composite(&mut self, id: ExprId) {
        match self.program.expr(id) {
            Expr::Bound(op, e) => self.around(op.as_str(), *e, ""),
            Expr::Unary(UnaryOp::Plus, e) => self.around("+", *e, ""),
            Expr::Unary(UnaryOp::Minus, e) => self.around("-", *e, ""),
            Expr::Unary(UnaryOp::Not, e) => self.around("!", *e, ""),
            Expr::Binary(op, a, b) => self.binary(*op, *a, *b),
            Expr::Disjunction(disjuncts) => self.disjunction(disjuncts),
            Expr::Interpolation(parts) => {
                self.text("interpolation(");
                self.commas(parts, |d, p| d.expr(*p));
                self.text(")");
            }
            Expr::BytesInterpolation(parts) => {
                self.text("bytes(");
                self.commas(parts, |d, p| d.expr(*p));
                self.text(")");
            }
            Expr::Struct(id) => {
                self.text("{");
                self.commas(&self.program.struct_lit(*id).decls, Self::decl);
                self.text("}");
            }
            Expr::List(elements) => {
                self.text("[");
                self.commas(elements, |d, e| match e {
                    Element::Expr(e) => d.expr(*e),
                    Element::Comprehension(c) => d.comprehension(*c),
                    Element::Ellipsis(None) => d.text("..."),
                    Element::Ellipsis(Some(e)) => d.around("...", *e, ""),
                });
                self.text("]");
            }
            Expr::Select(e, label) => {
                self.around("", *e, ".");
                self.name(*label);
            }
            Expr::Index(e, index) => {
                self.around("", *e, "[");
                self.around("", *index, "]");
            }
            Expr::Slice(e, low, high) => {
                self.around("", *e, "[");
                low.iter().for_each(|e| self.expr(*e));
                self.text(":");
                high.iter().for_each(|e| self.expr(*e));
                self.text("]");
            }
            Expr::Call(fun, args) => {
                self.around("", *fun, "(");
                self.commas(args, |d, a| d.expr(*a));
                self.text(")");
            }
            Expr::Alias(name, e) => {
                self.name(*name);
                self.around("=", *e, "");
            }
            Expr::Optional(e) => self.around("", *e, "?"),
            Expr::Open(e) => self.around("", *e, "..."),
            _ => {}
        }
    }

    fn around(&mut self, before: &str, expr: ExprId, after: &str) {
        self.text(before);
        self.expr(expr);
        self.text(after);
    }

    fn binary(&mut self, op: BinaryOp, a: ExprId, b: ExprId) {
        self.around("(", a, " ");
        self.text(op.as_str());
        self.around(" ", b, ")");
    }

    fn disjunction(&mut self, disjuncts: &[Disjunct]) {
        self.text("(");
        for (i, d) in disjuncts.iter().enumerate() {
            self.text(if i > 0 { " | " } else { "" });
            self.around(if d.default { "*" } else { "" }, d.expr, "");
        }
        self.text(")");
    }

    fn doc(&mut self, doc: Option<DocId>) {
        if let Some(lines) = doc.and_then(|d| self.program.docs.get(d.0 as usize)) {
            let _ = write!(self.out, "/*{}*/ ", lines.join("\\n"));
        }
    }

    fn alias(&mut self, alias: Option<Label>) {
        if let Some(alias) = alias {
            self.name(alias);
            self.text("=");
        }
    }

    fn marker(&mut self, marker: Marker) {
        self.text(match marker {
            Marker::Regular => ": ",
            Marker::Optional => "?: ",
            Marker::Required => "!: ",
        });
    }

    fn attributes(&mut self, attrs: &[std::sync::Arc<str>]) {
        for attr in attrs {
            let _ = write!(self.out, " {attr}");
        }
    }

    fn decl(&mut self, decl: &Decl) {
        match decl {
            Decl::Field { label, marker, value, doc, attrs, alias, .. } => {
                self.doc(*doc);
                self.alias(*alias);
                self.name(*label);
                self.marker(*marker);
                self.expr(*value);
                self.attributes(attrs);
            }
            Decl::Dynamic { key, marker, value, doc, attrs, alias, .. } => {
                self.doc(*doc);
                self.alias(*alias);
                self.around("(", *key, ")");
                self.marker(*marker);
                self.expr(*value);
                self.attributes(attrs);
            }
            Decl::Pattern { pattern, value, doc, attrs, label_alias, value_alias, .. } => {
                self.doc(*doc);
                self.alias(*value_alias);
                self.text("[");
                self.alias(*label_alias);
                self.around("", *pattern, "]: ");
                self.expr(*value);
                self.attributes(attrs);
            }
            Decl::Ellipsis { value: None, .. } => self.text("..."),
            Decl::Ellipsis { value: Some(e), .. } => self.around("...", *e, ""),
            Decl::Embed { expr, attrs } => {
                self.expr(*expr);
                self.attributes(attrs);
            }
            Decl::Comprehension(id) => self.comprehension(*id),
            Decl::Let(id) => {
                if let Some(decl) = self.program.lets.get(id.0 as usize) {
                    self.text("let ");
                    self.name(decl.name);
                    self.around(" = ", decl.expr, "");
                }
            }
            Decl::Attribute(text, _) => self.text(text),
        }
    }

    fn comprehension(&mut self, id: ComprehensionId) {
        let Comprehension { clauses, body, fallback, fallback_is_else, .. } = self.program.comprehension(id);
        for clause in clauses {
            match clause {
                Clause::For { key, value, source } => {
                    self.text("for ");
                    if let Some(key) = key {
                        self.name(*key);
                        self.text(", ");
                    }
                    self.name(*value);
                    self.around(" in ", *source, " ");
                }
                Clause::If(e) => self.around("if ", *e, " "),
                Clause::Let { name, expr } => {
                    self.text("let ");
                    self.name(*name);
                    self.around(" = ", *expr, " ");
                }
                Clause::Try { binding: None } => self.text("try "),
                Clause::Try { binding: Some((name, expr)) } => {
                    self.text("try ");
                    self.name(*name);
                    self.around(" = ", *expr, " ");
                }
            }
        }
        self.expr(*body);
        if let Some(fallback) = fallback {
            self.around(if *fallback_is_else { " else " } else { " fallback " }, *fallback, "");
        }
    }

    fn data(&mut self, data: &Data) {
        match &data.value {
            DataValue::Null => self.text("null"),
            DataValue::Bool(b) => self.text(if *b { "true" } else { "false" }),
            DataValue::Num(n) => self.text(&n.to_string()),
            DataValue::Str(s) => {
                let _ = write!(self.out, "{s:?}");
            }
            DataValue::Bytes(b) => {
                let _ = write!(self.out, "'{}'", b.escape_ascii());
            }
            DataValue::List(items) => {
                self.text("[");
                self.commas(items, Self::data);
                self.text("]");
            }
            DataValue::Struct(entries) => {
                self.text("{");
                self.commas(entries, |d, e| {
                    let _ = write!(d.out, "{:?}: ", e.key);
                    d.data(&e.value);
                });
                self.text("}");
            }
            DataValue::Opaque(i) => {
                let _ = write!(self.out, "<{i}>");
            }
        }
    }
}
