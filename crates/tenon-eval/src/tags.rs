//! The tags by which it is known what conjuncts belong to: groups, scopes and their parts; see [`crate::closed`] for what
//! they mean.
//!
//! Sets of tags have numbers ([`crate::chains`]), which conjuncts carry. What is asked of sets again and again is known of
//! each ([`Sort`]); what a reference makes of a set is remembered until the next one is asked for, since conjuncts that come
//! together mostly have the same.

use crate::chains::Chains;
use crate::node::{CloseSet, OPEN};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use tenon_ir::program::ExprId;
use thin_vec::ThinVec;

/// The tag of what `#A...` brings: the smallest one, hence the first of each set that has it.
const OPENER: u32 = 0;

/// A way out of more embeddings than this, each within the next one, is gone once for a set.
const LONG_WAY: usize = 8;

/// Old tags and new ones, by the old ones.
type Renamed = ThinVec<(u32, u32)>;

/// Parts, each behind its scope.
type Parts = SmallVec<[(Option<u32>, u32); LONG_WAY]>;

/// Some tags.
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
    /// [`OPENER`].
    opener: bool,
    /// A tag that ends at its node.
    shallow: bool,
    /// A part, or something that came up in one.
    embedded: bool,
    /// The set up to its last part, or nothing.
    part: CloseSet,
    /// The set up to its last group, or nothing.
    group: CloseSet,
    /// The set up to its last scope, or nothing.
    scope: CloseSet,
}

impl Sort {
    /// What is in a set that has one more tag, `number`.
    fn with(self, number: u32, tag: &Tag, set: CloseSet) -> Sort {
        let scope = !tag.group && !tag.part && number != OPENER;
        Sort {
            opener: self.opener || number == OPENER,
            shallow: self.shallow || tag.shallow,
            embedded: self.embedded || tag.part || tag.outer.is_some(),
            part: if tag.part { set } else { self.part },
            group: if tag.group { set } else { self.group },
            scope: if scope { set } else { self.scope },
        }
    }
}

/// All tags and sets of an evaluation.
#[derive(Debug)]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
    sets: Chains,
    /// What is in each.
    sorts: Vec<Sort>,
    /// What each reference that was followed did: old tag → new tag, by the old one.
    renamed: Vec<Renamed>,
    /// What became of sets, by the renaming, where that is used again.
    shared: FxHashMap<(u32, CloseSet), CloseSet>,
    last: Last,
}

/// The last set that was renamed: conjuncts that come together mostly have sets that begin in the same way.
#[derive(Default, Debug)]
struct Last {
    /// By which reference, and with which set.
    by: Option<(u32, CloseSet)>,
    /// What the set has begun with, from its first tag on, and what each beginning became.
    beginnings: Vec<(CloseSet, CloseSet)>,
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
        Tags {
            tags: vec![opener],
            sets: Chains::default(),
            sorts: vec![Sort::default()],
            renamed: Vec::new(),
            shared: FxHashMap::default(),
            last: Last::default(),
        }
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
    /// Several references that carry the same set use it.
    shared: bool,
}

impl Renaming {
    /// The same for all references that carry one set.
    pub fn shared(self) -> Renaming {
        Renaming { shared: true, ..self }
    }
}

impl Tags {
    /// The tags of a set, the last one first.
    pub fn of(&self, set: CloseSet) -> impl Iterator<Item = u32> {
        self.sets.iter(set)
    }

    /// Whether a tag is in a set.
    #[inline]
    pub fn has(&self, set: CloseSet, tag: u32) -> bool {
        self.sets.contains(set, tag)
    }

    #[inline]
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
        self.sort(set).group != OPEN
    }

    /// The groups of a set, the last one first.
    pub fn groups(&self, set: CloseSet) -> impl Iterator<Item = u32> {
        self.some(set, |sort| sort.group)
    }

    /// The scopes of a set, the last one first.
    pub fn scopes(&self, set: CloseSet) -> impl Iterator<Item = u32> {
        self.some(set, |sort| sort.scope)
    }

    /// The parts of scopes in a set, the last one first.
    fn parts(&self, set: CloseSet) -> impl Iterator<Item = u32> {
        self.some(set, |sort| sort.part)
    }

    /// The last tags of those sets, from the longest to the shortest, that `up_to` finds in each other.
    fn some(&self, set: CloseSet, up_to: fn(Sort) -> CloseSet) -> impl Iterator<Item = u32> {
        let mut rest = up_to(self.sort(set));
        std::iter::from_fn(move || {
            let (before, tag) = (rest != OPEN).then(|| self.sets.last(rest))?;
            rest = up_to(self.sort(before));
            Some(tag)
        })
    }

    /// Whether what a conjunct with this set refers to brings no group along.
    pub fn opens(&self, set: CloseSet) -> bool {
        self.sort(set).opener
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
        self.begins_with(set, part) || self.of(part).all(|t| self.has(set, t))
    }

    /// Whether a set is another one and tags that came up later.
    pub fn begins_with(&self, set: CloseSet, part: CloseSet) -> bool {
        self.sets.begins_with(set, part)
    }

    /// Whether all of some tags are in a set.
    pub fn carries(&self, set: CloseSet, tags: &[u32]) -> bool {
        tags.iter().all(|t| self.has(set, *t))
    }

    /// A set with one more tag.
    pub fn with(&mut self, set: CloseSet, tag: u32) -> CloseSet {
        let Tags { tags, sets, sorts, .. } = self;
        sets.with(set, tag, &mut |before, t, new| {
            sorts.push(sorts[before.0 as usize].with(t, &tags[t as usize], new));
        })
    }

    pub fn new_renaming(&mut self, from: u32, to: u32, deep: bool) -> Renaming {
        self.renamed.push(Renamed::new());
        Renaming { number: self.renamed.len() as u32 - 1, from, to, deep, shared: false }
    }

    /// The part in which something new comes up by a conjunct with this set, at its node or further up.
    fn part_of(&self, set: CloseSet) -> Option<u32> {
        self.parts(set).next()
    }

    /// The set of a conjunct of the target, as seen at a node whose reference carries `set`.
    pub fn renamed(&mut self, renaming: Renaming, old: CloseSet, set: CloseSet) -> CloseSet {
        if old == OPEN || self.opens(set) {
            return set;
        }
        if renaming.shared
            && let Some(known) = self.shared.get(&(renaming.number, old))
        {
            return *known;
        }
        let result = self.rename(renaming, old, set);
        if renaming.shared {
            self.shared.insert((renaming.number, old), result);
        }
        result
    }

    fn rename(&mut self, renaming: Renaming, old: CloseSet, set: CloseSet) -> CloseSet {
        let mut last = std::mem::take(&mut self.last);
        let by = Some((renaming.number, set));
        if last.by != by {
            last.by = by;
            last.beginnings.clear();
        }
        let mut new: SmallVec<[(CloseSet, u32); 16]> = SmallVec::new();
        let mut known = old;
        while known != OPEN && last.beginnings.get(self.sets.len(known) - 1).is_none_or(|(begun, _)| *begun != known) {
            let (before, tag) = self.sets.last(known);
            new.push((known, tag));
            known = before;
        }
        last.beginnings.truncate(self.sets.len(known));
        let mut result = last.beginnings.last().map_or(set, |(_, result)| *result);
        let part = self.part_of(set);
        let mut names = std::mem::take(&mut self.renamed[renaming.number as usize]);
        for (begun, t) in new.into_iter().rev() {
            if self.keeps(renaming, t, set) {
                let name = if t == OPENER { t } else { self.renamed_tag(renaming, &mut names, t, part) };
                result = self.with(result, name);
            }
            last.beginnings.push((begun, result));
        }
        self.renamed[renaming.number as usize] = names;
        self.last = last;
        result
    }

    /// Whether a tag of a target's conjunct gets a new name where that is referred to, and is not left out.
    fn keeps(&self, renaming: Renaming, t: u32, set: CloseSet) -> bool {
        let tag = &self.tags[t as usize];
        // A definition's reference to a part of itself stays within its group.
        let stays = || tag.group && !tag.shallow && self.has(set, t);
        t == OPENER || (tag.depth == renaming.from || !tag.shallow && renaming.deep) && !stays()
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
        if !self.sort(set).shallow || !self.of(set).any(|t| ends(&t)) {
            return set;
        }
        let kept: Few = self.of(set).filter(|t| !ends(t)).collect();
        kept.into_iter().rev().fold(OPEN, |set, t| self.with(set, t))
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
    tags: &'a Tags,
    set: CloseSet,
    /// The scopes of the set's parts, in order, each with the part; looked for once they are needed.
    parts: Option<Parts>,
    /// For a part, and the depth of the group that asks: whether the set is on its way out.
    known: FxHashMap<(u32, u32), bool>,
}

impl<'a> Membership<'a> {
    pub fn new(tags: &'a Tags, set: CloseSet) -> Membership<'a> {
        Membership { tags, set, parts: None, known: FxHashMap::default() }
    }

    pub fn of(&mut self, group: u32) -> bool {
        if self.tags.has(self.set, group) {
            return true;
        }
        let tags = &self.tags.tags;
        let Tag { depth, mut outer, .. } = tags[group as usize];
        let mut passed: SmallVec<[u32; LONG_WAY]> = SmallVec::new();
        let mut belongs = false;
        while let Some(part) = outer {
            if let Some(known) = self.known.get(&(part, depth)) {
                belongs = *known;
                break;
            }
            let Some(scope) = tags[part as usize].outer else { break };
            passed.push(part);
            if self.is_beside(part, scope, depth) {
                belongs = true;
                break;
            }
            outer = tags[scope as usize].outer;
        }
        if passed.len() > LONG_WAY || !self.known.is_empty() {
            self.known.extend(passed.into_iter().map(|part| ((part, depth), belongs)));
        }
        belongs
    }

    /// Whether the set is that of the literal around a part, or of another part of it.
    fn is_beside(&mut self, part: u32, scope: u32, depth: u32) -> bool {
        let (tags, set) = (self.tags, self.set);
        if tags.has(set, scope) {
            return true;
        }
        // What a field of an embedded struct refers to allows the literal's own fields alone.
        if tags.tags[part as usize].depth != depth {
            return false;
        }
        let parts = self.parts.get_or_insert_with(|| {
            let mut parts: Parts = tags.parts(set).map(|t| (tags.tags[t as usize].outer, t)).collect();
            parts.sort_unstable();
            parts
        });
        let first = parts.partition_point(|(of, _)| *of < Some(scope));
        parts[first..].iter().take_while(|(of, _)| *of == Some(scope)).any(|(_, t)| *t != part)
    }
}
