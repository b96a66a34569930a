//! Disjunctions.
//!
//! A node's disjunctions wait until everything else about it is known. Then each disjunct is tried in a clone of the node
//! that takes it in place of its disjunction and is worked out completely; what fails is dropped. One that conflicts at
//! sight, by its type or by a field for which a literal says another scalar, need not be tried; what is computed, or what a
//! comprehension yields, may hang on the disjunct. The clones of one disjunction are the candidates for the next. One that
//! is left stands for the node; of several, equal ones merge. One that waits for more information, by itself or with one of
//! its own fields, equals none that does not, and is left out beside it; where all wait that have not failed, the node waits
//! as a whole. A cycle through the node itself is cut in the clones, where the disjuncts are known.
//!
//! Disjunctions are taken in the order in which they are written, those that references bring after those at their place.
//!
//! Marks: a disjunct of a disjunction with marks is a default or is none; without marks it may become one. Across
//! disjunctions *none* beats *default* beats *may*. Disjuncts that are defaults at the end are the node's defaults. Where
//! those that others leave of a disjunction have none of its defaults among them, its marks say nothing.

use crate::budget::Pause;
use crate::engine::Evaluator;
use crate::error::{ErrorId, ErrorKind, Stop};
use crate::expr::Operand;
use crate::node::*;
use crate::reads::Read;
use smallvec::SmallVec;
use std::sync::Arc;
use tenon_catalogue::{e0312, e0701, e0702};
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Decl, Expr, ExprId, Marker};

/// More combinations of disjuncts than this that all hold end the evaluation of their node. But an enumeration is as long
/// as it is written, and what others leave of it is no longer.
const MAX_CANDIDATES: usize = 1000;

/// Once there are so many reasons against a node's disjuncts, different scalars need not be tried against each other.
const MANY_REASONS: usize = 1000;

/// More disjuncts than this that are tried for one node, with those of its fields, end its evaluation.
const MAX_TRIALS: u32 = 20_000;

/// Disjunctions that only come to light in the disjunct of another one of the same node are followed this deep.
const MAX_LAYERS: usize = 14;

/// What the marks say of a disjunct. Of two equal disjuncts the lesser one counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Mode {
    Default,
    May,
    Not,
}

impl Mode {
    pub fn and(self, other: Mode) -> Mode {
        match (self, other) {
            (Mode::Not, _) | (_, Mode::Not) => Mode::Not,
            (Mode::Default, _) | (_, Mode::Default) => Mode::Default,
            _ => Mode::May,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Candidate {
    pub picks: Vec<Pick>,
    /// One for each disjunction that is taken.
    pub modes: SmallVec<[Mode; 4]>,
    pub node: NodeId,
}

impl Candidate {
    pub fn mode(&self) -> Mode {
        self.modes.iter().fold(Mode::May, |all, mode| all.and(*mode))
    }
}

impl Evaluator<'_> {
    /// A disjunction among a node's conjuncts; in a clone, the disjunct that it takes. One that comes several times, by
    /// several references, is one: the same disjunct is taken each time.
    pub(crate) fn add_choice(&mut self, n: NodeId, mut choice: Choice) {
        let term = self.known_term(n, choice.expr, choice.conjunct.term);
        choice.conjunct.term = term;
        let ext = self.node_mut(n).ext();
        if ext.choices.iter().any(|c| c.conjunct.term == term && c.expr == choice.expr) {
            let behind = ext.choices.len() as u32;
            add(&mut ext.repeated, (behind, choice));
            return;
        }
        let Some((at, pick)) = ext.pick_for(choice.expr, term).and_then(|i| Some((i, ext.picks.get_mut(i)?))) else {
            add(&mut ext.choices, choice);
            self.ground(n, &choice);
            return;
        };
        pick.used = Some(term);
        let disjunct = pick.disjunct;
        let env = match choice.conjunct.term {
            Term::Expr(_, env) => env,
            Term::Node(_) => NO_ENV,
        };
        let outer = self.origin;
        let trail = choice.conjunct.via.trail();
        self.branch(outer, Step::Disjunct { pick: at as u32, disjunction: choice.expr, trail });
        match disjunct {
            Some(PickTerm::Expr(e)) => self.unfold_part(n, Conjunct { term: Term::Expr(e, env), ..choice.conjunct }),
            Some(PickTerm::Node(m)) => self.unfold_part(n, Conjunct { term: Term::Node(m), ..choice.conjunct }),
            // What the disjunct will be, and whether it leads back to where it came from, shows later.
            None => self.ground(n, &choice),
        }
        self.origin = outer;
    }

    /// A disjunction that does not lead back makes its node.
    fn ground(&mut self, n: NodeId, choice: &Choice) {
        if !choice.conjunct.via.is_cyclic() {
            let node = self.node_mut(n);
            node.grounded = node.grounded.max(Grounded::ByDisjunction);
        }
    }

    /// Whether a clone knows what it takes of a disjunction that comes by a term.
    pub(crate) fn has_pick(&self, n: NodeId, expr: ExprId, term: Term) -> bool {
        self.node(n).ext.as_ref().is_some_and(|e| e.pick_for(expr, term).is_some())
    }

    pub(crate) fn disjuncts(&mut self, choice: &Choice) -> Vec<(PickTerm, Mode)> {
        if let Some(list) = choice.list {
            self.read(list, Read::All);
            let list = self.deref(list);
            return self.node(list).fields.iter().map(|f| (PickTerm::Node(f.node), Mode::May)).collect();
        }
        let Expr::Disjunction(all) = self.prog.expr(choice.expr) else { return Vec::new() };
        let marked = all.iter().any(|d| d.default);
        all.iter()
            .map(|d| {
                let mode = match (marked, d.default) {
                    (false, _) => Mode::May,
                    (true, true) => Mode::Default,
                    (true, false) => Mode::Not,
                };
                (PickTerm::Expr(d.expr), mode)
            })
            .collect()
    }

    /// Whether one of a disjunction's disjuncts is a disjunction itself. Its marks count as long as several of its disjuncts
    /// are left, so these are taken before those of other disjunctions leave but one.
    fn has_nested(&mut self, n: NodeId, choice: &Choice) -> bool {
        let Term::Expr(_, env) = choice.conjunct.term else { return false };
        let Expr::Disjunction(all) = self.prog.expr(choice.expr) else { return false };
        all.iter().any(|d| match self.prog.expr(d.expr) {
            Expr::Disjunction(_) => true,
            Expr::Field { .. } | Expr::Select(..) if self.is_path(d.expr) => match self.resolve(d.expr, env, n) {
                Ok(Operand::Node(m)) if m != n && !self.is_ancestor(m, n) => {
                    self.read(m, Read::Conjuncts);
                    self.expand(m);
                    self.node(self.deref(m)).ext.as_ref().is_some_and(|e| !e.choices.is_empty())
                }
                _ => false,
            },
            _ => false,
        })
    }

    /// How many references led to a disjunction at its node. One that comes up several times is taken where it first is.
    fn steps_to(&self, n: NodeId, choice: &Choice, all: &[Choice]) -> usize {
        let steps = |c: &Choice| self.steps(c.conjunct.via.trail()).filter(|t| t.at == n).count();
        all.iter().filter(|c| c.expr == choice.expr).map(steps).min().unwrap_or(0)
    }

    /// Resolves all disjunctions of a node.
    pub(crate) fn choose(&mut self, n: NodeId) -> Result<(), Stop> {
        if self.choosing == 0 {
            self.trials = 0;
        }
        if self.layers(n) > MAX_LAYERS {
            self.give_up(n, e0702::CODE, e0702::layers(MAX_LAYERS));
            return Ok(());
        }
        self.choosing += 1;
        let done = self.choose_among(n, true);
        self.choosing -= 1;
        done
    }

    /// Where a cycle is to be cut at a node with disjunctions, it is cut in each disjunct. Says whether there are some.
    pub(crate) fn choose_at_cut(&mut self, n: NodeId) -> Result<bool, Stop> {
        if !self.has_choices(n) || self.conflicts_at_sight(n) {
            return Ok(false);
        }
        self.choose(n)?;
        let node = self.node(n);
        let chosen =
            node.forward != NO_NODE || !matches!(node.base, Base::Open | Base::Scalar(_)) || !node.stuck_free();
        if chosen {
            self.node_mut(n).ext().tasks.clear();
        }
        Ok(chosen)
    }

    /// A node whose disjunctions take too much.
    fn give_up(&mut self, n: NodeId, code: &'static str, message: String) {
        let span = self.node_span(n);
        let e = self.error_with(code, ErrorKind::Budget, message, vec![span], n);
        self.fail_node(n, e);
    }

    /// How many disjuncts of the same place a clone takes, one found within the other.
    fn layers(&self, mut n: NodeId) -> usize {
        let mut layers = 0;
        while let Some(origin) = self.node(n).ext.as_ref().and_then(|e| e.origin) {
            layers += 1;
            n = origin;
        }
        layers
    }

    /// The disjunctions that say something new of a node, and what is to be tried of each.
    fn open_choices(&mut self, n: NodeId, choices: &[Choice]) -> Vec<(Choice, Vec<(PickTerm, Mode)>)> {
        let mut open = Vec::new();
        for choice in choices {
            let env = match choice.conjunct.term {
                Term::Expr(_, env) => env,
                Term::Node(_) => NO_ENV,
            };
            let all = self.disjuncts(choice);
            if all.iter().any(|(d, _)| self.says_nothing_new(n, *d)) {
                continue;
            }
            let mut rest = Vec::with_capacity(all.len());
            for (d, mode) in &all {
                if !self.cheaply_rejected(n, *d, env) {
                    rest.push((*d, *mode));
                }
            }
            if rest.is_empty() {
                // All are tried after all, for the sake of the reasons.
                rest = all;
            }
            open.push((*choice, rest));
        }
        open
    }

    /// The same. `plainly`: disjuncts that plainly conflict need no reason.
    fn choose_among(&mut self, n: NodeId, plainly: bool) -> Result<(), Stop> {
        let mut choices = self.node(n).ext.as_ref().map(|e| e.choices.clone()).unwrap_or_default();
        if choices.len() > 1 {
            let steps: Vec<_> = choices.iter().map(|c| self.steps_to(n, c, &choices)).collect();
            let mut order: Vec<usize> = (0..choices.len()).collect();
            order.sort_by_cached_key(|i| (!self.has_nested(n, &choices[*i]), steps[*i]));
            choices = order.into_iter().map(|i| choices[i]).collect();
        }
        let open = self.open_choices(n, &choices);
        if open.is_empty() {
            return Ok(());
        }
        let mut failures: Vec<ErrorId> = Vec::new();
        let exprs: Vec<ExprId> = choices.iter().map(|c| c.expr).collect();
        let settled: Vec<bool> =
            choices.iter().map(|c| !open.iter().any(|(o, _)| o.expr == c.expr && o.conjunct == c.conjunct)).collect();
        let skip = |i: usize| Pick { expr: exprs[i], used: None, disjunct: None };
        let plain = if plainly { self.plain(n, &open) } else { None };
        let terms: Vec<Term> = choices.iter().map(|c| c.conjunct.term).collect();
        let taken_over = plain.is_none() && self.can_be_taken_over(n);
        let mut conflicts = false;
        let mut candidates = vec![Candidate { picks: Vec::new(), modes: SmallVec::new(), node: n }];
        let taken = self.node(n).ext.as_ref().map_or(0, |e| e.picks.len());
        let (mut at, mut most) = (0, MAX_CANDIDATES);
        for (stage, (_, disjuncts)) in open.iter().enumerate() {
            while settled[at] {
                candidates.iter_mut().for_each(|c| c.picks.push(skip(at)));
                at += 1;
            }
            let last = stage + 1 == open.len();
            let mut held: Vec<Candidate> = Vec::new();
            for candidate in &candidates {
                for (disjunct, mode) in disjuncts {
                    if failures.len() >= MANY_REASONS && self.is_other_scalar(candidate.node, *disjunct) {
                        continue;
                    }
                    let mut picks = candidate.picks.clone();
                    picks.push(Pick { expr: exprs[at], used: None, disjunct: Some(*disjunct) });
                    let mut all = picks.clone();
                    all.extend((at + 1..exprs.len()).map(skip));
                    let clone = match plain.as_ref().map(|(p, named)| (self.with_picks(p, named, &picks), named)) {
                        None => self.try_with(n, all, taken_over, !last)?,
                        Some((Some(left), named)) => self.plain_clone(n, all, left, named, &terms),
                        Some((None, _)) => {
                            conflicts = true;
                            continue;
                        }
                    };
                    if let Some(e) = self.flaw(clone) {
                        failures.push(e);
                        continue;
                    }
                    let mut modes = candidate.modes.clone();
                    modes.push(*mode);
                    held.push(Candidate { picks, modes, node: clone });
                    self.trials += 1;
                    self.tried += 1;
                    if self.trials > MAX_TRIALS {
                        self.give_up(n, e0702::CODE, e0702::trials(MAX_TRIALS));
                        return Ok(());
                    }
                    match self.meter.check(self.nodes.len(), self.busy) {
                        None => {}
                        Some(Pause::Tell(steps)) => self.tell_progress(n, steps),
                        Some(Pause::Stop(limit)) => {
                            self.give_up(n, e0701::CODE, limit.to_string());
                            return Ok(());
                        }
                    }
                }
            }
            if stage > 0 {
                forget_lost(&candidates, disjuncts, &mut held);
            }
            let next = self.unequal(n, held, taken, last);
            most = if stage == 0 { most.max(next.len()) } else { most };
            if next.len() > most {
                self.give_up(n, e0702::CODE, e0702::combinations(most));
                return Ok(());
            }
            candidates = next;
            at += 1;
            if candidates.is_empty() {
                break;
            }
        }
        if candidates.is_empty() && conflicts {
            return self.choose_among(n, false);
        }
        if candidates.iter().any(|c| !self.waits(c.node)) {
            self.leave_out_waiting(n, &mut candidates);
        } else if !candidates.is_empty() {
            self.put_off(n, &choices, &candidates);
            return Ok(());
        }
        self.conclude(n, candidates, failures);
        Ok(())
    }

    /// A clone of a node that takes something of its disjunctions, all of them or not, worked out.
    fn try_with(&mut self, n: NodeId, picks: Vec<Pick>, taken_over: bool, partial: bool) -> Result<NodeId, Stop> {
        let clone = self.clone_with(n, picks);
        self.node_mut(clone).ext().partial = partial;
        self.partial += u32::from(partial);
        if taken_over {
            self.take_over(clone, n);
        }
        let mut done = self.complete(clone);
        if matches!(done, Err(Stop::Blocked(depth)) if depth >= self.node(n).busy_at) {
            done = self.complete_cut(clone, n);
        }
        self.partial -= u32::from(partial);
        done.map(|()| clone)
    }

    /// Completes a disjunct that needs the node that it is for: a cycle that is cut there.
    pub(crate) fn complete_cut(&mut self, clone: NodeId, n: NodeId) -> Result<(), Stop> {
        self.forced += 1;
        let outer = std::mem::replace(&mut self.cut_at, n);
        let done = self.complete(clone);
        self.cut_at = outer;
        self.forced -= 1;
        done
    }

    /// Whether something is missing for a disjunct's value or for that of one of its fields. It is left out where another
    /// one has a value.
    pub(crate) fn waits(&self, n: NodeId) -> bool {
        let node = self.node(self.deref(n));
        let stuck = |f: &Field| f.marker == Marker::Regular && !self.node(self.deref(f.node)).stuck_free();
        !node.stuck_free() || node.fields.iter().any(stuck)
    }

    /// All disjuncts that are left wait, and so does the node.
    fn put_off(&mut self, n: NodeId, choices: &[Choice], candidates: &[Candidate]) {
        let reasons: Vec<ErrorId> = candidates.iter().filter_map(|c| self.first_incomplete(c.node)).collect();
        let error = self.empty(n, ErrorKind::Incomplete, reasons);
        self.node_mut(n).kind = candidates.iter().fold(Kind::BOTTOM, |k, c| k | self.node(c.node).kind);
        for choice in choices {
            add(&mut self.node_mut(n).ext().stuck, (choice.conjunct, error));
        }
    }

    /// The error of a node for which no disjunct is left: what disjuncts of `error` say, where there are such.
    fn empty(&mut self, n: NodeId, kind: ErrorKind, mut reasons: Vec<ErrorId>) -> ErrorId {
        let by_user = |e: &ErrorId| self.error(*e).kind == ErrorKind::User;
        if reasons.iter().any(by_user) {
            reasons.retain(by_user);
        }
        if let [one] = reasons.as_slice() {
            return *one;
        }
        let message = e0312::message(reasons.len());
        // The reasons have the places.
        let error = self.error_with(e0312::CODE, kind, message, Vec::new(), n);
        self.errors[error.0 as usize].parts = reasons;
        error
    }

    fn conclude(&mut self, n: NodeId, candidates: Vec<Candidate>, failures: Vec<ErrorId>) {
        match candidates.as_slice() {
            [] => {
                let error = self.empty(n, ErrorKind::Fatal, failures);
                self.fail_node(n, error);
            }
            [one] => self.node_mut(n).forward = one.node,
            many => {
                let defaults = many.iter().filter(|c| c.mode() == Mode::Default);
                let others = many.iter().filter(|c| c.mode() != Mode::Default);
                let count = defaults.clone().count();
                let undefaulted = count == 0 && many.iter().any(|c| c.mode() == Mode::Not);
                let values: Vec<NodeId> = defaults.chain(others).map(|c| c.node).collect();
                let kind = values.iter().fold(Kind::BOTTOM, |k, v| k | self.node(*v).kind);
                if count != 1 {
                    values.iter().for_each(|v| self.order_disjunct(*v));
                } else {
                    values.iter().skip(1).for_each(|v| self.order_disjunct(*v));
                }
                let node = self.node_mut(n);
                node.kind = kind;
                node.base = Base::Disjunction(Arc::new(Disjuncts { values: values.into(), defaults: count }));
                if undefaulted {
                    node.ext().undefaulted = true;
                }
            }
        }
    }

    pub(crate) fn clone_with(&mut self, n: NodeId, picks: Vec<Pick>) -> NodeId {
        let (parent, label, depth) = (self.node(n).parent, self.node(n).label, self.node(n).depth);
        let conjuncts = self.node(n).conjuncts.clone();
        // A clone of a clone takes what its original took, too.
        let taken = self.node(n).ext.as_ref().map(|e| e.picks.clone()).unwrap_or_default();
        let picks = taken.into_iter().map(|p| Pick { used: None, ..p }).chain(picks).collect();
        let clone = self.new_node(parent, label);
        let node = self.node_mut(clone);
        node.depth = depth;
        node.sealed = true;
        node.conjuncts = conjuncts;
        let ext = node.ext();
        ext.picks = picks;
        ext.origin = Some(n);
        clone
    }

    // ---------------------------------------------------------------- without trying

    /// Whether a disjunct is a scalar other than that of a node.
    fn is_other_scalar(&self, n: NodeId, d: PickTerm) -> bool {
        let Base::Scalar(s) = &self.node(n).base else { return false };
        match d {
            PickTerm::Expr(e) => self.literal(e).is_some_and(|l| l != *s),
            PickTerm::Node(m) => matches!(&self.node(self.deref(m)).base, Base::Scalar(other) if other != s),
        }
    }

    /// Whether a scalar's node satisfies a disjunct as it is, so that the disjunction adds nothing.
    fn says_nothing_new(&self, n: NodeId, d: PickTerm) -> bool {
        let Base::Scalar(s) = &self.node(n).base else { return false };
        let PickTerm::Expr(e) = d else { return false };
        match self.prog.expr(e) {
            Expr::Null | Expr::Bool(_) | Expr::Str(_) | Expr::Num(_) | Expr::Bytes(_) => {
                self.literal(e).is_some_and(|l| l == *s)
            }
            Expr::Basic(b) => {
                use tenon_ir::program::Basic;
                matches!(b, Basic::Bool | Basic::Int | Basic::Float | Basic::Number | Basic::String | Basic::Bytes)
                    && b.kind().contains(s.kind())
            }
            Expr::Top => true,
            _ => false,
        }
    }

    /// Whether a conjunct is a literal other than a struct.
    pub(crate) fn is_scalar_or_list(&self, term: Term) -> bool {
        match term {
            Term::Expr(e, _) => matches!(self.prog.expr(e), Expr::List(_)) || self.literal(e).is_some(),
            Term::Node(_) => false,
        }
    }

    pub(crate) fn literal(&self, e: ExprId) -> Option<Scalar> {
        Some(match self.prog.expr(e) {
            Expr::Null => Scalar::Null,
            Expr::Bool(b) => Scalar::Bool(*b),
            Expr::Num(x) => Scalar::Num(x.clone()),
            Expr::Str(s) => Scalar::Str(s.clone()),
            Expr::Bytes(b) => Scalar::Bytes(b.clone()),
            _ => return None,
        })
    }

    /// Whether a disjunct conflicts by its type or by a concrete field that both have.
    fn cheaply_rejected(&mut self, n: NodeId, d: PickTerm, env: EnvId) -> bool {
        match d {
            PickTerm::Expr(e) => self.rejects(n, e, env, 8),
            PickTerm::Node(m) => self.node_rejects(n, m),
        }
    }

    fn rejects(&mut self, n: NodeId, e: ExprId, env: EnvId, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        if let Some(l) = self.literal(e) {
            return match &self.node(n).base {
                Base::Scalar(s) => *s != l,
                _ => !self.node(n).kind.meets(l.kind()),
            };
        }
        let prog = self.prog;
        match prog.expr(e) {
            Expr::Basic(b) => !self.node(n).kind.meets(b.kind()),
            Expr::List(_) => !self.node(n).kind.meets(Kind::LIST),
            Expr::Struct(id) => {
                let literal = prog.struct_lit(*id);
                if literal.decls.iter().any(|d| matches!(d, Decl::Embed { .. } | Decl::Comprehension(_))) {
                    return false;
                }
                if !self.node(n).kind.meets(Kind::STRUCT) {
                    return true;
                }
                literal.decls.iter().any(|d| match d {
                    Decl::Field { label, marker: Marker::Regular, value, .. } => {
                        let Some(want) = self.literal(*value) else { return false };
                        self.written_scalar(n, *label).is_some_and(|s| s != want)
                    }
                    _ => false,
                })
            }
            Expr::Binary(BinaryOp::And, a, b) => {
                self.rejects(n, *a, env, depth - 1) || self.rejects(n, *b, env, depth - 1)
            }
            Expr::Field { .. } | Expr::Select(..) if self.is_path(e) => match self.resolve(e, env, n) {
                Ok(Operand::Node(m)) => self.node_rejects(n, m),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an expression is nothing but names: what it leads to is looked up, not made.
    pub(crate) fn is_path(&self, e: ExprId) -> bool {
        let mut at = e;
        while let Expr::Select(of, _) = self.prog.expr(at) {
            at = *of;
        }
        matches!(self.prog.expr(at), Expr::Field { .. } | Expr::Import(_))
    }

    fn node_rejects(&mut self, n: NodeId, m: NodeId) -> bool {
        if self.is_ancestor(m, n) || m == n {
            return false;
        }
        self.read(m, Read::All);
        self.read(m, Read::Conjuncts);
        self.expand(m);
        let m = self.deref(m);
        if m == n || !self.node(m).kind.meets(self.node(n).kind) {
            return m != n;
        }
        if let (Base::Scalar(a), Base::Scalar(b)) = (&self.node(m).base, &self.node(n).base) {
            return a != b;
        }
        for i in 0..self.node(m).fields.len() {
            let label = self.node(m).fields[i].label;
            if self.node(n).find(label).is_none() {
                continue;
            }
            let Some(want) = self.written_scalar(m, label) else { continue };
            if self.written_scalar(n, label).is_some_and(|s| s != want) {
                return true;
            }
        }
        false
    }

    /// The scalar that a literal says a field to be. One that a comprehension yielded does not: that may hang on another
    /// field, of which the disjunct says something, and so may all that is computed.
    fn written_scalar(&self, n: NodeId, label: tenon_ir::Label) -> Option<Scalar> {
        let field = self.node(n).fields[self.node(n).find(label)?];
        if field.marker == Marker::Optional {
            return None;
        }
        let node = self.node(field.node);
        if let Base::Scalar(s) = &node.base
            && node.conjuncts.is_empty()
        {
            return Some(s.clone());
        }
        node.conjuncts.iter().find_map(|c| match c.term {
            Term::Expr(e, _) => self.literal(e).filter(|_| !self.is_yielded(n, e)),
            Term::Node(d) => match &self.node(d).base {
                Base::Scalar(s) => Some(s.clone()),
                _ => None,
            },
        })
    }

    /// Whether a comprehension yielded the literal of a node in which this is the value of a field.
    fn is_yielded(&self, n: NodeId, value: ExprId) -> bool {
        let has = |l: &Literal| match l.source {
            LiteralSource::Struct(id, _) => {
                let is_field = |d: &Decl| matches!(d, Decl::Field { value: v, .. } if *v == value);
                self.prog.struct_lit(id).decls.iter().any(is_field)
            }
            LiteralSource::Data(_) => false,
        };
        self.node(n).ext.iter().flat_map(|e| &e.literals).any(|l| self.comes_of_comprehension(l.origin) && has(l))
    }

    fn comes_of_comprehension(&self, origin: Origin) -> bool {
        let branch = |b: Option<BranchId>| b.map(|b| self.branches[b.index()]);
        std::iter::successors(branch(origin.branch), |b| branch(b.up))
            .any(|b| matches!(b.step, Step::Round { part: Part::Comprehension(_), .. }))
    }
}

/// Where none of a disjunction's defaults is left, its marks say nothing.
fn forget_lost(before: &[Candidate], disjuncts: &[(PickTerm, Mode)], held: &mut [Candidate]) {
    let stage = before.first().map_or(0, |c| c.modes.len());
    for i in 0..=stage {
        let is_default = |c: &Candidate| c.modes.get(i) == Some(&Mode::Default);
        let had = if i < stage {
            before.iter().any(is_default)
        } else {
            disjuncts.iter().any(|(_, mode)| *mode == Mode::Default)
        };
        if had && !held.iter().any(is_default) {
            held.iter_mut().filter_map(|c| c.modes.get_mut(i)).for_each(|mode| *mode = Mode::May);
        }
    }
}
