//! Whether a value is data and nothing else: what nearly all values are that are exported.
//!
//! Looking for what is wrong makes paths, lists of errors and sets of what it has seen. That is only worth its while where
//! something is wrong, which this finds out with no more than a byte for each node.

use crate::arena::Arena;
use crate::node::{Base, NO_NODE, Node, NodeId};
use crate::value::Value;
use tenon_ir::program::Marker;

/// Being gone through: what comes back here contains itself.
const WITHIN: u8 = 1;

/// Gone through as a part of the data, and as a part of a definition or of a hidden field.
const DATA: u8 = 2;
const BESIDE: u8 = 4;

impl Value {
    /// Whether it is data down to its leaves, defaults taken, and nothing is wrong in any of its fields. What is only of
    /// use to others, definitions and hidden fields, need not be concrete.
    pub fn is_plain(&self) -> bool {
        Seen::default().is_plain(&self.frozen().nodes, self.id())
    }
}

/// What has been gone through of an evaluation, finished or not: room that is used again, for there may be many questions about
/// small parts of a large one.
#[derive(Default)]
pub(crate) struct Seen {
    /// Zero between two questions.
    how: Vec<u8>,
    /// Where it is not zero.
    marked: Vec<NodeId>,
}

impl Seen {
    /// Whether a place is data down to its leaves.
    pub fn is_plain(&mut self, nodes: &Arena<Node>, place: NodeId) -> bool {
        self.how.resize(nodes.len(), 0);
        let plain = Look { nodes, seen: self }.is_plain(place, true);
        for n in self.marked.drain(..) {
            if let Some(how) = self.how.get_mut(n.0 as usize) {
                *how = 0;
            }
        }
        plain
    }
}

struct Look<'a> {
    nodes: &'a Arena<Node>,
    seen: &'a mut Seen,
}

impl Look<'_> {
    fn node(&self, n: NodeId) -> &Node {
        &self.nodes[n.0 as usize]
    }

    fn deref(&self, mut n: NodeId) -> NodeId {
        while self.node(n).forward != NO_NODE {
            n = self.node(n).forward;
        }
        n
    }

    /// Whether there is nothing to tell of a place. `data`: whether it is a part of the data.
    fn is_plain(&mut self, mut place: NodeId, data: bool) -> bool {
        let mut n = self.deref(place);
        while let Base::Disjunction(d) = &self.node(n).base {
            match d.default() {
                Some(taken) => place = taken,
                None => return !data && self.is_sound(place) && self.is_sound(n),
            }
            n = self.deref(place);
        }
        if !self.is_sound(place) || !self.is_sound(n) {
            return false;
        }
        let node = self.node(n);
        if matches!(node.base, Base::Scalar(_)) && node.fields.is_empty() {
            return true;
        }
        if data && !matches!(node.base, Base::Scalar(_) | Base::Struct | Base::List) {
            return false;
        }
        let way = if data { DATA } else { BESIDE };
        let seen = self.seen.how[n.0 as usize];
        if seen & (way | WITHIN) != 0 {
            return seen & WITHIN == 0;
        }
        self.seen.how[n.0 as usize] |= WITHIN;
        self.seen.marked.push(n);
        let plain = stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.has_plain_fields(n, data));
        self.seen.how[n.0 as usize] = seen | way;
        plain
    }

    fn has_plain_fields(&mut self, n: NodeId, data: bool) -> bool {
        for i in 0..self.node(n).fields.len() {
            let field = self.node(n).fields[i];
            let element = field.label.as_index().is_some();
            let data = data && (element || field.label.is_regular());
            let plain = match field.marker {
                Marker::Required if !element => !data,
                Marker::Optional if !element => true,
                _ => self.is_plain(field.node, data),
            };
            if !plain {
                return false;
            }
        }
        true
    }

    /// Whether nothing is wrong with a node itself, and none of its conjuncts waits.
    fn is_sound(&self, n: NodeId) -> bool {
        let node = self.node(n);
        !matches!(node.base, Base::Error(_))
            && node.ext.as_ref().is_none_or(|e| e.errors.is_empty() && e.stuck.is_empty())
    }
}
