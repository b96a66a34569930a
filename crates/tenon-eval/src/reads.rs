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
        {
            return;
        }
        self.heads[at] = self.edges.len() as u32;
        self.edges.push(Edge { reader, read, next: head });
    }

    /// Who read something of a node, and what.
    pub fn of(&self, node: NodeId) -> impl Iterator<Item = (NodeId, Read)> + '_ {
        let first = self.heads.get(node.0 as usize).copied().unwrap_or(END);
        std::iter::successors(self.edges.get(first as usize), |e| self.edges.get(e.next as usize))
            .map(|e| (e.reader, e.read))
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
