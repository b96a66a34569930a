//! The orders of fields that were worked out, by what they hang on: structs that are made in the same way have one order.
//!
//! The ten thousand objects that a comprehension makes of a definition differ in their values. Their fields, the literals that
//! these are of, and how those came there are the same. A struct's *shape* is all that [`crate::order`] looks at of it, as a
//! row of numbers; what happens to be different for each struct, such as ids of nodes and environments, is not in it, but only
//! which of them is the smaller one. Structs where more of that matters have no shape, nor those that are large. The shape of
//! one with a literal that no struct before had is not looked at: it is none of those that are known.

use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::Arc;
use tenon_ir::program::StructId;

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
    /// Of which literals there were structs: a bit for each.
    seen: Vec<u64>,
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
        self.known.insert(shape.as_slice().into(), places);
        self.spare = shape;
    }

    /// Whether there was a struct of a literal before; now there is.
    fn has_seen(&mut self, id: StructId) -> bool {
        let (at, bit) = (id.0 as usize / 64, 1 << (id.0 % 64));
        if self.seen.len() <= at {
            self.seen.resize(at + 1, 0);
        }
        let seen = self.seen[at] & bit != 0;
        self.seen[at] |= bit;
        seen
    }
}

impl Evaluator<'_> {
    /// The shape of a struct, if it has one that may be known.
    pub(crate) fn shape_of(&mut self, n: NodeId) -> Option<Vec<u32>> {
        let node = &self.nodes[n.0 as usize];
        let ext = node.ext.as_ref()?;
        let small = node.fields.len() <= MAX_FIELDS && ext.literals.len() <= MAX_PARTS && node.parent != NO_NODE;
        if !small || ext.came.is_some() {
            return None;
        }
        let mut new = false;
        for literal in &ext.literals {
            let LiteralSource::Struct(id, _) = literal.source else { return None };
            new |= !self.orders.has_seen(id);
        }
        if new {
            return None;
        }
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
        out.push(node.fields.len() as u32);
        out.extend(node.fields.iter().map(|f| f.label.number()));
        let mut all = self.among(&ext.literals);
        out.push(ext.literals.len() as u32);
        for (literal, references) in ext.literals.iter().zip(self.ranks_of_references(&ext.literals)) {
            self.describe_literal(literal, references, &ext.literals, &mut all, out)?;
        }
        for computed in &ext.computed {
            if all.envs.contains(&computed.env) {
                out.extend([rank(&all.envs, &computed.env), computed.decl, computed.label.number()]);
            }
        }
        out.push(u32::MAX);
        let across = self.brings_across(&ext.literals);
        let mut written = FxHashMap::default();
        for (i, literal) in ext.literals.iter().enumerate() {
            let at = literal.origin.conjunct;
            if ext.literals[..i].iter().any(|l| l.origin.conjunct == at) {
                continue;
            }
            let c = *node.conjuncts.get(at as usize)?;
            out.extend([u32::from(self.is_operation_of_pattern(c.term)), u32::from(self.is_of_disjunct(n, at))]);
            self.describe_place(c, &mut all, out)?;
            // Which expression brought a conjunct makes a difference where several bring one literal.
            if across {
                out.push(self.around_first_reference(c, &mut written).map_or(0, |e| e.0 + 1));
            }
        }
        Some(())
    }

    /// Whether references bring one literal in several conjuncts.
    fn brings_across(&self, literals: &[Literal]) -> bool {
        let again = |l: &Literal, m: &Literal| match (l.source, m.source) {
            (LiteralSource::Struct(l, _), LiteralSource::Struct(m, _)) => l == m,
            _ => false,
        };
        let brought = |l: &&Literal| l.trail != NO_TRAIL;
        literals.iter().enumerate().filter(|(_, l)| brought(l)).any(|(i, l)| {
            let before = literals[..i].iter().filter(brought);
            before.into_iter().any(|m| again(l, m) && l.origin.conjunct != m.origin.conjunct)
        })
    }

    /// What stands in the descriptions of literals for what happens to be different.
    fn among(&self, literals: &[Literal]) -> Among {
        let mut all = Among::default();
        for literal in literals {
            if let LiteralSource::Struct(_, env) = literal.source {
                all.envs.push(env);
            }
            for step in self.steps_to_branch(literal.origin.branch) {
                if let Step::Followed { group, target, .. } = step {
                    all.groups.push(group);
                    all.targets.push(target);
                }
            }
        }
        all.envs.sort_unstable();
        all.groups.sort_unstable();
        all.targets.sort_unstable();
        all
    }

    /// How many references led to each of some literals: none, or more than to how many of the others.
    fn ranks_of_references(&self, literals: &[Literal]) -> SmallVec<[u32; MAX_PARTS]> {
        let counts: SmallVec<[usize; MAX_PARTS]> = literals.iter().map(|l| self.references(l.trail)).collect();
        let less = |count: usize| counts.iter().filter(|other| **other < count).count() as u32;
        counts.iter().map(|count| if *count == 0 { 0 } else { 1 + less(*count) }).collect()
    }

    /// One of the literals of a struct, and how it came. Trails are named by the literals that have them. The disjuncts on
    /// the way make no difference here.
    fn describe_literal(
        &self,
        literal: &Literal,
        references: u32,
        literals: &[Literal],
        all: &mut Among,
        out: &mut Vec<u32>,
    ) -> Option<()> {
        let LiteralSource::Struct(id, env) = literal.source else { return None };
        let same_trail = literals.iter().take_while(|l| l.trail != literal.trail).count() as u32;
        out.extend([id.0, literal.origin.conjunct, references, same_trail, rank(&all.envs, &env)]);
        let start = out.len();
        out.push(0);
        for step in self.steps_to_branch(literal.origin.branch) {
            match step {
                Step::Disjunct { .. } => {}
                Step::Round { by, part, round } => {
                    let (sort, part) = match part {
                        Part::Comprehension(id) => (0, id.0),
                        Part::Embedding(e) => (1, e.0),
                    };
                    if !all.envs.contains(&by) {
                        return None;
                    }
                    out.extend([sort, rank(&all.envs, &by), part, round]);
                }
                Step::Followed { group, target, conjunct } => {
                    let c = self.node(target).conjuncts.get(conjunct as usize)?;
                    out.extend([2, rank(&all.groups, &group), rank(&all.targets, &target), conjunct]);
                    self.describe_place(*c, all, out)?;
                }
            }
        }
        out[start] = (out.len() - start) as u32;
        Some(())
    }

    /// What a conjunct is, and the reference that brought it. Those that stand in rounds of comprehensions have to stand in
    /// the same one, unless a reference brought them: then its number makes no difference.
    fn describe_place(&self, c: Conjunct, all: &mut Among, out: &mut Vec<u32>) -> Option<()> {
        let Term::Expr(e, env) = c.term else { return None };
        let root = self.root_reference(c);
        let mut rounds = self.rounds_around(env);
        out.extend([e.0, root.map_or(0, |e| e.0 + 1)]);
        if root.is_some() {
            out.push(u32::from(rounds.next().is_some()));
            return Some(());
        }
        let start = out.len();
        out.push(0);
        if let Some((source, innermost)) = rounds.next() {
            if *all.round.get_or_insert(innermost) != innermost {
                return None;
            }
            out.push(source.0);
            out.extend(rounds.map(|(source, _)| source.0));
        }
        out[start] = (out.len() - start) as u32;
        Some(())
    }
}

/// What happens to be different for each struct of a shape, in order. In a shape stands how many are smaller.
#[derive(Default)]
struct Among {
    envs: SmallVec<[EnvId; 16]>,
    groups: SmallVec<[u32; 8]>,
    targets: SmallVec<[NodeId; 8]>,
    /// The round of a comprehension that conjuncts stand in.
    round: Option<u32>,
}

/// How many are smaller.
fn rank<T: Ord>(all: &[T], one: &T) -> u32 {
    all.partition_point(|other| other < one) as u32
}
