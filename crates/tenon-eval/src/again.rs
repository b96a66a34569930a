//! Evaluating again what a change of the program can affect.
//!
//! A finished evaluation whose reads were noted ([`crate::reads`]) can go on after some of the program's expressions have
//! become other ones. The nodes that hold one of these are *reset*: they are as they were before they were worked on, with the conjuncts
//! that the nodes around them gave them. What they are now is compared with what they were. A node that read something
//! which is another one now is reset in the next round, until nothing changes any more:
//!
//! - what unfolded a reset node's conjuncts elsewhere, and what took all that is in it, is reset with it;
//! - what took its value, or looked up one of its fields, is reset where that differs;
//! - what asked whether something is wrong in it is reset where that differs.
//!
//! Where that is much, as where everything selects from what is wrong now, it stays as it was: whoever asked evaluates anew
//! when there is time.
//!
//! The fields of a reset node keep their nodes. One that gets the conjuncts that it had before stays as it is, with all
//! that is in it: environments are the same where what they are made of is. Nodes that nothing leads to any more
//! stay where they are; who keeps an evaluation for long begins anew once there are more of them than it likes.

use crate::engine::Evaluator;
use crate::error::{ErrorId, EvalError};
use crate::node::*;
use crate::reads::Read;
use rustc_hash::{FxHashMap, FxHashSet};
use tenon_catalogue::e0303;
use tenon_ir::Label;
use tenon_ir::program::ExprId;

/// After so many rounds everything is evaluated anew.
const MAX_ROUNDS: usize = 40;

/// So many nodes may be reset in all rounds, or this part of all there are; fewer of them with much in it.
const MANY: usize = 1000;
const PART: usize = 64;

/// What is being evaluated again.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// What reset nodes were.
    old: FxHashMap<NodeId, Node>,
    /// The nodes that are to be worked out, whatever conjuncts they get.
    dirty: FxHashSet<NodeId>,
    /// Nodes whose readers are to be reset, and by what they read.
    changed: Vec<(NodeId, Changed)>,
    /// Nodes in operands that have been worked out before, and are other ones now.
    operands: Vec<NodeId>,
    /// Nodes that were reset in this round: what they read before counts no more.
    fresh: FxHashSet<NodeId>,
    /// Nodes that nothing leads to any more.
    gone: FxHashSet<NodeId>,
}

/// What of a node is another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Changed {
    /// Its value or the order of its fields.
    Value,
    /// Which fields it has, too.
    Fields,
    /// What it says; it has not been looked at yet what comes of that.
    Conjuncts,
    /// It is not there any more.
    Gone,
}

/// What is wrong in a node.
type Flaw = Option<ErrorId>;

impl Evaluator<'_> {
    /// Evaluates again what depends on expressions that have become other ones. Nothing where too much does: the evaluation
    /// is of no use any more, then. What was asked for is to be finished afterwards.
    pub(crate) fn again(&mut self, changed: &[ExprId]) -> Option<()> {
        if self.reads.is_none() || !self.open.is_empty() {
            return None;
        }
        self.again = Some(Box::default());
        let done = self.rounds_again(changed);
        let again = self.again.take()?;
        done?;
        self.lost += again.gone.len();
        Some(())
    }

    fn rounds_again(&mut self, changed: &[ExprId]) -> Option<()> {
        let mut next = self.holding(changed);
        let mut left = MANY.max(self.nodes.len() / PART);
        for round in 0..MAX_ROUNDS {
            if next.is_empty() {
                return Some(());
            }
            let dirty = self.close_over(next);
            if round > 0 && dirty.len() > left {
                // What was changed is known; the rest is left as it was.
                return Some(());
            }
            left = left.checked_sub(dirty.len())?;
            let mut around: FxHashMap<NodeId, Flaw> = FxHashMap::default();
            for n in &dirty {
                self.note_flaws(*n, &mut around);
            }
            if let (Some(reads), Some(again)) = (&mut self.reads, &mut self.again) {
                reads.begin_round();
                again.fresh.clear();
            }
            for n in &dirty {
                self.reset(*n);
            }
            for n in &dirty {
                self.go_through(*n);
            }
            while let Some(n) = self.again.as_mut().and_then(|again| again.operands.pop()) {
                self.go_through(n);
            }
            next = self.readers_of_changed();
            next.extend(self.readers_of_flaws(around));
        }
        None
    }

    /// The nodes that hold one of some expressions.
    fn holding(&self, changed: &[ExprId]) -> Vec<NodeId> {
        let mut changed = changed.to_vec();
        changed.sort_unstable();
        let holds = |c: &Conjunct| matches!(c.term, Term::Expr(e, _) if changed.binary_search(&e).is_ok());
        let nodes = (0..self.nodes.len() as u32).map(NodeId);
        let mut out: Vec<NodeId> = nodes.filter(|n| self.node(*n).conjuncts.iter().any(holds)).collect();
        // Errors show what is written.
        let shows = |e: &EvalError| e.spans.iter().any(|s| changed.iter().any(|e| s.covers(self.prog.span(*e))));
        out.extend(self.errors.iter().filter(|e| shows(e)).map(|e| e.node));
        out
    }

    /// All that is to be reset with some nodes, those further out first; what took all that is in another node comes after it,
    /// for it may be reset within something that is not.
    fn close_over(&mut self, nodes: Vec<NodeId>) -> Vec<NodeId> {
        let (Some(reads), Some(again)) = (&self.reads, &self.again) else { return Vec::new() };
        let mut dirty: FxHashMap<NodeId, u32> = FxHashMap::default();
        let mut taken: FxHashSet<NodeId> = FxHashSet::default();
        let (mut rank, mut work, mut later) = (0, nodes, Vec::new());
        while !work.is_empty() {
            while let Some(n) = work.pop() {
                if again.gone.contains(&n) || dirty.contains_key(&n) {
                    continue;
                }
                // A disjunct that was tried is part of its disjunction.
                let tried = self.up(n).find_map(|a| self.node(a).ext.as_ref().and_then(|e| e.origin));
                if let Some(origin) = tried {
                    work.push(origin);
                    continue;
                }
                dirty.insert(n, rank);
                if self.is_refused(n) {
                    work.push(self.node(n).parent);
                }
                work.extend(self.up(n).skip(1).filter(|a| self.has_validators(*a)));
                let conjuncts = reads.of(n).filter(|(_, read)| *read == Read::Conjuncts);
                work.extend(conjuncts.map(|(reader, _)| reader));
                // What took all that is in a node around it, or in one that stands for such a node.
                let mut around: Vec<NodeId> = self.up(n).collect();
                while let Some(a) = around.pop() {
                    if !taken.insert(a) {
                        continue;
                    }
                    for (reader, read) in reads.of(a) {
                        match read {
                            Read::All if !self.is_ancestor(reader, n) => later.push(reader),
                            Read::Share => around.extend(self.up(reader)),
                            _ => {}
                        }
                    }
                }
            }
            std::mem::swap(&mut work, &mut later);
            rank += 1;
        }
        let mut out: Vec<(u32, u32, NodeId)> = dirty.into_iter().map(|(n, r)| (r, self.node(n).depth, n)).collect();
        out.sort_unstable();
        out.into_iter().map(|(_, _, n)| n).collect()
    }

    /// A node and those around it.
    fn up(&self, n: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(n), |n| Some(self.node(*n).parent).filter(|p| *p != NO_NODE))
    }

    /// Whether the struct around a node does not allow it.
    fn is_refused(&self, n: NodeId) -> bool {
        let errors = self.node(n).ext.iter().flat_map(|e| &e.errors);
        let mut all = errors.copied().chain(match self.node(n).base {
            Base::Error(e) => Some(e),
            _ => None,
        });
        self.node(n).parent != NO_NODE && all.any(|e| self.error(e).code == e0303::CODE)
    }

    fn flaw_of(&self, n: NodeId) -> Flaw {
        if self.is_flawed(n) { self.flaw(n) } else { None }
    }

    /// Whether what is wrong is the same, also where it has been worked out again.
    fn same_flaw(&self, a: Flaw, b: Flaw) -> bool {
        let same = |a: ErrorId, b: ErrorId| {
            let (a, b) = (self.error(a), self.error(b));
            a.node == b.node && a.code == b.code && a.message == b.message
        };
        match (a, b) {
            (Some(a), Some(b)) => a == b || same(a, b),
            (a, b) => a == b,
        }
    }

    fn note_flaws(&self, n: NodeId, around: &mut FxHashMap<NodeId, Flaw>) {
        for a in self.up(n) {
            if around.contains_key(&a) {
                return;
            }
            around.insert(a, self.flaw_of(a));
        }
    }

    // ---------------------------------------------------------------- resetting

    /// A node is as it was before it was worked on.
    fn reset(&mut self, n: NodeId) {
        let conjuncts = self.node(n).conjuncts.clone();
        self.renew(n);
        self.node_mut(n).conjuncts = conjuncts;
        if let Some(again) = &mut self.again {
            again.dirty.insert(n);
        }
    }

    /// A node is new; what it was is kept for comparison.
    fn renew(&mut self, n: NodeId) {
        let node = self.node(n);
        let (parent, label, depth, temp, led) = (node.parent, node.label, node.depth, node.temp, node.led);
        let def_tag = node.ext.as_ref().and_then(|e| e.def_tag);
        let mut new = Node::new(parent, label, depth);
        (new.temp, new.led) = (temp, led);
        new.sealed = temp || parent == NO_NODE;
        if def_tag.is_some() {
            new.ext().def_tag = def_tag;
        }
        let old = std::mem::replace(self.node_mut(n), new);
        if let Some(again) = &mut self.again {
            again.fresh.insert(n);
        }
        self.ends.get_mut().clear();
        self.allowed.clear();
        self.passed_back.remove(&n);
        if let Some(again) = &mut self.again
            && (old.state >= State::Settled || old.unfolded > 0)
        {
            again.old.insert(n, old);
        }
    }

    /// The node that a field had before its struct was reset.
    pub(crate) fn field_again(&mut self, n: NodeId, label: Label) -> Option<NodeId> {
        let again = self.again.as_mut()?;
        let old = again.old.get(&n)?;
        let child = old.fields.get(old.find(label)?)?.node;
        if self.node(child).parent != n || self.is_disjunct(child) {
            return None;
        }
        self.renew(child);
        self.node_mut(child).ext = None;
        Some(child)
    }

    /// Works a node out as if all around it were being worked out, too.
    fn go_through(&mut self, n: NodeId) {
        let mut around: Vec<NodeId> = Vec::new();
        let mut at = n;
        while !self.node(at).temp && self.node(at).parent != NO_NODE {
            let Node { parent, label, .. } = *self.node(at);
            let there = self.node(parent).find(label).is_some_and(|i| self.node(parent).fields[i].node == at);
            // What is around it is completed first, unless that is wrong itself.
            let open = self.node(parent).temp || self.node(parent).state == State::Complete;
            if !there || !open || matches!(self.node(parent).base, Base::Error(_)) {
                return;
            }
            around.push(parent);
            at = parent;
        }
        if self.node(at).temp && !self.was_complete(n) {
            let _ = self.settle(n);
            return;
        }
        let walk = self.walk;
        around.iter().for_each(|a| self.node_mut(*a).walking = walk);
        self.complete_at_last(n);
        around.iter().for_each(|a| self.node_mut(*a).walking = 0);
    }

    /// Whether all that was in a node had been worked out before it was reset.
    fn was_complete(&self, n: NodeId) -> bool {
        let was = self.again.as_ref().and_then(|again| again.old.get(&n));
        was.is_some_and(|was| was.state == State::Complete)
    }

    // ---------------------------------------------------------------- comparing

    /// A node was settled: its fields that got the conjuncts that they had are as they were.
    pub(crate) fn settled_again(&mut self, n: NodeId) {
        let Some(mut again) = self.again.take() else { return };
        if let Some(old) = again.old.remove(&n) {
            for i in 0..self.node(n).fields.len() {
                let child = self.node(n).fields[i].node;
                if !again.dirty.contains(&child)
                    && let Some(was) = again.old.get(&child)
                    && self.is_as_it_was(child, was)
                    && let Some(mut was) = again.old.remove(&child)
                {
                    was.conjuncts = std::mem::take(&mut self.node_mut(child).conjuncts);
                    *self.node_mut(child) = was;
                    again.fresh.remove(&child);
                } else if again.old.contains_key(&child) {
                    again.changed.push((child, Changed::Conjuncts));
                    if self.in_operand(NO_NODE, child) {
                        again.operands.push(child);
                    }
                }
            }
            let mut gone: Vec<NodeId> = Vec::new();
            let kept = |f: &&Field| self.node(n).find(f.label).is_some_and(|i| self.node(n).fields[i].node == f.node);
            gone.extend(old.fields.iter().filter(|f| !kept(f)).map(|f| f.node));
            self.add_disjuncts(&old, &mut gone);
            self.take_away(&mut again, gone);
            if let Some(changed) = self.difference(n, &old) {
                again.changed.push((n, changed));
            }
            again.dirty.remove(&n);
        }
        self.again = Some(again);
    }

    /// Whether a new node has the conjuncts of one that had come to be without errors, and nobody has looked at it yet.
    fn is_as_it_was(&self, n: NodeId, was: &Node) -> bool {
        let node = self.node(n);
        let untouched = node.state == State::New && node.unfolded == 0 && !node.expanding && node.fields.is_empty();
        let plain = |e: &Ext| e.tasks.is_empty() && e.literals.is_empty() && e.followers.is_empty();
        untouched
            && node.ext.as_deref().is_none_or(plain)
            && was.state == State::Complete
            && !was.flawed
            && !was.follows
            && !matches!(was.base, Base::Error(_))
            && was.ext.as_ref().is_none_or(|e| e.errors.is_empty() && e.stuck.is_empty())
            && was.conjuncts.len() == node.conjuncts.len()
            && was.conjuncts.iter().zip(&node.conjuncts).all(|(a, b)| a.term == b.term)
    }

    /// What was in nodes that are gone.
    fn take_away(&self, again: &mut Again, mut gone: Vec<NodeId>) {
        while let Some(n) = gone.pop() {
            if !again.gone.insert(n) {
                continue;
            }
            again.changed.push((n, Changed::Gone));
            let old = again.old.remove(&n);
            for node in [Some(self.node(n)), old.as_ref()].into_iter().flatten() {
                gone.extend(node.fields.iter().map(|f| f.node).filter(|c| self.node(*c).parent == n));
                self.add_disjuncts(node, &mut gone);
            }
        }
    }

    /// The disjuncts that are left of a node, or the one that stands for it.
    fn add_disjuncts(&self, node: &Node, out: &mut Vec<NodeId>) {
        if let Base::Disjunction(d) = &node.base {
            out.extend(d.values.iter());
        }
        if node.forward != NO_NODE && self.is_disjunct(node.forward) {
            out.push(node.forward);
        }
    }

    fn is_disjunct(&self, n: NodeId) -> bool {
        self.node(n).ext.as_ref().is_some_and(|e| e.origin.is_some())
    }

    /// In what a settled node differs from what it was.
    fn difference(&self, n: NodeId, old: &Node) -> Option<Changed> {
        let new = self.node(n);
        let stuck = |n: &Node| !n.stuck_free();
        let unclear = |n: &Node| matches!(n.base, Base::Error(_) | Base::Disjunction(_)) || stuck(n);
        if unclear(old) || unclear(new) || old.forward != new.forward || old.fields.len() != new.fields.len() {
            return Some(Changed::Fields);
        }
        let as_before = |f: &Field| {
            new.find(f.label).is_some_and(|i| new.fields[i].node == f.node && new.fields[i].marker == f.marker)
        };
        if !old.fields.iter().all(as_before) {
            return Some(Changed::Fields);
        }
        let base = match (&old.base, &new.base) {
            (Base::Scalar(a), Base::Scalar(b)) => a == b && same_form(a, b),
            (Base::Struct, Base::Struct) | (Base::List, Base::List) => true,
            (Base::Open, Base::Open) => {
                let plain = |n: &Node| n.ext.as_ref().is_none_or(|e| e.checks.is_empty() && e.literals.is_empty());
                plain(old) && plain(new)
            }
            _ => false,
        };
        let lengths =
            |n: &Node| n.ext.as_ref().map_or_else(Vec::new, |e| e.lengths.iter().map(|l| (l.count, l.open)).collect());
        let patterns = |n: &Node| n.ext.as_ref().map_or(0, |e| e.patterns.len());
        let alike = base
            && old.kind == new.kind
            && old.untyped == new.untyped
            && lengths(old) == lengths(new)
            && patterns(old) == patterns(new)
            && old.fields.iter().zip(&new.fields).all(|(a, b)| a.label == b.label);
        if alike { None } else { Some(Changed::Value) }
    }

    /// What read something that is another one now.
    fn readers_of_changed(&mut self) -> Vec<NodeId> {
        let (Some(reads), Some(again)) = (&self.reads, &mut self.again) else { return Vec::new() };
        let mut out = Vec::new();
        for (n, changed) in std::mem::take(&mut again.changed) {
            out.extend(reads.with_age(n).filter_map(|(reader, read, old)| {
                if old && again.fresh.contains(&reader) {
                    return None;
                }
                let concerns = match read {
                    Read::Field => matches!(changed, Changed::Fields | Changed::Gone),
                    Read::Value => changed != Changed::Conjuncts,
                    Read::Conjuncts | Read::All => matches!(changed, Changed::Conjuncts | Changed::Gone),
                    Read::Sound | Read::Share => changed == Changed::Gone,
                };
                concerns.then_some(reader)
            }));
        }
        out
    }

    /// What asked whether something is wrong where that differs now, or where something else is wrong.
    fn readers_of_flaws(&mut self, around: FxHashMap<NodeId, Flaw>) -> Vec<NodeId> {
        let mut nodes: Vec<(NodeId, Option<Flaw>)> = around.into_iter().map(|(n, before)| (n, Some(before))).collect();
        nodes.sort_by_key(|(n, _)| std::cmp::Reverse(self.node(*n).depth));
        let mut out = Vec::new();
        let mut at = 0;
        let mut known: FxHashSet<NodeId> = nodes.iter().map(|(n, _)| *n).collect();
        while let Some((n, before)) = nodes.get(at).copied() {
            at += 1;
            let was_flawed = self.node(n).flawed;
            if self.node(n).state == State::Complete && !matches!(self.node(n).base, Base::Error(_)) {
                let flawed = self.fields_flawed(n);
                self.node_mut(n).flawed = flawed;
            }
            let now = self.flaw_of(n);
            let same = before.map_or(!was_flawed && now.is_none(), |before| self.same_flaw(before, now));
            if same {
                continue;
            }
            let fresh = self.again.as_ref().is_some_and(|again| again.fresh.contains(&n));
            if !fresh && self.is_closed(n) {
                // Which fields it refuses hangs on whether something else is wrong.
                out.push(n);
            }
            let (Some(reads), Some(again)) = (&self.reads, &self.again) else { return out };
            let asked = |(reader, read, old): (NodeId, Read, bool)| {
                (read == Read::Sound && !(old && again.fresh.contains(&reader))).then_some(reader)
            };
            out.extend(reads.with_age(n).filter_map(asked));
            // What stands for it is as wrong as it is.
            let sharing: Vec<NodeId> =
                reads.of(n).filter(|(_, read)| *read == Read::Share).map(|(reader, _)| reader).collect();
            for n in sharing.into_iter().flat_map(|s| self.up(s).collect::<Vec<_>>()) {
                if known.insert(n) {
                    nodes.push((n, None));
                }
            }
        }
        out
    }
}

/// Whether equal scalars are printed alike: `1.0` and `1.00` are not.
fn same_form(a: &Scalar, b: &Scalar) -> bool {
    match (a, b) {
        (Scalar::Num(a), Scalar::Num(b)) => a.to_string() == b.to_string(),
        _ => true,
    }
}
