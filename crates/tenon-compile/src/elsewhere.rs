//! Where a name is that was not found: what is near is often taken for visible.

use tenon_syntax::ast::{Clause, Decl, Element, Expr, File, Label, StringValue, StructLit};

/// How deeply structs are looked into.
const MAX_DEPTH: usize = 32;
/// How many declarations are looked at.
const MAX_DECLS: usize = 20_000;

/// What to tell about a name that stands elsewhere in the file.
pub(crate) fn note(file: &File, name: &str) -> Option<String> {
    let mut search = Search { name, path: Vec::new(), left: MAX_DECLS, in_loop: false, field: None };
    search.decls(&file.decls);
    if search.in_loop {
        return Some(format!("{name} exists only within the 'for' that has it"));
    }
    let path = search.field?;
    Some(match path.len() {
        1 => format!("the field {name:?} is written with quotes, and references see only those without"),
        _ => format!("references see the fields around them, not those inside of others: write {}", path.join(".")),
    })
}

struct Search<'a> {
    name: &'a str,
    path: Vec<&'a str>,
    left: usize,
    in_loop: bool,
    /// The shortest path to a field of that name.
    field: Option<Vec<&'a str>>,
}

impl<'a> Search<'a> {
    fn decls(&mut self, decls: &'a [Decl]) {
        if self.path.len() >= MAX_DEPTH {
            return;
        }
        for decl in decls {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            match decl {
                Decl::Field(field) => self.field(&field.label, &field.value),
                Decl::Embed(embed) => self.expr(&embed.expr),
                Decl::Comprehension(comprehension) => self.comprehension(&comprehension.clauses, &comprehension.body),
                _ => {}
            }
        }
    }

    fn field(&mut self, label: &'a Label, value: &'a Expr) {
        let name = match label {
            Label::Ident(ident) => ident.name.as_str(),
            Label::String(literal) => match &literal.value {
                StringValue::String(text) => text,
                StringValue::Bytes(_) => return,
            },
            _ => return,
        };
        if !crate::compiler::is_plain(name.trim_start_matches(['_', '#'])) {
            return;
        }
        self.path.push(name);
        if name == self.name && self.field.as_ref().is_none_or(|known| known.len() > self.path.len()) {
            self.field = Some(self.path.clone());
        }
        self.expr(value);
        self.path.pop();
    }

    fn expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Struct(literal) => self.decls(&literal.decls),
            Expr::List(list) => {
                for element in &list.elems {
                    if let Element::Comprehension(comprehension) = element {
                        self.comprehension(&comprehension.clauses, &comprehension.body);
                    }
                }
            }
            _ => {}
        }
    }

    fn comprehension(&mut self, clauses: &'a [Clause], body: &'a StructLit) {
        for clause in clauses {
            if let Clause::For { key, value, .. } = clause {
                self.in_loop |= value.name == self.name || key.as_ref().is_some_and(|k| k.name == self.name);
            }
        }
        self.decls(&body.decls);
    }
}
