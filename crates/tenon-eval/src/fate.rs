//! What became of a disjunction's disjuncts: each is tried once more against all else that is said of its node.

use crate::account::{Reason, Said, Sort};
use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::*;
use tenon_ir::program::{Expr, ExprId};
use tenon_source::Span;

/// So many disjuncts of one disjunction are tried; of more, it is only told which was taken.
const MAX_TRIED: usize = 64;

/// A disjunct, and what became of it.
#[derive(Clone, Debug)]
pub struct Disjunct {
    /// The expression; nothing where `or` takes it from a list.
    pub expr: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
    /// In a few words.
    pub text: String,
    /// Its value, where that is written there.
    pub scalar: Option<Scalar>,
    /// Whether it is marked as a default.
    pub default: bool,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a disjunct.
#[derive(Clone, PartialEq, Debug)]
pub enum Fate {
    /// It is what the value is made of.
    Taken,
    /// It holds, but another one was taken, or several are left.
    Left,
    /// It contradicts something.
    Fell(Option<Reason>),
    /// Something is missing that would tell.
    Waits(Option<Reason>),
}

impl Evaluator<'_> {
    /// Fills in what became of the disjuncts of the disjunctions among what is said of a place, for which `node` stands.
    pub(crate) fn with_fates(&mut self, place: NodeId, node: NodeId, mut said: Vec<Said>) -> Vec<Said> {
        if !said.iter().any(|s| matches!(s.sort, Sort::Disjunction(_))) {
            return said;
        }
        let probe = self.clone_with(place, Vec::new());
        let _ = self.settle(probe);
        let choices = self.node(probe).ext.as_ref().map(|e| e.choices.clone()).unwrap_or_default();
        for s in &mut said {
            if let (Sort::Disjunction(disjuncts), Some(e)) = (&mut s.sort, s.expr) {
                *disjuncts = self.fates(place, node, e, &choices);
            }
        }
        said
    }

    fn fates(&mut self, place: NodeId, node: NodeId, e: ExprId, choices: &[Choice]) -> Vec<Disjunct> {
        let known = choices.iter().find(|c| c.expr == e).copied();
        let terms = match known.filter(|c| c.list.is_some()) {
            Some(choice) => self.disjuncts(&choice).into_iter().map(|(term, _)| (term, false)).collect(),
            None => self.written_disjuncts(e),
        };
        // A disjunction that comes to light in a disjunct of another one needs that one.
        let outer: Vec<Pick> = match known {
            Some(_) => Vec::new(),
            None => self.picks_of(node).into_iter().filter(|p| choices.iter().any(|c| c.expr == p.expr)).collect(),
        };
        let taken = self.picked(node, e);
        let all = terms.into_iter().take(MAX_TRIED).map(|(term, default)| {
            let fate = match taken {
                Some(t) if same(t, term) => Fate::Taken,
                _ => self.fate(place, &outer, e, term),
            };
            match term {
                PickTerm::Expr(d) => {
                    let (span, text, scalar) = (self.prog.span(d), self.show_expr(d), self.literal(d));
                    Disjunct { expr: Some(d), span, text, scalar, default, fate }
                }
                PickTerm::Node(m) => {
                    let scalar = match &self.node(self.deref(m)).base {
                        Base::Scalar(s) => Some(s.clone()),
                        _ => None,
                    };
                    Disjunct { expr: None, span: self.node_span(m), text: self.show_node(m), scalar, default, fate }
                }
            }
        });
        all.collect()
    }

    fn written_disjuncts(&self, e: ExprId) -> Vec<(PickTerm, bool)> {
        match self.prog.expr(e) {
            Expr::Disjunction(all) => all.iter().map(|d| (PickTerm::Expr(d.expr), d.default)).collect(),
            _ => Vec::new(),
        }
    }

    fn picks_of(&self, n: NodeId) -> Vec<Pick> {
        let picks = self.node(n).ext.as_ref().map_or(&[][..], |e| &e.picks);
        picks.iter().map(|p| Pick { used: None, ..*p }).collect()
    }

    /// Tries a disjunct that was not taken.
    fn fate(&mut self, place: NodeId, outer: &[Pick], disjunction: ExprId, disjunct: PickTerm) -> Fate {
        let pick = Pick { expr: disjunction, used: None, disjunct: Some(disjunct) };
        let clone = self.clone_with(place, outer.iter().copied().chain([pick]).collect());
        let mut done = self.complete(clone);
        if matches!(done, Err(Stop::Blocked(_))) {
            done = self.complete_cut(clone, place);
        }
        if let Err(Stop::Error(e)) = done {
            return Fate::Fell(Some(self.reason_of(self.error(e))));
        }
        if let Some(e) = self.flaw(clone) {
            return Fate::Fell(Some(self.reason_of(self.error(e))));
        }
        match self.first_incomplete(clone) {
            Some(e) => Fate::Waits(Some(self.reason_of(self.error(e)))),
            None => Fate::Left,
        }
    }
}

fn same(a: PickTerm, b: PickTerm) -> bool {
    match (a, b) {
        (PickTerm::Expr(a), PickTerm::Expr(b)) => a == b,
        (PickTerm::Node(a), PickTerm::Node(b)) => a == b,
        _ => false,
    }
}
