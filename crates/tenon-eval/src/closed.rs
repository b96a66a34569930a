//! Closedness: which fields a struct may have.
//!
//! Closedness belongs to conjuncts. Each conjunct carries a set of *tags*; the conjuncts of a struct literal's fields
//! inherit the literal's set. There are two sorts of tags:
//!
//! - A *group* is one definition (or one `close` call) at one place. A definition's declarations carry the group of its
//!   node, so that everything in it carries it too, to any depth. Following a reference renames the groups that the
//!   target's conjuncts carry: two references are two groups. Where a struct literal of a group contributes to a node,
//!   the group is *active* there: it allows a field only if a conjunct of that field carries the group, or if one of its
//!   literals at that node has an ellipsis. Patterns count as conjuncts of the fields that they match.
//! - A *scope* is one struct literal with embeddings. The literal's fields and embeddings carry it. A group that comes
//!   up by an embedding remembers the scope; a conjunct that carries the scope counts as one of the group. So an embedded
//!   definition closes the literal around it, and allows that literal's fields.
//!
//! `close` makes groups that end at their node. Hidden fields and definitions are always allowed.

use crate::engine::Evaluator;
use crate::node::{CloseSet, NodeId, OPEN};
use rustc_hash::FxHashMap;
use tenon_ir::program::{ExprId, Marker};

/// One tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    /// A group; a scope otherwise.
    pub group: bool,
    /// Only for the fields of the node at this depth.
    pub shallow: bool,
    pub depth: u32,
    /// The scope in which it came up.
    pub scope: Option<u32>,
    /// What made it.
    pub origin: Option<ExprId>,
}

/// All tags and sets of an evaluation.
#[derive(Debug)]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
    sets: Vec<Box<[u32]>>,
    with: FxHashMap<(CloseSet, u32), CloseSet>,
    ids: FxHashMap<Box<[u32]>, CloseSet>,
    /// One for each reference that was followed: old tag → new tag.
    renamings: Vec<Vec<(u32, u32)>>,
}

impl Default for Tags {
    fn default() -> Tags {
        let mut ids = FxHashMap::default();
        ids.insert(Box::from([]), OPEN);
        Tags {
            tags: Vec::new(),
            sets: vec![Box::from([])],
            with: FxHashMap::default(),
            ids,
            renamings: vec![Vec::new()],
        }
    }
}

/// The renaming that changes nothing yet and that nobody else uses is made by [`Evaluator::new_renaming`].
pub(crate) type RenamingId = u32;

impl Tags {
    pub fn set(&self, set: CloseSet) -> &[u32] {
        &self.sets[set.0 as usize]
    }

    pub fn add(&mut self, tag: Tag) -> u32 {
        self.tags.push(tag);
        self.tags.len() as u32 - 1
    }

    fn intern(&mut self, set: Vec<u32>) -> CloseSet {
        let set: Box<[u32]> = set.into();
        if let Some(id) = self.ids.get(&set) {
            return *id;
        }
        let id = CloseSet(self.sets.len() as u32);
        self.sets.push(set.clone());
        self.ids.insert(set, id);
        id
    }

    pub fn with(&mut self, set: CloseSet, tag: u32) -> CloseSet {
        if let Some(s) = self.with.get(&(set, tag)) {
            return *s;
        }
        let mut tags = self.set(set).to_vec();
        if let Err(i) = tags.binary_search(&tag) {
            tags.insert(i, tag);
        }
        let id = self.intern(tags);
        self.with.insert((set, tag), id);
        id
    }

    pub fn new_renaming(&mut self) -> RenamingId {
        self.renamings.push(Vec::new());
        self.renamings.len() as u32 - 1
    }

    /// The scope in which something new at `depth` comes up by a conjunct with this set.
    fn scope_of(&self, set: CloseSet, depth: u32) -> Option<u32> {
        self.set(set).iter().rev().copied().find(|t| {
            let tag = &self.tags[*t as usize];
            !tag.group && tag.depth == depth
        })
    }

    /// The set of a conjunct of the target at `from`, as seen at a node at depth `to` whose reference carries `set`.
    pub fn renamed(&mut self, renaming: RenamingId, old: CloseSet, set: CloseSet, from: u32, to: u32) -> CloseSet {
        if old == OPEN {
            return set;
        }
        let scope = self.scope_of(set, to);
        let mut result = self.set(set).to_vec();
        for t in self.set(old).to_vec() {
            let tag = self.tags[t as usize];
            if tag.shallow && tag.depth != from {
                continue;
            }
            let known = self.renamings[renaming as usize].iter().find(|(o, _)| *o == t).map(|(_, n)| *n);
            let new = known.unwrap_or_else(|| {
                let inner = tag
                    .scope
                    .and_then(|s| self.renamings[renaming as usize].iter().find(|(o, _)| *o == s).map(|(_, n)| *n));
                let depth = if tag.depth == from { to } else { u32::MAX };
                let new = self.add(Tag { depth, scope: inner.or(scope), ..tag });
                self.renamings[renaming as usize].push((t, new));
                new
            });
            result.push(new);
        }
        result.sort_unstable();
        result.dedup();
        self.intern(result)
    }

    /// A scope for a literal with embeddings whose set is `set`.
    pub fn open_scope(&mut self, set: CloseSet, depth: u32) -> CloseSet {
        let scope = self.scope_of(set, depth);
        let tag = self.add(Tag { group: false, shallow: false, depth, scope, origin: None });
        self.with(set, tag)
    }

    /// A group for a definition or a `close` call.
    pub fn group(&mut self, set: CloseSet, shallow: bool, depth: u32, origin: Option<ExprId>) -> u32 {
        let scope = self.scope_of(set, depth);
        self.add(Tag { group: true, shallow, depth, scope, origin })
    }

    /// The set for the conjuncts of a literal's fields.
    pub fn descend(&mut self, set: CloseSet, depth: u32) -> CloseSet {
        if !self.set(set).iter().any(|t| self.tags[*t as usize].shallow && self.tags[*t as usize].depth != depth) {
            return set;
        }
        let kept = self
            .set(set)
            .iter()
            .copied()
            .filter(|t| !self.tags[*t as usize].shallow || self.tags[*t as usize].depth == depth)
            .collect();
        self.intern(kept)
    }

    /// Whether a conjunct with this set counts as one of the group.
    pub fn belongs(&self, set: CloseSet, group: u32) -> bool {
        let set = self.set(set);
        let mut tag = Some(group);
        while let Some(t) = tag {
            if set.binary_search(&t).is_ok() {
                return true;
            }
            tag = self.tags[t as usize].scope;
        }
        false
    }
}

impl Evaluator<'_> {
    /// The groups that decide which fields a node may have.
    pub(crate) fn active_groups(&self, n: NodeId) -> Vec<u32> {
        let node = self.node(n);
        let Some(ext) = &node.ext else { return Vec::new() };
        let mut groups = Vec::new();
        for literal in &ext.literals {
            for t in self.tags.set(literal.close) {
                let tag = &self.tags.tags[*t as usize];
                if tag.group && (!tag.shallow || tag.depth == node.depth) && !groups.contains(t) {
                    groups.push(*t);
                }
            }
        }
        groups.retain(|g| !ext.opened.iter().any(|s| self.tags.belongs(*s, *g)));
        groups
    }

    /// Whether the groups allow a field.
    pub(crate) fn allows(&self, groups: &[u32], field: NodeId) -> Option<u32> {
        let node = self.node(field);
        groups.iter().copied().find(|g| !node.conjuncts.iter().any(|c| self.tags.belongs(c.close, *g)))
    }

    /// Refuses the fields that a closed struct does not allow.
    pub(crate) fn check_closed(&mut self, n: NodeId) {
        let groups = self.active_groups(n);
        if groups.is_empty() {
            return;
        }
        for i in 0..self.node(n).fields.len() {
            let field = self.node(n).fields[i];
            if !field.label.is_regular() || field.marker == Marker::Optional {
                continue;
            }
            if let Some(group) = self.allows(&groups, field.node) {
                self.not_allowed(field.node, group);
            }
        }
    }

    fn not_allowed(&mut self, field: NodeId, group: u32) {
        let mut spans: Vec<_> = self
            .node(field)
            .conjuncts
            .clone()
            .iter()
            .filter(|c| !self.tags.belongs(c.close, group))
            .map(|c| self.conjunct_span(*c))
            .collect();
        if let Some(origin) = self.tags.tags[group as usize].origin {
            spans.push(self.prog.span(origin));
        }
        let error = self.error_with("E0303", crate::error::ErrorKind::Fatal, "field not allowed".into(), spans, field);
        self.fail_node(field, error);
    }

    /// Whether new fields would be refused.
    pub(crate) fn is_closed(&self, n: NodeId) -> bool {
        !self.active_groups(n).is_empty()
    }
}
