//! What is said of a value, and what became of it: the account that `why` gives.
//!
//! Nothing is kept for it while evaluation runs. It is made of a finished evaluation that is not frozen yet, by going
//! through the conjuncts of a node once more and by following references as evaluation did. Which disjuncts fell, and
//! why, is found by trying them again, see [`crate::fate`].

use crate::engine::Evaluator;
use crate::error::{ErrorId, EvalError};
use crate::fate::Disjunct;
use crate::glimpse::Found;
use crate::node::*;
use crate::said::Collector;
use std::collections::HashSet;
use tenon_ir::program::{Expr, ExprId, Marker};
use tenon_ir::{Interner, Kind, Label};
use tenon_source::Span;

/// Disjuncts that are defaults may have defaults themselves, so deep.
const MAX_DEFAULTS: usize = 16;

/// So many fields of a struct are told.
const MAX_FIELDS: usize = 10_000;

/// What is said of a value.
#[derive(Clone, Debug)]
pub struct Account {
    /// Where the value stands.
    pub place: NodeId,
    /// The node that stands for it, with its default taken: equal for two places that share one.
    pub node: NodeId,
    /// The labels from the root down to it.
    pub path: Vec<Label>,
    /// What it is in the end.
    pub shown: Shown,
    /// Whether that is a default.
    pub by_default: bool,
    /// All that is said of it.
    pub said: Vec<Said>,
    /// The disjunctions of structs and lists around it of which a disjunct was taken, with their paths.
    pub around: Vec<(Vec<Label>, Said)>,
    /// The definitions and calls that decide which fields may stand beside it.
    pub closers: Vec<ExprId>,
    /// Its own errors, and what it waits for.
    pub reasons: Vec<Reason>,
    /// The fields or elements that it has.
    pub fields: Vec<(Label, Marker, NodeId)>,
}

/// A value in a few words.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// A scalar.
    Scalar(Scalar),
    /// A struct with so many fields.
    Struct(usize),
    /// A list of so many elements.
    List(usize),
    /// No concrete value.
    Incomplete(String),
    /// An error that nothing resolves.
    Error(String),
}

/// Something that is said of a value.
#[derive(Clone, Debug)]
pub struct Said {
    /// The expression; nothing for data.
    pub expr: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
    /// In a few words.
    pub text: String,
    /// What it is.
    pub sort: Sort,
    /// The whole value of the declaration that it is a part of.
    pub whole: Option<ExprId>,
    /// The references by which it came, the one that leads to it first.
    pub by: Vec<ExprId>,
    /// The rounds of `for` clauses that it came in, the innermost first.
    pub rounds: Vec<Round>,
}

/// A round of a `for` clause.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// What the clause goes through.
    pub source: ExprId,
    /// The key.
    pub key: String,
    /// The value, in a few words.
    pub value: String,
}

/// What is said.
#[derive(Clone, Debug)]
pub enum Sort {
    /// A scalar.
    Scalar(Scalar),
    /// A type.
    Type(Kind),
    /// A bound.
    Bound(Vec<Operand>),
    /// A function that checks the value.
    Validator(Vec<Operand>),
    /// A disjunction, with what became of its disjuncts where that was asked for.
    Disjunction(Vec<Disjunct>),
    /// The value of an expression.
    Computed(Vec<Operand>),
    /// A struct literal.
    Struct,
    /// A list literal.
    List,
    /// `_|_`
    Bottom,
    /// What has no value yet.
    Waiting,
}

impl Sort {
    /// The references in an expression.
    pub fn operands(&self) -> &[Operand] {
        match self {
            Sort::Bound(operands) | Sort::Validator(operands) | Sort::Computed(operands) => operands,
            _ => &[],
        }
    }
}

/// A reference in an expression.
#[derive(Clone, Debug)]
pub struct Operand {
    /// The reference.
    pub expr: ExprId,
    /// What it leads to, unless that is not known.
    pub node: Option<NodeId>,
    /// Its value in a few words.
    pub value: String,
}

/// Why something is wrong or waits.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// One line.
    pub message: String,
    /// Where.
    pub spans: Vec<Span>,
    /// The path of the place at which it came up.
    pub path: Vec<Label>,
    /// Whether more information may resolve it.
    pub incomplete: bool,
}

impl Evaluator<'_> {
    /// Everything that is said of a value that has been worked out, and what became of it.
    pub fn account(&mut self, place: NodeId) -> Account {
        let node = self.end_of(place);
        let said = Collector::new(self, place, node).said();
        let said = self.with_fates(place, node, said);
        let parent = self.node(place).parent;
        let closers = if parent == NO_NODE { Vec::new() } else { self.closers(parent) };
        let reasons = self.own_reasons(place, node);
        let shown = self.shown(place, node, &reasons);
        let by_default = self.takes_default(place);
        let fields = self.fields_of(place);
        let around = self.around(place);
        let path = self.nodes.path(place);
        Account { place, node, path, shown, by_default, said, around, closers, reasons, fields }
    }

    /// The same without trying disjuncts again, for who looks at many values.
    pub fn outline(&mut self, place: NodeId) -> Vec<Said> {
        let node = self.end_of(place);
        Collector::new(self, place, node).said()
    }

    /// Notes the way to a place in what is said of it. What a call made stands where the call does.
    pub fn note_way(&mut self, found: &Found, said: &mut Said) {
        said.by.extend(&found.by);
        if said.expr.is_some() || !said.span.is_none() {
            return;
        }
        let call = said.by.iter().position(|e| self.is_made_by(*e)).map(|at| said.by.remove(at));
        if let Some(e) = call.or_else(|| self.made_by(&found.around)) {
            (said.expr, said.span, said.sort) = (Some(e), self.prog.span(e), Sort::Computed(Vec::new()));
            said.text = self.show_expr(e);
        }
    }

    fn is_made_by(&self, e: ExprId) -> bool {
        matches!(self.prog.expr(e), Expr::Call(..) | Expr::Slice(..) | Expr::Binary(..))
    }

    /// The expression that made the innermost of some places that was made by one.
    fn made_by(&mut self, around: &[NodeId]) -> Option<ExprId> {
        around.iter().rev().find_map(|place| {
            let said = self.outline(*place);
            said.into_iter().find_map(|s| s.expr.filter(|e| self.is_made_by(*e)))
        })
    }

    /// Whether a value is a default.
    pub fn takes_default(&self, place: NodeId) -> bool {
        let shared = self.deref(place);
        matches!(self.node(shared).base, Base::Disjunction(_)) && self.end_of(place) != shared
    }

    /// A value in a few words.
    pub fn brief(&mut self, place: NodeId) -> Shown {
        let node = self.end_of(place);
        let reasons = self.own_reasons(place, node);
        self.shown(place, node, &reasons)
    }

    /// Names of labels.
    pub fn names(&self) -> &Interner {
        &self.names
    }

    /// The labels from the root down to a place.
    pub fn path(&self, place: NodeId) -> Vec<Label> {
        self.nodes.path(place)
    }

    /// The node that stands for a place, with its default taken: equal for two places that share one.
    pub fn end_of(&self, place: NodeId) -> NodeId {
        let mut n = self.deref(place);
        for _ in 0..MAX_DEFAULTS {
            let next = self.deref(self.taken_default(n));
            if next == n {
                break;
            }
            n = next;
        }
        n
    }

    /// The fields of every sort, or the elements, of a value with its default taken.
    pub fn fields_of(&self, place: NodeId) -> Vec<(Label, Marker, NodeId)> {
        let fields = self.node(self.end_of(place)).fields.iter();
        fields.take(MAX_FIELDS).map(|f| (f.label, f.marker, f.node)).collect()
    }

    fn shown(&self, place: NodeId, node: NodeId, reasons: &[Reason]) -> Shown {
        let fatal = |n: NodeId| match self.node(n).base {
            Base::Error(e) => Some(self.error(e)).filter(|e| !e.kind.is_incomplete()),
            _ => None,
        };
        if let Some(e) = fatal(place).or_else(|| fatal(node)) {
            return Shown::Error(e.message.clone());
        }
        let end = self.node(node);
        let count = |list: bool| {
            let present = |f: &&Field| f.marker != Marker::Optional && (f.label.as_index().is_some() == list);
            end.fields.iter().filter(present).count()
        };
        match &end.base {
            Base::Scalar(s) => Shown::Scalar(s.clone()),
            Base::Struct => Shown::Struct(count(false)),
            Base::List => Shown::List(count(true)),
            _ => match reasons.first() {
                Some(reason) if reason.incomplete => Shown::Incomplete(self.waiting_text(node)),
                _ => Shown::Incomplete(self.show_node(node)),
            },
        }
    }

    /// What waits at a node, as it is written.
    fn waiting_text(&self, n: NodeId) -> String {
        let stuck = self.node(n).ext.iter().flat_map(|e| &e.stuck);
        let exprs = stuck.filter_map(|(c, _)| match c.term {
            Term::Expr(e, _) => Some(self.show_expr(e)),
            Term::Node(_) => None,
        });
        let mut all: Vec<String> = exprs.take(4).collect();
        if all.is_empty() {
            all.push(self.show_node(n));
        }
        all.dedup();
        all.join(" & ")
    }

    fn own_reasons(&self, place: NodeId, node: NodeId) -> Vec<Reason> {
        let mut ids: Vec<ErrorId> = Vec::new();
        for n in [place, self.deref(place), node] {
            let n = self.node(n);
            if let Base::Error(e) = n.base {
                ids.push(e);
            }
            if let Some(ext) = &n.ext {
                ids.extend(ext.errors.iter().copied());
                ids.extend(ext.stuck.iter().map(|(_, e)| *e));
            }
        }
        let mut seen = HashSet::new();
        let mut reasons: Vec<Reason> = Vec::new();
        let mut work: Vec<ErrorId> = ids.into_iter().rev().collect();
        while let Some(id) = work.pop() {
            if !seen.insert(id) {
                continue;
            }
            let error = self.error(id);
            work.extend(error.parts.iter().rev());
            let reason = self.reason_of(error);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.iter().any(|r| !r.incomplete) {
            reasons.retain(|r| !r.incomplete);
        }
        reasons
    }

    pub(crate) fn reason_of(&self, error: &EvalError) -> Reason {
        Reason {
            message: error.message.clone(),
            spans: error.spans.clone(),
            path: self.nodes.path(error.node),
            incomplete: error.kind.is_incomplete(),
        }
    }

    /// What closed a struct.
    fn closers(&self, n: NodeId) -> Vec<ExprId> {
        let groups = self.active_groups(n);
        let mut out: Vec<ExprId> =
            groups.iter().filter_map(|g| self.tags.tags.get(*g as usize).and_then(|t| t.origin)).collect();
        out.sort();
        out.dedup();
        out
    }

    /// The disjunctions around a place of which disjuncts were taken.
    fn around(&mut self, place: NodeId) -> Vec<(Vec<Label>, Said)> {
        let mut out = Vec::new();
        let mut at = self.node(place).parent;
        while at != NO_NODE {
            let end = at;
            let origin = |n: NodeId| self.node(n).ext.as_ref().and_then(|e| e.origin);
            while let Some(original) = origin(at) {
                at = original;
            }
            if self.node(end).ext.as_ref().is_some_and(|e| !e.picks.is_empty()) {
                let said = Collector::new(self, at, end).said();
                let said = self.with_fates(at, end, said);
                let path = self.nodes.path(at);
                let choices = said.into_iter().filter(|s| matches!(s.sort, Sort::Disjunction(_)));
                out.extend(choices.map(|s| (path.clone(), s)));
            }
            at = self.node(at).parent;
        }
        out
    }
}
