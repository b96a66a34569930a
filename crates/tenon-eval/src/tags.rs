//! The tags by which it is known what conjuncts belong to: groups, scopes and their parts; see [`crate::closed`] for what
//! they mean.
//!
//! Sets of tags are interned: a conjunct carries a number. What is asked of sets again and again is known of each ([`Sort`]);
//! what a reference makes of a set is remembered until the next one is asked for, since conjuncts that come together mostly
//! have the same.

use crate::node::{CloseSet, OPEN};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::Arc;
use tenon_ir::program::ExprId;
use thin_vec::ThinVec;

/// The tag of what `#A...` brings: the smallest one, hence the first of each set that has it.
const OPENER: u32 = 0;

/// A way out of more embeddings than this, each within the next one, is gone once for a set.
const LONG_WAY: usize = 8;

/// Old tags and new ones, by the old ones.
type Renamed = ThinVec<(u32, u32)>;

/// A set that is being put together.
type Few = SmallVec<[u32; 16]>;

/// One tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    /// A group; a scope otherwise.
    pub group: bool,
    /// Only for the fields of the node at this depth.
    pub shallow: bool,
    /// A part of a scope.
    pub part: bool,
    /// A scope by whose embeddings a definition came up.
    pub closed: bool,
    pub depth: u32,
    /// For a group and a scope: the part in which it came up. For a part: its scope.
    pub outer: Option<u32>,
    /// What made it.
    pub origin: Option<ExprId>,
}

/// What there is in a set.
#[derive(Clone, Copy, Default, Debug)]
struct Sort {
    /// A group.
    group: bool,
    /// A tag that ends at its node.
    shallow: bool,
    /// A part, or something that came up in one.
    embedded: bool,
    /// A scope, or a part of one.
    scope: bool,
    /// The last part.
    part: Option<u32>,
}

/// All tags and sets of an evaluation.
#[derive(Debug)]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
    sets: Vec<Arc<[u32]>>,
    /// What is in each.
    sorts: Vec<Sort>,
    ids: FxHashMap<Arc<[u32]>, CloseSet>,
    with: FxHashMap<(CloseSet, u32), CloseSet>,
    /// How many references were followed.
    renamings: u32,
    /// What those of them that renamed something did: old tag → new tag, by the old one.
    renamed: FxHashMap<u32, Renamed>,
    /// The last set that was renamed: by which reference, its name, the set of the reference, and what it became.
    last: Option<(u32, CloseSet, CloseSet, CloseSet)>,
}

impl Default for Tags {
    fn default() -> Tags {
        let opener = Tag {
            group: false,
            shallow: false,
            part: false,
            closed: false,
            depth: u32::MAX,
            outer: None,
            origin: None,
        };
        let mut tags = Tags {
            tags: vec![opener],
            sets: Vec::new(),
            sorts: Vec::new(),
            ids: FxHashMap::default(),
            with: FxHashMap::default(),
            renamings: 0,
            renamed: FxHashMap::default(),
            last: None,
        };
        tags.intern(&[]);
        tags
    }
}

/// What a reference does to the tags of its target's conjuncts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Renaming {
    number: u32,
    /// The depths of the target and of the node that refers to it.
    from: u32,
    to: u32,
    /// A definition is on the reference's path: what closes nodes around the target closes it too.
    deep: bool,
}

impl Tags {
    pub fn set(&self, set: CloseSet) -> &[u32] {
        &self.sets[set.0 as usize]
    }

    fn sort(&self, set: CloseSet) -> Sort {
        self.sorts[set.0 as usize]
    }

    fn add(&mut self, tag: Tag) -> u32 {
        let new = self.tags.len() as u32;
        self.tags.push(tag);
        if tag.group && !tag.shallow {
            let mut scope = self.scope_around(new);
            while let Some(around) = scope {
                self.tags[around as usize].closed = true;
                scope = self.scope_around(around);
            }
        }
        new
    }

    /// Whether a group is among a set's tags; without one, scopes decide nothing.
    pub fn has_group(&self, set: CloseSet) -> bool {
        self.sort(set).group
    }

    /// Whether nothing but groups that reach to any depth is in a set.
    pub fn has_only_groups(&self, set: CloseSet) -> bool {
        let Sort { shallow, scope, .. } = self.sort(set);
        !shallow && !scope && !self.opens(set)
    }

    /// Whether what a conjunct with this set refers to brings no group along.
    pub fn opens(&self, set: CloseSet) -> bool {
        self.set(set).first() == Some(&OPENER)
    }

    /// The set of what `#A...` brings, where the expression has this set.
    pub fn opened(&mut self, set: CloseSet) -> CloseSet {
        self.with(set, OPENER)
    }

    /// Whether nothing in a set came up by an embedding or ends at its node.
    pub fn is_plain(&self, set: CloseSet) -> bool {
        let Sort { shallow, embedded, .. } = self.sort(set);
        !shallow && !embedded
    }

    /// Whether all tags of one set are in the other.
    pub fn includes(&self, set: CloseSet, part: CloseSet) -> bool {
        set == part || self.carries(set, self.set(part))
    }

    /// Whether all of some tags are in a set.
    pub fn carries(&self, set: CloseSet, tags: &[u32]) -> bool {
        tags.iter().all(|t| self.set(set).binary_search(t).is_ok())
    }

    fn intern(&mut self, set: &[u32]) -> CloseSet {
        if let Some(id) = self.ids.get(set) {
            return *id;
        }
        let id = CloseSet(self.sets.len() as u32);
        let mut sort = Sort::default();
        for t in set {
            let tag = self.tags[*t as usize];
            sort.group |= tag.group;
            sort.shallow |= tag.shallow;
            sort.embedded |= tag.part || tag.outer.is_some();
            sort.scope |= !tag.group && *t != OPENER;
            sort.part = if tag.part { Some(*t) } else { sort.part };
        }
        let set: Arc<[u32]> = Arc::from(set);
        self.sets.push(set.clone());
        self.sorts.push(sort);
        self.ids.insert(set, id);
        id
    }

    pub fn with(&mut self, set: CloseSet, tag: u32) -> CloseSet {
        if let Some(s) = self.with.get(&(set, tag)) {
            return *s;
        }
        let mut tags = Few::from_slice(self.set(set));
        if let Err(i) = tags.binary_search(&tag) {
            tags.insert(i, tag);
        }
        let id = self.intern(&tags);
        self.with.insert((set, tag), id);
        id
    }

    pub fn new_renaming(&mut self, from: u32, to: u32, deep: bool) -> Renaming {
        self.renamings += 1;
        Renaming { number: self.renamings, from, to, deep }
    }

    /// The part in which something new comes up by a conjunct with this set, at its node or further up.
    fn part_of(&self, set: CloseSet) -> Option<u32> {
        self.sort(set).part
    }

    /// The set of a conjunct of the target, as seen at a node whose reference carries `set`.
    pub fn renamed(&mut self, renaming: Renaming, old: CloseSet, set: CloseSet) -> CloseSet {
        if old == OPEN || self.opens(set) {
            return set;
        }
        if let Some((number, before, by, result)) = self.last
            && (number, before, by) == (renaming.number, old, set)
        {
            return result;
        }
        let part = self.part_of(set);
        let mut result = Few::from_slice(self.set(set));
        let tags = self.sets[old.0 as usize].clone();
        let mut renamed = self.renamed.remove(&renaming.number).unwrap_or_default();
        for t in tags.iter().copied() {
            if t == OPENER {
                result.push(t);
                continue;
            }
            let tag = self.tags[t as usize];
            // A definition's reference to a part of itself stays within its group.
            if tag.group && !tag.shallow && self.set(set).binary_search(&t).is_ok()
                || (tag.shallow || !renaming.deep) && tag.depth != renaming.from
            {
                continue;
            }
            result.push(self.renamed_tag(renaming, &mut renamed, t, part));
        }
        if !renamed.is_empty() {
            self.renamed.insert(renaming.number, renamed);
        }
        result.sort_unstable();
        result.dedup();
        let result = self.intern(&result);
        self.last = Some((renaming.number, old, set, result));
        result
    }

    fn renamed_tag(&mut self, renaming: Renaming, known: &mut Renamed, t: u32, part: Option<u32>) -> u32 {
        if let Ok(i) = known.binary_search_by_key(&t, |(old, _)| *old) {
            return known[i].1;
        }
        let tag = self.tags[t as usize];
        let outer = match tag.outer {
            Some(o) => Some(self.renamed_tag(renaming, known, o, part)),
            None => part,
        };
        let depth = if tag.depth == renaming.from { renaming.to } else { u32::MAX };
        let new = self.add(Tag { depth, outer, closed: false, ..tag });
        let at = known.partition_point(|(old, _)| *old < t);
        known.insert(at, (t, new));
        new
    }

    /// A scope for a literal with embeddings whose set is `set`.
    pub fn scope(&mut self, set: CloseSet, depth: u32) -> u32 {
        let outer = self.part_of(set);
        self.add(Tag { group: false, shallow: false, part: false, closed: false, depth, outer, origin: None })
    }

    /// The set of one embedding of a scope.
    pub fn part(&mut self, set: CloseSet, scope: u32, depth: u32) -> CloseSet {
        let outer = Some(scope);
        let tag = self.add(Tag { group: false, shallow: false, part: true, closed: false, depth, outer, origin: None });
        self.with(set, tag)
    }

    /// A group for a definition or a `close` call.
    pub fn group(&mut self, set: CloseSet, shallow: bool, depth: u32, origin: Option<ExprId>) -> u32 {
        let outer = self.part_of(set);
        self.add(Tag { group: true, shallow, part: false, closed: false, depth, outer, origin })
    }

    /// The set for the conjuncts of a literal's fields.
    pub fn descend(&mut self, set: CloseSet, depth: u32) -> CloseSet {
        let ends = |t: &u32| self.tags[*t as usize].shallow && self.tags[*t as usize].depth != depth;
        if !self.sort(set).shallow || !self.set(set).iter().any(ends) {
            return set;
        }
        let kept: Few = self.set(set).iter().copied().filter(|t| !ends(t)).collect();
        self.intern(&kept)
    }

    /// Whether a group came up deeper than `depth`, and so did what its literals and their other embeddings declare.
    pub fn is_within(&self, group: u32, depth: u32) -> bool {
        let up = |t: &u32| self.tags[*t as usize].outer;
        std::iter::successors(Some(group), up).map(|t| self.tags[t as usize].depth).all(|d| d > depth && d != u32::MAX)
    }

    /// The scope by whose embeddings a group, or a scope, came up.
    fn scope_around(&self, tag: u32) -> Option<u32> {
        self.tags[self.tags[tag as usize].outer? as usize].outer
    }

    /// Whether a group is that of a definition that closes a scope, by whose embeddings it came up.
    pub fn closes_around(&self, group: u32, scope: u32) -> bool {
        let mut around = std::iter::successors(self.scope_around(group), |s| self.scope_around(*s));
        !self.tags[group as usize].shallow && around.any(|around| around == scope)
    }

    /// Whether a conjunct with this set counts as one of the group.
    pub fn belongs(&self, set: CloseSet, group: u32) -> bool {
        Membership::new(self, set).of(group)
    }
}

/// Of which groups a conjunct with a set counts as one. Groups that come up by one embedding within the other share the
/// way out: a long one is gone once.
pub(crate) struct Membership<'a> {
    tags: &'a [Tag],
    set: &'a [u32],
    /// For a part, and the depth of the group that asks: whether the set is on its way out.
    known: FxHashMap<(u32, u32), bool>,
}

impl<'a> Membership<'a> {
    pub fn new(tags: &'a Tags, set: CloseSet) -> Membership<'a> {
        Membership { tags: &tags.tags, set: tags.set(set), known: FxHashMap::default() }
    }

    pub fn of(&mut self, group: u32) -> bool {
        if self.set.binary_search(&group).is_ok() {
            return true;
        }
        let Tag { depth, mut outer, .. } = self.tags[group as usize];
        let mut passed: SmallVec<[u32; LONG_WAY]> = SmallVec::new();
        let mut belongs = false;
        while let Some(part) = outer {
            if let Some(known) = self.known.get(&(part, depth)) {
                belongs = *known;
                break;
            }
            let Some(scope) = self.tags[part as usize].outer else { break };
            passed.push(part);
            if self.is_beside(part, scope, depth) {
                belongs = true;
                break;
            }
            outer = self.tags[scope as usize].outer;
        }
        if passed.len() > LONG_WAY || !self.known.is_empty() {
            self.known.extend(passed.into_iter().map(|part| ((part, depth), belongs)));
        }
        belongs
    }

    /// Whether the set is that of the literal around a part, or of another part of it.
    fn is_beside(&self, part: u32, scope: u32, depth: u32) -> bool {
        // What a field of an embedded struct refers to allows the literal's own fields alone.
        let direct = self.tags[part as usize].depth == depth;
        self.set.binary_search(&scope).is_ok()
            || direct
                && self.set.iter().any(|t| {
                    let tag = &self.tags[*t as usize];
                    *t != part && tag.part && tag.outer == Some(scope)
                })
    }
}
