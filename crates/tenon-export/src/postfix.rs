//! Aliases in the form of the experiment `aliasv2`, behind the label, for files that keep its attribute.
//!
//! The alias of a pattern's label alone stays in brackets, as the reference implementation prints it.

use tenon_source::Span;
use tenon_syntax::ast::{Decl, Field, Label, PostfixAlias};

use crate::walk::{self, Visit};

/// Whether one of a file's attributes switches the experiment on.
pub(crate) fn is_on(attributes: &[Decl]) -> bool {
    attributes.iter().any(|d| matches!(d, Decl::Attribute(a) if a.text.contains("aliasv2")))
}

/// Moves the aliases of fields behind their labels.
pub(crate) fn move_aliases(body: &mut [Decl]) {
    walk::decls(body, &mut Mover);
}

struct Mover;

impl Visit for Mover {
    fn field(&mut self, field: &mut Field) {
        let Some(value) = field.alias.take() else { return };
        let label = match &mut field.label {
            Label::Pattern { alias, .. } => alias.take().map(|name| *name),
            _ => None,
        };
        let parens = label.is_some();
        field.postfix = Some(Box::new(PostfixAlias { span: Span::NONE, label, value: Some(*value), parens }));
    }
}
