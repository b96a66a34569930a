//! Fields that come before others: batches of chains, what follows what, and the topological order of all that.
//!
//! A batch holds fields that come together, without an order among its parts; the batches of a sequence follow each other.
//! Of a batch that is a single chain only the fields count that the sequence doesn't hold yet.

use crate::graph::components;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What one reference, or none, brought to a node.
#[derive(Default)]
pub(crate) struct ByReference {
    /// What its conjuncts brought: that of several has no order among them.
    pub beside: Vec<Vec<Batch>>,
    /// What rounds of comprehensions brought. Several of them follow the others, one after the other.
    pub rounds: Vec<Vec<Batch>>,
}

impl ByReference {
    /// What follows each other of it. All fields of several rounds count, also those that are there already.
    pub(crate) fn in_sequence(self) -> Vec<Batch> {
        let ByReference { mut beside, mut rounds } = self;
        if rounds.len() == 1 {
            beside.append(&mut rounds);
        }
        let mut list = match beside.len() {
            0 | 1 => beside.pop().unwrap_or_default(),
            _ => vec![Batch { chains: Vec::new(), sequences: beside }],
        };
        list.extend(rounds.into_iter().map(|round| Batch { chains: Vec::new(), sequences: vec![round] }));
        list
    }
}

/// Fields that come together, without an order among the parts.
#[derive(Default)]
pub(crate) struct Batch {
    pub chains: Vec<Vec<usize>>,
    pub sequences: Vec<Vec<Batch>>,
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.chains.is_empty() && self.sequences.is_empty()
    }
}

/// When each field last had its turn.
pub(crate) struct Times {
    at: Vec<u32>,
    now: u32,
}

impl Times {
    pub(crate) fn new(fields: usize) -> Times {
        Times { at: vec![0; fields], now: 0 }
    }

    /// Begins another time.
    pub(crate) fn later(&mut self) -> u32 {
        self.now += 1;
        self.now
    }

    pub(crate) fn set(&mut self, field: usize) {
        self.at[field] = self.now;
    }

    pub(crate) fn is_since(&self, start: u32, field: usize) -> bool {
        self.at[field] >= start
    }
}

/// Batches that follow each other, as far as they have come.
pub(crate) struct Sequence {
    /// What came since then came in it, or in one within it.
    start: u32,
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Sequence {
    pub(crate) fn new(graph: &mut Graph) -> Sequence {
        Sequence { start: graph.came.later(), first: Vec::new(), last: Vec::new() }
    }

    pub(crate) fn push(&mut self, mut batch: Batch, graph: &mut Graph) {
        if batch.sequences.is_empty()
            && let [one] = batch.chains.as_mut_slice()
        {
            one.retain(|i| !graph.came.is_since(self.start, *i));
        }
        let (mut heads, mut tails) = (Vec::new(), Vec::new());
        for chain in &batch.chains {
            let (Some(head), Some(tail)) = (chain.first(), chain.last()) else { continue };
            heads.push(*head);
            tails.push(*tail);
            chain.windows(2).for_each(|pair| graph.edges.push((pair[0], pair[1])));
            chain.iter().for_each(|i| graph.came.set(*i));
        }
        for list in batch.sequences {
            let mut inner = Sequence::new(graph);
            for batch in list {
                stacker::maybe_grow(64 * 1024, 1024 * 1024, || inner.push(batch, graph));
            }
            heads.extend(inner.first);
            tails.extend(inner.last);
        }
        if heads.is_empty() {
            return;
        }
        if self.last.is_empty() {
            self.first = heads;
            self.last = tails;
            return;
        }
        if self.last.len() > 1 && heads.len() > 1 {
            // One place between all of these and all of those, instead of an edge from each to each.
            let between = graph.places;
            graph.places += 1;
            graph.edges.extend(self.last.iter().map(|l| (*l, between)));
            self.last = vec![between];
        }
        for head in &heads {
            graph.edges.extend(self.last.iter().map(|l| (*l, *head)));
        }
        self.last = tails;
    }
}

/// Fields, then places that are no fields; what comes before what.
pub(crate) struct Graph {
    places: usize,
    edges: Vec<(usize, usize)>,
    came: Times,
}

impl Graph {
    pub(crate) fn new(fields: usize) -> Graph {
        Graph { places: fields, edges: Vec::new(), came: Times::new(fields) }
    }

    /// Whether each field comes right before the next one, so that there is no other order than the one they are in.
    pub(crate) fn leaves_no_choice(&self) -> bool {
        let fields = self.came.at.len();
        let mut next = vec![false; fields];
        self.places == fields
            && self.edges.iter().all(|(a, b)| {
                next[*a] |= *b == a + 1;
                a <= b
            })
            && next.iter().take(fields - 1).all(|n| *n)
    }

    /// The fields in order; `ranks` holds the place of each one's label among all labels.
    pub(crate) fn sorted(&self, ranks: &[u32]) -> Vec<usize> {
        let mut after = vec![Vec::new(); self.places];
        self.edges.iter().for_each(|(a, b)| after[*a].push(*b));
        let (component, members) = components(&after);
        let least = |c: usize| members[c].iter().filter_map(|i| ranks.get(*i)).min().copied();
        let mut before = vec![0u32; members.len()];
        let component = &component;
        let leaving = |i: usize| after[i].iter().map(|j| component[*j]).filter(move |c| *c != component[i]);
        (0..after.len()).flat_map(leaving).for_each(|c| before[c] += 1);
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
}
