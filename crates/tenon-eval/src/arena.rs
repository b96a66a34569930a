//! A table that only grows, in chunks: growing moves nothing, so that old and new never stand beside each other.

use crate::node::{NO_NODE, Node, NodeId};
use std::ops::{Index, IndexMut};
use tenon_ir::Label;

/// Entries of a chunk.
const CHUNK: usize = 1 << 12;

/// A table whose entries are named by the order in which they came.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    /// All but the last one are full.
    chunks: Vec<Vec<T>>,
}

impl<T> Arena<T> {
    pub fn new() -> Arena<T> {
        Arena { chunks: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    pub fn push(&mut self, entry: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(entry),
            _ => {
                // Room that is not used yet is not in memory either.
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(entry);
                self.chunks.push(chunk);
            }
        }
    }

    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }
}

impl<T> Index<usize> for Arena<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: usize) -> &T {
        &self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl<T> IndexMut<usize> for Arena<T> {
    #[inline]
    fn index_mut(&mut self, index: usize) -> &mut T {
        &mut self.chunks[index / CHUNK][index % CHUNK]
    }
}

impl Arena<Node> {
    /// The labels from the root down to a node.
    pub(crate) fn path(&self, mut n: NodeId) -> Vec<Label> {
        let mut path = Vec::new();
        let mut passed = Vec::new();
        while n != NO_NODE {
            let node = &self[n.0 as usize];
            passed.push((n, path.len()));
            if let Some(original) = node.ext.as_ref().and_then(|e| e.origin) {
                n = original;
                continue;
            }
            // An operand stands where the node does that it is for.
            if node.parent != NO_NODE && !node.temp {
                path.push(node.label);
            }
            // So does the part of it that is all there is to that node.
            if let Some(whole) = self.get(node.parent.0 as usize).filter(|_| node.temp)
                && let Some((_, below)) = passed.iter().find(|(part, _)| *part == whole.forward)
            {
                path.truncate(*below);
            }
            n = node.parent;
        }
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use super::{Arena, CHUNK};

    #[test]
    fn entries_keep_their_numbers() {
        let mut arena = Arena::new();
        assert_eq!(arena.len(), 0);
        (0..2 * CHUNK + 1).for_each(|i| arena.push(i));
        assert_eq!(arena.len(), 2 * CHUNK + 1);
        assert!((0..arena.len()).all(|i| arena[i] == i));
        assert_eq!(arena.get(arena.len()), None);
    }
}
