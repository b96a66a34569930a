//! Random edits of a text, as somebody makes who works on it.

use crate::permute::Choices;
use tenon_source::FileId;
use tenon_syntax::ast::{Decl, Element, Expr};
use tenon_syntax::{LanguageVersion, parse};

/// What can be edited in a text.
#[derive(Default)]
struct Parts {
    /// Values of fields, elements: first and last byte.
    values: Vec<(usize, usize)>,
    /// Declarations.
    decls: Vec<(usize, usize)>,
}

/// The text with one edit; nothing where there is nothing to edit, or what comes of it is not well formed.
pub fn edited(text: &str, choices: &mut impl Choices) -> Option<String> {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    if !parsed.errors.is_empty() {
        return None;
    }
    let mut parts = Parts::default();
    decls(&parsed.file.decls, &mut parts);
    let Parts { values, decls } = parts;
    let pick = |list: &[(usize, usize)], choices: &mut dyn FnMut(usize) -> usize| {
        (!list.is_empty()).then(|| list[choices(list.len())])
    };
    let mut choose = |n: usize| choices.below(n);
    let kind = choose(10);
    let (start, end, new) = match kind {
        // A value becomes another one of the text, or a plain one.
        0..=5 => {
            let (start, end) = pick(&values, &mut choose)?;
            let plain =
                ["1", "2", "\"a\"", "true", "_", "int", "string", "{}", "[]", "{a: 1}", "null", ">1", "*1 | int"];
            let new = match kind {
                0..=2 => {
                    let (from, to) = pick(&values, &mut choose)?;
                    text[from..to].to_owned()
                }
                _ => plain[choose(plain.len())].to_owned(),
            };
            (start, end, new)
        }
        // A declaration goes.
        6 | 7 => {
            let (start, end) = pick(&decls, &mut choose)?;
            (start, end, String::new())
        }
        // A declaration comes once more, in another place.
        _ => {
            let (start, _) = pick(&decls, &mut choose)?;
            let (from, to) = pick(&decls, &mut choose)?;
            (start, start, format!("{}\n", &text[from..to]))
        }
    };
    let new = format!("{}{new}{}", &text[..start], &text[end..]);
    let fine = parse(FileId(0), &new, LanguageVersion::LATEST).errors.is_empty();
    (fine && new != text).then_some(new)
}

fn decls(list: &[Decl], out: &mut Parts) {
    for decl in list {
        match decl {
            Decl::Field(f) => {
                out.decls.push((f.span.start as usize, f.span.end as usize));
                value(&f.value, out);
            }
            Decl::Embed(e) => {
                let span = e.expr.span();
                out.decls.push((span.start as usize, span.end as usize));
                value(&e.expr, out);
            }
            Decl::Let(l) => value(&l.expr, out),
            Decl::Comprehension(c) => decls(&c.body.decls, out),
            _ => {}
        }
    }
}

fn value(expr: &Expr, out: &mut Parts) {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
        let span = expr.span();
        out.values.push((span.start as usize, span.end as usize));
        match expr {
            Expr::Struct(s) => decls(&s.decls, out),
            Expr::List(l) => l.elems.iter().for_each(|e| {
                if let Element::Expr(e) = e {
                    value(e, out);
                }
            }),
            Expr::Binary { left, right, .. } => {
                value(left, out);
                value(right, out);
            }
            _ => {}
        }
    });
}
