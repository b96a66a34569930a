//! The orders of fields that were worked out, by what they hang on: structs that are made in the same way have one order.
//!
//! The ten thousand objects that a comprehension makes of a definition differ in their values. Their fields, the literals that
//! these are of, and how those came there are the same. A struct's *shape* is all that [`crate::order`] looks at of it, as a
//! row of numbers; what happens to be different for each struct, such as ids of nodes and environments, is not in it. Structs
//! where that matters have no shape, nor those that are large.

use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Of structs with more fields each is ordered by itself.
const MAX_FIELDS: usize = 64;

/// So many literals or conjuncts are looked at.
const MAX_PARTS: usize = 16;

/// So many orders are remembered before all are forgotten: a program may have as many shapes as structs.
const MAX_SHAPES: usize = 1024;

/// Where each field of a struct goes; nothing where all stay where they are.
type Places = Option<Arc<Vec<u32>>>;

/// The orders of structs by their shapes.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    known: FxHashMap<Box<[u32]>, Places>,
    /// Room for the next shape.
    spare: Vec<u32>,
}

impl Orders {
    /// The order of a shape, or else the shape.
    pub fn of(&mut self, shape: Vec<u32>) -> Result<Places, Vec<u32>> {
        match self.known.get(shape.as_slice()) {
            Some(places) => {
                let places = places.clone();
                self.spare = shape;
                Ok(places)
            }
            None => Err(shape),
        }
    }

    pub fn learn(&mut self, shape: Vec<u32>, places: Places) {
        if self.known.len() >= MAX_SHAPES {
            self.known.clear();
        }
        self.known.insert(shape.into(), places);
    }
}

impl Evaluator<'_> {
    /// The shape of a struct, if it has one.
    pub(crate) fn shape_of(&mut self, n: NodeId) -> Option<Vec<u32>> {
        let mut shape = std::mem::take(&mut self.orders.spare);
        shape.clear();
        match self.describe_shape(n, &mut shape) {
            Some(()) => Some(shape),
            None => {
                self.orders.spare = shape;
                None
            }
        }
    }

    fn describe_shape(&self, n: NodeId, out: &mut Vec<u32>) -> Option<()> {
        let node = self.node(n);
        let ext = node.ext.as_ref()?;
        let small = node.fields.len() <= MAX_FIELDS
            && ext.literals.len() <= MAX_PARTS
            && node.conjuncts.len() <= MAX_PARTS
            && node.parent != NO_NODE;
        if !small || ext.came.is_some() || !ext.computed.is_empty() {
            return None;
        }
        out.push(node.fields.len() as u32);
        out.extend(node.fields.iter().map(|f| f.label.number()));
        out.push(ext.literals.len() as u32);
        for literal in &ext.literals {
            self.describe_literal(literal, &ext.literals, out)?;
        }
        let mut round = None;
        node.conjuncts.iter().try_for_each(|c| self.describe_conjunct(*c, &mut round, out))
    }

    /// One of the literals of a struct, and how it came. Trails and environments are named by the literals that have them.
    fn describe_literal(&self, literal: &Literal, all: &[Literal], out: &mut Vec<u32>) -> Option<()> {
        let env_of = |l: &Literal| match l.source {
            LiteralSource::Struct(_, env) => Some(env),
            LiteralSource::Data(_) => None,
        };
        let LiteralSource::Struct(id, env) = literal.source else { return None };
        let before = |env: EnvId| all.iter().filter(|l| env_of(l).is_some_and(|e| e < env)).count() as u32;
        let same_trail = all.iter().take_while(|l| l.trail != literal.trail).count() as u32;
        let references = self.references(literal.trail) as u32;
        out.extend([id.0, literal.origin.conjunct, references, same_trail, before(env)]);
        let start = out.len();
        out.push(0);
        let mut branch = literal.origin.branch;
        while let Some(b) = branch.and_then(|b| self.branches.get(b.index())) {
            let Step::Round { by, part, round } = b.step else { return None };
            let (sort, part) = match part {
                Part::Comprehension(id) => (0, id.0),
                Part::Embedding(e) => (1, e.0),
            };
            if !all.iter().any(|l| env_of(l) == Some(by)) {
                return None;
            }
            out.extend([before(by), sort, part, round]);
            branch = b.up;
        }
        out[start] = (out.len() - start) as u32;
        Some(())
    }

    /// What a conjunct of a struct is and what brought it. Those that stand in rounds of comprehensions have to stand in the
    /// same one, `round`: then its number makes no difference.
    fn describe_conjunct(&self, c: Conjunct, round: &mut Option<u32>, out: &mut Vec<u32>) -> Option<()> {
        let Term::Expr(e, env) = c.term else { return None };
        let of_pattern = matches!(self.envs.get(env.index()).map(|e| e.frame), Some(Frame::Label(..)));
        out.extend([e.0, u32::from(of_pattern)]);
        let start = out.len();
        out.push(0);
        if let Some((_, innermost)) = self.rounds_around(env).next()
            && *round.get_or_insert(innermost) != innermost
        {
            return None;
        }
        out.extend(self.rounds_around(env).map(|(source, _)| source.0));
        out[start] = (out.len() - start) as u32;
        match self.first_step(c.via.trail()) {
            None => out.push(0),
            Some(first) => {
                // The reference, and the conjuncts of its node: it stands in one of them.
                let at = self.node(first.at);
                let picks = at.ext.as_ref().is_some_and(|e| !e.picks.is_empty());
                if picks || at.conjuncts.len() > MAX_PARTS {
                    return None;
                }
                out.extend([at.conjuncts.len() as u32 + 1, first.expr.map_or(u32::MAX, |e| e.0)]);
                out.extend(at.conjuncts.iter().map(|c| match c.term {
                    Term::Expr(e, _) => e.0,
                    Term::Node(_) => u32::MAX,
                }));
            }
        }
        Some(())
    }
}
