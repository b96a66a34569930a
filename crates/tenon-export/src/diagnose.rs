//! What is wrong with a value: conflicts anywhere in it and, where asked for, what is not concrete.

use std::collections::HashMap;
use tenon_eval::{Conjunct, Constraint, ErrorKind, EvalError, Frozen, Scalar, Value};
use tenon_ir::Label;
use tenon_ir::program::{Decl, ExprId, Marker, Program};
use tenon_source::{Diagnostic, LabelRole, Span};

use crate::literal;

/// All errors of a value and of everything in it: those that nothing can resolve, and with `concrete` everything that
/// is not data yet.
pub fn diagnostics(value: &Value, concrete: bool) -> Vec<Diagnostic> {
    let mut checker = Checker { concrete, labels: None, out: Vec::new() };
    checker.value(value, true);
    checker.out
}

struct Checker {
    concrete: bool,
    labels: Option<HashMap<ExprId, Span>>,
    out: Vec<Diagnostic>,
}

impl Checker {
    /// `data`: whether the value would be part of the data.
    fn value(&mut self, value: &Value, data: bool) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let before = self.out.len();
            let value = value.default();
            self.own(&value, data);
            if value.is_disjunction() {
                if self.out.len() == before && data && self.concrete {
                    self.incomplete(&value);
                }
                return;
            }
            for field in value.fields() {
                let data = data && field.label.is_regular();
                match field.marker {
                    Marker::Regular => self.value(&field.value, data),
                    Marker::Required if data && self.concrete => self.missing(&field.value),
                    _ => {}
                }
            }
            for element in value.elements() {
                self.value(&element, data);
            }
            if self.out.len() == before && data && self.concrete && !is_concrete(&value) {
                self.incomplete(&value);
            }
        });
    }

    fn own(&mut self, value: &Value, data: bool) {
        let mut fatal = false;
        for error in value.errors() {
            let incomplete = error.kind.is_incomplete();
            let tells = !incomplete || !fatal && data && self.concrete;
            fatal |= !incomplete;
            if tells {
                self.push(diagnostic(value, error));
                for part in value.parts(error) {
                    self.push(diagnostic(value, part));
                }
            }
        }
    }

    fn push(&mut self, d: Diagnostic) {
        if !self.out.contains(&d) {
            self.out.push(d);
        }
    }

    fn missing(&mut self, value: &Value) {
        let mut d = Diagnostic::error("E0403", "field is required but not present").path(path_of(value));
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
        let mut d = Diagnostic::error("E0404", format!("incomplete value {}", describe(value))).path(path_of(value));
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
fn diagnostic(value: &Value, error: &EvalError) -> Diagnostic {
    let path = path_text(value.frozen(), &value.error_path(error));
    let mut d = Diagnostic::error(error.code, error.message.clone()).path(path);
    let conflict =
        error.kind == ErrorKind::Fatal && matches!(error.code, "E0301" | "E0302" | "E0303" | "E0304" | "E0316");
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

/// An error as one line with the path in front, for a comment.
pub(crate) fn error_line(value: &Value, error: &EvalError) -> String {
    let path = path_text(value.frozen(), &value.error_path(error));
    let message = error.message.replace('\n', " ");
    if path.is_empty() { message } else { format!("{path}: {message}") }
}

fn is_concrete(value: &Value) -> bool {
    value.scalar().is_some() || value.is_struct() || value.is_list()
}

/// A value that is not concrete, in a few words.
fn describe(value: &Value) -> String {
    if let Some((disjuncts, _)) = value.disjuncts() {
        return disjuncts.iter().map(describe).collect::<Vec<_>>().join(" | ");
    }
    if let Some(scalar) = value.scalar() {
        return scalar_text(scalar);
    }
    if value.is_struct() {
        return "{…}".to_owned();
    }
    if value.is_list() {
        return "[…]".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    for constraint in value.constraints() {
        match constraint {
            Constraint::Bound(op, scalar, _) => parts.push(format!("{}{}", op.as_str(), scalar_text(&scalar))),
            Constraint::Range(basic, _) => parts.push(basic.name().to_owned()),
            Constraint::Validator(_) => {}
        }
    }
    if parts.is_empty() { value.kind().describe() } else { parts.join(" & ") }
}

fn scalar_text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => literal::one_line(s),
        Scalar::Bytes(b) => literal::bytes(b),
    }
}

/// The path of a value, labels joined with dots: `a.b."c d".0`.
fn path_of(value: &Value) -> String {
    path_text(value.frozen(), &value.path())
}

fn path_text(names: &Frozen, path: &[Label]) -> String {
    path.iter().map(|l| label_text(names, *l)).collect::<Vec<_>>().join(".")
}

fn label_text(frozen: &Frozen, label: Label) -> String {
    if let Some(i) = label.as_index() {
        return i.to_string();
    }
    let name = frozen.names().name(label);
    if label.is_regular() && !literal::is_identifier(name) { literal::one_line(name) } else { name.to_owned() }
}
