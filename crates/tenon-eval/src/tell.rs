//! What an error tells: worked out once evaluation is over, for the errors of the value alone.
//!
//! What is said of a node arrives in an order of its own, see [`crate::arrival`]. Of two types that don't meet, the one that
//! came first is named first, by what narrowed the type last; that ends the matter. Of two values the later one is named
//! first, against the first of all; bounds that refuse the first one are told as well. Each list that does not have the
//! length of those before it tells so, behind the first element that fails.
//!
//! A node that fails by itself tries its disjuncts nevertheless, and what they tell is added. Where each disjunct fails, the
//! errors are counted in a line of their own, then listed: each message once for each path. Of several combinations with
//! the disjuncts of other disjunctions, the last one tells. A disjunction among the disjuncts has its own line, in parentheses
//! or not; among three or more disjuncts it only counts as the first one, or where the node fails by itself. A disjunct tells
//! its own errors or those of the first field that fails, in the order in which fields arrive. Where none does, it tells all
//! fields that it does not allow. Where nothing is left but what the node said by itself, it is told without its path.
//!
//! What is in an operand has the path within it, unless it is the value of the node that asked: then it has that node's path.

use crate::arrival::{Leaf, Ranks};
use crate::conflict::is_reference;
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, EvalError, Fallen, Side, Stop};
use crate::expr::Operand;
use crate::node::*;
use rustc_hash::{FxHashMap, FxHashSet};
use tenon_catalogue::{e0301, e0303, e0304, e0312, e0316};
use tenon_ir::Kind;
use tenon_ir::program::{Clause, ComprehensionId, Expr, ExprId, Marker};
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

/// What came of a disjunct.
struct Trial {
    disjunct: PickTerm,
    /// The disjunction in parentheses that it stands in.
    within: Option<ExprId>,
    /// It is one of a disjunction among the disjuncts, or such a disjunction itself.
    nested: bool,
    errors: Vec<ErrorId>,
}

/// What brings a conjunct to a node.
#[derive(Clone, Copy)]
enum Bringer {
    Reference(ExprId),
    Comprehension(ComprehensionId),
}

struct Teller<'a, 'p> {
    ev: &'a mut Evaluator<'p>,
    ranks: FxHashMap<NodeId, Ranks>,
    trials: u32,
    depth: u32,
    /// What brings conjuncts, by its place, once that is asked for.
    bringers: Option<FxHashMap<Span, Bringer>>,
}

impl Evaluator<'_> {
    /// Works out what the errors of a completed value tell.
    pub(crate) fn tell(&mut self, n: NodeId) {
        Teller { ev: self, ranks: FxHashMap::default(), trials: 0, depth: 0, bringers: None }.within(n);
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
                    self.tell(e, m);
                    self.place_operand(e, place, n);
                }
            }
            if !self.ev.node(n).flawed || !seen.insert(n) {
                continue;
            }
            let fields = self.ev.node(n).fields.iter().rev();
            work.extend(fields.filter(|f| f.marker != Marker::Optional).map(|f| f.node));
        }
    }

    /// An error in an operand of a node.
    fn place_operand(&mut self, e: ErrorId, at: NodeId, value: NodeId) {
        let mut n = self.ev.error(e).node;
        let mut path = Vec::new();
        while n != at && n != value && n != NO_NODE && !self.ev.node(n).temp {
            match self.origin(n) {
                Some(origin) => n = origin,
                None => {
                    path.push(self.ev.node(n).label);
                    n = self.ev.node(n).parent;
                }
            }
        }
        if n == at || n == NO_NODE {
            return;
        }
        if n == value {
            if self.ev.in_operand(NO_NODE, n) {
                self.ev.errors[e.0 as usize].told_at = Some(self.ev.nodes.path(at));
            }
            return;
        }
        path.reverse();
        self.ev.errors[e.0 as usize].told_at = Some(path);
    }

    /// The node that a clone was made for.
    fn origin(&self, n: NodeId) -> Option<NodeId> {
        self.ev.node(n).ext.as_ref().and_then(|e| e.origin)
    }

    /// Works out what an error of a node tells. It may be that of a disjunct, where only one had to be tried.
    fn tell(&mut self, e: ErrorId, holder: NodeId) {
        let error = self.ev.error(e);
        let mut n = error.node;
        if error.kind.is_incomplete() || self.depth > MAX_DEPTH || !self.ev.told.insert(e) {
            return;
        }
        if self.is_within(n, holder) {
            n = holder;
        } else if !is_conflict(self.ev.error(e)) {
            self.count_others(e, n);
            return;
        }
        while n != holder
            && let Some(origin) = self.origin(n)
        {
            n = origin;
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
            error.reasons = told.reasons;
        }
        error.parts = rest.to_vec();
        if account.summed {
            error.told_at = Some(Vec::new());
        }
    }

    /// Other errors of a node that has one that is no conflict.
    fn count_others(&mut self, e: ErrorId, n: NodeId) {
        if !self.ev.error(e).parts.is_empty() {
            return;
        }
        let others = self.ev.node(n).ext.iter().flat_map(|ext| &ext.errors).copied();
        let parts: Vec<ErrorId> = others.filter(|o| *o != e && !self.ev.error(*o).kind.is_incomplete()).collect();
        self.ev.errors[e.0 as usize].parts = parts;
    }

    /// Whether a node is in a disjunct of another one.
    fn is_within(&self, mut n: NodeId, holder: NodeId) -> bool {
        let mut by_clone = false;
        while n != holder && n != NO_NODE {
            let origin = self.origin(n);
            by_clone |= origin.is_some();
            n = origin.unwrap_or(self.ev.node(n).parent);
        }
        n == holder && by_clone
    }

    /// The errors of a node.
    fn account(&mut self, n: NodeId) -> Account {
        let (own, ended) = self.conflicts(n);
        let choices = self.ev.node(n).ext.as_ref().is_some_and(|e| !e.choices.is_empty());
        match (choices, ended) {
            (true, true) => Account { summed: own.len() == 1, errors: own },
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
        if let Some((first, value)) = value {
            let value = Operand::Scalar(value);
            for leaf in &leaves {
                let Some(check) = &leaf.check else { continue };
                match self.ev.passes(check, &value, n) {
                    Ok(false) => {
                        let error = self.ev.refusal(n, check, &value, None);
                        self.give_sides(error, first, leaf);
                        self.add(&mut errors, error);
                    }
                    Err(Stop::Error(e)) if !self.ev.error(e).kind.is_incomplete() => {
                        self.give_sides(e, first, leaf);
                        let parts = self.ev.error(e).parts.clone();
                        [e].into_iter().chain(parts).for_each(|e| self.add(&mut errors, e));
                    }
                    _ => {}
                }
            }
        }
        let lengths = self.lengths_differ(n, &leaves);
        let ended = !lengths.is_empty();
        if ended {
            let elements = self.ev.elements_of(n);
            errors.extend(self.first_failure(elements));
            errors.extend(lengths);
        }
        (errors, ended)
    }

    fn types_differ(&mut self, n: NodeId, (first, had): (&Leaf, Kind), leaf: &Leaf) -> ErrorId {
        let message =
            e0301::types((self.ev.text_of(first), had.describe()), (self.ev.text_of(leaf), leaf.kind.describe()));
        let error = self.ev.error_with(e0301::CODE, ErrorKind::Fatal, message, sides(first, leaf), n);
        self.give_sides(error, first, leaf);
        error
    }

    fn values_differ(&mut self, n: NodeId, first: &Leaf, leaf: &Leaf) -> ErrorId {
        let message = e0301::values(self.ev.text_of(leaf), self.ev.text_of(first));
        let error = self.ev.error_with(e0301::CODE, ErrorKind::Fatal, message, sides(first, leaf), n);
        self.give_sides(error, first, leaf);
        error
    }

    /// The sides of a conflict, for those that explain it.
    fn give_sides(&mut self, error: ErrorId, first: &Leaf, second: &Leaf) {
        if !self.ev.reasons(error).sides.is_empty() {
            return;
        }
        let sides = vec![self.side(first), self.side(second)];
        self.ev.reasons(error).sides = sides;
    }

    fn side(&mut self, leaf: &Leaf) -> Side {
        let written = leaf.by.iter().filter(|span| !span.is_none() && **span != leaf.span);
        let by = written.filter_map(|span| Some((*span, self.reference_text(*span)?))).collect();
        Side { span: leaf.span, text: self.ev.text_of(leaf), concrete: leaf.scalar.is_some(), by }
    }

    /// What is written at the place of a reference, and with what a comprehension begins; nothing for anything else.
    fn reference_text(&mut self, span: Span) -> Option<String> {
        let prog = self.ev.prog;
        let bringers = self.bringers.get_or_insert_with(|| {
            let comprehensions = prog.comprehensions.iter().enumerate();
            let comprehensions =
                comprehensions.map(|(i, c)| (c.span, Bringer::Comprehension(ComprehensionId(i as u32))));
            let exprs = prog.exprs.iter().enumerate().filter(|(_, e)| is_reference(e) || matches!(e, Expr::Import(_)));
            let references = exprs.map(|(i, _)| ExprId(i as u32)).map(|e| (prog.span(e), Bringer::Reference(e)));
            comprehensions.chain(references).collect()
        });
        Some(match *bringers.get(&span)? {
            Bringer::Reference(e) => self.ev.show_expr(e),
            Bringer::Comprehension(id) => match prog.comprehension(id).clauses.first() {
                Some(Clause::For { .. }) => "for".to_owned(),
                Some(Clause::If(_)) => "if".to_owned(),
                _ => "a comprehension".to_owned(),
            },
        })
    }

    /// An error for each list that has not the length of those that came before.
    fn lengths_differ(&mut self, n: NodeId, leaves: &[Leaf]) -> Vec<ErrorId> {
        let mut errors = Vec::new();
        let mut known: Option<(u32, bool, Span)> = None;
        let side = |span, length, open| Side { span, text: e0304::has(length, open), concrete: false, by: Vec::new() };
        for leaf in leaves {
            let Some((length, open)) = leaf.length else { continue };
            let (before, more, earlier) = known.unwrap_or((length, open, leaf.span));
            if length > before && !more || length < before && !open {
                let message = e0304::message(length, before);
                let error = self.ev.error_with(e0304::CODE, ErrorKind::Fatal, message, vec![leaf.span, earlier], n);
                self.ev.reasons(error).sides = vec![side(leaf.span, length, open), side(earlier, before, more)];
                errors.push(error);
            } else {
                known = Some((length.max(before), more && open, if more { leaf.span } else { earlier }));
            }
        }
        errors
    }

    /// Tries the disjuncts of a node, which may have failed by itself already.
    fn try_disjuncts(&mut self, n: NodeId, own: Vec<ErrorId>) -> Account {
        let choices = self.ev.node(n).ext.as_ref().map(|e| e.choices.clone()).unwrap_or_default();
        let skip = |c: &Choice| Pick { expr: c.expr, used: None, disjunct: None };
        let mut candidates: Vec<Vec<Pick>> = vec![Vec::new()];
        for (at, choice) in choices.iter().enumerate() {
            let disjuncts = self.ev.disjuncts(choice);
            let mut trials: Vec<Trial> =
                disjuncts.iter().enumerate().map(|(i, (disjunct, _))| self.trial(choice, i, *disjunct)).collect();
            let mut held = Vec::new();
            for picks in &candidates {
                for ((disjunct, _), trial) in disjuncts.iter().zip(&mut trials) {
                    self.trials += 1;
                    if self.trials > MAX_TRIALS {
                        return Account { errors: own, summed: false };
                    }
                    let pick = Pick { expr: choice.expr, used: None, disjunct: Some(*disjunct) };
                    let picks: Vec<Pick> = picks.iter().copied().chain([pick]).collect();
                    let rest = choices[at + 1..].iter().map(skip);
                    let all: Vec<Pick> = picks.iter().copied().chain(rest).collect();
                    let (failure, clone) = self.failure_of(n, &all, at + 1 < choices.len());
                    if failure.is_empty() {
                        held.push(picks);
                    } else {
                        trial.errors = failure;
                        trial.nested |= self.ev.node(clone).ext.as_ref().is_some_and(|e| !e.choices.is_empty());
                    }
                }
            }
            if held.is_empty() {
                return self.sum_up(n, own, choice, trials);
            }
            candidates = held;
        }
        Account { errors: own, summed: false }
    }

    fn trial(&self, choice: &Choice, at: usize, disjunct: PickTerm) -> Trial {
        let within = match self.ev.prog.expr(choice.expr) {
            Expr::Disjunction(all) if choice.list.is_none() => all.get(at).and_then(|d| d.within),
            _ => None,
        };
        Trial { disjunct, within, nested: within.is_some(), errors: Vec::new() }
    }

    /// The disjuncts that failed, for those that explain it.
    fn fallen(&self, trials: &[Trial]) -> Vec<Fallen> {
        let all = trials.iter().map(|t| {
            let (span, text) = match t.disjunct {
                PickTerm::Expr(e) => (self.ev.prog.span(e), self.ev.show_expr(e)),
                PickTerm::Node(m) => (self.ev.node_span(m), self.ev.show_node(m)),
            };
            Fallen { span, text, errors: t.errors.clone() }
        });
        all.collect()
    }

    /// All disjuncts of a node failed.
    fn sum_up(&mut self, n: NodeId, own: Vec<ErrorId>, choice: &Choice, trials: Vec<Trial>) -> Account {
        let disjuncts: Vec<&[Trial]> = trials.chunk_by(|a, b| a.within.is_some() && a.within == b.within).collect();
        let skips = disjuncts.len() > 2 && own.is_empty();
        let mut all = own.clone();
        for (i, disjunct) in disjuncts.iter().enumerate() {
            if i > 0 && skips && disjunct[0].nested {
                continue;
            }
            let mut errors = Vec::new();
            for e in disjunct.iter().flat_map(|t| &t.errors) {
                self.add(&mut errors, *e);
            }
            if disjunct[0].within.is_some() && errors.len() > 1 {
                errors.insert(0, self.count(n, errors.len()));
            }
            for e in errors {
                self.add(&mut all, e);
            }
        }
        let by_user = |e: &ErrorId| self.ev.error(*e).kind == ErrorKind::User;
        if all.iter().any(by_user) {
            all.retain(by_user);
        }
        if all.len() < 2 {
            return Account { errors: all, summed: !own.is_empty() };
        }
        let head = self.count(n, all.len());
        let (fallen, disjunction) = (self.fallen(&trials), self.ev.prog.span(choice.expr));
        let reasons = self.ev.reasons(head);
        (reasons.fallen, reasons.disjunction) = (fallen, Some(disjunction));
        all.insert(own.len().min(all.len()), head);
        Account { errors: all, summed: false }
    }

    /// The line that counts the errors of disjuncts.
    fn count(&mut self, n: NodeId, errors: usize) -> ErrorId {
        let message = e0312::message(errors);
        self.ev.error_with(e0312::CODE, ErrorKind::Fatal, message, Vec::new(), n)
    }

    /// Why a disjunct fails, which another clone of its node takes once more.
    fn failure_of(&mut self, n: NodeId, picks: &[Pick], partial: bool) -> (Vec<ErrorId>, NodeId) {
        let lax = std::mem::replace(&mut self.ev.lax, true);
        let clone = self.take(n, picks, partial);
        let failure = self.first_field(clone);
        self.ev.lax = lax;
        if !failure.is_empty() || lax {
            return (failure, clone);
        }
        let clone = self.take(n, picks, partial);
        (self.failure_within(clone), clone)
    }

    fn take(&mut self, n: NodeId, picks: &[Pick], partial: bool) -> NodeId {
        let clone = self.ev.clone_with(n, picks.to_vec());
        self.ev.node_mut(clone).ext().partial = partial;
        clone
    }

    /// Why a disjunct or the first field of it that fails does so, apart from fields that it does not allow.
    fn first_field(&mut self, clone: NodeId) -> Vec<ErrorId> {
        if self.ev.settle(clone).is_ok() {
            let n = self.ev.deref(clone);
            if matches!(self.ev.node(n).base, Base::Struct) {
                let fields = self.ev.arriving_fields(n, &mut self.ranks);
                let told = fields.into_iter().filter(|f| f.marker != Marker::Optional).map(|f| f.node).collect();
                return self.first_failure(told);
            }
        }
        self.failure_within(clone)
    }

    /// Why the first one of some fields or elements that fails does so.
    fn first_failure(&mut self, fields: Vec<NodeId>) -> Vec<ErrorId> {
        fields.into_iter().map(|f| self.failure_within(f)).find(|errors| !errors.is_empty()).unwrap_or_default()
    }

    /// Why a node or something in it fails.
    fn failure_within(&mut self, n: NodeId) -> Vec<ErrorId> {
        let mut done = self.ev.complete(n);
        if matches!(done, Err(Stop::Blocked(_))) {
            done = self.ev.complete_cut(n, self.origin(n).unwrap_or(n));
        }
        if done.is_err() {
            return Vec::new();
        }
        let Some((e, holder)) = self.ev.flawed_node(n) else { return Vec::new() };
        if self.ev.error(e).code == e0303::CODE {
            return self.refused_beside(e);
        }
        self.tell(e, holder);
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
            Base::Error(e) if self.ev.error(e).code == e0303::CODE => Some(e),
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

/// Whether an error is about what contradicts each other at a node.
fn is_conflict(error: &EvalError) -> bool {
    matches!(error.code, e0301::CODE | e0304::CODE | e0312::CODE | e0316::CODE)
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
