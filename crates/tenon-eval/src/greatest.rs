//! Nodes that are like the greatest of what they refer to.
//!
//! A node that is nothing but one reference stands for what that leads to ([`crate::follow`]); so does a literal that is
//! nothing but an embedded reference, as in `[for o in objects {o}]`. Where a node is nothing but several references, and one
//! of them leads to something that says already what all others say, it is *like* that:
//!
//! ```cue
//! config: #Config & {…}
//! #Object: _config: #Config
//! object: #Object & {_config: config}
//! ```
//!
//! Nothing that is right in `config` is wrong in `_config`, so that this needs to be worked out only as far as something is
//! taken of it. But the order of its fields may be another one: it stands for `config` only where there is no order.
//!
//! What says what is known by the references that have been followed. A definition that closes what another reference leads
//! to closes the greatest, too, for otherwise the node may have fewer fields than that.

use crate::engine::Evaluator;
use crate::expr::Operand;
use crate::node::*;
use crate::prospect::Prospect;
use smallvec::SmallVec;
use tenon_ir::Kind;
use tenon_ir::program::{Decl, Expr, ExprId, Marker, StructId};

/// Nodes with more conjuncts are worked out.
const MAX_REFERENCES: usize = 4;

/// Of larger structures it is not known whether their fields have but one order.
const MAX_ORDERED: u32 = 64;

/// A reference, in a literal of its own or not.
#[derive(Clone, Copy)]
struct Referring {
    conjunct: Conjunct,
    expr: ExprId,
    env: EnvId,
    literal: Option<StructId>,
}

/// What one of them leads to, also by what that stands for.
#[derive(Clone, Copy)]
struct Target {
    by: Referring,
    named: NodeId,
    node: NodeId,
}

impl Evaluator<'_> {
    /// Looks for the greatest of what a node refers to of which nothing has been unfolded. Says whether it stands for that.
    pub(crate) fn find_greatest(&mut self, n: NodeId) -> bool {
        let Some(all) = self.referring(n) else { return false };
        if !self.is_sealed(n) && !self.gets_no_more(n) {
            return false;
        }
        let busy = self.busy;
        let node = self.node_mut(n);
        node.expanding = true;
        if node.state != State::Busy {
            node.busy_at = busy;
        }
        let targets: Option<SmallVec<[Target; MAX_REFERENCES]>> = all.iter().map(|r| self.target(n, *r)).collect();
        self.node_mut(n).expanding = false;
        let node = self.node(n);
        if node.unfolded > 0 || node.forward != NO_NODE || node.conjuncts.len() != all.len() {
            return false;
        }
        match targets.as_deref() {
            // A literal is a struct even where what it embeds has no type.
            Some([one])
                if self.node(one.node).kind == Kind::STRUCT && self.closes_nothing(one.by.conjunct.close, one.node) =>
            {
                self.share(n, one.node);
                true
            }
            Some(several @ [_, _, ..]) => {
                let Some(greatest) = several.iter().find(|t| self.is_greatest(**t, several)).copied() else {
                    return false;
                };
                let same = self.has_one_order(greatest.node, &mut { MAX_ORDERED });
                if same {
                    self.share(n, greatest.node);
                } else {
                    self.node_mut(n).ext().like = Some(greatest.node);
                }
                same
            }
            _ => false,
        }
    }

    /// Whether the fields of a complete node, at any depth, have the order of one literal: nothing else says anything of
    /// more than one field.
    fn has_one_order(&self, n: NodeId, left: &mut u32) -> bool {
        let node = self.node(self.deref(n));
        let Some(rest) = left.checked_sub(1) else { return false };
        *left = rest;
        if node.state != State::Complete || node.flawed {
            return false;
        }
        let mut within = node.fields.iter().filter(|f| f.marker != Marker::Optional).map(|f| f.node);
        match &node.base {
            Base::Scalar(_) => true,
            Base::List => within.all(|f| self.has_one_order(f, left)),
            Base::Struct => {
                let one = |e: &Ext| {
                    let mut literals = e.literals.iter().map(|l| l.source);
                    let first = literals.next();
                    let same = |l: LiteralSource| match (first, l) {
                        (Some(LiteralSource::Struct(a, _)), LiteralSource::Struct(b, _)) => a == b,
                        _ => false,
                    };
                    e.computed.is_empty() && literals.all(same)
                };
                (node.fields.len() <= 1 || node.ext.as_deref().is_none_or(one))
                    && within.all(|f| self.has_one_order(f, left))
            }
            Base::Open => !node.kind.meets(Kind::STRUCT | Kind::LIST),
            Base::Disjunction(d) => d.values.iter().all(|v| self.has_one_order(*v, left)),
            Base::Error(_) => false,
        }
    }

    /// Whether a node is like another one in which nothing is wrong: nothing is wrong in it either.
    pub(crate) fn is_like_sound(&mut self, n: NodeId) -> bool {
        let Some(like) = self.node(n).ext.as_ref().and_then(|e| e.like) else { return false };
        let m = self.deref(like);
        if self.node(m).state == State::Settled && self.node(m).walking == 0 && self.complete_aside(m).is_err() {
            return false;
        }
        let node = self.node(m);
        node.state == State::Complete
            && node.walking == 0
            && !node.flawed
            && !matches!(node.base, Base::Error(_))
            && !self.open.contains_key(&m)
    }

    /// The references that are all there is to a node.
    fn referring(&self, n: NodeId) -> Option<SmallVec<[Referring; MAX_REFERENCES]>> {
        // An editor shows what nobody needed yet as it is written: nothing else is to be worked out for it.
        if self.reads.is_some() {
            return None;
        }
        let node = self.node(n);
        let fresh = node.unfolded == 0 && node.forward == NO_NODE && !node.expanding && !node.temp;
        if !fresh || node.conjuncts.len() > MAX_REFERENCES || !node.fields.is_empty() || node.label.is_definition() {
            return None;
        }
        if node.ext.as_ref().is_some_and(|e| !e.literals.is_empty() || !e.followers.is_empty() || e.origin.is_some()) {
            return None;
        }
        // Of most nodes the first conjunct is none.
        self.as_reference(*node.conjuncts.first()?)?;
        let all: SmallVec<[Referring; MAX_REFERENCES]> =
            node.conjuncts.iter().map(|c| self.as_reference(*c)).collect::<Option<_>>()?;
        match all.as_slice() {
            // One reference by itself is followed at once.
            [] | [Referring { literal: None, .. }] => None,
            _ => Some(all),
        }
    }

    fn as_reference(&self, conjunct: Conjunct) -> Option<Referring> {
        let Term::Expr(e, env) = conjunct.term else { return None };
        if conjunct.via.is_cyclic() {
            return None;
        }
        match self.prog.expr(e) {
            Expr::Struct(id) if env != NO_ENV => match &*self.prog.struct_lit(*id).decls {
                [Decl::Embed { expr, .. }] if self.is_reference(*expr) => {
                    Some(Referring { conjunct, expr: *expr, env, literal: Some(*id) })
                }
                _ => None,
            },
            _ => self.is_reference(e).then_some(Referring { conjunct, expr: e, env, literal: None }),
        }
    }

    /// Whether nothing that waits around a field brings more to it. Patterns say nothing of hidden fields.
    fn gets_no_more(&self, n: NodeId) -> bool {
        let Node { parent, label, .. } = *self.node(n);
        parent != NO_NODE
            && !label.is_regular()
            && label.as_index().is_none()
            && !self.node(parent).follows
            && self.waiting_around(parent, label, tenon_source::Span::NONE) == Prospect::No
    }

    fn target(&mut self, n: NodeId, by: Referring) -> Option<Target> {
        let env = match by.literal {
            Some(id) => self.env_of(by.env, Frame::Struct(n), Some(id)),
            None => by.env,
        };
        let outer = std::mem::replace(&mut self.current, by.conjunct.via);
        let found = self.resolve(by.expr, env, n);
        self.current = outer;
        let Ok(Operand::Node(named)) = found else { return None };
        if named == n || self.is_ancestor(named, n) || self.takes_itself(n, named) {
            return None;
        }
        self.expand(named);
        let node = self.deref(named);
        // What disjuncts say of further fields is for each node to find out.
        let chosen = self.has_choices(node) || self.node(node).ext.as_ref().is_some_and(|e| e.origin.is_some());
        if chosen || node == n || self.is_ancestor(node, n) || self.leads_from_around(n, [named, node]) {
            return None;
        }
        Some(Target { by, named, node })
    }

    /// Whether references at nodes around one led to something before: it may contain itself.
    fn leads_from_around(&self, n: NodeId, to: [NodeId; 2]) -> bool {
        let mut to: SmallVec<[NodeId; 2]> = to.into_iter().filter(|t| self.node(*t).led > 0).collect();
        to.dedup();
        if to.is_empty() {
            return false;
        }
        let up = |n: &NodeId| Some(self.node(*n).parent).filter(|p| *p != NO_NODE);
        let led = |a: NodeId| to.iter().any(|t| self.led.contains(&(a, *t)));
        let followed = |a: &NodeId| self.node(*a).ext.as_ref().is_some_and(|e| e.has_unfolded());
        // What led to a node is not followed again in each of its clones.
        let original = |a: &NodeId| self.node(*a).ext.as_ref().and_then(|e| e.origin);
        let originals = |a: NodeId| std::iter::successors(Some(a), original);
        std::iter::successors(up(&n), up).filter(followed).flat_map(originals).any(led)
    }

    /// Whether what is found at one target says what is found at all others.
    fn is_greatest(&self, t: Target, all: &[Target]) -> bool {
        let says = |o: &Target| {
            o.node == t.node
                || [o.named, o.node].iter().any(|m| self.led.contains(&(t.node, *m))) && self.closes_no_more(*o, t.node)
        };
        all.iter().all(says)
    }

    /// Whether a definition that closes what a reference leads to here closes it there, too.
    fn closes_no_more(&self, o: Target, there: NodeId) -> bool {
        if !self.tags.has_group(o.by.conjunct.close) && !self.names_definition(o.by.expr) {
            return true;
        }
        let origin = |tag: u32| self.tags.tags[tag as usize].origin;
        let Some(e) = self.node(o.node).ext.as_ref().and_then(|e| origin(e.def_tag?)) else { return false };
        self.active_groups(there).iter().any(|g| origin(*g) == Some(e))
    }
}
