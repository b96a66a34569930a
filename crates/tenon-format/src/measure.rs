//! How wide the parts of made trees are, and which of them take several lines.
//!
//! In a made tree a struct of several declarations has a line for each, and so has what holds documentation, a comment or
//! a string of several lines. Anything else stays on one line as long as that is at most [`WIDTH`] columns wide:
//!
//! - A list or the arguments of a call break between all items, or nowhere, and with them the lists and structs that are
//!   items themselves.
//! - A chain of operators breaks behind each operator. Structs at its end break by themselves, though, and the chain
//!   stays together.
//! - The body of a comprehension always has lines of its own, which has no effect on what is around it.

use tenon_syntax::ast::{
    Attribute, Clause, Comprehension, Decl, Element, Expr, Field, InterpolationPart, Label, SelectorLabel, Stands,
    StringLit, StructLit,
};

use crate::printer::Printer;

/// Columns of a line.
const WIDTH: usize = 120;

/// What a width is known of, beside its address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Part {
    /// An expression or a struct.
    Node,
    /// The items of a list or a call.
    Items,
}

/// The width of text on one line; nothing for text that has several.
fn line(text: &str) -> Option<usize> {
    (!text.contains('\n')).then(|| text.chars().count())
}

/// Whether a made struct begins on the line of its brace, however many declarations it has.
pub(crate) fn begins_beside(s: &StructLit) -> bool {
    match s.decls.as_slice() {
        [Decl::Attribute(a), ..] => a.stands == Stands::Beside,
        [Decl::Comprehension(c)] => c.stands == Stands::Beside,
        _ => false,
    }
}

/// Whether a made struct begins with what has a line of its own.
pub(crate) fn begins_below(s: &StructLit) -> bool {
    match s.decls.first() {
        Some(Decl::Attribute(a)) => a.stands.begins_line(),
        Some(Decl::Comprehension(c)) => c.stands.begins_line(),
        _ => false,
    }
}

impl Printer<'_> {
    /// Whether a made part does not go on the current line, with so many columns behind it.
    pub(crate) fn breaks(&mut self, width: Option<usize>, behind: usize) -> bool {
        width.is_none_or(|width| self.out.column() + width + behind > WIDTH)
    }

    /// The width of an expression on one line, unless it takes several.
    pub(crate) fn flat(&mut self, expr: &Expr) -> Option<usize> {
        match expr {
            Expr::Struct(s) => self.flat_struct(s),
            Expr::List(l) => Some(self.flat_list(&l.elems)? + 2),
            Expr::Call { fun, args, .. } => Some(self.flat(fun)? + self.flat_args(args)? + 2),
            Expr::Ident(_) | Expr::Number(_) | Expr::String(_) => self.flat_inner(expr),
            _ => self.measured(Part::Node, std::ptr::from_ref(expr), |p| p.flat_inner(expr)),
        }
    }

    /// Measures a part once.
    fn measured<T>(
        &mut self,
        part: Part,
        at: *const T,
        step: impl FnOnce(&mut Self) -> Option<usize>,
    ) -> Option<usize> {
        let key = (part, at as usize);
        if let Some(known) = self.made_widths.get(&key) {
            return *known;
        }
        let width = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || step(self));
        self.made_widths.insert(key, width);
        width
    }

    fn flat_inner(&mut self, expr: &Expr) -> Option<usize> {
        Some(match expr {
            Expr::Ident(i) => i.name.chars().count(),
            Expr::Null(_) => 4,
            Expr::Bool(_, value) => 5 - usize::from(*value),
            Expr::Bottom(_) => 3,
            Expr::Number(n) => n.raw.len(),
            Expr::String(s) => self.flat_string(s)?,
            Expr::Interpolation(i) => i.parts.iter().try_fold(0, |sum, part| {
                Some(sum + if let InterpolationPart::Expr(e) = part { self.flat(e)? } else { flat_text(part)? })
            })?,
            Expr::Struct(_) | Expr::List(_) | Expr::Call { .. } => return self.flat(expr),
            Expr::Paren { expr, .. } => self.flat(expr)? + 2,
            Expr::Unary { op, expr, .. } => op.as_str().len() + self.flat(expr)?,
            Expr::Binary { .. } => self.flat_chain(expr)?,
            Expr::Selector { expr, label, .. } => {
                let label = match &**label {
                    SelectorLabel::Ident(i) => i.name.chars().count(),
                    SelectorLabel::String(s) => self.flat_string(s)?,
                };
                self.flat(expr)? + 1 + label
            }
            Expr::Index { expr, index, .. } => self.flat(expr)? + self.flat(index)? + 2,
            Expr::Slice { expr, low, high, .. } => {
                low.iter().chain(high).try_fold(self.flat(expr)? + 3, |sum, e| Some(sum + self.flat(e)?))?
            }
            Expr::Alias { name, expr, .. } => name.name.chars().count() + 1 + self.flat(expr)?,
            Expr::Optional { expr, .. } => self.flat(expr)? + 1,
            Expr::Open { expr, .. } => self.flat(expr)? + 3,
            Expr::Commented { .. } => return None,
            Expr::Bad(_) => 0,
        })
    }

    fn flat_string(&self, s: &StringLit) -> Option<usize> {
        line(&s.raw())
    }

    /// Chains may be long, so that their left operands are taken apart without recursion.
    fn flat_chain(&mut self, expr: &Expr) -> Option<usize> {
        let mut sum = 0;
        let mut first = expr;
        while let Expr::Binary { op, left, right, .. } = first {
            sum += self.flat(right)? + op.as_str().len() + 2;
            first = left;
        }
        Some(sum + self.flat(first)?)
    }

    /// The width of elements with the commas between them.
    pub(crate) fn flat_list(&mut self, elems: &[Element]) -> Option<usize> {
        self.measured(Part::Items, elems.as_ptr(), |p| {
            let mut sum = 2 * elems.len().saturating_sub(1);
            for element in elems {
                sum += match element {
                    Element::Expr(e) => p.flat(e)?,
                    Element::Ellipsis(e) => 3 + e.expr.as_ref().map_or(Some(0), |e| p.flat(e))?,
                    Element::Comprehension(c) if c.stands.begins_line() || !c.doc.is_empty() => return None,
                    Element::Comprehension(c) => p.flat_clauses(c)?,
                };
            }
            Some(sum)
        })
    }

    /// The width of arguments with the commas between them.
    pub(crate) fn flat_args(&mut self, args: &[Expr]) -> Option<usize> {
        self.measured(Part::Items, args.as_ptr(), |p| {
            let commas = 2 * args.len().saturating_sub(1);
            args.iter().try_fold(commas, |sum, e| Some(sum + p.flat(e)?))
        })
    }

    /// The clauses of a comprehension, up to the brace of its body.
    fn flat_clauses(&mut self, c: &Comprehension) -> Option<usize> {
        let mut sum = 2;
        for clause in &c.clauses {
            sum += 1 + match clause {
                Clause::For { key, value, source, .. } => {
                    let key = key.as_ref().map_or(0, |key| key.name.chars().count() + 2);
                    8 + key + value.name.chars().count() + self.flat(source)?
                }
                // A comment ends the line here, as the brace does.
                Clause::If { condition, .. } => 3 + self.flat(condition).unwrap_or(0),
                Clause::Let(l) => 7 + l.name.name.chars().count() + self.flat(&l.expr)?,
                Clause::Try { binding: None, .. } => 3,
                Clause::Try { binding: Some((name, expr)), .. } => 7 + name.name.chars().count() + self.flat(expr)?,
            };
        }
        Some(sum)
    }

    /// The width of a struct with its braces.
    pub(crate) fn flat_struct(&mut self, s: &StructLit) -> Option<usize> {
        self.measured(Part::Node, std::ptr::from_ref(s), |p| match s.decls.as_slice() {
            _ if !s.end.is_empty() => None,
            [] => Some(2),
            decls if decls.len() == 1 || begins_beside(s) => {
                let commas = 2 * (decls.len() - 1);
                decls.iter().try_fold(2 + commas, |sum, decl| Some(sum + p.flat_decl(decl)?))
            }
            _ => None,
        })
    }

    fn flat_decl(&mut self, decl: &Decl) -> Option<usize> {
        match decl {
            Decl::Field(f) => self.flat_field(f),
            Decl::Embed(e) => self.flat_value(&e.expr, &e.attrs),
            Decl::Let(l) => Some(l.name.name.chars().count() + 7 + self.flat(&l.expr)?),
            Decl::Ellipsis(e) => Some(3 + e.expr.as_ref().map_or(Some(0), |e| self.flat(e))?),
            Decl::Comprehension(c) if c.stands == Stands::Beside && c.doc.is_empty() => self.flat_clauses(c),
            Decl::Attribute(a) if !a.stands.begins_line() && a.beside.is_none() => line(&a.text),
            _ => None,
        }
    }

    fn flat_field(&mut self, f: &Field) -> Option<usize> {
        if !f.doc.is_empty() {
            return None;
        }
        let label = match &f.label {
            Label::Ident(i) => i.name.chars().count(),
            Label::String(s) => self.flat_string(s)?,
            Label::Interpolation(i) => i.parts.iter().try_fold(0, |sum, part| {
                Some(sum + if let InterpolationPart::Expr(e) = part { self.flat(e)? } else { flat_text(part)? })
            })?,
            Label::Dynamic { expr, .. } => self.flat(expr)? + 2,
            Label::Pattern { alias, expr, .. } => {
                self.flat(expr)? + 2 + alias.as_ref().map_or(0, |alias| alias.name.chars().count() + 1)
            }
        };
        let alias = f.alias.as_ref().map_or(0, |alias| alias.name.chars().count() + 1);
        Some(alias + label + 2 + self.flat_value(&f.value, &f.attrs)?)
    }

    /// A value that has the body of a comprehension in it takes several lines.
    fn flat_value(&mut self, value: &Expr, attrs: &[Attribute]) -> Option<usize> {
        let inner = if yields(value) { None } else { self.flat(value) };
        // Line breaks in attributes count for nothing.
        let attr = |attr: &Attribute| attr.text.split('\n').next().map_or(0, |line| line.chars().count());
        Some(attrs.iter().fold(inner?, |sum, a| sum + 1 + attr(a)))
    }
}

fn flat_text(part: &InterpolationPart) -> Option<usize> {
    match part {
        InterpolationPart::Text { raw, .. } => line(raw),
        InterpolationPart::Expr(_) => Some(0),
    }
}

/// Whether there is a comprehension with a body in lists and calls that an expression consists of.
fn yields(expr: &Expr) -> bool {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match expr {
        Expr::List(l) => l.elems.iter().any(|e| match e {
            Element::Expr(e) => yields(e),
            Element::Comprehension(c) => !c.body.decls.is_empty(),
            Element::Ellipsis(e) => e.expr.as_ref().is_some_and(|e| yields(e)),
        }),
        Expr::Binary { left, right, .. } => yields(left) || yields(right),
        Expr::Paren { expr, .. }
        | Expr::Unary { expr, .. }
        | Expr::Selector { expr, .. }
        | Expr::Index { expr, .. }
        | Expr::Slice { expr, .. }
        | Expr::Alias { expr, .. }
        | Expr::Optional { expr, .. }
        | Expr::Open { expr, .. } => yields(expr),
        Expr::Call { args, .. } => args.iter().any(yields),
        _ => false,
    })
}
