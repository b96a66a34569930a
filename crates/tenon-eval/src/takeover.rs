//! Clones of nodes that say little besides their disjunctions.
//!
//! What a node without fields and literals says is types, bounds, a scalar. The clones in which its disjuncts are tried
//! ([`crate::choose`]) take that over, and the disjunctions as they came, with the references that brought them: nothing but
//! the disjuncts is unfolded in a clone, however many references led to them.

use crate::engine::Evaluator;
use crate::node::*;
use smallvec::SmallVec;

/// Old steps of trails and those that stand for them in a clone.
type Carried = SmallVec<[(TrailId, TrailId); 8]>;

impl Evaluator<'_> {
    /// Whether a node, all unfolded, says nothing of fields, elements and validators, and waits for nothing.
    pub(crate) fn says_little(&self, n: NodeId) -> bool {
        let node = self.node(n);
        // Where reads are noted, what is said is found by the node that says it.
        let scalar = matches!(node.base, Base::Open | Base::Scalar(_)) && node.fields.is_empty();
        if !scalar || self.reads.is_some() {
            return false;
        }
        node.ext.as_deref().is_some_and(|ext| {
            ext.patterns.is_empty()
                && ext.lengths.is_empty()
                && ext.tasks.is_empty()
                && ext.literals.is_empty()
                && ext.stuck.is_empty()
                && ext.computed.is_empty()
                && ext.errors.is_empty()
                && ext.checks.iter().all(|c| !matches!(c, Check::Call { .. }))
        })
    }

    /// Whether a node that followed a reference before says all that another reference to the same brings, with another set of
    /// tags: what it says is no struct to be closed, and complete.
    pub(crate) fn says_it_already(&self, n: NodeId, c: Conjunct) -> bool {
        let node = self.node(n);
        node.grounded == Grounded::Yes
            && !node.follows
            && !c.via.is_cyclic()
            && self.says_little(n)
            && node.ext.as_deref().is_some_and(|ext| ext.choices.is_empty())
            && (!self.tags.has_group(c.close) || self.is_in_definition(n))
    }

    /// Whether a clone of a node can take over what that says. Not where it is not known from where more may come to it, nor
    /// where it says something different in each clone, with an alias of itself. Nor where bounds have gone that others imply:
    /// an error is about the first that is not kept.
    pub(crate) fn can_be_taken_over(&self, n: NodeId) -> bool {
        let node = self.node(n);
        let of_itself = |c: &Choice| match c.conjunct.term {
            Term::Expr(_, env) => self.frames(env).any(|frame| matches!(frame, Frame::Alias(m) if m == n)),
            Term::Node(_) => false,
        };
        let all_kept = |ext: &Ext| !ext.narrowed && !ext.in_order().any(|c| of_itself(&c));
        let known = !node.follows || self.following.contains_key(&n);
        known && self.says_little(n) && node.ext.as_deref().is_some_and(all_kept)
    }

    /// The frames of an environment, from inside out.
    fn frames(&self, env: EnvId) -> impl Iterator<Item = Frame> {
        let at = |env: EnvId| self.envs.get(env.index());
        std::iter::successors(at(env), move |e| at(e.up)).map(|e| e.frame)
    }

    /// A clone takes over what its node says, and unfolds the disjuncts that it takes.
    pub(crate) fn take_over(&mut self, clone: NodeId, n: NodeId) {
        let Some(ext) = self.node(n).ext.as_deref() else { return };
        let choices: SmallVec<[Choice; 4]> = ext.in_order().collect();
        let used: SmallVec<[Option<Term>; 4]> = ext.picks.iter().map(|p| p.used).collect();
        let (checks, seen) = (ext.checks.clone(), ext.seen());
        let Node { kind, untyped, grounded, cyclic, ref base, .. } = *self.node(n);
        let base = base.clone();
        self.busy += 1;
        let at = self.busy;
        let node = self.node_mut(clone);
        (node.kind, node.base, node.untyped, node.cyclic) = (kind, base, untyped, cyclic);
        if grounded == Grounded::Yes {
            node.grounded = grounded;
        }
        node.unfolded = node.conjuncts.len() as u32;
        (node.state, node.busy_at, node.expanding) = (State::Busy, at, true);
        let ext = node.ext();
        ext.checks = checks;
        ext.set_seen(seen);
        ext.picks.iter_mut().zip(used).for_each(|(pick, used)| pick.used = used);
        let outer = self.origin;
        let mut carried = Carried::new();
        self.follow_as(n, clone, |this, trail| this.carried(trail, n, clone, &mut carried));
        for choice in choices {
            let via = choice.conjunct.via;
            let via = Via::new(self.carried(via.trail(), n, clone, &mut carried), via.is_cyclic());
            self.origin = choice.origin;
            self.add_choice(clone, Choice { conjunct: Conjunct { via, ..choice.conjunct }, ..choice });
        }
        self.origin = outer;
        let node = self.node_mut(clone);
        (node.state, node.expanding) = (State::New, false);
        self.busy -= 1;
    }

    /// A trail whose last steps are those of references that were followed at a node, as if that were a clone of it.
    fn carried(&mut self, trail: TrailId, n: NodeId, clone: NodeId, known: &mut Carried) -> TrailId {
        let new = |known: &Carried, old: TrailId| known.iter().find(|(o, _)| *o == old).map(|(_, new)| *new);
        let mut steps: SmallVec<[TrailId; 8]> = SmallVec::new();
        let mut previous = trail;
        while let Some(step) = self.trails.get(previous.0 as usize)
            && step.at == n
            && new(known, previous).is_none()
        {
            steps.push(previous);
            previous = step.previous;
        }
        let mut result = new(known, previous).unwrap_or(previous);
        for old in steps.into_iter().rev() {
            let step = self.trails[old.0 as usize];
            let id = TrailId(self.trails.len() as u32);
            known.push((old, id));
            let first = new(known, step.first).unwrap_or(step.first);
            self.push_step(Trail { at: clone, previous: result, first, ..step });
            result = id;
        }
        result
    }
}
