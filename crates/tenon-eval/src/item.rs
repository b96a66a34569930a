//! The literals that bring fields to a node, as [`crate::order`] looks at them.

use crate::conflict::is_reference;
use crate::engine::Evaluator;
use crate::few::FewMap;
use crate::node::*;
use crate::sequence::{Batch, Batches, Times};
use smallvec::{SmallVec, smallvec};
use tenon_ir::Label;
use tenon_ir::program::{Decl, ExprId, StructId};

/// Some of the literals of a node.
pub(crate) type Row<'i> = SmallVec<[&'i Item; 8]>;

/// A literal among those of a node.
pub(crate) struct Item {
    pub conjunct: u32,
    /// Which literal, unless it is data.
    pub id: Option<StructId>,
    /// How many references led to it.
    pub references: usize,
    /// Whether it is nothing but embedded references.
    pub bare: bool,
    /// Whether it is in a package, not in a struct in one.
    pub top: bool,
    pub steps: SmallVec<[Step; 2]>,
    /// The disjuncts that it is in, from outside in.
    pub disjuncts: SmallVec<[Step; 1]>,
    pub trail: TrailId,
    /// Its fields, each once.
    pub fields: SmallVec<[u32; 8]>,
    pub env: EnvId,
    /// Where its last field is written.
    pub at: u32,
    /// Which of its declarations is the last field.
    pub end: usize,
    /// Its comprehensions and embeddings, and which declaration each is.
    pub parts: SmallVec<[(Part, usize); 1]>,
}

impl Item {
    /// Which literal it is, if a reference brought it.
    pub(crate) fn brought(&self) -> Option<StructId> {
        self.id.filter(|_| self.references > 0)
    }

    /// Its own fields, if there are any.
    pub(crate) fn batch(&self) -> Option<Batch<'_>> {
        (!self.fields.is_empty()).then(|| Batch { chains: smallvec![&*self.fields], sequences: Vec::new() })
    }

    /// The same as what follows each other.
    pub(crate) fn batches(&self) -> Batches<'_> {
        self.batch().map_or_else(Batches::new, |batch| smallvec![batch])
    }

    /// The conjunct of a node that was followed.
    pub(crate) fn followed(&self, level: usize) -> Option<(NodeId, u32)> {
        match self.steps.get(level) {
            Some(Step::Followed { target, conjunct, .. }) => Some((*target, *conjunct)),
            _ => None,
        }
    }
}

impl Evaluator<'_> {
    /// The literals of a node.
    pub(crate) fn items(&self, node: &Node, ext: &Ext) -> Vec<Item> {
        // From the end: where several say one thing, the last counts.
        let computed = ext.computed.iter().rev().map(|c| ((c.env, c.decl), c.label)).collect();
        let mut named = Times::new(node.fields.len());
        ext.literals.iter().map(|l| self.item(l, node, &mut named, &computed)).collect()
    }

    /// A literal: its fields, each once, and where it comes from.
    fn item(&self, literal: &Literal, node: &Node, named: &mut Times, computed: &FewMap<(EnvId, u32), Label>) -> Item {
        let (steps, disjuncts) = self.way_to(literal.origin.branch);
        let mut item = Item {
            trail: literal.trail,
            disjuncts,
            conjunct: literal.origin.conjunct,
            id: None,
            references: self.references(literal.trail),
            bare: false,
            top: node.parent == NO_NODE,
            steps,
            fields: SmallVec::new(),
            env: NO_ENV,
            at: 0,
            end: 0,
            parts: SmallVec::new(),
        };
        let fields = &mut item.fields;
        let start = named.later();
        let mut add = |label: Label| {
            if let Some(i) = node.find(label).map(|i| i as u32)
                && !named.is_since(start, i)
            {
                named.set(i);
                fields.push(i);
            }
        };
        match literal.source {
            LiteralSource::Struct(id, env) => {
                (item.id, item.env) = (Some(id), env);
                for (i, decl) in self.prog.struct_lit(id).decls.iter().enumerate() {
                    match decl {
                        Decl::Field { label, span, .. } => {
                            (item.at, item.end) = (span.start, i);
                            add(*label);
                        }
                        Decl::Dynamic { span, .. } => {
                            (item.at, item.end) = (span.start, i);
                            if let Some(label) = computed.get((env, i as u32)) {
                                add(label);
                            }
                        }
                        Decl::Comprehension(id) => item.parts.push((Part::Comprehension(*id), i)),
                        Decl::Embed { expr, .. } => item.parts.push((Part::Embedding(*expr), i)),
                        _ => {}
                    }
                }
            }
            LiteralSource::Data(m) => self.node(m).fields.iter().for_each(|f| add(f.label)),
        }
        let reference = |part: Part| matches!(part, Part::Embedding(e) if is_reference(self.prog.expr(e)));
        item.bare = item.fields.is_empty() && item.parts.iter().all(|(part, _)| reference(*part));
        item
    }

    /// How one conjunct branches on the way to something, from outside in, and apart from that the disjuncts on the way.
    fn way_to(&self, branch: Option<BranchId>) -> (SmallVec<[Step; 2]>, SmallVec<[Step; 1]>) {
        let (mut steps, mut disjuncts) = (SmallVec::new(), SmallVec::new());
        for step in self.steps_to_branch(branch) {
            match step {
                Step::Disjunct { .. } => disjuncts.push(step),
                _ => steps.push(step),
            }
        }
        steps.reverse();
        disjuncts.reverse();
        (steps, disjuncts)
    }

    /// How one conjunct branches on the way to something, from inside out.
    pub(crate) fn steps_to_branch(&self, branch: Option<BranchId>) -> impl Iterator<Item = Step> {
        let at = |branch: Option<BranchId>| branch.and_then(|b| self.branches.get(b.index()));
        std::iter::successors(at(branch), move |b| at(b.up)).map(|b| b.step)
    }

    /// How many references led to something, as far as it matters here.
    pub(crate) fn references(&self, trail: TrailId) -> usize {
        self.steps(trail).take(MAX_REFERENCES).count()
    }

    /// The first of the references that led to something.
    pub(crate) fn first_reference(&self, trail: TrailId) -> Option<ExprId> {
        self.first_step(trail)?.expr
    }

    /// The first step of a trail.
    pub(crate) fn first_step(&self, trail: TrailId) -> Option<&Trail> {
        let last = self.trails.get(trail.0 as usize)?;
        self.trails.get(last.first.0 as usize)
    }
}

/// Of longer chains of references only so many are counted.
const MAX_REFERENCES: usize = 64;
