//! Whether something is wrong in a node: what is selected from it, counted or gone through in it fails then.
//!
//! A place is settled for that before something is selected from it, so that the answer does not depend on what was asked
//! before. What is written as an operand is used as far as it is needed.
//!
//! What cannot be completed now, for it is being worked on further down the stack, is trusted. Once everything is complete,
//! what was selected from something that has turned out to be wrong fails after all, unless it stands in that itself, or is
//! asked whether it is an error, or is a disjunct.
//!
//! A structure within itself is wrong where it is and spoils nothing beside it: where a ring of references is closed depends
//! on where it was entered. An operand that repeats itself is a function without end: that has no value.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::*;
use crate::reads::Read;
use tenon_ir::program::Marker;

impl Evaluator<'_> {
    /// Whether one of a node's completed fields has a fatal error, at any depth.
    pub(crate) fn fields_flawed(&self, n: NodeId) -> bool {
        self.node(n).fields.iter().any(|f| f.marker != Marker::Optional && self.is_flawed(f.node))
    }

    /// Whether a completed node, or something in it, has a fatal error.
    pub(crate) fn is_flawed(&self, n: NodeId) -> bool {
        let fatal = |n: &Node| match n.base {
            Base::Error(e) => !self.error(e).kind.is_incomplete(),
            _ => n.flawed,
        };
        fatal(self.node(n)) || self.node(n).forward != NO_NODE && fatal(self.node(self.deref(n)))
    }

    /// Fails with what is wrong in a node, as far as it can be completed now. What is in an operand is left as it is: it
    /// may repeat what is around the operand.
    pub(crate) fn sound(&mut self, n: NodeId) -> Result<(), Stop> {
        self.read(n, Read::Sound);
        self.reading_for(NO_NODE, |this| this.find_flaw(n))
    }

    fn find_flaw(&mut self, n: NodeId) -> Result<(), Stop> {
        let m = self.deref(n);
        if self.node(m).state < State::Settled || self.node(m).walking != 0 {
            return Ok(());
        }
        if self.node(m).state == State::Settled && !self.in_operand(NO_NODE, self.node(m).parent) {
            if self.is_like_sound(m) {
                return Ok(());
            }
            if let Err(Stop::Error(e)) = self.complete_aside(m) {
                return Err(Stop::Error(e));
            }
        }
        if self.node(m).state == State::Complete && !self.node(m).flawed {
            self.refuse_in_refused(m);
        }
        let m = self.taken_default(self.deref(m));
        let flaw = match self.node(m).flawed {
            true if self.in_operand(NO_NODE, m) => self.flaw(m),
            true => self.flaw_but_cycles(m),
            false => None,
        };
        match flaw {
            Some(e) => Err(Stop::Error(e)),
            None => Ok(()),
        }
    }

    /// Completes a node for something else than what is being completed.
    pub(crate) fn complete_aside(&mut self, n: NodeId) -> Result<(), Stop> {
        self.walks += 1;
        let outer = std::mem::replace(&mut self.walk, self.walks);
        let done = self.complete(n);
        self.walk = outer;
        done
    }

    /// The same of a place, which can be settled for that; of an operand nothing is asked but what is needed of it.
    pub(crate) fn sound_place(&mut self, n: NodeId) -> Result<(), Stop> {
        let m = self.deref(n);
        let settles = self.forced == 0 && !self.node(m).temp;
        if settles && self.reading_for(NO_NODE, |this| this.settle(m)).is_err() {
            return Ok(());
        }
        self.sound(n)
    }

    /// Notes that a node selected something from a place which is not complete yet.
    pub(crate) fn trust(&mut self, mut n: NodeId, m: NodeId) {
        let m = self.deref(m);
        // What is like another node has that one's flaws.
        let m = self.node(m).ext.as_ref().and_then(|e| e.like).map_or(m, |like| self.deref(like));
        // Behind the first one, nothing is certain any more.
        let known = self.trusting.is_empty()
            && self.node(m).state == State::Complete
            && self.node(m).walking == 0
            && !self.open.contains_key(&m);
        if known || self.asking > 0 || self.in_operand(NO_NODE, m) {
            return;
        }
        while self.node(n).temp && self.node(n).parent != NO_NODE {
            n = self.node(n).parent;
        }
        let chooses = self.node(n).ext.as_ref().is_some_and(|e| !e.choices.is_empty());
        self.reading_for(n, |this| this.read(m, Read::Sound));
        if n != m && !chooses && !self.is_ancestor(m, n) && !self.is_tried(n) {
            self.trusting.push((n, m));
        }
    }

    /// Whether a node is in a disjunct.
    fn is_tried(&self, n: NodeId) -> bool {
        let up = |n: &NodeId| Some(self.node(*n).parent).filter(|p| *p != NO_NODE);
        std::iter::successors(Some(n), up).any(|n| self.node(n).ext.as_ref().is_some_and(|e| e.origin.is_some()))
    }

    /// What was selected from places that turned out to be wrong fails, now that everything is complete.
    pub(crate) fn disappoint(&mut self) {
        let mut trusting = std::mem::take(&mut self.trusting);
        while !trusting.is_empty() {
            let before = trusting.len();
            trusting.retain(|(n, m)| !self.is_disappointed(*n, *m));
            if trusting.len() == before && !self.spread_flaws() {
                return;
            }
        }
    }

    /// Whether a node has failed, or does so for what is wrong in the place that it trusted.
    fn is_disappointed(&mut self, n: NodeId, m: NodeId) -> bool {
        if matches!(self.node(n).base, Base::Error(_)) {
            return true;
        }
        let Some(e) = self.flaw_but_cycles(m) else { return false };
        self.fail_node(n, e);
        let mut up = self.node(n).parent;
        while up != NO_NODE && self.spread_flaw(up) {
            up = self.node(up).parent;
        }
        true
    }

    /// What contains something that is wrong is flawed, also where it shares it. Says whether there is any more of that.
    fn spread_flaws(&mut self) -> bool {
        (0..self.nodes.len() as u32).rev().fold(false, |more, n| self.spread_flaw(NodeId(n)) | more)
    }

    fn spread_flaw(&mut self, n: NodeId) -> bool {
        let node = self.node(n);
        let spreads = node.state == State::Complete && !node.flawed && self.fields_flawed(n);
        if spreads {
            self.node_mut(n).flawed = true;
        }
        spreads
    }

    /// Nothing is selected from what waits for more information, though the field be there.
    pub(crate) fn known(&mut self, m: NodeId) -> Result<(), Stop> {
        self.read(m, Read::Field);
        let m = self.deref(m);
        if self.forced == 0 {
            // What is being worked on is not known yet, but neither does it wait.
            let _ = self.reading_for(NO_NODE, |this| this.settle_shared(m));
        }
        let m = self.taken_default(self.deref(m));
        let Some(ext) = &self.node(m).ext else { return Ok(()) };
        // What validators wait for changes no field.
        match ext.stuck.iter().find(|(c, _)| !ext.checks.iter().any(|check| check.is_of(c.term))) {
            Some((_, e)) => Err(Stop::Error(*e)),
            None => Ok(()),
        }
    }
}
