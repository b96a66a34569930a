//! What the value at the cursor may be.

use super::{Completion, CompletionKind, Question, choices};
use crate::nodes::Node;
use crate::show::Show;
use tenon_eval::Value;
use tenon_source::Span;
use tenon_syntax::Tok;

impl Question<'_> {
    /// The alternatives that are written for the value, and the fields of a struct, whose name may come in front.
    pub(super) fn values(&self, out: &mut Vec<Completion>) {
        let values = self.home.values(self.chain);
        let Some(value) = values.last().cloned().flatten() else { return };
        let own = self.own();
        self.choices_of(&value, own, out);
        let behind_colon = self.spot.text[..self.spot.start as usize].trim_end_matches([' ', '\t']).ends_with(':');
        if behind_colon {
            self.fields_of(&value, &[], out);
        }
    }

    fn choices_of(&self, value: &Value, own: Option<Span>, out: &mut Vec<Completion>) {
        let unfinished = !matches!(self.spot.next, None | Some(Tok::Comma | Tok::RBrace | Tok::RBrack));
        for choice in choices(value, own) {
            if self.spot.string && choice.string.is_none() || choice.composed && unfinished {
                continue;
            }
            let label = if choice.composed {
                choice.text.replace("\n\t$0\n", "").replace("$0", "")
            } else {
                choice.text.clone()
            };
            let item = self.spot.item(label, CompletionKind::Value, choice.text);
            let detail = if choice.default { "default" } else { "" };
            let rank = u8::from(!choice.default);
            out.push(Completion { detail: detail.to_owned(), snippet: choice.composed, rank, ..item });
        }
    }

    /// Where the value is that is being written: the whole value of the field around.
    fn own(&self) -> Option<Span> {
        let field = self.chain.iter().rev().find_map(|n| match n {
            Node::Field(f) => Some(f),
            _ => None,
        })?;
        // The field's value in the text as it is: up to the end of it, which may be another one than with the name in it.
        let end = field.value.span().end.max(self.spot.end);
        let value = Span::new(self.spot.file.id, field.colon().end, end);
        let list = self.chain.iter().rposition(|n| matches!(n, Node::Expr(tenon_syntax::ast::Expr::List(_))));
        let outer = self.chain.iter().rposition(|n| matches!(n, Node::Field(_)));
        // An element stands among others of the same list.
        if list > outer { Some(Span::new(self.spot.file.id, self.spot.start, self.spot.end)) } else { Some(value) }
    }

    /// The fields of what a reference leads to.
    pub(super) fn fields_as_members(&self, value: &Value, out: &mut Vec<Completion>) {
        let show = Show { sources: &self.home.snapshot.sources };
        let names = value.frozen().names();
        let value = value.default();
        for f in super::fields::allowed(&value) {
            let name = names.name(f.label);
            let label = crate::show::label_text(names, f.label);
            let kind = if name.contains('#') { CompletionKind::Type } else { CompletionKind::Field };
            let rank = if f.marker == tenon_ir::program::Marker::Optional { 3 } else { 2 };
            out.push(Completion {
                detail: show.line(&f.value),
                docs: self.home.few_docs(&f.value),
                rank,
                ..self.spot.item(label.clone(), kind, label)
            });
        }
    }
}
