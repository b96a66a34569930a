//! Printed values in a form that depends neither on the order of fields nor on that of conjuncts and disjuncts.

use tenon_source::{FileId, Span};
use tenon_syntax::ast::{BinaryOp, Decl, Element, Expr, Field, StructLit, UnaryOp};
use tenon_syntax::{LanguageVersion, parse};

/// CUE text in canonical form; text that does not parse is taken as it is.
pub fn cue(text: &str) -> String {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    if parsed.errors.is_empty() { Canon { text }.decls(&parsed.file.decls) } else { text.to_owned() }
}

/// Label and canonical value of each field at the top of a CUE text.
pub fn fields(text: &str) -> Vec<(String, String)> {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    let canon = Canon { text };
    let field = |decl: &Decl| match decl {
        Decl::Field(field) => Some((canon.raw(field.label.span()), canon.expr(&field.value))),
        _ => None,
    };
    parsed.file.decls.iter().filter_map(field).collect()
}

struct Canon<'a> {
    text: &'a str,
}

impl Canon<'_> {
    /// The text of a span with runs of white space as one space.
    fn raw(&self, span: Span) -> String {
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or("");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn decls(&self, decls: &[Decl]) -> String {
        let mut lines: Vec<String> = decls.iter().map(|decl| self.decl(decl)).collect();
        lines.sort();
        lines.join(", ")
    }

    fn decl(&self, decl: &Decl) -> String {
        match decl {
            Decl::Field(field) => self.field(field),
            Decl::Embed(embed) => self.expr(&embed.expr),
            Decl::Package(package) => self.raw(package.span),
            Decl::Import(import) => self.raw(import.span),
            Decl::Attribute(attribute) => self.raw(attribute.span),
            Decl::Let(clause) => self.raw(clause.span),
            Decl::Ellipsis(ellipsis) => self.raw(ellipsis.span),
            Decl::Comprehension(comprehension) => self.raw(comprehension.span),
            Decl::Bad(span) => self.raw(*span),
        }
    }

    fn field(&self, field: &Field) -> String {
        let head = self.raw(Span { end: field.colon().end, ..field.span });
        let attributes: String = field.attrs.iter().map(|attribute| format!(" {}", attribute.text)).collect();
        format!("{head} {}{attributes}", self.expr(&field.value))
    }

    fn braces(&self, literal: &StructLit) -> String {
        format!("{{{}}}", self.decls(&literal.decls))
    }

    fn expr(&self, expr: &Expr) -> String {
        match expr {
            Expr::Struct(literal) => self.braces(literal),
            Expr::List(list) => {
                let elements: Vec<String> = list.elems.iter().map(|element| self.element(element)).collect();
                format!("[{}]", elements.join(", "))
            }
            Expr::Binary { op: op @ (BinaryOp::And | BinaryOp::Or), .. } => {
                let mut operands = Vec::new();
                self.operands(expr, *op, &mut operands);
                operands.sort();
                operands.dedup();
                operands.join(&format!(" {} ", op.as_str()))
            }
            Expr::Unary { op: UnaryOp::Default, expr, .. } => format!("*{}", self.expr(expr)),
            Expr::Paren { expr, .. } => format!("({})", self.expr(expr)),
            other => self.raw(other.span()),
        }
    }

    fn operands(&self, expr: &Expr, wanted: BinaryOp, operands: &mut Vec<String>) {
        match expr {
            Expr::Binary { op, left, right, .. } if *op == wanted => {
                self.operands(left, wanted, operands);
                self.operands(right, wanted, operands);
            }
            other => operands.push(self.expr(other)),
        }
    }

    fn element(&self, element: &Element) -> String {
        match element {
            Element::Expr(expr) => self.expr(expr),
            Element::Comprehension(comprehension) => self.raw(comprehension.span),
            Element::Ellipsis(ellipsis) => match &ellipsis.expr {
                Some(expr) => format!("...{}", self.expr(expr)),
                None => "...".to_owned(),
            },
        }
    }
}

/// Whether two JSON texts hold equal values; numbers are compared as written.
pub fn same_json(a: &str, b: &str) -> bool {
    match (json(a), json(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_count() {
        assert_eq!(cue("a: {\n\tx:  1\n\tyy: 2\n}\nb: 1 | 2\n"), cue("b: 2 | 1\na: {\n\tyy: 2\n\tx:  1\n}\n"));
        assert_ne!(cue("a: {\n\tx: 1\n}\n"), cue("a: {\n\tx: 2\n}\n"));
        assert_ne!(cue("a: [1, 2]\n"), cue("a: [2, 1]\n"));
    }

    #[test]
    fn json_is_compared_as_values() {
        assert!(same_json(r#"{"a": 1, "b": [2]}"#, r#"{"b":[2],"a":1}"#));
        assert!(!same_json(r#"{"a": 1}"#, r#"{"a": 1.0}"#));
    }
}
