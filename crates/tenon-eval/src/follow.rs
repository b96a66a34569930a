//! Following references: what holds at the target holds here too.
//!
//! A reference that is all there is to a node, or a package, makes it stand for its target, unless it is in a
//! definition that would close the target. Otherwise the target's conjuncts are unfolded here, and those that come to
//! the target later follow. Leading back to a node around this one marks what is unfolded as cyclic; so does leading
//! once more where references at nodes around this one led three times: a structure within itself is there for two
//! rounds, and for none in a node that is nothing but a reference to it. Nodes that have more fields than a reference
//! brings do not end it, for what they say may need one round more: the next one that has none does.
//! What a comprehension makes in its rounds does not lead back, for it depends on what they go through. Instead of that, and
//! for all that makes one operand after the other, the number of times is limited that an expression leads further.
//!
//! A structure that embeds what is within it gets what its fields say, which may be fields of it again: that ends where
//! nothing new comes, and with an error where there is no end. What is embedded may be a disjunction: what its disjuncts say
//! of the field that it is of does not come back.

use crate::conflict::is_reference;
use crate::engine::Evaluator;
use crate::error::{ErrorKind, Stop};
use crate::node::*;
use crate::reads::Read;
use crate::tags::Renaming;
use smallvec::SmallVec;
use std::cmp::Ordering;
use tenon_catalogue::e0501;
use tenon_ir::Kind;
use tenon_ir::program::{Expr, ExprId};

/// A structure that refers to what is within it, which refers back, ends once so many conjuncts came back to it.
const MAX_PASSED_BACK: u32 = 200;

/// A declaration that references brought to one place so many times is not brought again.
const MAX_REPEATED: u32 = 100;

/// An expression that calls itself within itself so many times does so without end.
const MAX_RECURSION: usize = 1000;

/// The same in disjuncts that are tried, each within another one: all the work is done again for each.
const MAX_TRIED_RECURSION: usize = 6;

/// One that is known to do so without end may do so this many times elsewhere.
const MAX_ENDLESS: usize = 3;

/// Of a node around a reference so many literals are looked at.
const MAX_LITERALS: usize = 32;

/// Where references led to the same node so many times around a node, one more that leads there leads back.
const MAX_ROUNDS: usize = 3;

type Done = Result<(), Stop>;

/// References at the clones of one node: the node, the target, what refers to it, and whether a definition is on the path.
pub(crate) type Alike = (NodeId, NodeId, Term, CloseSet, bool);

impl Evaluator<'_> {
    /// Everything that holds at `target` holds at `n`.
    pub(crate) fn follow(&mut self, n: NodeId, target: NodeId, c: Conjunct) -> Done {
        self.read(target, Read::Conjuncts);
        if let Some(limit) = self.meter.follow(self.nodes.len(), self.trails.len()) {
            return Err(self.exceeded(n, limit));
        }
        let here = self.deref(n);
        let mut deep = matches!(c.term, Term::Expr(e, _) if self.names_definition(e));
        let target = if self.node(target).state >= State::Settled {
            deep |= self.shares_definition(target);
            self.deref(target)
        } else {
            target
        };
        if target == n || target == here || self.deref(target) == n {
            return Ok(());
        }
        if let Some(origin) = self.node(n).ext.as_ref().and_then(|e| e.origin)
            && origin == target
        {
            return Ok(());
        }
        let expr = match c.term {
            Term::Expr(e, _) => Some(e),
            Term::Node(_) => None,
        };
        let led = self.led.contains(&(n, target));
        if led && self.steps(c.via.trail()).any(|t| t.target == target && t.expr == expr && t.at == n) {
            return Ok(());
        }
        if led && self.says_it_already(n, c) {
            return Ok(());
        }
        let rounds = self.times_led(n, target, c.via.trail());
        // What did not come from around here is said first: of what comes several times, the first counts.
        if (rounds > 0 || c.via.is_cyclic()) && self.node(n).expanding {
            self.put_aside(n, c);
            return Ok(());
        }
        let repeats = rounds > 0 && self.repeats_step(n, target, expr, c.via.trail(), rounds)
            || self.repeats_around(n, target, expr);
        let mut cyclic = c.via.is_cyclic() || repeats && !(self.is_operand(n) && self.is_in_round(c.term));
        // An operand is no part of what is around it: only what it makes again and again leads back.
        cyclic |= self.is_ancestor(target, n)
            && (!self.in_operand(target, n) || self.steps(c.via.trail()).any(|t| t.expr == expr));
        if self.node(n).temp
            && c.via.is_cyclic()
            && (self.is_ancestor(target, n) || self.steps(c.via.trail()).any(|t| t.target == target && t.expr == expr))
            || self.recurs_without_end(n, expr, c.via.trail())
            || self.takes_itself(n, target)
        {
            let span = self.conjunct_span(c);
            let error = self.error_with(e0501::CODE, ErrorKind::StructuralCycle, e0501::MESSAGE.into(), vec![span], n);
            return Err(Stop::Error(error));
        }
        if self.sharable == n && !cyclic && self.closes_nothing(c.close, target) && self.can_share(n, target) {
            self.share(n, target);
            return Ok(());
        }
        if self.is_endless(n) {
            return Ok(());
        }
        if self.is_literal(target) {
            self.mark(n, c);
            return self.add_literal_node(n, target, c);
        }
        // Another reference to the same definition from the same literal says nothing more.
        if deep && !cyclic && !self.is_new(n, Term::Node(target), c.close) {
            return Ok(());
        }
        let trail = TrailId(self.trails.len() as u32);
        let at = n;
        let previous = c.via.trail();
        let first = self.trails.get(previous.0 as usize).map_or(trail, |t| t.first);
        self.push_step(Trail { target, at, expr, previous, first });
        let renaming = self.renaming(n, target, c, deep);
        self.follow_later(target, n, Conjunct { via: Via::new(c.via.trail(), cyclic), ..c }, (trail, renaming));
        self.unfold_target(n, target, Conjunct { via: Via::new(trail, cyclic), ..c }, renaming);
        Ok(())
    }

    /// Notes that a reference is followed.
    pub(crate) fn push_step(&mut self, step: Trail) {
        self.trails.push(step);
        if self.led.insert((step.at, step.target)) {
            let led = &mut self.node_mut(step.target).led;
            *led = led.saturating_add(1);
        }
    }

    /// What a reference that leads from `n` to `target` does to tags.
    fn renaming(&mut self, n: NodeId, target: NodeId, c: Conjunct, deep: bool) -> Renaming {
        let (from, to) = (self.node(target).depth, self.node(n).depth);
        let origin = |n: NodeId| self.node(n).ext.as_ref().and_then(|e| e.origin);
        let Some(original) = std::iter::successors(origin(n), |n| origin(*n)).last() else {
            return self.tags.new_renaming(from, to, deep);
        };
        let Evaluator { renamings, tags, .. } = self;
        let alike = (original, target, c.term, c.close, deep);
        *renamings.entry(alike).or_insert_with(|| tags.new_renaming(from, to, deep).shared())
    }

    /// What `target` says is unfolded at `n`, where `c`, which has the trail for that, refers to it.
    fn unfold_target(&mut self, n: NodeId, target: NodeId, c: Conjunct, renaming: Renaming) {
        let grouped = self.node(target).conjuncts.iter().any(|t| self.tags.has_group(t.close));
        let (outer, group) = (self.origin, self.branches.len() as u32);
        for i in 0..self.node(target).conjuncts.len() {
            let t = self.node(target).conjuncts[i];
            self.origin = outer;
            if self.node(target).conjuncts.len() > 1 && !self.has_no_parts(t.term) {
                self.branch(outer, Step::Followed { group, target, conjunct: i as u32 });
            }
            let close = if grouped { self.tags.renamed(renaming, t.close, c.close) } else { c.close };
            if !self.is_new(n, t.term, close) {
                continue;
            }
            let via = Via::new(c.via.trail(), c.via.is_cyclic() || t.via.is_cyclic());
            self.unfold_part(n, Conjunct { term: t.term, close, via });
        }
        self.origin = outer;
    }

    /// What comes to a node later, if anything can, comes to the one that refers to it, too.
    fn follow_later(&mut self, target: NodeId, n: NodeId, conjunct: Conjunct, (trail, renaming): (TrailId, Renaming)) {
        if self.node(target).follows || self.seal(target).is_err() || !self.node(target).sealed {
            self.node_mut(n).follows = true;
            let follower = Follower { node: n, conjunct, trail, renaming, origin: self.origin };
            self.node_mut(target).ext().followers.push(follower);
        }
    }

    /// A node stands for another one.
    pub(crate) fn share(&mut self, n: NodeId, target: NodeId) {
        self.read(target, Read::Share);
        let node = self.node_mut(n);
        node.forward = target;
        node.grounded = Grounded::Yes;
        node.unfolded = node.conjuncts.len() as u32;
    }

    /// How many references on a trail were followed to `target` at nodes around `n`.
    fn times_led(&self, n: NodeId, target: NodeId, trail: TrailId) -> usize {
        if self.node(target).led == 0 {
            return 0;
        }
        self.steps(trail).filter(|t| t.target == target && self.is_ancestor(t.at, n)).count()
    }

    /// Whether references to `target` were followed at nodes around `n` often enough already, where nothing else says more
    /// of one of these: what they say is made again and again. So it is at once where nothing but references makes one, or
    /// where an operand is made by the same expression as one around it.
    fn repeats_step(&self, n: NodeId, target: NodeId, expr: Option<ExprId>, trail: TrailId, rounds: usize) -> bool {
        self.steps(trail).any(|t| {
            let operand = || self.node(t.at).temp && t.expr == expr;
            let again = || (rounds >= MAX_ROUNDS || self.is_bare(t.at)) && !self.says_more(t.at, target);
            t.target == target && self.is_ancestor(t.at, n) && (operand() || again())
        })
    }

    /// Whether a node is nothing but what references lead to: the same as that, then.
    fn is_bare(&self, n: NodeId) -> bool {
        let conjuncts = &self.node(n).conjuncts;
        conjuncts.iter().all(|c| matches!(c.term, Term::Expr(e, _) if is_reference(self.prog.expr(e))))
    }

    /// Whether a node is an operand, or a clone that is tried for one.
    fn is_operand(&self, mut n: NodeId) -> bool {
        while let Some(origin) = self.node(n).ext.as_ref().and_then(|e| e.origin) {
            n = origin;
        }
        self.node(n).temp
    }

    /// Whether an expression stands in a round of a comprehension: what it says depends on what that goes through.
    fn is_in_round(&self, term: Term) -> bool {
        let Term::Expr(_, mut env) = term else { return false };
        while let Some(Env { up, frame }) = self.envs.get(env.index()).copied() {
            if matches!(frame, Frame::For { .. }) {
                return true;
            }
            env = up;
        }
        false
    }

    /// Whether a node is in a literal that is an argument of a call within the data of `target`, or that makes `target`.
    pub(crate) fn takes_itself(&self, n: NodeId, target: NodeId) -> bool {
        let around = |a: &NodeId| self.is_ancestor(*a, n) && self.is_ancestor(target, *a);
        self.arguments.iter().any(|a| around(a) && self.is_data_in(self.node(*a).parent, target))
    }

    /// Whether the path from a node around another one to that leads through data alone.
    fn is_data_in(&self, n: NodeId, around: NodeId) -> bool {
        let up = |n: &NodeId| Some(self.node(*n).parent).filter(|p| *p != NO_NODE);
        let within = |n: &NodeId| *n != around && self.node(*n).ext.as_ref().and_then(|e| e.origin) != Some(around);
        let data = |n: NodeId| self.node(n).label.is_regular() || self.node(n).label.as_index().is_some();
        std::iter::successors(Some(n), up).take_while(within).all(data)
    }

    /// Whether an expression leads to operand after operand, as in functions that call themselves, and has done so for too
    /// long: here or around here. A chain of what stands elsewhere may be of any length.
    fn recurs_without_end(&mut self, n: NodeId, expr: Option<ExprId>, trail: TrailId) -> bool {
        let Some(e) = expr else { return false };
        let again = |t: &Trail| {
            t.expr == expr
                && (self.is_operand(t.at) || self.in_operand(NO_NODE, t.target))
                && (t.at == n || self.is_ancestor(t.at, n))
        };
        let limit = match (self.endless.contains(&e), self.choosing > 0) {
            (true, _) => MAX_ENDLESS,
            (false, true) => MAX_TRIED_RECURSION,
            (false, false) => MAX_RECURSION,
        };
        let reached = self.steps(trail).filter(again).count() >= limit;
        if reached && limit == MAX_RECURSION {
            self.endless.insert(e);
        }
        reached
    }

    /// The same for a step that is not on the trail, since a reference to something beside led here.
    fn repeats_around(&self, n: NodeId, target: NodeId, expr: Option<ExprId>) -> bool {
        if usize::from(self.node(target).led) < MAX_ROUNDS {
            return false;
        }
        let up = |n: &NodeId| Some(self.node(*n).parent).filter(|p| *p != NO_NODE);
        let brought = |l: &Literal, at: NodeId| {
            let step = self.trails.get(l.trail.0 as usize);
            step.is_some_and(|t| t.target == target && t.at == at && t.expr == expr)
        };
        let again = |a: &NodeId| {
            let literals = self.node(*a).ext.as_ref().map_or(&[][..], |e| &e.literals);
            !literals.is_empty()
                && self.led.contains(&(*a, target))
                && literals.iter().take(MAX_LITERALS).any(|l| brought(l, *a))
                && !self.says_more(*a, target)
        };
        std::iter::successors(up(&n), up).filter(again).nth(MAX_ROUNDS - 1).is_some()
    }

    /// Whether a node has fields that are not written in `target`, nor where references led twice.
    fn says_more(&self, n: NodeId, target: NodeId) -> bool {
        let literals = self.node(n).ext.iter().flat_map(|e| &e.literals);
        literals.into_iter().any(|l| {
            let mut led: SmallVec<[NodeId; 8]> = SmallVec::new();
            self.steps(l.trail).all(|t| {
                let new = (!led.is_empty() || t.target != target) && !led.contains(&t.target);
                led.push(t.target);
                new
            })
        })
    }

    /// Whether a definition is on the path of a reference.
    pub(crate) fn names_definition(&self, e: ExprId) -> bool {
        let mut at = e;
        loop {
            match self.prog.expr(at) {
                Expr::Field { label, .. } => return label.is_definition(),
                Expr::Select(_, label, ..) if label.is_definition() => return true,
                Expr::Select(inner, ..) | Expr::Index(inner, ..) | Expr::Optional(inner) => at = *inner,
                _ => return false,
            }
        }
    }

    /// Whether a definition is on the path of one of the references by which a node stands for another.
    fn shares_definition(&self, n: NodeId) -> bool {
        let shared = |n: &NodeId| self.node(*n).forward != NO_NODE;
        std::iter::successors(Some(n), |n| Some(self.node(*n).forward))
            .take_while(shared)
            .flat_map(|n| &self.node(n).conjuncts)
            .any(|c| matches!(c.term, Term::Expr(e, _) if self.names_definition(e)))
    }

    /// Whether what a reference brings to a node is not there yet. What has come many times, each time as a part of another
    /// definition, closes the node no further.
    fn is_new(&mut self, n: NodeId, term: Term, close: CloseSet) -> bool {
        match self.node_mut(n).ext().note_unfolded(term, close) {
            None => return false,
            Some(count) if count <= MAX_REPEATED as usize => return true,
            Some(_) => {}
        }
        let count = self.repeated.entry((n, term)).or_insert(0);
        *count += 1;
        *count <= MAX_REPEATED
    }

    /// Whether something says neither fields nor elements, which would have a place among others.
    fn has_no_parts(&self, term: Term) -> bool {
        let Term::Expr(e, _) = term else { return false };
        matches!(
            self.prog.expr(e),
            Expr::Basic(_)
                | Expr::Bound(..)
                | Expr::Null
                | Expr::Bool(_)
                | Expr::Num(_)
                | Expr::Str(_)
                | Expr::Bytes(_)
                | Expr::Interpolation(_)
                | Expr::BytesInterpolation(_)
        )
    }

    /// What is unfolded from now on comes from `outer` by one more step.
    pub(crate) fn branch(&mut self, outer: Origin, step: Step) {
        self.branches.push(Branch { up: outer.branch, step });
        self.origin = Origin { branch: Some(BranchId::new(self.branches.len() - 1)), ..outer };
    }

    /// Whether a node is in an operand that stands in `a`, which is around it.
    pub(crate) fn in_operand(&self, a: NodeId, mut n: NodeId) -> bool {
        while n != a && n != NO_NODE {
            if self.node(n).temp {
                return true;
            }
            n = self.node(n).parent;
        }
        false
    }

    /// Passes a new conjunct of a node on to the nodes that referred to it before.
    pub(crate) fn pass_on(&mut self, n: NodeId, c: Conjunct) {
        let followers = match &self.node(n).ext {
            Some(ext) if !ext.followers.is_empty() => ext.followers.clone(),
            _ => return,
        };
        for f in followers {
            let close = self.tags.renamed(f.renaming, c.close, f.conjunct.close);
            let cyclic = c.via.is_cyclic() || f.conjunct.via.is_cyclic();
            let Some(trail) = self.passed_on(n, c, f) else { continue };
            self.add_followed(f.node, Conjunct { term: c.term, close, via: Via::new(trail, cyclic) }, f.origin);
        }
    }

    /// A conjunct that comes to a node by a reference that was followed before.
    fn add_followed(&mut self, n: NodeId, c: Conjunct, origin: Origin) {
        if self.node(n).state >= State::Settled {
            self.reopen(n);
        }
        self.node_mut(n).ext().tasks.push(Task { kind: TaskKind::Conjunct, conjunct: c, origin });
    }

    /// The trail of a conjunct of `n` that is passed on to a follower. Where `n` is within the follower, what is passed on may
    /// come back to `n` as a field: the trail grows by the follower's reference, once, so that what leads back is seen.
    /// Nothing is passed on where it comes back without end, or by a disjunct of what the follower refers to.
    fn passed_on(&mut self, n: NodeId, c: Conjunct, f: Follower) -> Option<TrailId> {
        let trail = c.via.trail();
        if trail == NO_TRAIL || !self.is_ancestor(f.node, n) {
            return Some(f.trail);
        }
        let step = self.trails[f.trail.0 as usize];
        let same = |t: Trail| t.target == step.target && t.at == step.at && t.expr == step.expr;
        if !self.steps(trail).any(same) {
            self.trails.push(Trail { previous: trail, ..step });
            return Some(TrailId(self.trails.len() as u32 - 1));
        }
        let up = |b: &BranchId| self.branches[b.index()].up;
        let by_disjunct = |b: BranchId| match self.branches[b.index()].step {
            Step::Disjunct { trail, .. } => self.steps(trail).any(same),
            _ => false,
        };
        if std::iter::successors(self.origin.branch, up).any(by_disjunct) {
            return None;
        }
        let count = self.passed_back.entry(f.node).or_insert(0);
        *count += 1;
        match (*count).cmp(&MAX_PASSED_BACK) {
            Ordering::Less => return Some(trail),
            Ordering::Equal => {
                let span = self.conjunct_span(f.conjunct);
                let message = e0501::MESSAGE.to_owned();
                let error = self.error_with(e0501::CODE, ErrorKind::StructuralCycle, message, vec![span], f.node);
                self.fail_node(f.node, error);
            }
            Ordering::Greater => {}
        }
        None
    }

    /// Whether what is within a node came back to it without end.
    fn is_endless(&self, n: NodeId) -> bool {
        !self.passed_back.is_empty() && self.passed_back.get(&n).is_some_and(|count| *count >= MAX_PASSED_BACK)
    }

    /// Whether nothing but a node around it makes a node, with fields or elements that make the same again. Without any, as
    /// where only a pattern led back, it ends there; so it does with a scalar.
    pub(crate) fn repeats(&self, n: NodeId) -> bool {
        let node = self.node(n);
        let scalar = || matches!(node.base, Base::Scalar(_)) || node.kind == Kind::NULL;
        let empty = || matches!(node.kind, Kind::STRUCT | Kind::LIST) && node.fields.is_empty() && node.stuck_free();
        let ends = || scalar() || empty();
        node.cyclic && node.grounded == Grounded::No && !ends()
    }

    /// Whether nothing but a node around it makes a node, and waiting work cannot change that.
    pub(crate) fn contains_itself(&self, n: NodeId) -> bool {
        let node = self.node(n);
        self.repeats(n) && node.ext.as_ref().is_none_or(|e| e.tasks.iter().all(|t| t.conjunct.via.is_cyclic()))
    }

    /// The references that led to something, the last one first.
    pub(crate) fn steps(&self, trail: TrailId) -> impl Iterator<Item = Trail> {
        let step = |trail: TrailId| (trail != NO_TRAIL).then(|| self.trails[trail.0 as usize]);
        std::iter::successors(step(trail), move |t| step(t.previous))
    }

    /// Whether a reference with a set of tags leaves its target as closed as it is: as one part of a definition that refers
    /// to another one does.
    pub(crate) fn closes_nothing(&self, close: CloseSet, target: NodeId) -> bool {
        !self.tags.has_group(close) && !self.tags.opens(close)
            || self.tags.is_plain(close)
                && self.node(target).conjuncts.iter().all(|t| self.tags.includes(t.close, close))
    }

    /// Whether a node has one conjunct besides `_`, which says nothing.
    pub(crate) fn says_one_thing(&self, n: NodeId) -> bool {
        let says = |c: &&Conjunct| !matches!(c.term, Term::Expr(e, _) if matches!(self.prog.expr(e), Expr::Top));
        self.node(n).conjuncts.iter().filter(says).take(2).count() == 1
    }

    fn can_share(&self, n: NodeId, target: NodeId) -> bool {
        let node = self.node(n);
        self.says_one_thing(n)
            && !node.label.is_definition()
            && node.fields.is_empty()
            && node.ext.as_ref().is_none_or(|e| e.literals.is_empty() && e.followers.is_empty() && e.origin.is_none())
            && self.node(target).ext.as_ref().is_none_or(|e| e.origin.is_none())
    }

    pub(crate) fn is_ancestor(&self, a: NodeId, n: NodeId) -> bool {
        let mut at = self.node(n).parent;
        let depth = self.node(a).depth;
        while at != NO_NODE {
            let node = self.node(at);
            // A clone is as deep as its node.
            match node.depth.cmp(&depth) {
                Ordering::Greater => {}
                Ordering::Equal if at == a || node.ext.as_ref().is_some_and(|e| e.origin == Some(a)) => return true,
                Ordering::Equal => {}
                Ordering::Less => return false,
            }
            at = node.parent;
        }
        false
    }

    /// Whether a node is data: known without conjuncts.
    pub(crate) fn is_literal(&self, n: NodeId) -> bool {
        let node = self.node(n);
        node.conjuncts.is_empty() && node.state == State::Complete
    }

    fn add_literal_node(&mut self, n: NodeId, data: NodeId, c: Conjunct) -> Done {
        let span = self.node_span(data);
        if self.node(n).fields.is_empty() {
            let fields = self.node(data).fields.len();
            self.node_mut(n).fields.reserve_exact(fields);
        }
        match self.node(data).base.clone() {
            Base::Scalar(s) => self.add_scalar(n, s, span),
            Base::Struct => {
                self.add_kind(n, Kind::STRUCT, span)?;
                if c.close != OPEN || self.node(n).conjuncts.len() > 1 || c.term != Term::Node(data) {
                    let source = LiteralSource::Data(data);
                    let literal = Literal { close: c.close, source, origin: self.origin, trail: c.via.trail() };
                    add(&mut self.node_mut(n).ext().literals, literal);
                }
                let close = self.descend(n, c.close);
                for i in 0..self.node(data).fields.len() {
                    let f = self.node(data).fields[i];
                    self.add_field(n, f.label, f.marker, Conjunct { term: Term::Node(f.node), close, ..c });
                }
                Ok(())
            }
            Base::List => {
                self.add_kind(n, Kind::LIST, span)?;
                let len = self.node(data).fields.len();
                add(&mut self.node_mut(n).ext().lengths, Length::exactly(len as u32));
                let close = self.descend(n, c.close);
                for i in 0..len {
                    let f = self.node(data).fields[i];
                    self.add_field(n, f.label, f.marker, Conjunct { term: Term::Node(f.node), close, ..c });
                }
                Ok(())
            }
            Base::Error(e) => Err(Stop::Error(e)),
            _ => {
                let kind = self.node(data).kind;
                self.add_kind(n, kind, span)
            }
        }
    }
}
