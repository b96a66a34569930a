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

use crate::arena::Arena;
use crate::call::Failure;
use crate::engine::Evaluator;
use crate::error::Stop;
use crate::node::{Base, Choice, CloseSet, Conjunct, Field, NO_NODE, Node, NodeId, OPEN, State};
use crate::tags::{Membership, Tags};
use smallvec::SmallVec;
use tenon_catalogue::{e0303, e0318};
use tenon_ir::Label;
use tenon_ir::program::{Expr, ExprId, Marker};

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

    /// What is known of which fields nodes may have.
    pub(crate) fn closedness(&self) -> Closedness<'_> {
        Closedness { nodes: &self.nodes, tags: &self.tags }
    }

    /// The groups that decide which fields a node may have.
    pub(crate) fn active_groups(&self, n: NodeId) -> Groups {
        self.closedness().active_groups(n)
    }

    /// Those of them that nothing which may still come belongs to.
    fn deciding_groups(&self, n: NodeId) -> Groups {
        self.deciding(n, self.active_groups(n))
    }

    /// Those groups that nothing which may still come to a node belongs to.
    fn deciding(&self, n: NodeId, mut groups: Groups) -> Groups {
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

    /// The group that does not allow a field.
    pub(crate) fn allows(&self, groups: &[u32], field: NodeId) -> Option<u32> {
        let conjuncts = &self.node(field).conjuncts;
        let has = |g: &u32| conjuncts.iter().any(|c| self.tags.has(c.close, *g));
        let first = groups.iter().position(|g| !has(g))?;
        let mut sets: SmallVec<[Membership; 4]> =
            conjuncts.iter().map(|c| Membership::new(&self.tags, c.close)).collect();
        groups[first..].iter().copied().find(|g| !sets.iter_mut().any(|s| s.of(*g)))
    }

    /// Refuses the fields that a closed struct does not allow. Says whether there were any.
    pub(crate) fn check_closed(&mut self, n: NodeId) -> bool {
        let mut refused = false;
        if self.lax {
            return refused;
        }
        let checked = |f: &Field| f.label.is_regular() && f.marker != Marker::Optional;
        let all_belong = self.node(n).fields.iter().filter(|f| checked(f)).all(|f| self.belongs_at_once(n, f.node));
        let groups = if all_belong { self.closedness().closers(n) } else { self.active_groups(n) };
        let groups = self.deciding(n, groups);
        if groups.is_empty() {
            return refused;
        }
        // A set that carries all groups: most fields have a conjunct with the same one.
        let mut all = None;
        for i in 0..self.node(n).fields.len() {
            let field = self.node(n).fields[i];
            if !checked(&field) {
                continue;
            }
            let carries = |c: &&Conjunct| Some(c.close) == all || self.tags.carries(c.close, &groups);
            if let Some(c) = self.node(field.node).conjuncts.iter().find(carries) {
                all = Some(c.close);
            } else if let Some(group) = self.allows(&groups, field.node) {
                self.not_allowed(field.node, group);
                refused = true;
            }
        }
        refused
    }

    /// Whether a field of a struct has conjuncts with all that the struct's literals carry, as far as that shows at once: the
    /// groups in that allow it. Of many literals this is not asked, for each field would ask it of each.
    fn belongs_at_once(&self, n: NodeId, field: NodeId) -> bool {
        let Some(ext) = &self.node(n).ext else { return true };
        let conjuncts = &self.node(field).conjuncts;
        let carries = |set: CloseSet| conjuncts.iter().any(|c| self.tags.begins_with(c.close, set));
        ext.literals.len() <= FEW_LITERALS && ext.literals.iter().all(|l| l.close == OPEN || carries(l.close))
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
        if self.allowed.contains(&field) {
            return;
        }
        let groups = if self.belongs_at_once(parent, field) {
            self.deciding(parent, self.closedness().closers(parent))
        } else {
            self.settled_groups(parent)
        };
        let refusing = self.refusing(&groups, field);
        if refusing.is_empty() && self.partial == 0 {
            self.allowed.insert(field);
        }
        self.refuse_fields(field, &refusing);
    }

    /// Those of a settled node's groups that are active, looked for once where there are many literals.
    fn settled_groups(&mut self, n: NodeId) -> Groups {
        let Some(ext) = &self.node(n).ext else { return Groups::new() };
        if let Some(groups) = &ext.active {
            return Groups::from_slice(groups);
        }
        let many = ext.literals.len() > FEW_LITERALS && self.partial == 0;
        let groups = self.deciding_groups(n);
        if many {
            self.node_mut(n).ext().active = Some(groups.iter().copied().collect());
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
}

/// The groups that decide something.
pub(crate) type Groups = SmallVec<[u32; 16]>;

/// The nodes of an evaluation, finished or not, and what their conjuncts belong to.
#[derive(Clone, Copy)]
pub(crate) struct Closedness<'a> {
    pub nodes: &'a Arena<Node>,
    pub tags: &'a Tags,
}

impl<'a> Closedness<'a> {
    fn node(self, n: NodeId) -> &'a Node {
        &self.nodes[n.0 as usize]
    }

    /// The groups that decide which fields a node may have.
    pub fn active_groups(self, n: NodeId) -> Groups {
        let depth = self.node(n).depth;
        let tag = |t: &u32| &self.tags.tags[*t as usize];
        let mut groups = Groups::new();
        for set in self.literals(n) {
            groups.extend(self.tags.groups(set).filter(|t| !tag(t).shallow || tag(t).depth == depth));
        }
        self.add_closers(n, &mut groups);
        self.not_opened(n, groups)
    }

    /// Those of them that no literal of the node itself carries: the embedded definitions by which literals further up are
    /// closed.
    fn closers(self, n: NodeId) -> Groups {
        let mut groups = Groups::new();
        self.add_closers(n, &mut groups);
        self.not_opened(n, groups)
    }

    /// The embedded definitions by which literals further up are closed: what is active there is found once for all of them.
    fn add_closers(self, n: NodeId, groups: &mut Groups) {
        let depth = self.node(n).depth;
        let mut scopes: SmallVec<[(u32, u32); 8]> = SmallVec::new();
        for set in self.literals(n) {
            for scope in self.tags.scopes(set) {
                let tag = &self.tags.tags[scope as usize];
                if tag.closed && tag.depth < depth {
                    scopes.push((tag.depth, scope));
                }
            }
        }
        if scopes.is_empty() {
            return;
        }
        scopes.sort_unstable();
        scopes.dedup();
        for scopes in scopes.chunk_by(|(a, _), (b, _)| a == b) {
            let Some(around) = self.data_around(n, scopes[0].0) else { continue };
            let active = self.active_groups(around);
            let closes = |g: &u32| scopes.iter().any(|(_, s)| self.tags.closes_around(*g, *s));
            groups.extend(active.into_iter().filter(closes));
        }
    }

    /// What the literals of a node carry; what the next one carries, too, only once.
    fn literals(self, n: NodeId) -> impl Iterator<Item = CloseSet> {
        let mut last = OPEN;
        let sets = self.node(n).ext.iter().flat_map(|ext| &ext.literals).map(|l| l.close);
        sets.filter(move |set| *set != OPEN && std::mem::replace(&mut last, *set) != *set)
    }

    /// Groups, in order and each once, without those that an ellipsis opens.
    fn not_opened(self, n: NodeId, mut groups: Groups) -> Groups {
        if groups.is_empty() {
            return groups;
        }
        groups.sort_unstable();
        groups.dedup();
        if let Some(ext) = &self.node(n).ext {
            groups.retain(|g| !ext.opened.iter().any(|s| self.tags.belongs(*s, *g)));
        }
        groups
    }

    /// The node further up at a depth. What closes it says nothing about what is in hidden fields and definitions.
    fn data_around(self, mut n: NodeId, depth: u32) -> Option<NodeId> {
        while self.node(n).depth > depth {
            let Node { label, parent, .. } = *self.node(n);
            if !label.is_regular() && label.as_index().is_none() {
                return None;
            }
            n = parent;
        }
        Some(n)
    }

    /// What refuses new fields.
    pub fn closing(self, n: NodeId) -> Closing {
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
