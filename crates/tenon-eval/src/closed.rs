//! Closedness: which fields a struct may have.
//!
//! Closedness belongs to conjuncts. Each conjunct carries a set of *tags*; the conjuncts of a struct literal's fields
//! inherit the literal's set. There are two sorts of tags:
//!
//! - A *group* is one definition (or one `close` call) at one place. A definition's declarations carry the group of its
//!   node, so that everything in it carries it too, to any depth. Following a reference renames the groups that the
//!   target's conjuncts carry: two references are two groups. A reference to what is within a definition keeps the
//!   definition's group only if a definition is on its path: with `a: #A`, `#A.b` is closed, but `a.b` is what is written
//!   there. Where a struct literal of a group contributes to a node, the group is *active* there: it allows a field only
//!   if a conjunct of that field carries the group, or if one of its literals at that node has an ellipsis. Patterns count
//!   as conjuncts of the fields that they match.
//! - A *scope* is one struct literal with embeddings; each of its embeddings (a comprehension is one) is a *part* of it.
//!   The literal's fields carry the scope, what comes up by an embedding carries the part. A group that comes up by an
//!   embedding remembers the part; a conjunct counts as one of the group also if it carries the part's scope or another
//!   part of it. So an embedded definition closes the literal around it, and allows that literal's own fields and those of
//!   its other embeddings, but not what else the same embedding says; what the literal's fields say in turn is closed
//!   like the fields of a definition. The files of a package are one literal.
//!
//! In a file with `explicitopen`, embedding is unification: its literals have no scope. What `#A...` brings carries
//! [`OPENER`], and whatever it refers to in turn brings no group along, to any depth. What is around it closes it all the
//! same.
//!
//! A struct is checked once its fields are complete, and only where nothing else is wrong in it. Otherwise, and where
//! something is selected from what is in a field that it does not allow, that is what is refused: `a.b` in place of `a`.
//! Where disjunctions of a struct around it are still to be taken, only groups count that came up within: nothing that
//! comes later belongs to them. Where all disjuncts of a disjunction wait, the groups don't count that it belongs to: each
//! disjunct may allow more.
//!
//! `close` makes groups that end at their node. Hidden fields and definitions are always allowed.

use crate::call::Failure;
use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::{Base, Choice, CloseSet, Field, NO_NODE, Node, NodeId, OPEN, State};
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use tenon_catalogue::{e0303, e0318};
use tenon_ir::Label;
use tenon_ir::program::{Expr, ExprId, Marker};

/// The tag of what `#A...` brings: the smallest one, hence the first of each set that has it.
const OPENER: u32 = 0;

/// So many literals are gone through again each time that their groups are asked for.
const FEW_LITERALS: usize = 8;

/// What refuses further fields of a struct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Closing {
    /// Nothing does.
    Open,
    /// Only definitions do.
    Definition,
    /// `close` does.
    Call,
}

/// One tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    /// A group; a scope otherwise.
    pub group: bool,
    /// Only for the fields of the node at this depth.
    pub shallow: bool,
    pub depth: u32,
    /// For a group and a scope: the part in which it came up. For a part: its scope.
    pub outer: Option<u32>,
    /// A part of a scope.
    pub part: bool,
    /// What made it.
    pub origin: Option<ExprId>,
}

/// All tags and sets of an evaluation.
#[derive(Debug)]
pub(crate) struct Tags {
    pub tags: Vec<Tag>,
    sets: Vec<Box<[u32]>>,
    /// The scopes by whose embeddings definitions came up.
    closed: FxHashSet<u32>,
    with: FxHashMap<(CloseSet, u32), CloseSet>,
    ids: FxHashMap<Box<[u32]>, CloseSet>,
    /// What references that were followed make of tags: which of them, and old tag → new tag. Most rename nothing.
    renamed: FxHashMap<(u32, u32), u32>,
    /// How many references were followed.
    renamings: u32,
}

impl Default for Tags {
    fn default() -> Tags {
        let mut ids = FxHashMap::default();
        ids.insert(Box::from([]), OPEN);
        let opener = Tag { group: false, shallow: false, depth: u32::MAX, outer: None, part: false, origin: None };
        Tags {
            tags: vec![opener],
            sets: vec![Box::from([])],
            closed: FxHashSet::default(),
            with: FxHashMap::default(),
            ids,
            renamed: FxHashMap::default(),
            renamings: 0,
        }
    }
}

/// By what the literal was closed that was asked about last: all that is in one struct asks about the same.
#[derive(Debug, Default)]
pub(crate) struct Closers {
    /// Node and scope, and what the answer hangs on: how many literals and ellipses the node has, and how many scopes are
    /// closed.
    asked: Option<(NodeId, u32, [usize; 3])>,
    groups: Vec<u32>,
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

    fn add(&mut self, tag: Tag) -> u32 {
        let new = self.tags.len() as u32;
        self.tags.push(tag);
        if tag.group && !tag.shallow {
            let scopes: Vec<u32> = self.scopes_around(new).collect();
            self.closed.extend(scopes);
        }
        new
    }

    /// Whether a group is among a set's tags; without one, scopes decide nothing.
    pub fn has_group(&self, set: CloseSet) -> bool {
        self.set(set).iter().any(|t| self.tags[*t as usize].group)
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
        self.set(set).iter().map(|t| self.tags[*t as usize]).all(|t| !t.part && !t.shallow && t.outer.is_none())
    }

    /// Whether all tags of one set are in the other.
    pub fn includes(&self, set: CloseSet, part: CloseSet) -> bool {
        self.set(part).iter().all(|t| self.set(set).binary_search(t).is_ok())
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

    pub fn new_renaming(&mut self, from: u32, to: u32, deep: bool) -> Renaming {
        self.renamings += 1;
        Renaming { number: self.renamings, from, to, deep }
    }

    /// The part in which something new comes up by a conjunct with this set, at its node or further up.
    fn part_of(&self, set: CloseSet) -> Option<u32> {
        self.set(set).iter().rev().copied().find(|t| self.tags[*t as usize].part)
    }

    /// The set of a conjunct of the target, as seen at a node whose reference carries `set`.
    pub fn renamed(&mut self, renaming: Renaming, old: CloseSet, set: CloseSet) -> CloseSet {
        if old == OPEN || self.opens(set) {
            return set;
        }
        let part = self.part_of(set);
        let mut result = self.set(set).to_vec();
        for t in self.set(old).to_vec() {
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
            result.push(self.renamed_tag(renaming, t, part));
        }
        result.sort_unstable();
        result.dedup();
        self.intern(result)
    }

    fn renamed_tag(&mut self, renaming: Renaming, t: u32, part: Option<u32>) -> u32 {
        if let Some(new) = self.renamed.get(&(renaming.number, t)) {
            return *new;
        }
        let tag = self.tags[t as usize];
        let outer = match tag.outer {
            Some(o) => Some(self.renamed_tag(renaming, o, part)),
            None => part,
        };
        let depth = if tag.depth == renaming.from { renaming.to } else { u32::MAX };
        let new = self.add(Tag { depth, outer, ..tag });
        self.renamed.insert((renaming.number, t), new);
        new
    }

    /// A scope for a literal with embeddings whose set is `set`.
    pub fn scope(&mut self, set: CloseSet, depth: u32) -> u32 {
        let outer = self.part_of(set);
        self.add(Tag { group: false, shallow: false, depth, outer, part: false, origin: None })
    }

    /// The set of one embedding of a scope.
    pub fn part(&mut self, set: CloseSet, scope: u32, depth: u32) -> CloseSet {
        let tag = self.add(Tag { group: false, shallow: false, depth, outer: Some(scope), part: true, origin: None });
        self.with(set, tag)
    }

    /// A group for a definition or a `close` call.
    pub fn group(&mut self, set: CloseSet, shallow: bool, depth: u32, origin: Option<ExprId>) -> u32 {
        let outer = self.part_of(set);
        self.add(Tag { group: true, shallow, depth, outer, part: false, origin })
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

    /// Whether a group came up deeper than `depth`, and so did what its literals and their other embeddings declare.
    fn is_within(&self, group: u32, depth: u32) -> bool {
        let up = |t: &u32| self.tags[*t as usize].outer;
        std::iter::successors(Some(group), up).map(|t| self.tags[t as usize].depth).all(|d| d > depth && d != u32::MAX)
    }

    /// The scopes by whose embeddings a group came up, from inside out.
    fn scopes_around(&self, group: u32) -> impl Iterator<Item = u32> {
        let scope = |tag: u32| self.tags[tag as usize].outer.and_then(|part| self.tags[part as usize].outer);
        std::iter::successors(scope(group), move |around| scope(*around))
    }

    /// Whether a group is that of a definition that closes a scope, by whose embeddings it came up.
    fn closes_around(&self, group: u32, scope: u32) -> bool {
        !self.tags[group as usize].shallow && self.scopes_around(group).any(|around| around == scope)
    }

    /// Whether a conjunct with this set counts as one of the group.
    pub fn belongs(&self, set: CloseSet, group: u32) -> bool {
        Membership::new(self, set).of(group)
    }
}

/// Of which groups a conjunct with a set counts as one. Groups that come up by one embedding within the other share the
/// way out, which is gone once.
struct Membership<'a> {
    tags: &'a [Tag],
    set: &'a [u32],
    /// For a part, and the depth of the group that asks: whether the set is on its way out.
    known: FxHashMap<(u32, u32), bool>,
}

impl<'a> Membership<'a> {
    fn new(tags: &'a Tags, set: CloseSet) -> Membership<'a> {
        Membership { tags: &tags.tags, set: tags.set(set), known: FxHashMap::default() }
    }

    fn of(&mut self, group: u32) -> bool {
        if self.set.binary_search(&group).is_ok() {
            return true;
        }
        let Tag { depth, mut outer, .. } = self.tags[group as usize];
        let mut passed: SmallVec<[u32; 8]> = SmallVec::new();
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
        if passed.len() > 1 {
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

impl Evaluator<'_> {
    /// The set of what a call closes.
    pub(crate) fn closed_by_call(&mut self, set: CloseSet, shallow: bool, call: ExprId, n: NodeId) -> CloseSet {
        if self.tags.opens(set) {
            return set;
        }
        let depth = self.node(n).depth;
        let tag = self.tags.group(set, shallow, depth, Some(call));
        self.tags.with(set, tag)
    }

    /// `__closeAll` closes what is written in its call, in files that can open it again.
    pub(crate) fn may_close_all(&mut self, call: ExprId, arg: ExprId, n: NodeId) -> Result<(), Stop> {
        let span = self.prog.span(call);
        let message = if !self.prog.features(span.file).explicitopen {
            e0318::NOT_EXPLICITOPEN
        } else if !matches!(self.prog.expr(arg), Expr::Struct(_) | Expr::List(_)) {
            e0318::NO_LITERAL
        } else {
            return Ok(());
        };
        let failure = Failure::at(self.nodes.path(n), message.into(), Vec::new());
        Err(Stop::Error(self.failed(e0318::CODE, &e0318::call("__closeAll"), &[span], failure, n)))
    }

    /// The groups that decide which fields a node may have.
    pub(crate) fn active_groups(&self, n: NodeId) -> Vec<u32> {
        let node = self.node(n);
        let Some(ext) = &node.ext else { return Vec::new() };
        let mut groups = Vec::new();
        for literal in &ext.literals {
            for t in self.tags.set(literal.close) {
                let tag = &self.tags.tags[*t as usize];
                if tag.group && (!tag.shallow || tag.depth == node.depth) {
                    groups.push(*t);
                } else if tag.depth < node.depth && self.tags.closed.contains(t) {
                    self.add_active_closers(n, *t, &mut groups);
                }
            }
        }
        groups.sort_unstable();
        groups.dedup();
        groups.retain(|g| !ext.opened.iter().any(|s| self.tags.belongs(*s, *g)));
        groups
    }

    /// The embedded definitions by which a literal further up is closed. They say nothing about what is in hidden fields
    /// and definitions.
    fn add_active_closers(&self, mut n: NodeId, scope: u32, groups: &mut Vec<u32>) {
        let depth = self.tags.tags[scope as usize].depth;
        while self.node(n).depth > depth {
            let Node { label, parent, .. } = *self.node(n);
            if !label.is_regular() && label.as_index().is_none() {
                return;
            }
            n = parent;
        }
        let Some(ext) = &self.node(n).ext else { return };
        let asked = Some((n, scope, [ext.literals.len(), ext.opened.len(), self.tags.closed.len()]));
        if self.closers.borrow().asked == asked {
            groups.extend_from_slice(&self.closers.borrow().groups);
            return;
        }
        let mut found = self.active_groups(n);
        found.retain(|g| self.tags.closes_around(*g, scope));
        groups.extend_from_slice(&found);
        // What is evaluated again may have as many literals as it had, but others.
        if self.again.is_none() && !self.is_closed_from_around(n) {
            self.closers.replace(Closers { asked, groups: found });
        }
    }

    /// Whether literals further up than a node close it.
    fn is_closed_from_around(&self, n: NodeId) -> bool {
        let depth = self.node(n).depth;
        let mut tags = self.node(n).ext.iter().flat_map(|e| &e.literals).flat_map(|l| self.tags.set(l.close));
        tags.any(|t| self.tags.tags[*t as usize].depth < depth && self.tags.closed.contains(t))
    }

    /// Those of them that nothing which may still come belongs to.
    fn deciding_groups(&self, n: NodeId) -> Vec<u32> {
        let mut groups = self.active_groups(n);
        if let Some(clone) = self.partial_clone_around(n) {
            let depth = self.node(clone).depth;
            groups.retain(|g| self.tags.is_within(*g, depth));
        }
        if let Some(ext) = &self.node(n).ext
            && !ext.stuck.is_empty()
        {
            let waits = |c: &Choice| ext.stuck.iter().any(|(s, _)| s.term == c.conjunct.term);
            let waiting: Vec<CloseSet> = ext.choices.iter().filter(|c| waits(c)).map(|c| c.conjunct.close).collect();
            groups.retain(|g| !waiting.iter().any(|close| self.tags.belongs(*close, *g)));
        }
        groups
    }

    /// Whether the groups allow a field.
    pub(crate) fn allows(&self, groups: &[u32], field: NodeId) -> Option<u32> {
        let mut sets: SmallVec<[Membership; 4]> =
            self.node(field).conjuncts.iter().map(|c| Membership::new(&self.tags, c.close)).collect();
        groups.iter().copied().find(|g| !sets.iter_mut().any(|s| s.of(*g)))
    }

    /// Refuses the fields that a closed struct does not allow. Says whether there were any.
    pub(crate) fn check_closed(&mut self, n: NodeId) -> bool {
        let mut refused = false;
        if self.lax {
            return refused;
        }
        let groups = self.deciding_groups(n);
        if groups.is_empty() {
            return refused;
        }
        for i in 0..self.node(n).fields.len() {
            let field = self.node(n).fields[i];
            if !field.label.is_regular() || field.marker == Marker::Optional {
                continue;
            }
            if let Some(group) = self.allows(&groups, field.node) {
                self.not_allowed(field.node, group);
                refused = true;
            }
        }
        refused
    }

    /// Where something is wrong in a struct, it is what the fields that it does not allow have themselves that is refused.
    pub(crate) fn refuse_below(&mut self, n: NodeId) {
        let groups = self.deciding_groups(n);
        for i in 0..self.node(n).fields.len() {
            let Field { label, node: field, marker } = self.node(n).fields[i];
            if label.is_regular() && marker != Marker::Optional {
                self.refuse_fields(field, &self.refusing(&groups, field));
            }
        }
    }

    /// What is selected from a field that the struct around it does not allow is refused there.
    pub(crate) fn refuse_in_refused(&mut self, field: NodeId) {
        let Node { parent, label, temp, .. } = *self.node(field);
        if temp || parent == NO_NODE || !label.is_regular() || self.node(parent).state < State::Settled {
            return;
        }
        let groups = self.settled_groups(parent);
        self.refuse_fields(field, &self.refusing(&groups, field));
    }

    /// Those of a settled node's groups that are active, looked for once where there are many literals.
    fn settled_groups(&mut self, n: NodeId) -> Box<[u32]> {
        let Some(ext) = &self.node(n).ext else { return Box::default() };
        if let Some(groups) = &ext.active {
            return groups.clone();
        }
        let many = ext.literals.len() > FEW_LITERALS && self.partial == 0;
        let groups: Box<[u32]> = self.deciding_groups(n).into();
        if many {
            self.node_mut(n).ext().active = Some(groups.clone());
        }
        groups
    }

    /// The groups that do not allow a field.
    fn refusing(&self, groups: &[u32], field: NodeId) -> Vec<u32> {
        let refuses = |g: &u32| self.allows(&[*g], field).is_some();
        groups.iter().copied().filter(refuses).collect()
    }

    /// Refuses what is in a field that groups do not allow.
    fn refuse_fields(&mut self, n: NodeId, groups: &[u32]) {
        if groups.is_empty() || self.node(n).forward != NO_NODE || matches!(self.node(n).base, Base::Disjunction(..)) {
            return;
        }
        for i in 0..self.node(n).fields.len() {
            let Field { label, node: field, marker } = self.node(n).fields[i];
            let data = label.is_regular() || label.as_index().is_some();
            if !data || marker == Marker::Optional || matches!(self.node(field).base, Base::Error(_)) {
                continue;
            }
            if self.node(field).flawed {
                stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.refuse_fields(field, groups));
            } else if let Some(group) = self.allows(groups, field) {
                self.not_allowed(field, group);
            }
            self.node_mut(n).flawed = true;
        }
    }

    /// The innermost clone around a node for which not all disjunctions are taken yet: fields may still be declared.
    fn partial_clone_around(&self, n: NodeId) -> Option<NodeId> {
        if self.partial == 0 {
            return None;
        }
        let up = |n: &NodeId| Some(self.node(*n).parent).filter(|p| *p != NO_NODE);
        std::iter::successors(Some(n), up).find(|n| self.node(*n).ext.as_ref().is_some_and(|e| e.partial))
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
        let (origin, here) = self.closer(field, group);
        spans.extend(origin.map(|e| self.prog.span(e)));
        let message = e0303::MESSAGE.to_owned();
        let error = self.error_with(e0303::CODE, crate::error::ErrorKind::Fatal, message, spans, field);
        let reasons = self.reasons(error);
        (reasons.closed_by, reasons.closed_here) = (origin, here);
        self.fail_node(field, error);
    }

    /// What closed the struct around a field: of several definitions that refuse it, one that writes a struct rather than
    /// one that only refers to others. Says whether it is that struct itself.
    fn closer(&self, field: NodeId, group: u32) -> (Option<ExprId>, bool) {
        let parent = self.node(field).parent;
        let origin = |g: &u32| self.tags.tags[*g as usize].origin;
        let here = |g: &u32| self.tags.tags[*g as usize].depth == self.node(parent).depth;
        let writes = |g: &u32| origin(g).is_none_or(|e| matches!(self.prog.expr(e), Expr::Struct(_)));
        let mut best = group;
        if !writes(&group) {
            let groups = self.active_groups(parent);
            let (near, far): (Vec<u32>, Vec<u32>) = self.refusing(&groups, field).into_iter().partition(here);
            best = near.into_iter().chain(far).find(writes).unwrap_or(group);
        }
        (origin(&best), here(&best))
    }

    /// Whether a field that is not there would be allowed, as far as patterns tell.
    pub(crate) fn may_declare(&mut self, n: NodeId, label: Label) -> bool {
        if !self.is_closed(n) {
            return true;
        }
        let patterns = self.node(n).ext.as_ref().map(|e| e.patterns.clone()).unwrap_or_default();
        label.is_regular() && patterns.iter().any(|p| self.pattern_matches(n, *p, label).unwrap_or(true))
    }

    /// Whether new fields would be refused.
    pub(crate) fn is_closed(&self, n: NodeId) -> bool {
        !self.active_groups(n).is_empty()
    }

    /// Whether a definition has said something of a node, but none of its own conjuncts stands in one.
    pub(crate) fn is_in_definition_by_reference(&self, n: NodeId) -> bool {
        let Some(ext) = &self.node(n).ext else { return false };
        ext.unfolded().any(|(_, close)| self.tags.has_group(*close))
            && !self.node(n).conjuncts.iter().any(|c| self.tags.has_group(c.close))
    }

    /// Whether a definition has said something of a node, closed by that or not.
    pub(crate) fn is_in_definition(&self, n: NodeId) -> bool {
        let node = self.node(n);
        let followed = node.ext.iter().flat_map(|e| e.unfolded().map(|(_, close)| *close));
        node.conjuncts.iter().map(|c| c.close).chain(followed).any(|close| self.tags.has_group(close))
    }

    /// What refuses new fields.
    pub(crate) fn closing(&self, n: NodeId) -> Closing {
        let groups = self.active_groups(n);
        if groups.iter().any(|g| self.tags.tags[*g as usize].shallow) {
            Closing::Call
        } else if groups.is_empty() {
            Closing::Open
        } else {
            Closing::Definition
        }
    }
}
