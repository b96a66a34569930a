//! Optional fields and the arguments of validators: they are left alone until somebody wants to see them.

use crate::engine::Evaluator;
use crate::node::{Base, NodeId};
use rustc_hash::FxHashSet;
use tenon_ir::program::Marker;

/// Optional fields inside of optional fields are worked out this deep.
const MAX_DEPTH: u32 = 200;

impl Evaluator<'_> {
    /// Works out the optional fields of a value that has been worked out, and the arguments of its validators, wherever
    /// they stand in it.
    pub fn finish_optional(&mut self, n: NodeId) {
        self.optional_fields(n, &mut FxHashSet::default(), 0);
    }

    fn optional_fields(&mut self, n: NodeId, seen: &mut FxHashSet<NodeId>, depth: u32) {
        let n = self.deref(n);
        // What is in an error is not shown. A type that contains itself twice would be worked out without end.
        if depth > MAX_DEPTH || matches!(self.node(n).base, Base::Error(_)) || !seen.insert(n) {
            return;
        }
        let walking = self.node(n).walking;
        self.node_mut(n).walking = self.walk;
        stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || {
            let checks = self.node(n).ext.as_ref().map(|e| e.checks.clone()).unwrap_or_default();
            checks.iter().for_each(|check| self.settle_arguments(check));
            for i in 0..self.node(n).fields.len() {
                let Some(field) = self.node(n).fields.get(i).copied() else { break };
                let optional = field.marker == Marker::Optional;
                if !optional || self.complete(field.node).is_ok() {
                    self.optional_fields(field.node, seen, depth + u32::from(optional));
                }
            }
            if let Base::Disjunction(disjuncts) = self.node(n).base.clone() {
                for value in &disjuncts.values {
                    self.optional_fields(*value, seen, depth);
                }
            }
        });
        self.node_mut(n).walking = walking;
    }
}
