//! What the value of an expression refers to outside of itself: each such field becomes a `let` at the end of the output,
//! named after its label in capitals, under a comment with its path.
//!
//! A `let` can neither be a definition nor refer to itself: a definition goes into a struct of its own as `#x`, another
//! field that refers to itself as `_x`.

use tenon_ir::Label;
use tenon_source::Span;
use tenon_syntax::ast::{self, Decl, Expr};

use crate::env::{Env, FrameId, Term};
use crate::make;
use crate::printer::Printer;

/// A field outside of what is printed.
#[derive(Debug)]
pub(crate) struct Outside {
    node: FrameId,
    name: String,
    path: String,
    /// Its name within its own `let`, where it stands in a struct.
    inner: &'static str,
    wrapped: bool,
    /// Nothing as long as it is being printed.
    value: Option<Expr>,
}

impl Printer<'_> {
    /// A reference to a field of a struct that is not printed.
    pub fn outside(&mut self, label: Label, env: &Env, up: u32) -> Option<Expr> {
        let frame = env.frame(up).filter(|_| self.profile.self_contained && env.table(up).is_none())?;
        let target = self.frozen.value(frame);
        let printed = |f: FrameId| self.frozen.value(f).shared_id() == target.shared_id();
        if self.scopes.iter().filter_map(|s| s.frame).any(printed) {
            return None;
        }
        let value = target.field(label)?.value;
        let known = self.outside.iter().position(|o| o.node == value.id());
        let index = known.unwrap_or_else(|| {
            let path =
                value.path().iter().map(|l| self.frozen.names().name(*l).to_owned()).collect::<Vec<_>>().join(".");
            self.names.reserve(&value);
            let name = self.names.unique(&let_name(self.frozen.names().name(label)));
            let wrapped = label.is_definition();
            let inner = if wrapped { "#x" } else { "_x" };
            self.outside.push(Outside { node: value.id(), name, path, inner, wrapped, value: None });
            self.outside.len() - 1
        });
        if known.is_none() {
            let terms = value.conjuncts().into_iter().map(|c| Term::of(&self.frozen, c)).collect();
            let (scopes, aliases) = (std::mem::take(&mut self.scopes), std::mem::take(&mut self.aliases));
            let shown = self.merge(terms, Some(&value));
            (self.scopes, self.aliases) = (scopes, aliases);
            if let Some(outside) = self.outside.get_mut(index) {
                outside.value = Some(shown);
            }
        }
        let innermost = self.outside.iter().rposition(|o| o.value.is_none());
        let outside = self.outside.get_mut(index)?;
        if outside.value.is_none() {
            outside.wrapped = true;
        }
        if innermost == Some(index) {
            return Some(make::name(outside.inner));
        }
        let name = make::name(outside.name.clone());
        if !outside.wrapped {
            return Some(name);
        }
        let label = Box::new(ast::SelectorLabel::Ident(make::ident(outside.inner)));
        Some(Expr::Selector { span: Span::NONE, expr: Box::new(name), label })
    }

    /// The `let`s of what is outside.
    pub fn outside_lets(&mut self) -> Vec<Decl> {
        let clause = |outside: Outside| {
            let value = outside.value?;
            let value = if outside.wrapped {
                let label = ast::Label::Ident(make::ident(outside.inner));
                make::braces(vec![Decl::Field(Box::new(make::field(label, ast::Marker::None, value, Vec::new())))])
            } else {
                value
            };
            let doc = [format!("cue:path: {}", outside.path)].into_iter().collect();
            Some(Decl::Let(Box::new(ast::LetClause { apart: true, doc, ..make::let_clause(&outside.name, value) })))
        };
        std::mem::take(&mut self.outside).into_iter().filter_map(clause).collect()
    }
}

/// The name of the `let` for a label: in capitals, without what cannot stand in a name.
fn let_name(label: &str) -> String {
    let name: String = label.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let name = name.trim_start_matches('_').to_ascii_uppercase();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("X{name}") }
}
