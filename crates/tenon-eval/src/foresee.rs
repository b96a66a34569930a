//! What counts of a node before it is settled, where a cycle is cut: a list under work whose length is fixed counts with its
//! elements, and a node that waits for the one where it is cut with what its disjunctions say.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::expr::Operand;
use crate::node::*;
use tenon_ir::Kind;

impl Evaluator<'_> {
    /// What is known of a node under work: the elements of a list whose length is fixed.
    pub(crate) fn provisional(&mut self, m: NodeId) -> Option<Operand> {
        let fixed = |e: &Ext| e.lengths.iter().any(|l| !l.open);
        if self.node(m).kind != Kind::LIST || !self.node(m).ext.as_deref().is_some_and(fixed) {
            return None;
        }
        let items = self.elements_of(m);
        Some(Operand::Node(self.list_of(&items)))
    }

    /// Where a cycle is cut at a node without disjunctions: what the disjunctions of a node that waits for it say by
    /// themselves.
    pub(crate) fn foreseen(&mut self, m: NodeId) -> Option<Operand> {
        let waits = self.forced > 0 && self.forced <= 4 && self.node(m).state == State::New;
        if !waits || !self.has_choices(m) || self.has_choices(self.cut_at) {
            return None;
        }
        let forced = std::mem::take(&mut self.forced);
        let settled = self.settle(m);
        self.forced = forced;
        if !matches!(settled, Err(Stop::Blocked(_))) {
            return None;
        }
        let choices = self.node(m).ext.as_ref()?.choices.clone();
        let parent = self.node(m).parent;
        let first = choices.first()?;
        let scratch = self.temp_node(if parent == NO_NODE { m } else { parent }, first.conjunct);
        for c in &choices[1..] {
            self.node_mut(scratch).conjuncts.push(c.conjunct);
        }
        self.forced += 4;
        let value = self.value_of(scratch);
        self.forced -= 4;
        value.ok()
    }

    pub(crate) fn has_choices(&self, n: NodeId) -> bool {
        n != NO_NODE && self.node(n).ext.as_ref().is_some_and(|e| !e.choices.is_empty())
    }
}
