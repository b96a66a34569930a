//! Where the fields of frozen values are written: for editors, which go from a text to values and back.

use crate::node::{Base, EnvId, Frame, LiteralSource, NO_NODE, Node, NodeId, Term};
use crate::value::{Frozen, Value};
use rustc_hash::FxHashSet;
use std::sync::Arc;
use tenon_ir::Label;
use tenon_ir::program::{ExprId, LetId, PackageId, StructId};

impl Value {
    /// The struct literals that its fields come from, each with the environment of its declarations. Those of the
    /// disjuncts that are left are theirs.
    pub fn literals(&self) -> Vec<(StructId, EnvId)> {
        let frozen = self.frozen();
        let mut out: Vec<(StructId, EnvId)> = literals(frozen.node(self.shared_id())).collect();
        if self.id() != self.shared_id() {
            out.extend(literals(frozen.node(self.id())));
        }
        out
    }

    /// The data, read from files, that its fields come from.
    pub fn data_literals(&self) -> Vec<Value> {
        let frozen = self.frozen();
        let own = [self.shared_id(), self.id()];
        let nodes = own.iter().take(if own[0] == own[1] { 1 } else { 2 });
        let data =
            nodes.flat_map(|n| frozen.node(*n).ext.iter().flat_map(|e| &e.literals)).filter_map(|l| match l.source {
                LiteralSource::Data(n) => Some(n),
                LiteralSource::Struct(..) => None,
            });
        let mut out: Vec<Value> = data.map(|n| frozen.value(n)).collect();
        let plain = |c: &crate::node::Conjunct| match c.term {
            Term::Node(n) => Some(n),
            Term::Expr(..) => None,
        };
        if out.is_empty() {
            let node = frozen.node(self.id());
            out.extend(node.conjuncts.iter().filter_map(plain).filter(|n| *n != self.id()).map(|n| frozen.value(n)));
        }
        out
    }

    /// Fields whose labels are evaluated: the environment of the declarations that the field is among, which of them it
    /// is, and the label that it came to.
    pub fn computed_fields(&self) -> Vec<(EnvId, u32, Label)> {
        let frozen = self.frozen();
        let mut out: Vec<(EnvId, u32, Label)> = Vec::new();
        for n in [self.shared_id(), self.id()] {
            let ext = frozen.node(n).ext.iter();
            out.extend(ext.flat_map(|e| &e.computed).map(|c| (c.env, c.decl, c.label)));
        }
        out.dedup();
        out
    }

    /// For a disjunct the place of the disjunction, itself otherwise.
    pub fn undecided(&self) -> NodeId {
        let mut n = self.shared_id();
        while let Some(of) = self.frozen().node(n).ext.as_ref().and_then(|e| e.origin).filter(|of| *of != n) {
            n = of;
        }
        n
    }

    /// The pattern constraints that a field matched, by their values, each in an environment around that of the value.
    pub fn pattern_values(&self) -> Vec<(ExprId, EnvId)> {
        let conjuncts = self.frozen().node(self.id()).conjuncts.iter();
        let labelled = conjuncts.filter_map(|c| match c.term {
            Term::Expr(e, env) if matches!(self.frozen().frame(env), Some(Frame::Label(..))) => Some((e, env)),
            _ => None,
        });
        labelled.collect()
    }
}

fn literals(node: &Node) -> impl Iterator<Item = (StructId, EnvId)> + '_ {
    node.ext.iter().flat_map(|e| &e.literals).filter_map(|l| match l.source {
        LiteralSource::Struct(id, env) => Some((id, env)),
        LiteralSource::Data(_) => None,
    })
}

impl Frozen {
    fn node(&self, n: NodeId) -> &Node {
        &self.nodes[n.0 as usize]
    }

    fn frame(&self, env: EnvId) -> Option<Frame> {
        self.envs.get(env.index()).map(|e| e.frame)
    }

    /// The value of a frame of an environment, see [`Frozen::frame_node`].
    pub fn frame_value(self: &Arc<Frozen>, env: EnvId, up: u32) -> Option<Value> {
        self.frame_node(env, up).map(|n| self.value(n))
    }

    /// Whether an environment is another one or stands within it.
    pub fn is_within(&self, env: EnvId, outer: EnvId) -> bool {
        let mut at = env;
        loop {
            if at == outer {
                return true;
            }
            match self.envs.get(at.index()) {
                Some(e) => at = e.up,
                None => return false,
            }
        }
    }

    /// The places for which the node of another one stands. It goes through everything.
    pub fn sharing(self: &Arc<Frozen>, value: &Value) -> Vec<Value> {
        let mut walk = Walk { frozen: self, seen: FxHashSet::default(), todo: Vec::new(), found: Vec::new() };
        walk.todo.extend(self.packages.values().copied());
        walk.run();
        let mut places: Vec<NodeId> = walk.seen.into_iter().filter(|n| self.node(*n).forward != NO_NODE).collect();
        places.sort();
        let shared = |v: &Value| v.shared_id() == value.shared_id() && v.id() != value.id();
        places.into_iter().map(|n| self.value(n)).filter(shared).collect()
    }

    /// All packages that the evaluation needed.
    pub fn package_ids(&self) -> Vec<PackageId> {
        let mut ids: Vec<PackageId> = self.packages.keys().copied().collect();
        ids.sort();
        ids
    }

    /// Each struct literal wherever it is part of a value: its environment is that of its declarations, whose innermost
    /// frame is the value. It goes through everything.
    pub fn all_literals(&self) -> Vec<(StructId, EnvId)> {
        let mut walk = Walk { frozen: self, seen: FxHashSet::default(), todo: Vec::new(), found: Vec::new() };
        let mut roots: Vec<(PackageId, NodeId)> = self.packages.iter().map(|(id, n)| (*id, *n)).collect();
        roots.sort();
        walk.todo.extend(roots.iter().rev().map(|(_, n)| *n));
        let mut lets: Vec<(EnvId, LetId, NodeId)> = self.lets.iter().map(|((env, id), n)| (*env, *id, *n)).collect();
        lets.sort();
        loop {
            walk.run();
            // A `let` is part of what it stands in, and may hold further ones.
            let seen = &walk.seen;
            let (of, rest): (Vec<_>, Vec<_>) =
                lets.into_iter().partition(|(env, ..)| self.frame_node(*env, 0).is_some_and(|n| seen.contains(&n)));
            lets = rest;
            walk.todo.extend(of.iter().map(|(.., n)| *n));
            walk.aside();
            if walk.todo.is_empty() {
                return walk.found;
            }
        }
    }
}

/// A walk through all that belongs to some values.
struct Walk<'a> {
    frozen: &'a Frozen,
    seen: FxHashSet<NodeId>,
    todo: Vec<NodeId>,
    found: Vec<(StructId, EnvId)>,
}

impl Walk<'_> {
    fn run(&mut self) {
        while let Some(n) = self.todo.pop() {
            if n == NO_NODE || !self.seen.insert(n) {
                continue;
            }
            let node = self.frozen.node(n);
            self.todo.push(node.forward);
            self.todo.extend(node.fields.iter().map(|f| f.node));
            if let Base::Disjunction(d) = &node.base {
                self.todo.extend(d.values.iter().copied());
            }
            self.todo.extend(node.conjuncts.iter().filter_map(|c| match c.term {
                Term::Node(m) => Some(m),
                Term::Expr(..) => None,
            }));
            for (id, env) in literals(node) {
                self.found.push((id, env));
                self.frames(env);
            }
        }
    }

    /// Operands, and disjuncts that were tried, are part of nothing: they know themselves what they are for.
    fn aside(&mut self) {
        for i in 0..self.frozen.nodes.len() {
            let node = &self.frozen.nodes[i];
            let of = if node.temp { Some(node.parent) } else { node.ext.as_ref().and_then(|e| e.origin) };
            let n = NodeId(i as u32);
            if of.is_some_and(|of| self.seen.contains(&of)) && !self.seen.contains(&n) {
                self.todo.push(n);
            }
        }
    }

    /// What clauses around a literal are bound to is part of nothing else.
    fn frames(&mut self, env: EnvId) {
        let mut at = self.frozen.envs.get(env.index()).map(|e| e.up);
        while let Some(e) = at.and_then(|env| self.frozen.envs.get(env.index())) {
            match e.frame {
                Frame::Let(n) | Frame::Alias(n) => self.todo.push(n),
                Frame::For { value, .. } => self.todo.push(value),
                Frame::Struct(_) | Frame::Label(..) => return,
            }
            at = Some(e.up);
        }
    }
}
