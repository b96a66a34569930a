//! The candidates for a node with disjunctions: each once, and none that waits beside one that has a value.

use crate::choose::{Candidate, Mode};
use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;
use std::hash::BuildHasher;
use tenon_ir::program::Marker;

/// Candidates of which none are equal.
#[derive(Default)]
struct Kept {
    all: Vec<Candidate>,
    /// Where those are whose values may be equal: by the hash of a scalar, and by 0 all others.
    alike: FxHashMap<u64, SmallVec<[u32; 1]>>,
    /// Whether one was left out that more information could tell from those that are here.
    pared: bool,
}

impl Kept {
    fn push(&mut self, key: u64, candidate: Candidate) {
        self.alike.entry(key).or_default().push(self.all.len() as u32);
        self.all.push(candidate);
    }
}

impl Evaluator<'_> {
    /// Candidates for a node, but of equal ones only one.
    pub(crate) fn unequal(&mut self, n: NodeId, held: Vec<Candidate>, taken: usize, last: bool) -> Vec<Candidate> {
        let mut kept = Kept::default();
        for candidate in held {
            self.add_candidate(&mut kept, candidate, taken, last);
        }
        if kept.pared {
            self.note_pared(n);
        }
        kept.all
    }

    /// Leaves out the candidates that wait.
    pub(crate) fn leave_out_waiting(&mut self, n: NodeId, candidates: &mut Vec<Candidate>) {
        let before = candidates.len();
        candidates.retain(|c| !self.waits(c.node));
        if candidates.len() < before {
            self.note_pared(n);
        }
    }

    /// Adds a clone's value, or each of its disjuncts, unless an equal one is there. As long as not all disjunctions are
    /// taken, what may differ by the fields that it refuses, or by what it says of fields to come, is not equal.
    fn add_candidate(&mut self, kept: &mut Kept, candidate: Candidate, taken: usize, last: bool) {
        let m = self.deref(candidate.node);
        kept.pared |= self.is_pared(candidate.node);
        if let Base::Disjunction(disjuncts) = &self.node(m).base {
            let disjuncts = disjuncts.clone();
            let undefaulted = self.node(m).ext.as_ref().is_some_and(|e| e.undefaulted);
            for (i, v) in disjuncts.values.iter().enumerate() {
                let inner = match (disjuncts.defaults, i < disjuncts.defaults) {
                    (0, _) if undefaulted => Mode::Not,
                    (0, _) => Mode::May,
                    (_, true) => Mode::Default,
                    (_, false) => Mode::Not,
                };
                let mut modes = candidate.modes.clone();
                if let Some(mode) = modes.last_mut() {
                    *mode = mode.and(inner);
                }
                let picks = if last { Vec::new() } else { self.picks_below(*v, taken) };
                self.add_candidate(kept, Candidate { picks, modes, node: *v }, taken, last);
            }
            return;
        }
        let key = self.scalar_key(m);
        let waits = self.waits(m);
        for i in kept.alike.get(&key).into_iter().flatten() {
            let other = &mut kept.all[*i as usize];
            let o = other.node;
            if !self.same_value(o, m)
                || self.is_in_definition(o) != self.is_in_definition(m)
                || self.waits(o) != waits
                || !last && !self.same_of_more(o, m)
            {
                continue;
            }
            if !last && self.refuses_fields(m) {
                break;
            }
            kept.pared |= matches!(self.node(o).base, Base::Struct | Base::List | Base::Disjunction(_));
            let (closed, mode) = (self.is_closed(o).cmp(&self.is_closed(m)), other.mode().cmp(&candidate.mode()));
            if closed.then(mode).then_with(|| self.cmp_of_more(o, m)).is_gt() {
                other.node = m;
                other.picks = candidate.picks;
            }
            if mode.is_gt() {
                other.modes = candidate.modes;
            }
            return;
        }
        kept.push(key, Candidate { node: m, ..candidate });
    }

    /// What a scalar has in common with all that equal it; 0 for everything else.
    fn scalar_key(&self, m: NodeId) -> u64 {
        match &self.node(m).base {
            Base::Scalar(s) if self.node(m).fields.is_empty() => FxBuildHasher.hash_one(s),
            _ => 0,
        }
    }

    /// The disjuncts that a clone takes, without the first ones.
    fn picks_below(&self, clone: NodeId, first: usize) -> Vec<Pick> {
        let picks = self.node(clone).ext.as_ref().map_or(&[][..], |e| &e.picks);
        let new = picks.iter().skip(first).filter(|p| p.disjunct.is_some());
        new.map(|p| Pick { used: None, ..*p }).collect()
    }

    /// Whether a node, or something in it, is closed.
    fn refuses_fields(&self, n: NodeId) -> bool {
        let n = self.deref(n);
        self.is_closed(n)
            || self.node(n).fields.iter().any(|f| {
                f.marker != Marker::Optional
                    && stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.refuses_fields(f.node))
            })
    }
}
