//! Which quoted labels may lose their quotes.
//!
//! A quoted label can't be referred to, a plain one can. So the quotes go only where the file neither refers to the
//! label's name nor gives it to something else, and where the name is a plain identifier that isn't hidden, a definition
//! or a keyword.

use rustc_hash::FxHashSet;

use tenon_syntax::ast::{
    Clause, Comprehension, Decl, Element, Expr, File, Ident, ImportSpec, InterpolationPart, Label, StringValue,
};

use crate::printer::Printer;

const KEYWORDS: &[&str] = &["true", "false", "null", "for", "in", "if", "let", "package", "import"];

/// What is still to be looked at.
#[derive(Clone, Copy)]
enum Todo<'a> {
    Decl(&'a Decl),
    Expr(&'a Expr),
}

/// Names in use, and the work left; a stack of our own, for trees may be deep.
#[derive(Default)]
struct Names<'a> {
    used: FxHashSet<String>,
    todo: Vec<Todo<'a>>,
}

/// All names that a file refers to or gives to something other than a field.
pub(crate) fn used_names(file: &File) -> FxHashSet<String> {
    let mut names = Names::default();
    names.decls(&file.decls);
    while let Some(todo) = names.todo.pop() {
        match todo {
            Todo::Decl(decl) => names.decl(decl),
            Todo::Expr(expr) => names.expr(expr),
        }
    }
    names.used
}

impl<'a> Names<'a> {
    fn ident(&mut self, ident: &Ident) {
        self.used.insert(ident.name.clone());
    }

    fn idents<'i>(&mut self, idents: impl IntoIterator<Item = &'i Ident>) {
        idents.into_iter().for_each(|i| self.ident(i));
    }

    fn push(&mut self, expr: &'a Expr) {
        self.todo.push(Todo::Expr(expr));
    }

    fn decls(&mut self, decls: &'a [Decl]) {
        self.todo.extend(decls.iter().map(Todo::Decl));
    }

    fn decl(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Import(i) => i.specs.iter().for_each(|s| self.import(s)),
            Decl::Field(f) => {
                self.idents(f.alias.as_deref());
                self.idents(f.postfix.iter().flat_map(|p| [&p.label, &p.value]).flatten());
                self.label(&f.label);
                self.push(&f.value);
            }
            Decl::Let(l) => {
                self.ident(&l.name);
                self.push(&l.expr);
            }
            Decl::Embed(e) => self.push(&e.expr),
            Decl::Ellipsis(e) => e.expr.iter().for_each(|e| self.push(e)),
            Decl::Comprehension(c) => self.comprehension(c),
            Decl::Package(_) | Decl::Attribute(_) | Decl::Bad(_) => {}
        }
    }

    /// An import takes its own name, or the last word of its path.
    fn import(&mut self, spec: &ImportSpec) {
        self.idents(&spec.name);
        if let StringValue::String(path) = &spec.path.value {
            let name = path.rsplit(['/', ':']).next().unwrap_or("");
            self.used.insert(name.split('@').next().unwrap_or("").to_owned());
        }
    }

    fn label(&mut self, label: &'a Label) {
        match label {
            Label::Interpolation(i) => self.parts(&i.parts),
            Label::Dynamic { expr, .. } => self.push(expr),
            Label::Pattern { alias, expr, .. } => {
                self.idents(alias.as_deref());
                self.push(expr);
            }
            Label::Ident(_) | Label::String(_) => {}
        }
    }

    fn parts(&mut self, parts: &'a [InterpolationPart]) {
        for part in parts {
            if let InterpolationPart::Expr(expr) = part {
                self.push(expr);
            }
        }
    }

    fn comprehension(&mut self, c: &'a Comprehension) {
        for clause in &c.clauses {
            match clause {
                Clause::For { key, value, source, .. } => {
                    self.idents(key);
                    self.ident(value);
                    self.push(source);
                }
                Clause::If { condition, .. } => self.push(condition),
                Clause::Let(l) => {
                    self.ident(&l.name);
                    self.push(&l.expr);
                }
                Clause::Try { binding, .. } => {
                    if let Some((name, expr)) = binding {
                        self.ident(name);
                        self.push(expr);
                    }
                }
            }
        }
        self.decls(&c.body.decls);
        if let Some(fallback) = &c.fallback {
            self.decls(&fallback.body.decls);
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Ident(i) => self.ident(i),
            Expr::Interpolation(i) => self.parts(&i.parts),
            Expr::Struct(s) => self.decls(&s.decls),
            Expr::List(l) => l.elems.iter().for_each(|e| match e {
                Element::Expr(e) => self.push(e),
                Element::Comprehension(c) => self.comprehension(c),
                Element::Ellipsis(e) => e.expr.iter().for_each(|e| self.push(e)),
            }),
            Expr::Binary { left, right, .. } => [left, right].into_iter().for_each(|e| self.push(e)),
            Expr::Index { expr, index, .. } => [expr, index].into_iter().for_each(|e| self.push(e)),
            Expr::Slice { expr, low, high, .. } => {
                self.push(expr);
                low.iter().chain(high).for_each(|e| self.push(e));
            }
            Expr::Call { fun, args, .. } => {
                self.push(fun);
                args.iter().for_each(|e| self.push(e));
            }
            Expr::Alias { name, expr, .. } => {
                self.ident(name);
                self.push(expr);
            }
            Expr::Paren { expr, .. }
            | Expr::Unary { expr, .. }
            | Expr::Selector { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. } => self.push(expr),
            Expr::Null(_) | Expr::Bool(..) | Expr::Bottom(_) | Expr::Number(_) | Expr::String(_) | Expr::Bad(_) => {}
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

impl Printer<'_> {
    /// Whether a quoted label is to be written without its quotes.
    pub(crate) fn may_unquote(&self, name: &str) -> bool {
        self.used_names
            .as_ref()
            .is_some_and(|used| is_identifier(name) && !KEYWORDS.contains(&name) && !used.contains(name))
    }
}
