//! Completing a node: everything in it is worked out, down to the leaves.
//!
//! A completion that an expression asks for passes over nodes that are being completed further down the stack. What contains
//! those stays *open*: when the completion that began earlier comes there, it goes through it once more, for it may lead
//! back to where that is, and a structure that contains itself would go unnoticed.

use crate::engine::Evaluator;
use crate::error::{ErrorKind, Stop};
use crate::node::*;
use crate::reads::Read;
use tenon_catalogue::e0501;
use tenon_ir::program::Marker;

type Done = Result<(), Stop>;

impl Evaluator<'_> {
    /// Works out everything in a node.
    pub(crate) fn complete(&mut self, n: NodeId) -> Done {
        self.read(n, Read::All);
        let start = n;
        let n = self.settle_shared(n)?;
        let walking = self.node(n).walking;
        let around = n != start && !self.node(start).temp && self.is_ancestor(n, start);
        if walking != 0 && walking != self.walk && !around {
            self.passed = true;
            return Ok(());
        }
        if walking != 0 || around {
            let span = self.node_span(start);
            let error =
                self.error_with(e0501::CODE, ErrorKind::StructuralCycle, e0501::MESSAGE.into(), vec![span], start);
            self.fail_node(start, error);
            return Ok(());
        }
        if self.node(n).state == State::Complete {
            return if self.open.is_empty() { Ok(()) } else { self.complete_open(n) };
        }
        let outer = std::mem::replace(&mut self.reader, n);
        let done = self.complete_settled(n);
        self.reader = outer;
        done
    }

    fn complete_settled(&mut self, n: NodeId) -> Done {
        self.node_mut(n).state = State::Complete;
        if matches!(self.node(n).base, Base::Error(_)) {
            return Ok(());
        }
        self.walk_fields(n)?;
        if self.node(n).state != State::Complete {
            // What is within it added to it.
            return stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || self.complete(n));
        }
        self.order_fields(n);
        let mut refused = false;
        if self.fields_flawed(n) {
            self.node_mut(n).flawed = true;
            self.refuse_below(n);
        } else if !matches!(self.node(n).base, Base::Disjunction(..)) {
            refused = self.check_closed(n);
            self.node_mut(n).flawed = refused;
        }
        if !refused {
            self.validate(n)?;
        } else if self.has_validators(n)
            && let Some(error) = self.flaw(n)
        {
            self.fail_node(n, error);
        }
        // What tells equal disjuncts apart stays.
        if !self.is_in_definition_by_reference(n) {
            self.node_mut(n).forget_checks();
        }
        Ok(())
    }

    /// Completes the fields of a node, and notes whether that has passed over something.
    fn walk_fields(&mut self, n: NodeId) -> Done {
        let outer = std::mem::take(&mut self.passed);
        self.node_mut(n).walking = self.walk;
        let done = stacker::maybe_grow(256 * 1024, 8 * 1024 * 1024, || self.complete_fields(n));
        self.node_mut(n).walking = 0;
        if self.passed {
            self.open.insert(n, self.walk);
        }
        self.passed |= outer;
        done
    }

    /// Goes once more through a completed node that a later completion left open.
    fn complete_open(&mut self, n: NodeId) -> Done {
        match self.open.get(&n) {
            Some(by) if *by > self.walk => self.open.remove(&n),
            Some(_) => {
                self.passed = true;
                return Ok(());
            }
            None => return Ok(()),
        };
        if matches!(self.node(n).base, Base::Error(_)) {
            return Ok(());
        }
        self.walk_fields(n)?;
        if self.fields_flawed(n) {
            self.node_mut(n).flawed = true;
        }
        Ok(())
    }

    fn complete_fields(&mut self, n: NodeId) -> Done {
        // A disjunct that is tried fails with its first field; those that say a literal tell disjuncts apart.
        let trial = self.node(n).ext.as_ref().is_some_and(|e| e.origin.is_some());
        let told_apart =
            |this: &Self, field: Field| this.node(field.node).conjuncts.iter().any(|c| this.is_scalar_or_list(c.term));
        for pass in if trial { 0..2 } else { 1..2 } {
            self.complete_some(n, trial, |this, field| pass == 1 || told_apart(this, field))?;
            if trial && self.fields_flawed(n) {
                break;
            }
        }
        Ok(())
    }

    fn complete_some(&mut self, n: NodeId, trial: bool, wanted: impl Fn(&Self, Field) -> bool) -> Done {
        for i in 0..self.node(n).fields.len() {
            let field = self.node(n).fields[i];
            if field.marker == Marker::Optional || !wanted(self, field) {
                continue;
            }
            if let Err(stop) = self.reading_for(NO_NODE, |this| this.complete(field.node)) {
                self.node_mut(n).state = State::Settled;
                return Err(stop);
            }
            if trial && self.is_flawed(field.node) {
                break;
            }
        }
        Ok(())
    }
}
