//! The order of a struct's fields.
//!
//! Each struct literal orders its own fields. How the literals of a node go together depends on where they come from:
//!
//! - The conjuncts of a node that stand in one file (`a: {…}` and again `a: {…}`; also the parts of `{a: …} & {a: …}` at
//!   `a`) follow each other: the last field of one comes before the first of the next. Of a conjunct that is a single
//!   literal, only the fields count that are not there yet, so that fields come in the order in which they are first
//!   named.
//! - The literals of one conjunct, which `&`, embedding, a comprehension or a reference brought together, don't follow
//!   each other. All their fields count, and so contradictions can arise here.
//! - Conjuncts of different files don't follow each other either, so that the order of files does not matter.
//!
//! The result is a topological order. Where nothing orders two fields the smaller label comes first; fields that
//! contradict each other stand together, in the order of their labels.
//!
//! The cost is linear in fields and what orders them, but for the sorting of labels.

use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tenon_ir::Label;
use tenon_ir::program::Decl;
use tenon_source::FileId;

impl Evaluator<'_> {
    /// Puts a struct's fields in order, unless they are being worked on.
    pub(crate) fn order_known(&mut self, n: NodeId) {
        if self.node(n).state >= State::Settled && self.node(n).walking == 0 {
            self.order_fields(n);
        }
    }

    /// Puts a struct's fields in order.
    pub(crate) fn order_fields(&mut self, n: NodeId) {
        let Some(ext) = &self.node(n).ext else { return };
        if ext.literals.len() < 2 && ext.computed.is_empty() || self.node(n).fields.len() < 2 {
            return;
        }
        let fields = &self.node(n).fields;
        let graph = self.order_graph(n);
        let mut ranks: Vec<u32> = vec![0; fields.len()];
        let mut by_name: Vec<usize> = (0..fields.len()).collect();
        by_name.sort_by(|a, b| self.names.name(fields[*a].label).cmp(self.names.name(fields[*b].label)));
        by_name.iter().enumerate().for_each(|(rank, i)| ranks[*i] = rank as u32);
        let order = graph.sorted(&ranks);
        let node = self.node_mut(n);
        node.fields = order.into_iter().map(|i| node.fields[i]).collect();
        if let Some(ext) = &mut node.ext
            && ext.index.is_some()
        {
            ext.index = Some(node.fields.iter().enumerate().map(|(i, f)| (f.label, i as u32)).collect());
        }
    }

    /// What comes before what among the fields of a node.
    fn order_graph(&self, n: NodeId) -> Graph {
        let node = self.node(n);
        let mut graph = Graph { after: vec![Vec::new(); node.fields.len()] };
        let Some(ext) = &node.ext else { return graph };
        let places: FxHashMap<Label, usize> = node.fields.iter().enumerate().map(|(i, f)| (f.label, i)).collect();
        let computed = ext.computed.iter().map(|c| ((c.env, c.decl), c.label)).collect();
        let mut literals: Vec<&Literal> = ext.literals.iter().collect();
        literals.sort_by_key(|l| l.root);
        let mut files: FxHashMap<FileId, Sequence> = FxHashMap::default();
        for part in literals.chunk_by(|a, b| a.root == b.root) {
            let chains: Vec<Vec<usize>> =
                part.iter().map(|l| self.chain(l, &places, &computed)).filter(|c| !c.is_empty()).collect();
            let Some(c) = part.first().and_then(|l| node.conjuncts.get(l.root as usize)) else { continue };
            files.entry(self.conjunct_span(*c).file).or_default().push(chains, &mut graph);
        }
        graph
    }

    /// The fields of a literal, each once.
    fn chain(
        &self,
        literal: &Literal,
        places: &FxHashMap<Label, usize>,
        computed: &FxHashMap<(EnvId, u32), Label>,
    ) -> Vec<usize> {
        let mut seen = FxHashSet::default();
        let mut out = Vec::new();
        let mut add = |label: Label| {
            if let Some(i) = places.get(&label)
                && seen.insert(*i)
            {
                out.push(*i);
            }
        };
        match literal.source {
            LiteralSource::Struct(id, env) => {
                for (i, decl) in self.prog.struct_lit(id).decls.iter().enumerate() {
                    match decl {
                        Decl::Field { label, .. } => add(*label),
                        Decl::Dynamic { .. } => {
                            if let Some(label) = computed.get(&(env, i as u32)) {
                                add(*label);
                            }
                        }
                        _ => {}
                    }
                }
            }
            LiteralSource::Data(m) => self.node(m).fields.iter().for_each(|f| add(f.label)),
        }
        out
    }
}

/// The conjuncts of one file, as far as they have come.
#[derive(Default)]
struct Sequence {
    seen: FxHashSet<usize>,
    last: Vec<usize>,
}

impl Sequence {
    fn push(&mut self, mut chains: Vec<Vec<usize>>, graph: &mut Graph) {
        if let [one] = chains.as_mut_slice() {
            one.retain(|i| !self.seen.contains(i));
            if one.is_empty() {
                return;
            }
        }
        if chains.is_empty() {
            return;
        }
        if self.last.len() > 1 && chains.len() > 1 {
            // One place between all of these and all of those, instead of an edge from each to each.
            let between = graph.after.len();
            graph.after.push(Vec::new());
            self.last.iter().for_each(|l| graph.after[*l].push(between));
            self.last = vec![between];
        }
        let heads = chains.iter().filter_map(|c| c.first());
        for head in heads {
            self.last.iter().for_each(|l| graph.after[*l].push(*head));
        }
        self.last = chains.iter().filter_map(|c| c.last().copied()).collect();
        self.last.sort_unstable();
        self.last.dedup();
        for chain in chains {
            chain.windows(2).for_each(|pair| graph.after[pair[0]].push(pair[1]));
            self.seen.extend(chain);
        }
    }
}

/// Fields, then places that are no fields; what comes after each.
struct Graph {
    after: Vec<Vec<usize>>,
}

impl Graph {
    /// The fields in order; `ranks` holds the place of each one's label among all labels.
    fn sorted(&self, ranks: &[u32]) -> Vec<usize> {
        let (component, members) = self.components();
        let least = |c: usize| members[c].iter().filter_map(|i| ranks.get(*i)).min().copied();
        let mut before = vec![0u32; members.len()];
        let component = &component;
        let leaving = |i: usize| self.after[i].iter().map(|j| component[*j]).filter(move |c| *c != component[i]);
        (0..self.after.len()).flat_map(leaving).for_each(|c| before[c] += 1);
        // A place that is no field has no label and comes first: it is passed at once.
        let mut ready: BinaryHeap<Reverse<(Option<u32>, usize)>> = BinaryHeap::new();
        ready.extend((0..members.len()).filter(|c| before[*c] == 0).map(|c| Reverse((least(c), c))));
        let mut out = Vec::with_capacity(ranks.len());
        while let Some(Reverse((_, c))) = ready.pop() {
            let start = out.len();
            out.extend(members[c].iter().filter(|i| **i < ranks.len()));
            out[start..].sort_unstable_by_key(|i| ranks[*i]);
            for next in members[c].iter().flat_map(|i| leaving(*i)) {
                before[next] -= 1;
                if before[next] == 0 {
                    ready.push(Reverse((least(next), next)));
                }
            }
        }
        out
    }

    /// The strongly connected components (Tarjan's algorithm): that of each place, and the places of each.
    fn components(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        const NONE: usize = usize::MAX;
        let n = self.after.len();
        let (mut index, mut low) = (vec![NONE; n], vec![0; n]);
        let mut component = vec![NONE; n];
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut count = 0;
        for start in 0..n {
            if index[start] != NONE {
                continue;
            }
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((v, next)) = path.last_mut() {
                let v = *v;
                if *next == 0 {
                    (index[v], low[v]) = (count, count);
                    count += 1;
                    open.push(v);
                }
                if let Some(w) = self.after[v].get(*next) {
                    *next += 1;
                    if index[*w] == NONE {
                        path.push((*w, 0));
                    } else if component[*w] == NONE {
                        low[v] = low[v].min(index[*w]);
                    }
                    continue;
                }
                path.pop();
                if let Some((parent, _)) = path.last() {
                    low[*parent] = low[*parent].min(low[v]);
                }
                if low[v] == index[v] {
                    let at = open.iter().rposition(|w| *w == v).unwrap_or(0);
                    let of: Vec<usize> = open.drain(at..).collect();
                    of.iter().for_each(|w| component[*w] = members.len());
                    members.push(of);
                }
            }
        }
        (component, members)
    }
}
