//! What may have been meant by a name that was not found: what is near is often taken for visible.

use tenon_catalogue::e0201;
use tenon_source::Span;
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
        return Some(e0201::of_a_loop(name));
    }
    let path = search.field?;
    Some(match path.len() {
        1 => e0201::quoted(name),
        _ => e0201::inside(&path.join(".")),
    })
}

/// The selector that was meant by `a.b-c` and the like, where the unknown name is `c`: `a["b-c"]`.
pub(crate) fn dashed(text: &str, span: Span) -> Option<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '-' | '.');
    let end = text.get(span.end as usize..)?.find(|c| !is_part(c)).map_or(text.len(), |at| span.end as usize + at);
    let before = text.get(..span.start as usize)?.strip_suffix('-')?;
    let start =
        before.rfind(|c| !is_part(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let whole = text.get(start..end)?;
    let mut steps = whole.split('.');
    let first = steps.next().filter(|step| !step.contains('-') && !step.is_empty())?;
    let rest = steps.map(|step| if step.contains('-') { format!("[{step:?}]") } else { format!(".{step}") });
    Some(rest.fold(first.to_owned(), |path, step| path + &step))
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

#[cfg(test)]
mod tests {
    use super::dashed;
    use tenon_source::{FileId, Span};

    #[test]
    fn dashes() {
        let last = |text: &str| {
            let start = text.rfind('-').unwrap() as u32 + 1;
            dashed(text, Span::new(FileId(0), start, text.len() as u32))
        };
        assert_eq!(last("a: config.cache-size"), Some("config[\"cache-size\"]".to_owned()));
        assert_eq!(last("b: é.x.max-idle-time"), Some("é.x[\"max-idle-time\"]".to_owned()));
        assert_eq!(last("total-size"), None);
        assert_eq!(last("a.b - size"), None);
    }
}
