//! Looking at one place of an evaluation that is not frozen yet: the way there, and what it has come to.
//!
//! An evaluation that is made for one place alone works out no more than is needed for it.

use crate::account::Shown;
use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::*;
use tenon_ir::Label;
use tenon_ir::program::{Expr, ExprId, PackageId};
use tenon_source::Span;

/// A node that stands for another one, and that for a third: so many are followed.
const MAX_SHARED: usize = 64;

/// A step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A list's element.
    Index(usize),
    /// A regular field, without quotes.
    Field(String),
    /// A definition or a hidden field.
    Name(String),
}

/// A place on the way down from the root.
#[derive(Clone, Debug)]
pub struct Found {
    /// The place.
    pub place: NodeId,
    /// The references by which it, or what is around it, is what stands elsewhere; the one that leads to it first.
    pub by: Vec<ExprId>,
    /// The places on the way there, from the root on.
    pub around: Vec<NodeId>,
}

impl Evaluator<'_> {
    /// A package, or an expression in its scope, that is not worked out.
    pub fn root(&mut self, package: PackageId, expr: Option<ExprId>) -> NodeId {
        match expr {
            Some(expr) => self.expr_node(package, expr),
            None => self.package_node(package),
        }
    }

    /// Works out a place as far as that shows which fields it has.
    pub fn open_up(&mut self, place: NodeId) {
        let mut done = self.settle_shared(place);
        if matches!(done, Err(Stop::Blocked(_))) {
            self.forced += 1;
            done = self.settle_shared(place);
            self.forced -= 1;
        }
        if done.is_ok() {
            let end = self.end_of(place);
            let _ = self.settle(end);
        }
    }

    /// The place at a path; how many steps lead somewhere, and to what, where it is not there.
    ///
    /// # Errors
    ///
    /// The path leads nowhere.
    pub fn find(&mut self, root: NodeId, path: &[Step]) -> Result<Found, (usize, NodeId)> {
        let mut found = Found { place: root, by: Vec::new(), around: Vec::new() };
        for (i, step) in path.iter().enumerate() {
            self.open_up(found.place);
            let next = self.fields_of(found.place).into_iter().find(|(label, ..)| self.is_step(*label, step));
            let Some((.., child)) = next else { return Err((i, found.place)) };
            found = self.step_to(&found, child);
        }
        Ok(found)
    }

    /// From a place to one of its fields.
    pub fn step_to(&self, found: &Found, child: NodeId) -> Found {
        let by = self.shared_by(found.place).into_iter().chain(found.by.iter().copied()).collect();
        let around = found.around.iter().copied().chain([found.place]).collect();
        Found { place: child, by, around }
    }

    fn is_step(&self, label: Label, step: &Step) -> bool {
        match step {
            Step::Index(i) => label.as_index().is_some_and(|l| l as usize == *i),
            Step::Field(name) => label.is_regular() && self.names.name(label) == name,
            Step::Name(name) => label.as_index().is_none() && !label.is_regular() && self.names.name(label) == name,
        }
    }

    /// The references, or calls, by which a node stands for another one, the last one first.
    pub fn shared_by(&self, place: NodeId) -> Vec<ExprId> {
        let mut by = Vec::new();
        let mut at = place;
        for _ in 0..MAX_SHARED {
            let next = self.node(at).forward;
            if next == NO_NODE {
                break;
            }
            if self.node(next).ext.as_ref().and_then(|e| e.origin) != Some(at) {
                by.extend(self.node(at).conjuncts.iter().find_map(|c| match c.term {
                    Term::Expr(e, _) if !matches!(self.prog.expr(e), Expr::Top) => Some(e),
                    _ => None,
                }));
            }
            at = next;
        }
        by.reverse();
        by
    }

    /// What a path has come to; nothing where it leads nowhere. With `whole`, everything else is worked out too.
    pub fn glimpse(&mut self, root: NodeId, path: &[Step], whole: bool) -> Option<Shown> {
        if whole {
            self.finish_all(root);
        }
        let found = self.find(root, path).ok()?;
        if !whole {
            self.finish_all(found.place);
        }
        Some(self.brief(found.place))
    }

    /// Where an expression stands.
    pub fn span_of(&self, expr: ExprId) -> Span {
        self.prog.span(expr)
    }

    /// How many nodes there are so far.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }
}
