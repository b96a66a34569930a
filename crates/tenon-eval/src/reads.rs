//! Which node was read for which other one: what is to be evaluated again when something changes.
//!
//! Noted only for an evaluation that is to go on later, see [`crate::again`].

use crate::engine::Evaluator;
use crate::node::{EnvId, Frame, NO_NODE, NodeId};
use rustc_hash::FxHashMap;
use tenon_ir::program::StructId;

/// What of a node was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Read {
    /// One of its fields was looked up.
    Field,
    /// Its own value, its set of fields.
    Value,
    /// What it says was unfolded elsewhere.
    Conjuncts,
    /// It stands for another node.
    Share,
    /// Everything in it.
    All,
    /// Whether something is wrong in it.
    Sound,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    reader: NodeId,
    read: Read,
    /// The next one of the same node.
    next: u32,
}

const END: u32 = u32::MAX;

/// All that was read.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    /// The last edge of each node.
    heads: Vec<u32>,
    edges: Vec<Edge>,
    /// The edges before this one are from before the round that is being worked out.
    round: u32,
    /// Environments by what they are: work that is done again has the same.
    envs: FxHashMap<(EnvId, Frame, Option<StructId>), EnvId>,
}

impl Reads {
    fn add(&mut self, node: NodeId, reader: NodeId, read: Read) {
        let at = node.0 as usize;
        if self.heads.len() <= at {
            self.heads.resize(at + 1, END);
        }
        let head = self.heads[at];
        if let Some(last) = self.edges.get(head as usize)
            && last.reader == reader
            && last.read == read
            && head >= self.round
        {
            return;
        }
        self.heads[at] = self.edges.len() as u32;
        self.edges.push(Edge { reader, read, next: head });
    }

    /// What is read from now on is read in a new round.
    pub fn begin_round(&mut self) {
        self.round = self.edges.len() as u32;
    }

    /// Who read something of a node, and what.
    pub fn of(&self, node: NodeId) -> impl Iterator<Item = (NodeId, Read)> + '_ {
        self.with_age(node).map(|(reader, read, _)| (reader, read))
    }

    /// The same, and whether that was before this round.
    pub fn with_age(&self, node: NodeId) -> impl Iterator<Item = (NodeId, Read, bool)> + '_ {
        let first = self.heads.get(node.0 as usize).copied().filter(|first| *first != END);
        let next = |at: &u32| self.edges.get(*at as usize).map(|e| e.next).filter(|next| *next != END);
        std::iter::successors(first, next).filter_map(|at| {
            let e = self.edges.get(at as usize)?;
            Some((e.reader, e.read, at < self.round))
        })
    }
}

impl Evaluator<'_> {
    /// From now on it is noted what is read for what.
    pub fn note_reads(&mut self) {
        self.reads = Some(Box::default());
    }

    /// Something of a node is read for the one that is being worked on.
    #[inline]
    pub(crate) fn read(&mut self, n: NodeId, read: Read) {
        if self.reads.is_some() {
            self.note_read(n, read);
        }
    }

    fn note_read(&mut self, mut n: NodeId, read: Read) {
        let reader = self.reader;
        if reader == NO_NODE {
            return;
        }
        while n != NO_NODE {
            let next = self.node(n).forward;
            if n != reader
                && let Some(reads) = &mut self.reads
            {
                reads.add(n, reader, read);
            }
            n = next;
        }
    }

    /// What is done is done for a node; without one, it is noted for none.
    pub(crate) fn reading_for<T>(&mut self, n: NodeId, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.reader, n);
        let result = work(self);
        self.reader = outer;
        result
    }

    /// The environment with a frame; where reads are noted, each is there once for each literal.
    pub(crate) fn env_of(&mut self, up: EnvId, frame: Frame, literal: Option<StructId>) -> EnvId {
        if let Some(reads) = &self.reads
            && let Some(env) = reads.envs.get(&(up, frame, literal))
        {
            return *env;
        }
        self.envs.push(crate::node::Env { up, frame });
        let env = EnvId::new(self.envs.len() - 1);
        if let Some(reads) = &mut self.reads {
            reads.envs.insert((up, frame, literal), env);
        }
        env
    }
}
