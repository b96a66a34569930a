//! What is wrong with a value: conflicts anywhere in it and, where asked for, what is not concrete.

use crate::path;
use std::collections::HashMap;
use tenon_eval::{Conjunct, Constraint, ErrorKind, EvalError, Value};
use tenon_ir::program::{Decl, ExprId, Marker, Program};
use tenon_source::{Diagnostic, LabelRole, Span};

/// How strict a check is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strictness {
    /// Only what nothing can resolve.
    Valid,
    /// Everything that data needs: no types, no missing fields.
    Concrete,
}

/// Everything wrong with a value.
pub fn errors(value: &Value, strictness: Strictness) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let mut checker = Checker { strictness, labels: None, out: &mut out };
    checker.value(value, true);
    out
}

/// Whether a value is valid but not concrete.
pub fn is_incomplete(value: &Value) -> bool {
    !errors(value, Strictness::Concrete).is_empty()
}

struct Checker<'a> {
    strictness: Strictness,
    labels: Option<HashMap<ExprId, Span>>,
    out: &'a mut Vec<Diagnostic>,
}

impl Checker<'_> {
    /// `data`: whether the value would be part of the data.
    fn value(&mut self, value: &Value, data: bool) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let before = self.out.len();
            let value = value.default();
            self.own(&value, data);
            if value.is_disjunction() {
                return;
            }
            for field in value.fields() {
                let data = data && field.label.is_regular();
                match field.marker {
                    Marker::Regular => self.value(&field.value, data),
                    Marker::Required if data && self.strictness == Strictness::Concrete => self.missing(&field.value),
                    _ => {}
                }
            }
            for element in value.elements() {
                self.value(&element, data);
            }
            let nothing_said = self.out.len() == before;
            if nothing_said && data && self.strictness == Strictness::Concrete && !is_concrete(&value) {
                self.incomplete(&value);
            }
        });
    }

    fn own(&mut self, value: &Value, data: bool) {
        let mut fatal = false;
        for error in value.errors() {
            let incomplete = error.kind.is_incomplete();
            let tells = if incomplete { !fatal && data && self.strictness == Strictness::Concrete } else { true };
            fatal |= !incomplete;
            if tells {
                self.error(value, error);
            }
        }
    }

    fn error(&mut self, value: &Value, error: &EvalError) {
        self.out.push(diagnostic(value, error));
        for part in value.parts(error) {
            let part = diagnostic(value, part);
            if !self.out.contains(&part) {
                self.out.push(part);
            }
        }
    }

    fn missing(&mut self, value: &Value) {
        let mut d = Diagnostic::error("E0403", "field is required but not present").path(path::of(value));
        let program = value.frozen().program();
        let labels = self.labels.get_or_insert_with(|| label_spans(program));
        for conjunct in value.conjuncts() {
            if let Conjunct::Expr(e, _) = conjunct {
                d = d.at(labels.get(&e).copied().unwrap_or_else(|| program.span(e)), LabelRole::Conflict);
            }
        }
        self.out.push(d);
    }

    fn incomplete(&mut self, value: &Value) {
        let mut d = Diagnostic::error("E0404", format!("incomplete value {}", describe(value))).path(path::of(value));
        for span in value.spans() {
            d = d.at(span, LabelRole::Conflict);
        }
        self.out.push(d);
    }
}

/// Where the label of each field's value stands.
fn label_spans(program: &Program) -> HashMap<ExprId, Span> {
    let decls = program.structs.iter().flat_map(|s| s.decls.iter());
    decls
        .filter_map(|d| match d {
            Decl::Field { value, span, .. } => Some((*value, *span)),
            _ => None,
        })
        .collect()
}

/// An evaluation's error as a diagnostic.
pub fn diagnostic(value: &Value, error: &EvalError) -> Diagnostic {
    let path = path::text(value.frozen(), &value.error_path(error));
    let mut d = Diagnostic::error(error.code, error.message.clone()).path(path);
    let conflict = error.kind == ErrorKind::Fatal && matches!(error.code, "E0301" | "E0302" | "E0303" | "E0304" | "E0316");
    for (i, span) in error.spans.iter().enumerate() {
        let role = match i {
            _ if conflict => LabelRole::Conflict,
            0 => LabelRole::Primary,
            _ => LabelRole::Reference,
        };
        d = d.at(*span, role);
    }
    d
}

fn is_concrete(value: &Value) -> bool {
    value.scalar().is_some() || value.is_struct() || value.is_list()
}

/// A value that is not concrete, in a few words.
fn describe(value: &Value) -> String {
    if let Some((disjuncts, _)) = value.disjuncts() {
        return disjuncts.iter().map(describe).collect::<Vec<_>>().join(" | ");
    }
    if let Ok(data) = crate::data::data(value)
        && let Ok(text) = tenon_encoding::json::write(&data, &tenon_encoding::json::JsonOptions::default())
    {
        return text;
    }
    let mut parts: Vec<String> = Vec::new();
    for constraint in value.constraints() {
        match constraint {
            Constraint::Bound(op, scalar, _) => parts.push(format!("{}{}", op.as_str(), crate::data::scalar_text(&scalar))),
            Constraint::Range(basic, _) => parts.push(basic.name().to_owned()),
            Constraint::Validator(_) => {}
        }
    }
    if parts.is_empty() { value.kind().describe() } else { parts.join(" & ") }
}
