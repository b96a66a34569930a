//! Nodes that stand for other nodes.
//!
//! A node that is nothing but a reference stands for what it refers to, which may itself stand for a third one. So does a
//! node of whose disjunction one disjunct is left. A long way is gone once: places on it remember its end until some node
//! stops standing for another.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::*;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use tenon_ir::Kind;

/// A way of more steps than this is long.
const LONG: usize = 16;

/// How far long ways led from places on them.
pub(crate) type Ends = RefCell<FxHashMap<NodeId, NodeId>>;

impl Evaluator<'_> {
    /// The node that stands for a node.
    #[inline]
    pub(crate) fn deref(&self, n: NodeId) -> NodeId {
        match self.node(n).forward {
            NO_NODE => n,
            next => self.deref_shared(next),
        }
    }

    fn deref_shared(&self, mut n: NodeId) -> NodeId {
        for _ in 1..LONG {
            let next = self.node(n).forward;
            if next == NO_NODE {
                return n;
            }
            n = next;
        }
        self.far_end(n)
    }

    fn far_end(&self, start: NodeId) -> NodeId {
        let mut ends = self.ends.borrow_mut();
        let (mut at, mut steps) = (start, 0);
        let mut passed = vec![start];
        loop {
            let next = ends.get(&at).copied().unwrap_or(self.node(at).forward);
            if next == NO_NODE {
                break;
            }
            at = next;
            steps += 1;
            if steps % LONG == 0 {
                passed.push(at);
            }
        }
        ends.extend(passed.into_iter().filter(|p| *p != at).map(|p| (p, at)));
        at
    }

    /// Settles a node and what it shares, which is the result.
    pub(crate) fn settle_shared(&mut self, mut n: NodeId) -> Result<NodeId, Stop> {
        loop {
            self.settle(n)?;
            let m = self.deref(n);
            if m == n {
                return Ok(n);
            }
            n = m;
        }
    }

    /// Whether a node that is not settled stands for another one, or is like it: a further conjunct changes that.
    pub(crate) fn is_another(&self, n: NodeId) -> bool {
        let node = self.node(n);
        node.state == State::New && (node.forward != NO_NODE || node.ext.as_ref().is_some_and(|e| e.like.is_some()))
    }

    /// A node stops standing for another one. Says whether it did.
    pub(crate) fn unshare(&mut self, n: NodeId) -> bool {
        let shared = std::mem::replace(&mut self.node_mut(n).forward, NO_NODE) != NO_NODE;
        if shared {
            self.ends.get_mut().clear();
        }
        shared
    }

    /// A conjunct came after the node was settled: its value is worked out again.
    pub(crate) fn reopen(&mut self, n: NodeId) {
        self.node_mut(n).state = State::New;
        self.allowed.clear();
        let shared = self.unshare(n);
        let node = self.node_mut(n);
        if shared && node.ext.as_ref().is_none_or(|e| e.choices.is_empty()) {
            // Nothing of what it refers to has been unfolded here.
            node.unfolded = 0;
        }
        if matches!(node.base, Base::Disjunction(..)) {
            node.base = Base::Open;
        }
        if node.untyped == Untyped::Struct {
            node.untyped = Untyped::Unknown;
            node.kind = Kind::TOP;
            node.base = Base::Open;
        }
        if let Some(ext) = &mut node.ext
            && (ext.active.is_some() || ext.like.is_some())
        {
            (ext.active, ext.like) = (None, None);
        }
    }
}
