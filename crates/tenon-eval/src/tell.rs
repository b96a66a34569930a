//! What an error tells: worked out once evaluation is over, for the errors of the value alone.
//!
//! What is said of a node arrives in an order of its own, see [`crate::arrival`]. Of two types that don't meet, the one that
//! came first is named first, by what narrowed the type last; that ends the matter. Of two values the later one is named
//! first, against the first of all; bounds that refuse the first one are told as well. Elements tell their errors before
//! their list tells that lengths differ.
//!
//! A node that fails by itself tries its disjuncts nevertheless, and what they tell is added. Where each disjunct fails, the
//! errors are counted in a line of their own, then listed: each message once for each path, those of disjunctions within
//! disjuncts among them. A disjunct tells its own errors or those of the first field that fails, but all fields that it does
//! not allow. Where only one error is left of what several disjuncts told, it is told without its path.

use crate::arrival::{Leaf, Ranks};
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, NOT_ALLOWED, REFUSED, Stop};
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::{FxHashMap, FxHashSet};
use tenon_ir::Kind;
use tenon_ir::program::Marker;
use tenon_source::Span;

/// So many disjuncts are tried for the sake of errors, all in all.
const MAX_TRIALS: u32 = 10_000;

/// Disjunctions in disjuncts are told this deep.
const MAX_DEPTH: u32 = 14;

/// Errors of one place, the first one first.
#[derive(Default)]
struct Account {
    errors: Vec<ErrorId>,
    /// One is left of several.
    summed: bool,
}

struct Teller<'a, 'p> {
    ev: &'a mut Evaluator<'p>,
    ranks: FxHashMap<NodeId, Ranks>,
    trials: u32,
    depth: u32,
}

impl Evaluator<'_> {
    /// Works out what the errors of a completed value tell.
    pub(crate) fn tell(&mut self, n: NodeId) {
        Teller { ev: self, ranks: FxHashMap::default(), trials: 0, depth: 0 }.within(n);
    }
}

impl Teller<'_, '_> {
    /// All errors of a value and of what is in it.
    fn within(&mut self, root: NodeId) {
        let mut seen = FxHashSet::default();
        let mut work = vec![root];
        while let Some(place) = work.pop() {
            let n = self.ev.taken_default(self.ev.deref(place));
            for m in [place, n] {
                if let Base::Error(e) = self.ev.node(m).base {
                    self.tell(e);
                }
            }
            if !self.ev.node(n).flawed || !seen.insert(n) {
                continue;
            }
            let fields = self.ev.node(n).fields.iter().rev();
            work.extend(fields.filter(|f| f.marker != Marker::Optional).map(|f| f.node));
        }
    }

    /// Works out what an error tells.
    fn tell(&mut self, e: ErrorId) {
        let error = self.ev.error(e);
        let about = matches!(error.code, "E0301" | "E0304" | "E0312" | REFUSED);
        let n = error.node;
        if error.kind.is_incomplete() || !about || self.depth > MAX_DEPTH || !self.ev.told.insert(e) {
            return;
        }
        self.depth += 1;
        let account = stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, || self.account(n));
        self.depth -= 1;
        let Some((first, rest)) = account.errors.split_first() else { return };
        let told = self.ev.error(*first).clone();
        let error = &mut self.ev.errors[e.0 as usize];
        if *first != e {
            (error.code, error.message, error.spans, error.node) = (told.code, told.message, told.spans, told.node);
            error.quotes = told.quotes;
        }
        error.parts = rest.to_vec();
        error.summed = account.summed;
    }

    /// The errors of a node.
    fn account(&mut self, n: NodeId) -> Account {
        let (own, ended) = self.conflicts(n);
        let choices = self.ev.node(n).ext.as_ref().is_some_and(|e| !e.choices.is_empty());
        match (choices, ended) {
            (true, true) => Account { errors: own, summed: true },
            (true, false) => self.try_disjuncts(n, own),
            (false, _) => Account { errors: own, summed: false },
        }
    }

    /// What contradicts each other of what is said of a node without its disjunctions, and whether types do.
    fn conflicts(&mut self, n: NodeId) -> (Vec<ErrorId>, bool) {
        let leaves = self.ev.arrivals(n, &mut self.ranks);
        let mut errors = Vec::new();
        let mut kind = Kind::TOP;
        let mut narrowed: Option<&Leaf> = None;
        let mut value: Option<(&Leaf, Scalar)> = None;
        for leaf in &leaves {
            let both = kind & leaf.kind;
            if both.is_bottom() {
                errors.extend(narrowed.map(|first| self.types_differ(n, (first, kind), leaf)));
                return (errors, true);
            }
            if both != kind {
                narrowed = Some(leaf);
            }
            kind = both;
            match (&value, &leaf.scalar) {
                (Some((first, old)), Some(new)) if old != new => {
                    let error = self.values_differ(n, first, leaf);
                    self.add(&mut errors, error);
                }
                (None, Some(new)) => value = Some((leaf, new.clone())),
                _ => {}
            }
        }
        if let Some((_, value)) = value {
            let value = Operand::Scalar(value);
            for check in leaves.iter().filter_map(|l| l.check.as_ref()) {
                if matches!(self.ev.passes(check, &value, n), Ok(false)) {
                    let error = self.ev.refusal(n, check, &value, None);
                    self.add(&mut errors, error);
                }
            }
        }
        if kind == Kind::LIST {
            self.lengths_differ(n, &mut errors);
        }
        (errors, false)
    }

    fn types_differ(&mut self, n: NodeId, (first, had): (&Leaf, Kind), leaf: &Leaf) -> ErrorId {
        let message = format!(
            "conflicting values {} and {} (mismatched types {} and {})",
            self.ev.text_of(first),
            self.ev.text_of(leaf),
            had.describe(),
            leaf.kind.describe()
        );
        self.ev.error_with("E0301", ErrorKind::Fatal, message, sides(first, leaf), n)
    }

    fn values_differ(&mut self, n: NodeId, first: &Leaf, leaf: &Leaf) -> ErrorId {
        let message = format!("conflicting values {} and {}", self.ev.text_of(leaf), self.ev.text_of(first));
        self.ev.error_with("E0301", ErrorKind::Fatal, message, sides(first, leaf), n)
    }

    /// Errors of the elements of a list whose lengths differ, then that one.
    fn lengths_differ(&mut self, n: NodeId, errors: &mut Vec<ErrorId>) {
        let own = self.ev.node(n).ext.iter().flat_map(|e| &e.errors).copied();
        let Some(lengths) = own.into_iter().find(|e| self.ev.error(*e).code == "E0304") else { return };
        for element in self.ev.elements_of(n) {
            for e in self.failure_of(element) {
                self.add(errors, e);
            }
        }
        errors.push(lengths);
    }

    /// Tries the disjuncts of a node, which may have failed by itself already.
    fn try_disjuncts(&mut self, n: NodeId, own: Vec<ErrorId>) -> Account {
        let choices = self.ev.node(n).ext.as_ref().map(|e| e.choices.clone()).unwrap_or_default();
        let skip = |c: &Choice| Pick { expr: c.expr, used: None, disjunct: None };
        let mut candidates: Vec<Vec<Pick>> = vec![Vec::new()];
        for (at, choice) in choices.iter().enumerate() {
            let disjuncts = self.ev.disjuncts(choice);
            let mut errors = own.clone();
            let mut held = Vec::new();
            for picks in &candidates {
                for (disjunct, _) in &disjuncts {
                    self.trials += 1;
                    if self.trials > MAX_TRIALS {
                        return Account { errors: own, summed: false };
                    }
                    let pick = Pick { expr: choice.expr, used: None, disjunct: Some(*disjunct) };
                    let picks: Vec<Pick> = picks.iter().copied().chain([pick]).collect();
                    let rest = choices[at + 1..].iter().map(skip);
                    let clone = self.ev.clone_with(n, picks.iter().copied().chain(rest).collect());
                    self.ev.node_mut(clone).ext().partial = at + 1 < choices.len();
                    let failure = self.failure_of(clone);
                    if failure.is_empty() {
                        held.push(picks);
                    }
                    for e in failure {
                        self.add(&mut errors, e);
                    }
                }
            }
            if held.is_empty() {
                return self.sum_up(n, own, errors);
            }
            candidates = held;
        }
        Account { errors: own, summed: false }
    }

    /// All disjuncts of a node failed.
    fn sum_up(&mut self, n: NodeId, own: Vec<ErrorId>, mut all: Vec<ErrorId>) -> Account {
        let by_user = |e: &ErrorId| self.ev.error(*e).kind == ErrorKind::User;
        if all.iter().any(by_user) {
            all.retain(by_user);
        }
        if all.len() < 2 {
            return Account { errors: all, summed: true };
        }
        let message = format!("{} errors in empty disjunction:", all.len());
        let head = self.ev.error_with("E0312", ErrorKind::Fatal, message, Vec::new(), n);
        let at = own.len().min(all.len());
        all.insert(at, head);
        Account { errors: all, summed: false }
    }

    /// Why a node fails: it, or the first of its fields that does.
    fn failure_of(&mut self, n: NodeId) -> Vec<ErrorId> {
        let mut done = self.ev.complete(n);
        if matches!(done, Err(Stop::Blocked(_))) {
            let origin = self.ev.node(n).ext.as_ref().and_then(|e| e.origin).unwrap_or(n);
            done = self.ev.complete_cut(n, origin);
        }
        if done.is_err() {
            return Vec::new();
        }
        let Some(e) = self.ev.flaw(n) else { return Vec::new() };
        if self.ev.error(e).code == NOT_ALLOWED {
            return self.refused_beside(e);
        }
        self.tell(e);
        let mut errors = vec![e];
        errors.extend(&self.ev.error(e).parts);
        errors
    }

    /// All fields that are not allowed in the struct of one that is not.
    fn refused_beside(&self, e: ErrorId) -> Vec<ErrorId> {
        let parent = self.ev.node(self.ev.error(e).node).parent;
        if parent == NO_NODE {
            return vec![e];
        }
        let errors = self.ev.node(parent).fields.iter().filter_map(|f| match self.ev.node(f.node).base {
            Base::Error(e) if self.ev.error(e).code == NOT_ALLOWED => Some(e),
            _ => None,
        });
        errors.collect()
    }

    /// Adds an error unless the same is told at the same path.
    fn add(&self, errors: &mut Vec<ErrorId>, new: ErrorId) {
        let ev = &*self.ev;
        let same = |e: &ErrorId| {
            let (a, b) = (ev.error(*e), ev.error(new));
            *e == new || a.message == b.message && ev.nodes.path(a.node) == ev.nodes.path(b.node)
        };
        if !errors.iter().any(same) {
            errors.push(new);
        }
    }
}

/// The places of two sides of a conflict.
fn sides(first: &Leaf, second: &Leaf) -> Vec<Span> {
    let mut spans = Vec::new();
    for span in first.spans().chain(second.spans()) {
        if !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
}
