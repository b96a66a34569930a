//! Attributes: reading their arguments, and finding them wherever they stand in a file.

use tenon_source::Span;
use tenon_syntax::ast::{Attribute, Clause, Decl, Element, Expr, File, InterpolationPart, Label, Marker, StructLit};

/// One argument of an attribute, `key=value` or `key`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arg {
    /// Before the `=`; the whole argument without one.
    pub key: String,
    /// After the `=`, without quotes.
    pub value: Option<String>,
}

/// The arguments of an attribute's body, split at commas outside of quotes and brackets.
pub fn args(body: &str) -> Vec<Arg> {
    let mut out = Vec::new();
    let (mut depth, mut quote, mut escaped, mut start) = (0i32, None, false, 0);
    let mut push = |part: &str| {
        let part = part.trim();
        out.push(match part.split_once('=') {
            Some((k, v)) => Arg { key: k.trim().to_owned(), value: Some(unquote(v.trim())) },
            None => Arg { key: unquote(part), value: None },
        });
    };
    for (i, c) in body.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(q) => {
                if c == q {
                    quote = None;
                }
            }
            None => match c {
                '"' | '\'' => quote = Some(c),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => {
                    push(&body[start..i]);
                    start = i + 1;
                }
                _ => {}
            },
        }
    }
    if !body[start..].trim().is_empty() || start > 0 {
        push(&body[start..]);
    }
    out
}

/// A quoted string's text, or the text itself.
fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    let Some(inner) = inner else { return text.to_owned() };
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// Where an attribute stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// On a regular field or in a struct that is not inside of any of the others.
    Plain,
    /// Inside of an optional field or a pattern constraint.
    Constraint,
    /// Inside of a list.
    List,
    /// Inside of a comprehension.
    Comprehension,
}

/// What an attribute belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// The whole file.
    File,
    /// The struct in which it is a declaration.
    Struct(Span),
    /// The field behind which it stands.
    Field(Span),
    /// The embedding behind which it stands.
    Embed(Span),
}

/// Calls `visit` with each attribute of the file, its place, and what it belongs to.
pub fn walk<'a>(file: &'a File, visit: &mut dyn FnMut(&'a Attribute, Place, Holder)) {
    decls(&file.decls, Place::Plain, Holder::File, visit);
}

type Visit<'v, 'a> = &'v mut dyn FnMut(&'a Attribute, Place, Holder);

fn decls<'a>(list: &'a [Decl], place: Place, holder: Holder, visit: Visit<'_, 'a>) {
    for decl in list {
        match decl {
            Decl::Attribute(a) => visit(a, place, holder),
            Decl::Field(f) => {
                let constraint = f.marker != Marker::None || matches!(f.label, Label::Pattern { .. });
                let inner = if constraint && place == Place::Plain { Place::Constraint } else { place };
                for a in &f.attrs {
                    visit(a, inner, Holder::Field(f.span));
                }
                if let Label::Dynamic { expr: e, .. } | Label::Pattern { expr: e, .. } = &f.label {
                    expr(e, place, visit);
                }
                expr(&f.value, inner, visit);
            }
            Decl::Let(l) => expr(&l.expr, place, visit),
            Decl::Embed(e) => {
                for a in &e.attrs {
                    visit(a, place, Holder::Embed(e.span));
                }
                expr(&e.expr, place, visit);
            }
            Decl::Ellipsis(e) => {
                if let Some(e) = &e.expr {
                    expr(e, place, visit);
                }
            }
            Decl::Comprehension(c) => comprehension(&c.clauses, &c.body, c.fallback.as_ref().map(|f| &f.body), visit),
            Decl::Package(_) | Decl::Import(_) | Decl::Bad(_) => {}
        }
    }
}

fn comprehension<'a>(
    clauses: &'a [Clause],
    body: &'a StructLit,
    fallback: Option<&'a StructLit>,
    visit: Visit<'_, 'a>,
) {
    let place = Place::Comprehension;
    for clause in clauses {
        match clause {
            Clause::For { source, .. } => expr(source, place, visit),
            Clause::If { condition, .. } => expr(condition, place, visit),
            Clause::Let(l) => expr(&l.expr, place, visit),
            Clause::Try { binding: Some((_, e)), .. } => expr(e, place, visit),
            Clause::Try { binding: None, .. } => {}
        }
    }
    decls(&body.decls, place, Holder::Struct(body.span), visit);
    if let Some(fallback) = fallback {
        decls(&fallback.decls, place, Holder::Struct(fallback.span), visit);
    }
}

fn expr<'a>(e: &'a Expr, place: Place, visit: Visit<'_, 'a>) {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match e {
        Expr::Struct(s) => decls(&s.decls, place, Holder::Struct(s.span), visit),
        Expr::List(l) => {
            for element in &l.elems {
                match element {
                    Element::Expr(e) => expr(e, Place::List, visit),
                    Element::Comprehension(c) => {
                        comprehension(&c.clauses, &c.body, c.fallback.as_ref().map(|f| &f.body), visit);
                    }
                    Element::Ellipsis(e) => {
                        if let Some(e) = &e.expr {
                            expr(e, Place::List, visit);
                        }
                    }
                }
            }
        }
        Expr::Paren { expr: e, .. }
        | Expr::Unary { expr: e, .. }
        | Expr::Selector { expr: e, .. }
        | Expr::Alias { expr: e, .. }
        | Expr::Optional { expr: e, .. }
        | Expr::Open { expr: e, .. }
        | Expr::Commented { expr: e, .. } => expr(e, place, visit),
        Expr::Binary { left, right, .. } => {
            expr(left, place, visit);
            expr(right, place, visit);
        }
        Expr::Index { expr: e, index, .. } => {
            expr(e, place, visit);
            expr(index, place, visit);
        }
        Expr::Slice { expr: e, .. } => expr(e, place, visit),
        Expr::Call { fun, args, .. } => {
            expr(fun, place, visit);
            for arg in args {
                expr(arg, place, visit);
            }
        }
        Expr::Interpolation(i) => {
            for part in &i.parts {
                if let InterpolationPart::Expr(e) = part {
                    expr(e, place, visit);
                }
            }
        }
        Expr::Ident(_)
        | Expr::Null(_)
        | Expr::Bool(..)
        | Expr::Bottom(_)
        | Expr::Number(_)
        | Expr::String(_)
        | Expr::Bad(_) => {}
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_arguments() {
        let found = args(r#"glob="a,b/\\*.json", type=text, allowEmptyGlob"#);
        let pairs: Vec<_> = found.iter().map(|a| (a.key.as_str(), a.value.as_deref())).collect();
        assert_eq!(pairs, [("glob", Some(r"a,b/\*.json")), ("type", Some("text")), ("allowEmptyGlob", None)]);
        assert!(args("").is_empty());
    }
}
