//! Fields that come before others: batches of chains, what follows what, and the topological order of all that.
//!
//! A batch holds fields that come together, without an order among its parts; the batches of a sequence follow each other.
//! Of a batch that is a single chain only the fields count that the sequence doesn't hold yet.
//!
//! There is a graph for most structs that more than one literal makes, and most are small: nothing is copied that can be
//! borrowed, and what is short takes no memory of its own.

use crate::graph::components;
use smallvec::{SmallVec, smallvec};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Batches that follow each other; mostly there is one.
pub(crate) type Batches<'i> = SmallVec<[Batch<'i>; 1]>;

/// What one reference, or none, brought to a node.
#[derive(Default)]
pub(crate) struct ByReference<'i> {
    /// What its conjuncts brought: that of several has no order among them.
    pub beside: SmallVec<[Batches<'i>; 1]>,
    /// What rounds of comprehensions brought. Several of them follow the others, one after the other.
    pub rounds: Vec<Batches<'i>>,
}

impl<'i> ByReference<'i> {
    /// What follows each other of it. All fields of several rounds count, also those that are there already.
    pub(crate) fn in_sequence(self) -> Batches<'i> {
        let ByReference { mut beside, mut rounds } = self;
        if let ([_], []) = (&*beside, &*rounds) {
            return beside.pop().unwrap_or_default();
        }
        if rounds.len() == 1 {
            beside.extend(rounds.pop());
        }
        let mut list = match beside.len() {
            0 | 1 => beside.pop().unwrap_or_default(),
            _ => smallvec![Batch { chains: SmallVec::new(), sequences: beside.into_vec() }],
        };
        list.extend(rounds.into_iter().map(|round| Batch { chains: SmallVec::new(), sequences: vec![round] }));
        list
    }
}

/// Fields that come together, without an order among the parts.
#[derive(Default)]
pub(crate) struct Batch<'i> {
    pub chains: SmallVec<[&'i [u32]; 1]>,
    pub sequences: Vec<Batches<'i>>,
}

impl Batch<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.chains.is_empty() && self.sequences.is_empty()
    }
}

/// When each field last had its turn.
pub(crate) struct Times {
    at: SmallVec<[u32; 16]>,
    now: u32,
}

impl Times {
    pub(crate) fn new(fields: usize) -> Times {
        Times { at: smallvec![0; fields], now: 0 }
    }

    /// Begins another time.
    pub(crate) fn later(&mut self) -> u32 {
        self.now += 1;
        self.now
    }

    #[inline]
    pub(crate) fn set(&mut self, field: u32) {
        self.at[field as usize] = self.now;
    }

    #[inline]
    pub(crate) fn is_since(&self, start: u32, field: u32) -> bool {
        self.at[field as usize] >= start
    }
}

/// Batches that follow each other, as far as they have come.
pub(crate) struct Sequence {
    /// What came since then came in it, or in one within it.
    start: u32,
    first: SmallVec<[u32; 4]>,
    last: SmallVec<[u32; 4]>,
}

impl Sequence {
    pub(crate) fn new(graph: &mut Graph) -> Sequence {
        Sequence { start: graph.came.later(), first: SmallVec::new(), last: SmallVec::new() }
    }

    pub(crate) fn push(&mut self, batch: Batch, graph: &mut Graph) {
        let (mut heads, mut tails) = (SmallVec::new(), SmallVec::new());
        let mut add = |ends: Option<(u32, u32)>| {
            if let Some((head, tail)) = ends {
                heads.push(head);
                tails.push(tail);
            }
        };
        match batch.chains.as_slice() {
            [one] if batch.sequences.is_empty() => {
                let start = self.start;
                add(graph.chain(one, |came, i| !came.is_since(start, i)));
            }
            chains => chains.iter().for_each(|chain| add(graph.chain(chain, |_, _| true))),
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
            let between = graph.places as u32;
            graph.places += 1;
            graph.edges.extend(self.last.iter().map(|l| (*l, between)));
            self.last = smallvec![between];
        }
        for head in &heads {
            graph.edges.extend(self.last.iter().map(|l| (*l, *head)));
        }
        self.last = tails;
    }
}

/// A graph is small that has no more places.
const SMALL: usize = 32;

/// Fields, then places that are no fields; what comes before what.
pub(crate) struct Graph {
    places: usize,
    edges: Vec<(u32, u32)>,
    came: Times,
}

impl Graph {
    pub(crate) fn new(fields: usize) -> Graph {
        Graph { places: fields, edges: Vec::with_capacity(2 * fields), came: Times::new(fields) }
    }

    /// Adds those of a chain's fields that count. The first and the last of them.
    fn chain(&mut self, fields: &[u32], counts: impl Fn(&Times, u32) -> bool) -> Option<(u32, u32)> {
        let mut ends: Option<(u32, u32)> = None;
        for i in fields {
            if !counts(&self.came, *i) {
                continue;
            }
            self.came.set(*i);
            ends = match ends {
                None => Some((*i, *i)),
                Some((head, last)) => {
                    self.edges.push((last, *i));
                    Some((head, *i))
                }
            };
        }
        ends
    }

    /// Whether each field comes right before the next one, so that there is no other order than the one they are in.
    pub(crate) fn leaves_no_choice(&self) -> bool {
        let fields = self.fields();
        let mut next: SmallVec<[bool; 32]> = smallvec![false; fields];
        self.places == fields
            && self.edges.iter().all(|(a, b)| {
                next[*a as usize] |= *b == a + 1;
                a <= b
            })
            && next.iter().take(fields - 1).all(|n| *n)
    }

    fn fields(&self) -> usize {
        self.came.at.len()
    }

    /// The fields in order; `by_name` holds them in the order of their labels.
    pub(crate) fn sorted(&self, by_name: &[u32]) -> Vec<u32> {
        if self.places <= SMALL { self.sorted_small(by_name) } else { self.sorted_large(by_name) }
    }

    /// The same for a small graph, where what comes before something, at any distance, is a word's bits. Then the places
    /// between need no attention, and the fields that contradict each other are those that come before each other.
    fn sorted_small(&self, by_name: &[u32]) -> Vec<u32> {
        let mut before = [0u32; SMALL];
        self.edges.iter().for_each(|(a, b)| before[*b as usize] |= 1 << a);
        let before = &mut before[..self.places];
        for k in 0..before.len() {
            let also = before[k];
            if also != 0 {
                before.iter_mut().filter(|b| **b >> k & 1 == 1).for_each(|b| *b |= also);
            }
        }
        let mut out = Vec::with_capacity(by_name.len());
        let mut left = by_name.iter().fold(0u32, |all, i| all | 1 << i);
        // Those without any other before them, and with the least label, come first.
        let with = |i: u32, left: u32| {
            let others = before[i as usize] & left;
            let contradict = |j: u32| before[j as usize] >> i & 1 == 1;
            bits(others).all(contradict).then_some(others | 1 << i)
        };
        while let Some(next) = by_name.iter().filter(|i| left >> **i & 1 == 1).find_map(|i| with(*i, left)) {
            match next.is_power_of_two() {
                true => out.push(next.trailing_zeros()),
                false => out.extend(by_name.iter().filter(|i| next >> **i & 1 == 1)),
            }
            left &= !next;
        }
        out
    }

    /// The same for a graph of any size.
    fn sorted_large(&self, by_name: &[u32]) -> Vec<u32> {
        let mut ranks = vec![0u32; by_name.len()];
        (0..).zip(by_name).for_each(|(rank, i)| ranks[*i as usize] = rank);
        let mut after = vec![Vec::new(); self.places];
        self.edges.iter().for_each(|(a, b)| after[*a as usize].push(*b as usize));
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
            out.extend(members[c].iter().filter(|i| **i < ranks.len()).map(|i| *i as u32));
            out[start..].sort_unstable_by_key(|i| ranks[*i as usize]);
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

/// The numbers of the bits that are set.
fn bits(mut word: u32) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let i = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(i)
    })
}
