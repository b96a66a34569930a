//! A look at nodes as they are, of a running evaluation as well as of a finished one: for who makes schemas of them.
//!
//! Besides what a value is, a schema needs to know how it is written: which definitions it refers to by name.

use crate::arena::Arena;
use crate::engine::Evaluator;
use crate::node::{Base, Check, Env, EnvId, Frame, NO_NODE, Node, NodeId, Scalar, Term};
use crate::value::{Conjunct, Frozen};
use rustc_hash::FxHashMap;
use tenon_ir::program::{Basic, BoundOp, Expr, ExprId, Import, Marker, PackageId, Program};
use tenon_ir::{Interner, Kind, Label};

/// The nodes of an evaluation.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What was evaluated.
    pub program: &'a Program,
    /// Names of labels.
    pub names: &'a Interner,
    nodes: &'a Arena<Node>,
    envs: &'a Arena<Env>,
    packages: &'a FxHashMap<PackageId, NodeId>,
}

/// A constraint on a value.
#[derive(Clone, Debug)]
pub enum Limit<'a> {
    /// A bound.
    Bound(BoundOp, &'a Scalar),
    /// A number type with a range.
    Range(Basic),
    /// A function of a builtin package, by import path and name, with its arguments.
    Call {
        /// Import path.
        path: &'a str,
        /// The function's name.
        name: &'a str,
        /// The arguments.
        args: &'a [NodeId],
    },
}

/// What a value is that is data.
#[derive(Clone, Copy, Debug)]
pub enum Plain<'a> {
    /// Something without parts.
    Scalar(&'a Scalar),
    /// A list.
    List,
    /// A struct.
    Struct,
}

impl Frozen {
    /// A look at all its nodes.
    pub fn view(&self) -> View<'_> {
        View {
            program: self.program(),
            names: self.names(),
            nodes: &self.nodes,
            envs: &self.envs,
            packages: &self.packages,
        }
    }
}

impl Evaluator<'_> {
    /// A look at all nodes that there are so far.
    pub(crate) fn view(&self) -> View<'_> {
        View { program: self.prog, names: &self.names, nodes: &self.nodes, envs: &self.envs, packages: &self.packages }
    }
}

impl<'a> View<'a> {
    fn place(&self, n: NodeId) -> &'a Node {
        &self.nodes[n.0 as usize]
    }

    fn node(&self, n: NodeId) -> &'a Node {
        self.place(self.shared(n))
    }

    /// The node that stands for a place: equal for two places that share one.
    pub fn shared(&self, mut n: NodeId) -> NodeId {
        while self.place(n).forward != NO_NODE {
            n = self.place(n).forward;
        }
        n
    }

    /// Possible types.
    pub fn kind(&self, n: NodeId) -> Kind {
        self.node(n).kind
    }

    /// The value, where it is a scalar.
    pub fn scalar(&self, n: NodeId) -> Option<&'a Scalar> {
        match &self.node(n).base {
            Base::Scalar(s) => Some(s),
            _ => None,
        }
    }

    /// The place with its default taken, where it has exactly one; itself otherwise.
    pub fn taken(&self, n: NodeId) -> NodeId {
        match &self.node(n).base {
            Base::Disjunction(d) => d.default().map_or(n, |taken| self.taken(taken)),
            _ => n,
        }
    }

    /// What it is, if it may be data: neither an error nor something without a value.
    pub fn plain(&self, n: NodeId) -> Option<Plain<'a>> {
        let node = self.node(n);
        match &node.base {
            _ if matches!(self.place(n).base, Base::Error(_)) => None,
            Base::Scalar(s) => Some(Plain::Scalar(s)),
            Base::List => Some(Plain::List),
            Base::Struct => Some(Plain::Struct),
            Base::Open if node.kind == Kind::LIST && node.has_elements() => Some(Plain::List),
            Base::Open if node.kind == Kind::STRUCT => Some(Plain::Struct),
            _ => None,
        }
    }

    /// Whether something in its own conjuncts waits for more.
    pub fn is_stuck(&self, n: NodeId) -> bool {
        self.node(n).ext.as_ref().is_some_and(|e| !e.stuck.is_empty())
    }

    /// All fields, of every sort, in their order.
    pub fn fields(&self, n: NodeId) -> impl Iterator<Item = (Label, Marker, NodeId)> + use<'a> {
        self.node(n).fields.iter().filter(|f| f.label.as_index().is_none()).map(|f| (f.label, f.marker, f.node))
    }

    /// The field with a label.
    pub fn field(&self, n: NodeId, label: Label) -> Option<NodeId> {
        let node = self.node(n);
        node.find(label).map(|i| node.fields[i].node)
    }

    /// A list's elements.
    pub fn elements(&self, n: NodeId) -> impl Iterator<Item = NodeId> + use<'a> {
        self.node(n).fields.iter().filter(|f| f.label.as_index().is_some()).map(|f| f.node)
    }

    /// Whether a list takes further elements.
    pub fn is_open_list(&self, n: NodeId) -> bool {
        let ext = self.node(n).ext.as_ref();
        ext.is_none_or(|e| e.lengths.iter().all(|l| l.open))
    }

    /// Conjuncts of a list's further elements.
    pub fn element_types(&self, n: NodeId) -> Vec<Conjunct> {
        let lengths = self.node(n).ext.iter().flat_map(|e| &e.lengths);
        lengths.filter_map(|l| l.rest).map(|c| written(c.term)).collect()
    }

    /// Pattern constraints: pattern and value, both in the environment of their struct.
    pub fn patterns(&self, n: NodeId) -> Vec<(ExprId, ExprId, EnvId)> {
        self.node(n).ext.iter().flat_map(|e| &e.patterns).map(|p| (p.pattern, p.value, p.env)).collect()
    }

    /// The disjuncts that are left, defaults first, and how many of them are defaults.
    pub fn disjuncts(&self, n: NodeId) -> Option<(&'a [NodeId], usize)> {
        match &self.node(n).base {
            Base::Disjunction(d) => Some((&d.values[..], d.defaults)),
            _ => None,
        }
    }

    /// Bounds, ranges and validators; calls of predeclared functions are left out.
    pub fn limits(&self, n: NodeId) -> Vec<Limit<'a>> {
        let checks = self.node(n).ext.iter().flat_map(|e| &e.checks);
        checks
            .filter_map(|check| match check {
                Check::Bound { op, value, .. } => Some(Limit::Bound(*op, value)),
                Check::Range { basic, .. } => Some(Limit::Range(*basic)),
                Check::Call { function, args, .. } => {
                    let (path, name) = self.builtin(*function)?;
                    Some(Limit::Call { path, name, args })
                }
            })
            .collect()
    }

    /// The conjuncts of a place as they are written, before any reference is followed.
    pub fn conjuncts(&self, n: NodeId) -> Vec<Conjunct> {
        self.place(n).conjuncts.iter().map(|c| written(c.term)).collect()
    }

    /// The labels from the root down to a place.
    pub fn path(&self, n: NodeId) -> Vec<Label> {
        self.nodes.path(n)
    }

    /// The function of a builtin package that an expression names.
    pub fn builtin(&self, function: ExprId) -> Option<(&'a str, &'a str)> {
        let Expr::Select(of, label) = self.program.expr(function) else { return None };
        let import = self.import(*of)?;
        import.builtin.then(|| (&*import.path, self.names.name(*label)))
    }

    /// The package that an expression names, as it is imported or by a `let`.
    pub(crate) fn import(&self, e: ExprId) -> Option<&'a Import> {
        match self.program.expr(e) {
            Expr::Import(import) => Some(import),
            Expr::Let { id, .. } => self.import(self.program.lets[id.0 as usize].expr),
            _ => None,
        }
    }

    /// Where a reference by names leads. `inner` are the frames around it that are within the environment, innermost
    /// last, where they have a node.
    pub fn refer(&self, e: ExprId, env: EnvId, inner: &[Option<NodeId>]) -> Option<NodeId> {
        match self.program.expr(e) {
            Expr::Field { up, label, .. } => {
                let known = inner.len() as u32;
                let frame = match up.checked_sub(known) {
                    Some(outer) => self.frame(env, outer)?,
                    None => (*inner.get((known - 1 - up) as usize)?)?,
                };
                self.field(frame, *label)
            }
            Expr::Select(of, label) => self.field(self.refer(*of, env, inner)?, *label),
            Expr::Let { .. } | Expr::Import(_) => self.packages.get(&self.import(e)?.package?).copied(),
            _ => None,
        }
    }

    fn frame(&self, mut env: EnvId, up: u32) -> Option<NodeId> {
        for _ in 0..up {
            env = self.envs.get(env.index())?.up;
        }
        match self.envs.get(env.index())?.frame {
            Frame::Struct(n) => Some(n),
            _ => None,
        }
    }
}

fn written(term: Term) -> Conjunct {
    match term {
        Term::Expr(e, env) => Conjunct::Expr(e, env),
        Term::Node(n) => Conjunct::Value(n),
    }
}
