//! The order of a struct's fields.
//!
//! Each struct literal orders its own fields. Of several literals that contribute to a node, the result is a topological
//! order of all of theirs; where nothing orders two fields, the smaller label comes first, and where they contradict each
//! other too. Fields with computed labels stand in the order in which they came up. So the order of files does not
//! matter.

use crate::engine::Evaluator;
use crate::node::*;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use tenon_ir::Label;
use tenon_ir::program::Decl;

impl Evaluator<'_> {
    /// Puts a completed struct's fields in order.
    pub(crate) fn order_fields(&mut self, n: NodeId) {
        let Some(ext) = &self.node(n).ext else { return };
        if ext.literals.len() < 2 || self.node(n).fields.len() < 2 {
            return;
        }
        let fields = &self.node(n).fields;
        let places: FxHashMap<Label, usize> = fields.iter().enumerate().map(|(i, f)| (f.label, i)).collect();
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); fields.len()];
        let mut before: Vec<u32> = vec![0; fields.len()];
        let mut placed = vec![false; fields.len()];
        let mut chain = |labels: &mut dyn Iterator<Item = usize>| {
            let mut last: Option<usize> = None;
            for i in labels {
                if let Some(l) = last
                    && l != i
                    && !after[l].contains(&i)
                {
                    after[l].push(i);
                    before[i] += 1;
                }
                last = Some(i);
            }
        };
        let mut stamps = vec![0; fields.len()];
        for (stamp, literal) in ext.literals.iter().enumerate() {
            let mut labels: Vec<usize> = Vec::new();
            match literal.source {
                LiteralSource::Struct(id) => {
                    for decl in self.prog.struct_lit(id).decls.iter() {
                        if let Decl::Field { label, .. } = decl
                            && let Some(i) = places.get(label)
                            && std::mem::replace(&mut stamps[*i], stamp + 1) != stamp + 1
                        {
                            labels.push(*i);
                        }
                    }
                }
                LiteralSource::Data(m) => {
                    labels.extend(self.node(m).fields.iter().filter_map(|f| places.get(&f.label)));
                }
            }
            labels.iter().for_each(|i| placed[*i] = true);
            chain(&mut labels.into_iter());
        }
        chain(&mut (0..fields.len()).filter(|i| !placed[*i]));
        let names: Vec<Arc<str>> = fields.iter().map(|f| self.names.name_arc(f.label)).collect();
        let order = sorted(&names, &after, before);
        let node = self.node_mut(n);
        node.fields = order.into_iter().map(|i| node.fields[i]).collect();
        if let Some(ext) = &mut node.ext
            && ext.index.is_some()
        {
            ext.index = Some(node.fields.iter().enumerate().map(|(i, f)| (f.label, i as u32)).collect());
        }
    }
}

/// A topological order; ties and cycles go by name.
fn sorted(names: &[Arc<str>], after: &[Vec<usize>], mut before: Vec<u32>) -> Vec<usize> {
    let mut ready: BinaryHeap<Reverse<(Arc<str>, usize)>> = BinaryHeap::new();
    let mut rest: BinaryHeap<Reverse<(Arc<str>, usize)>> = BinaryHeap::new();
    for (i, name) in names.iter().enumerate() {
        let heap = if before[i] == 0 { &mut ready } else { &mut rest };
        heap.push(Reverse((name.clone(), i)));
    }
    let mut out = Vec::with_capacity(names.len());
    let mut done = vec![false; names.len()];
    while let Some(Reverse((_, i))) = ready.pop().or_else(|| rest.pop()) {
        if std::mem::replace(&mut done[i], true) {
            continue;
        }
        out.push(i);
        for j in &after[i] {
            before[*j] = before[*j].saturating_sub(1);
            if before[*j] == 0 && !done[*j] {
                ready.push(Reverse((names[*j].clone(), *j)));
            }
        }
    }
    out
}
