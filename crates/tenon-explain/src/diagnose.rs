//! What is wrong with a value: conflicts anywhere in it and, where asked for, what is not concrete.
//!
//! What more information may resolve is told only where nothing is wrong for good: it often follows from what is wrong, and
//! can wait until that is mended.

use std::collections::{HashMap, HashSet};
use tenon_eval::{Conjunct, Constraint, ErrorKind, EvalError, Frozen, NodeId, Quote, Scalar, Value};
use tenon_ir::data::DataValue;
use tenon_ir::program::{Decl, ExprId, Marker, Program};
use tenon_ir::{Data, Label, literal};
use tenon_source::{Diagnostic, LabelRole, Span};

/// All errors of a value and of everything in it: those that nothing can resolve, and with `concrete` everything that
/// is not data yet.
pub fn diagnostics(value: &Value, concrete: bool) -> Vec<Diagnostic> {
    let mut checker = Checker {
        concrete,
        labels: None,
        path: value.path(),
        fatal: Vec::new(),
        incomplete: Vec::new(),
        within: HashSet::new(),
        fine: HashSet::new(),
    };
    checker.value(value, true);
    if checker.fatal.is_empty() { checker.incomplete } else { checker.fatal }
}

struct Checker {
    concrete: bool,
    labels: Option<Labels>,
    /// Where it is. A value that stands for several ones has the path of one of them itself.
    path: Vec<Label>,
    fatal: Vec<Diagnostic>,
    /// What more information may resolve; not looked for once something fatal is found.
    incomplete: Vec<Diagnostic>,
    /// Values that are being gone through.
    within: HashSet<NodeId>,
    /// Lists and structs without errors, by whether they are data: what is shared is gone through once.
    fine: HashSet<(NodeId, bool)>,
}

impl Checker {
    /// `data`: whether the value would be part of the data.
    fn value(&mut self, value: &Value, data: bool) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let before = self.found();
            let value = value.default();
            // What is in a value with a fatal error may not have been worked out.
            let data = !self.own(&value, data) && data;
            if value.is_disjunction() {
                if self.found() == before && data && self.wants_concrete() {
                    self.not_concrete(&value);
                }
                return;
            }
            let id = value.shared_id();
            if self.fine.contains(&(id, data)) {
                return;
            }
            if !self.within.insert(id) {
                let d = Diagnostic::error("E0501", "structural cycle").path(self.path_here(&value));
                push(&mut self.fatal, d.at(value.span(), LabelRole::Conflict));
                return;
            }
            for field in value.fields() {
                let data = data && field.label.is_regular();
                self.path.push(field.label);
                match field.marker {
                    Marker::Regular => self.value(&field.value, data),
                    Marker::Required if data && self.wants_concrete() => self.missing(&field.value),
                    _ => {}
                }
                self.path.pop();
            }
            for (i, element) in value.elements().enumerate() {
                self.path.push(Label::index(i as u32));
                self.value(&element, data);
                self.path.pop();
            }
            self.within.remove(&id);
            if self.found() == before && data && self.wants_concrete() && !is_concrete(&value) {
                self.not_concrete(&value);
            }
            let has_parts = value.is_list() || value.is_struct();
            if has_parts && self.found() == before {
                self.fine.insert((id, data));
            }
        });
    }

    /// Errors of the value itself. Says whether one of them is fatal.
    fn own(&mut self, value: &Value, data: bool) -> bool {
        let mut fatal = false;
        for error in value.errors() {
            let incomplete = error.kind.is_incomplete();
            let tells = !incomplete || !fatal && data && self.wants_concrete();
            fatal |= !incomplete;
            if tells {
                self.tell(value, error, incomplete);
            }
        }
        fatal
    }

    /// An error and those that it sums up, and so on.
    fn tell(&mut self, value: &Value, error: &EvalError, incomplete: bool) {
        let mut work = vec![error];
        let mut told = HashSet::new();
        while let Some(error) = work.pop() {
            let d = self.diagnostic(value, error);
            push(if incomplete { &mut self.incomplete } else { &mut self.fatal }, d);
            let parts = value.parts(error).zip(&error.parts).filter(|(_, id)| told.insert(**id));
            work.extend(parts.map(|(part, _)| part));
        }
    }

    fn diagnostic(&mut self, value: &Value, error: &EvalError) -> Diagnostic {
        if error.code != NOT_ALLOWED {
            return diagnostic(value, error);
        }
        let frozen = value.frozen();
        let own = frozen.value(error.node).spans();
        let labels = self.labels.get_or_insert_with(|| Labels::of(frozen.program()));
        let path = path_text(frozen, &value.error_path(error));
        let mut d = Diagnostic::error(error.code, error.message.clone()).path(path);
        for span in &error.spans {
            d = if own.contains(span) {
                d.at(labels.by_span.get(span).copied().unwrap_or(*span), LabelRole::Conflict)
            } else {
                d.at(*span, LabelRole::ClosedBy)
            };
        }
        d
    }

    /// How many errors there are so far.
    fn found(&self) -> usize {
        self.fatal.len() + self.incomplete.len()
    }

    /// Whether what is not data yet is to be told.
    fn wants_concrete(&self) -> bool {
        self.concrete && self.fatal.is_empty()
    }

    fn path_here(&self, value: &Value) -> String {
        path_text(value.frozen(), &self.path)
    }

    fn missing(&mut self, value: &Value) {
        let mut d = Diagnostic::error("E0403", "field is required but not present").path(self.path_here(value));
        let program = value.frozen().program();
        let labels = self.labels.get_or_insert_with(|| Labels::of(program));
        for conjunct in value.conjuncts() {
            if let Conjunct::Expr(e, _) = conjunct {
                d = d.at(labels.by_expr.get(&e).copied().unwrap_or_else(|| program.span(e)), LabelRole::Conflict);
            }
        }
        self.incomplete.push(d);
    }

    fn not_concrete(&mut self, value: &Value) {
        let mut d =
            Diagnostic::error("E0404", format!("incomplete value {}", describe(value))).path(self.path_here(value));
        for span in value.spans() {
            d = d.at(span, LabelRole::Conflict);
        }
        self.incomplete.push(d);
    }
}

fn push(list: &mut Vec<Diagnostic>, d: Diagnostic) {
    if !list.contains(&d) {
        list.push(d);
    }
}

/// The error of a field that a closed struct refuses.
const NOT_ALLOWED: &str = "E0303";

/// Where the labels of fields stand.
struct Labels {
    /// By the field's value.
    by_expr: HashMap<ExprId, Span>,
    /// By the place of the field's value; fields of data, too.
    by_span: HashMap<Span, Span>,
}

impl Labels {
    fn of(program: &Program) -> Labels {
        let mut labels = Labels { by_expr: HashMap::new(), by_span: HashMap::new() };
        for decl in program.structs.iter().flat_map(|s| s.decls.iter()) {
            if let Decl::Field { value, span, .. } | Decl::Dynamic { value, span, .. } = decl {
                labels.by_expr.insert(*value, *span);
                labels.by_span.insert(program.span(*value), *span);
            }
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
}

/// An evaluation's error as a diagnostic.
fn diagnostic(value: &Value, error: &EvalError) -> Diagnostic {
    let path = path_text(value.frozen(), &value.error_path(error));
    let mut d = Diagnostic::error(error.code, error.message.clone()).path(path);
    let conflict = error.kind == ErrorKind::Fatal
        && matches!(error.code, "E0301" | "E0302" | "E0303" | "E0304" | "E0312" | "E0316");
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

/// An error as one line with the path in front, and that of an error that it quotes in front of that, for a comment.
pub fn error_line(value: &Value, error: &EvalError) -> String {
    let mut message = error.message.clone();
    let own = Quote { at: 0, path: error.told_at.clone().unwrap_or_else(|| value.error_path(error)) };
    for quote in error.quotes.iter().rev().chain([&own]) {
        let path = path_text(value.frozen(), &quote.path);
        if !path.is_empty() && message.is_char_boundary(quote.at) {
            message.insert_str(quote.at, &format!("{path}: "));
        }
    }
    if !error.parts.is_empty() {
        message.push_str(&format!(" (and {} more errors)", error.parts.len()));
    }
    message.replace('\n', " ")
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
            Constraint::Validator(..) => {}
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
