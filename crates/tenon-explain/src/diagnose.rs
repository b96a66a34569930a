//! What is wrong with a value: conflicts anywhere in it and, where asked for, what is not concrete.
//!
//! What more information may resolve is told beside what is wrong for good, as minor: some of it may go when that is
//! mended. What is in a value that is wrong itself is not told at all, for it may not have been worked out. Errors that are
//! one mistake, seen at several places, are one diagnostic (see [`crate::fold`]).

use crate::labels::Labels;
use crate::text::{describe, label_text, path_text};
use crate::{absent, closed, conflict, disjunction, fold, incomplete};
use rustc_hash::FxHashSet;
use tenon_catalogue::{
    e0301, e0302, e0303, e0304, e0308, e0309, e0312, e0316, e0317, e0318, e0401, e0403, e0404, e0501,
};
use tenon_eval::{Conjunct, ErrorId, ErrorKind, EvalError, NodeId, Quote, Value};
use tenon_ir::Label;
use tenon_ir::program::{Expr, Marker};
use tenon_source::{Diagnostic, LabelRole};

/// All errors of a value and of everything in it: those that nothing can resolve, and with `concrete` everything that
/// is not data yet.
pub fn diagnostics(value: &Value, concrete: bool) -> Vec<Diagnostic> {
    if concrete && value.is_plain() {
        return Vec::new();
    }
    let mut checker = Checker {
        concrete,
        root: value.clone(),
        explainer: Explainer { labels: None, suggestions: 0 },
        path: value.path(),
        fatal: Vec::new(),
        incomplete: Vec::new(),
        within: FxHashSet::default(),
        fine: FxHashSet::default(),
    };
    checker.value(value, true);
    let Checker { mut fatal, incomplete, .. } = checker;
    let mut incomplete = fold::waiting(incomplete);
    if !fatal.is_empty() {
        incomplete.iter_mut().for_each(|d| d.minor = true);
    }
    fatal = fold::same(fatal);
    fatal.append(&mut incomplete);
    fatal
}

struct Checker {
    concrete: bool,
    root: Value,
    explainer: Explainer,
    /// Where it is. A value that stands for several ones has the path of one of them itself.
    path: Vec<Label>,
    fatal: Vec<Diagnostic>,
    /// What more information may resolve.
    incomplete: Vec<Diagnostic>,
    /// Values that are being gone through.
    within: FxHashSet<NodeId>,
    /// Lists and structs without errors, by whether they are data: what is shared is gone through once.
    fine: FxHashSet<(NodeId, bool)>,
}

impl Checker {
    /// `data`: whether the value would be part of the data.
    fn value(&mut self, value: &Value, data: bool) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let before = self.found();
            let place = value;
            let value = place.default();
            if !self.concrete && !place.is_flawed() && !value.is_flawed() {
                return;
            }
            // What is in a value with a fatal error may not have been worked out.
            let data = !self.own(&value, data) && data;
            if value.is_disjunction() {
                if self.found() == before && data && self.concrete {
                    self.not_concrete(&value);
                }
                return;
            }
            let id = value.shared_id();
            if self.fine.contains(&(id, data)) {
                return;
            }
            if !self.within.insert(id) {
                let d = Diagnostic::error(e0501::CODE, e0501::MESSAGE).path(self.path_here(&value));
                push(&mut self.fatal, d.at(value.span(), LabelRole::Conflict));
                return;
            }
            for field in value.fields() {
                let data = data && field.label.is_regular();
                self.path.push(field.label);
                match field.marker {
                    Marker::Regular => self.value(&field.value, data),
                    Marker::Required if data && self.concrete => self.missing(&field.value, place),
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
            if self.found() == before && data && self.concrete && !is_concrete(&value) {
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
            let tells = !incomplete || !fatal && data && self.concrete;
            fatal |= !incomplete;
            if tells {
                self.tell(value, error, incomplete);
            }
        }
        fatal
    }

    /// An error and those that it sums up, and so on; not those that the explanation of another one covers.
    fn tell(&mut self, value: &Value, error: &EvalError, incomplete: bool) {
        let frozen = value.frozen();
        let mut all = vec![error];
        let mut known: FxHashSet<ErrorId> = FxHashSet::default();
        let mut at = 0;
        while let Some(error) = all.get(at).copied() {
            all.extend(error.parts.iter().filter(|id| known.insert(**id)).map(|id| frozen.error(*id)));
            at += 1;
        }
        let mut covered: FxHashSet<*const EvalError> = FxHashSet::default();
        let root: *const EvalError = error;
        let mut open: Vec<&EvalError> = all.clone();
        while let Some(error) = open.pop() {
            let fallen = error.reasons.iter().flat_map(|r| &r.fallen);
            for part in fallen.flat_map(|f| &f.errors).map(|id| frozen.error(*id)) {
                if !std::ptr::eq(part, root) && covered.insert(part) {
                    open.push(part);
                }
            }
        }
        for error in all.into_iter().filter(|e| !covered.contains(&std::ptr::from_ref(*e))) {
            let d = self.explainer.diagnostic(value, error);
            push(if incomplete { &mut self.incomplete } else { &mut self.fatal }, d);
        }
    }

    /// How many errors there are so far.
    fn found(&self) -> usize {
        self.fatal.len() + self.incomplete.len()
    }

    /// The struct around the place where it is.
    fn around(&self) -> Option<Value> {
        let (_, within) = self.path.split_last().filter(|(_, within)| !within.is_empty())?;
        let mut at = self.root.clone();
        for label in within.get(self.root.path().len()..)? {
            at = at.default().field(*label)?.value;
        }
        Some(at)
    }

    fn path_here(&self, value: &Value) -> String {
        path_text(value.frozen(), &self.path)
    }

    /// A required field of what stands at a place.
    fn missing(&mut self, value: &Value, place: &Value) {
        let path = self.path_here(value);
        let mut d = Diagnostic::error(e0403::CODE, e0403::MESSAGE).path(path);
        let program = value.frozen().program();
        let labels = self.explainer.labels(value);
        for conjunct in value.conjuncts() {
            if let Conjunct::Expr(e, _) = conjunct {
                let span = labels.of_expr(e).unwrap_or_else(|| program.span(e));
                d = d.label(span, LabelRole::Conflict, e0403::LABEL);
            }
        }
        d = place.spans().into_iter().fold(d, |d, span| d.label(span, LabelRole::Remedy, e0403::GIVE));
        self.incomplete.push(d);
    }

    fn not_concrete(&mut self, value: &Value) {
        let mut d = Diagnostic::error(e0404::CODE, e0404::message(describe(value))).path(self.path_here(value));
        for span in value.spans() {
            d = d.label(span, LabelRole::Conflict, e0404::LABEL);
        }
        d.notes.extend(incomplete::way_out(value));
        if let Some(label) = self.path.last()
            && value.conjuncts().into_iter().any(|c| incomplete::means_itself(value, c))
        {
            d.notes.push(e0404::itself(&label_text(value.frozen(), *label)));
        }
        if let Some(around) = self.around() {
            let written = around.conjuncts().into_iter().zip(around.spans());
            for span in written.filter(|(c, _)| is_literal(&around, *c)).map(|(_, span)| span).take(2) {
                d = d.label(span, LabelRole::Remedy, e0404::GIVE);
            }
        }
        self.incomplete.push(d);
    }
}

/// Turns errors of an evaluation into diagnostics.
pub(crate) struct Explainer {
    labels: Option<Labels>,
    /// How many errors have been told which names there are.
    suggestions: u32,
}

/// Errors beyond this number are not told which names there are: that takes a look at all of them.
const MAX_SUGGESTIONS: u32 = 20;

impl Explainer {
    pub(crate) fn labels(&mut self, value: &Value) -> &Labels {
        self.labels.get_or_insert_with(|| Labels::of(value.frozen().program()))
    }

    fn suggests(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MAX_SUGGESTIONS
    }

    /// An error, with what is behind it.
    pub(crate) fn diagnostic(&mut self, value: &Value, error: &EvalError) -> Diagnostic {
        let path = path_text(value.frozen(), &value.error_path(error));
        let d = Diagnostic::error(error.code, error.message.clone()).path(path);
        let d = match error.reasons.as_deref() {
            _ if error.code == e0303::CODE => {
                let suggests = self.suggests();
                return closed::refused(d, value, error, self.labels(value), suggests);
            }
            Some(reasons) if !reasons.fallen.is_empty() => disjunction::explain(self, value, error, reasons, 0),
            Some(reasons) if !reasons.sides.is_empty() => conflict::sides(d, error, &reasons.sides),
            _ if error.code == e0308::CODE && self.suggests() => absent::undefined(d, value, error),
            _ => d,
        };
        let mut d = places(d, error);
        if error.message.ends_with(e0309::LISTS) {
            d = d.note(e0309::JOIN);
        } else if error.code == e0318::CODE && error.message.ends_with(e0501::MESSAGE) {
            d = d.note(e0318::ITSELF);
        }
        if error.code == e0401::CODE
            && let Some(field) = error.reasons.as_ref().and_then(|r| r.within)
        {
            let (field, labels) = (value.frozen().value(field), self.labels(value));
            for conjunct in field.conjuncts() {
                if let Conjunct::Expr(e, _) = conjunct
                    && let Some(span) = labels.of_expr(e)
                {
                    d = d.label(span, LabelRole::Related, e0401::WITHOUT);
                }
            }
        }
        d
    }
}

/// Adds the places of an error that have not been named.
fn places(mut d: Diagnostic, error: &EvalError) -> Diagnostic {
    let conflict = error.kind == ErrorKind::Fatal
        && matches!(
            error.code,
            e0317::CODE | e0301::CODE | e0302::CODE | e0303::CODE | e0304::CODE | e0312::CODE | e0316::CODE
        );
    let explained = !d.labels.is_empty();
    for (i, span) in error.spans.iter().enumerate() {
        let role = match i {
            _ if explained => LabelRole::Related,
            _ if conflict => LabelRole::Conflict,
            0 => LabelRole::Primary,
            _ => LabelRole::Reference,
        };
        let words = match (error.code, i) {
            (e0401::CODE, 0) => e0401::LABEL,
            (e0401::CODE, _) => e0401::WITHOUT,
            (e0317::CODE, _) => e0317::LABEL,
            _ => "",
        };
        d = d.label(*span, role, words);
    }
    d
}

fn push(list: &mut Vec<Diagnostic>, d: Diagnostic) {
    if !list.contains(&d) {
        list.push(d);
    }
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

/// Whether a conjunct is written at the place itself, and does not refer to something else.
fn is_literal(value: &Value, conjunct: Conjunct) -> bool {
    match conjunct {
        Conjunct::Expr(e, _) => matches!(value.frozen().program().expr(e), Expr::Struct(_) | Expr::Binary(..)),
        Conjunct::Value(_) => true,
    }
}

fn is_concrete(value: &Value) -> bool {
    value.scalar().is_some() || value.is_struct() || value.is_list()
}
