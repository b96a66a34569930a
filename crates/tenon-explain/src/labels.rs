//! Where the labels of fields stand in a program.

use rustc_hash::FxHashMap;
use tenon_ir::data::DataValue;
use tenon_ir::program::{Decl, ExprId, Program};
use tenon_ir::{Data, Label};
use tenon_source::Span;

/// The labels of a program's fields, by their values.
pub(crate) struct Labels {
    by_expr: FxHashMap<ExprId, (Span, Option<Label>)>,
    /// By the place of the field's value; fields of data, too.
    by_span: FxHashMap<Span, Span>,
}

impl Labels {
    pub fn of(program: &Program) -> Labels {
        let mut labels = Labels { by_expr: FxHashMap::default(), by_span: FxHashMap::default() };
        let decls = program.structs.iter().map(|s| s.decls.len()).sum();
        labels.by_expr.reserve(decls);
        labels.by_span.reserve(decls);
        for decl in program.structs.iter().flat_map(|s| s.decls.iter()) {
            let (value, span, label) = match decl {
                Decl::Field { value, span, label, .. } => (*value, *span, Some(*label)),
                Decl::Dynamic { value, span, .. } => (*value, *span, None),
                _ => continue,
            };
            labels.by_expr.insert(value, (span, label));
            labels.by_span.insert(program.span(value), span);
        }
        let mut trees: Vec<&Data> = program.data.iter().map(|d| &**d).collect();
        while let Some(data) = trees.pop() {
            match &data.value {
                DataValue::List(items) => trees.extend(items),
                DataValue::Struct(entries) => {
                    for entry in entries {
                        labels.by_span.insert(entry.value.span, entry.key_span);
                        trees.push(&entry.value);
                    }
                }
                _ => {}
            }
        }
        labels
    }

    /// The label of the field with that value.
    pub fn of_expr(&self, value: ExprId) -> Option<Span> {
        self.by_expr.get(&value).map(|(span, _)| *span)
    }

    /// The label of the field whose value stands there.
    pub fn of_value(&self, place: Span) -> Option<Span> {
        self.by_span.get(&place).copied()
    }

    /// The definition with that value.
    pub fn definition(&self, value: ExprId) -> Option<Label> {
        self.by_expr.get(&value).and_then(|(_, label)| *label).filter(|label| label.is_definition())
    }
}
