//! Whether what stands at a place hangs on data that is still to come there.
//!
//! While the shape of a schema is made ([`crate::outline`]), some of its nodes are *places of data*: the root, and what a
//! regular field, an element or a disjunct leads to from there. A reference by name to a regular field of such a place,
//! wherever it stands, is one to the data. References to definitions and hidden fields of a place are none, as long as
//! nothing in those is: data has no such fields. What is elsewhere is the same for all data.
//!
//! A conjunct is gone through as far as it says something of its own place. The values of a literal's fields are conjuncts of
//! other places; its embeddings, comprehensions and computed labels are not. References that it is made of are followed: what is
//! written there holds here, with this place for its own. Everything that is not understood hangs on the data.

use crate::engine::Evaluator;
use crate::node::*;
use crate::walk::operands;
use rustc_hash::FxHashSet;
use tenon_ir::Label;
use tenon_ir::program::{BinaryOp, Clause, ComprehensionId, Decl, Element, Expr, ExprId, Predeclared, StructId};

/// A frame within the expression that is gone through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Local {
    /// A literal that becomes part of the place itself.
    Here,
    /// Something of the expression's own.
    Own,
}

/// The places of data, and what has been gone through.
#[derive(Default)]
pub(crate) struct Places {
    places: FxHashSet<NodeId>,
    followed: FxHashSet<(ExprId, EnvId)>,
    /// Definitions and hidden fields that are the same for all data, or are being gone through.
    constant: FxHashSet<NodeId>,
    /// A function makes something of what the last place says.
    pub computed: bool,
}

impl Places {
    pub fn insert(&mut self, n: NodeId) {
        self.places.insert(n);
    }
}

impl Evaluator<'_> {
    /// Whether what holds at a place hangs on data.
    pub(crate) fn hangs(&self, places: &mut Places, n: NodeId) -> bool {
        places.followed.clear();
        places.computed = false;
        Search { ev: self, places, own: None }.any_hangs(n)
    }

    /// Whether nothing in a definition or hidden field hangs on data.
    pub(crate) fn is_constant(&self, places: &mut Places, n: NodeId) -> bool {
        places.followed.clear();
        Search { ev: self, places, own: None }.is_constant(n)
    }

    /// Whether nothing that is said of a place of data and of all that is in it leads to data anywhere else. With `own`, it may ask
    /// for the label by which a pattern applies to that node.
    pub(crate) fn is_contained(&self, places: &mut Places, n: NodeId, own: Option<NodeId>) -> bool {
        places.followed.clear();
        // What is within the place itself has no frame yet: its literals are gone through as expressions.
        Search { ev: self, places, own }.is_constant(n)
    }
}

struct Search<'s, 'p> {
    ev: &'s Evaluator<'p>,
    places: &'s mut Places,
    /// The place whose own label is known.
    own: Option<NodeId>,
}

impl Search<'_, '_> {
    /// Whether nothing in a definition or hidden field hangs on data.
    fn is_constant(&mut self, n: NodeId) -> bool {
        if !self.places.constant.insert(n) {
            return true;
        }
        let constant = self.ev.node(n).conjuncts.iter().all(|c| match c.term {
            Term::Expr(e, env) => !self.operand(e, env, &mut Vec::new()),
            Term::Node(_) => false,
        });
        if !constant {
            // Others may have been taken for constant because this one was.
            self.places.constant.clear();
        }
        constant
    }

    /// The conjuncts of a node and of those that it stands for.
    fn any_hangs(&mut self, start: NodeId) -> bool {
        let mut n = start;
        loop {
            let node = self.ev.node(n);
            for c in &node.conjuncts {
                let hangs = match c.term {
                    Term::Expr(e, env) => self.conjunct(e, env, &mut Vec::new()),
                    // What was computed for it, or data.
                    Term::Node(m) => !self.ev.node(m).conjuncts.is_empty(),
                };
                if hangs {
                    return true;
                }
            }
            if node.forward == NO_NODE {
                return false;
            }
            n = node.forward;
        }
    }

    /// Whether a node is a place of data, or within one.
    fn is_place(&self, mut n: NodeId) -> bool {
        loop {
            let origin = |n: &NodeId| self.ev.node(*n).ext.as_ref().and_then(|e| e.origin);
            if std::iter::successors(Some(n), origin).any(|n| self.places.places.contains(&n))
                || self.places.places.contains(&self.ev.deref(n))
            {
                return true;
            }
            let node = self.ev.node(n);
            if node.parent == NO_NODE || !(node.label.is_regular() || node.label.as_index().is_some()) {
                return false;
            }
            n = node.parent;
        }
    }

    // ---------------------------------------------------------------- conjuncts

    fn conjunct(&mut self, e: ExprId, env: EnvId, local: &mut Vec<Local>) -> bool {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.conjunct_here(e, env, local))
    }

    fn conjunct_here(&mut self, e: ExprId, env: EnvId, local: &mut Vec<Local>) -> bool {
        if local.is_empty() && !self.places.followed.insert((e, env)) {
            return false;
        }
        match self.ev.prog.expr(e) {
            Expr::Struct(id) => self.literal(*id, env, local),
            Expr::List(elements) => elements.iter().any(|element| match element {
                Element::Comprehension(id) => self.comprehension(*id, env, local, false),
                _ => false,
            }),
            Expr::Binary(BinaryOp::And, a, b) => self.conjunct(*a, env, local) || self.conjunct(*b, env, local),
            Expr::Disjunction(all) => all.iter().any(|d| self.conjunct(d.expr, env, local)),
            Expr::Alias(_, x) => within(local, Local::Here, |local| self.conjunct(*x, env, local)),
            Expr::Open(x) => self.conjunct(*x, env, local),
            Expr::Field { .. } | Expr::Select(..) | Expr::Import(_) => {
                self.operand(e, env, local) || self.followed(e, env, local)
            }
            Expr::ForValue { up, .. } => match self.outer_frame(env, *up, local) {
                Some(Frame::For { value, .. }) => self.any_hangs(value),
                _ => true,
            },
            Expr::Call(f, args) => {
                let closes = matches!(self.ev.prog.expr(*f), Expr::Predeclared(Predeclared::Close));
                self.places.computed |= !closes;
                self.operand(e, env, local) || closes && args.iter().any(|a| self.conjunct(*a, env, local))
            }
            Expr::Let { .. } | Expr::Node { .. } | Expr::ClauseLet { .. } | Expr::Index(..) | Expr::Slice(..) => true,
            Expr::Optional(_) | Expr::Dynamic { .. } | Expr::ForKey { .. } | Expr::LabelOf { .. } => true,
            _ => self.operand(e, env, local),
        }
    }

    /// What a reference that is a conjunct leads to holds here.
    fn followed(&mut self, e: ExprId, env: EnvId, local: &[Local]) -> bool {
        let inner = vec![None; local.len()];
        match self.ev.view().refer(e, env, &inner) {
            Some(target) => self.any_hangs(target),
            // A function, which is no value, or a way that is not understood.
            None => self.ev.view().builtin(e).is_none(),
        }
    }

    /// A literal that becomes part of the place.
    fn literal(&mut self, id: StructId, env: EnvId, local: &mut Vec<Local>) -> bool {
        within(local, Local::Here, |local| {
            self.ev.prog.struct_lit(id).decls.iter().any(|decl| match decl {
                Decl::Field { .. } | Decl::Let(_) | Decl::Attribute(..) | Decl::Ellipsis { .. } => false,
                Decl::Dynamic { key: e, .. } | Decl::Pattern { pattern: e, .. } => self.operand(*e, env, local),
                Decl::Embed { expr, .. } => self.conjunct(*expr, env, local),
                Decl::Comprehension(id) => self.comprehension(*id, env, local, true),
            })
        })
    }

    /// A comprehension. What it yields to a literal says something of the place, what it yields to a list does not.
    fn comprehension(&mut self, id: ComprehensionId, env: EnvId, local: &mut Vec<Local>, to_literal: bool) -> bool {
        let comprehension = self.ev.prog.comprehension(id);
        let depth = local.len();
        let mut hangs = false;
        for clause in &comprehension.clauses {
            let (expr, binds) = match clause {
                Clause::For { source, .. } => (Some(*source), true),
                Clause::If(condition) => (Some(*condition), false),
                Clause::Let { expr, .. } => (Some(*expr), true),
                Clause::Try { binding } => (binding.map(|(_, expr)| expr), binding.is_some()),
            };
            hangs |= expr.is_some_and(|e| self.operand(e, env, local));
            if binds {
                local.push(Local::Own);
            }
        }
        hangs = hangs || self.yielded(comprehension.body, env, local, to_literal);
        local.truncate(depth);
        hangs || comprehension.fallback.is_some_and(|e| self.yielded(e, env, local, to_literal))
    }

    fn yielded(&mut self, e: ExprId, env: EnvId, local: &mut Vec<Local>, to_literal: bool) -> bool {
        if to_literal { self.conjunct(e, env, local) } else { self.operand(e, env, local) }
    }

    // ---------------------------------------------------------------- operands

    /// Whether anything in an expression leads to data.
    fn operand(&mut self, e: ExprId, env: EnvId, local: &mut Vec<Local>) -> bool {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.operand_here(e, env, local))
    }

    fn operand_here(&mut self, e: ExprId, env: EnvId, local: &mut Vec<Local>) -> bool {
        let expr = self.ev.prog.expr(e);
        match expr {
            Expr::Field { up, label, .. } => match self.local(*up, local) {
                Some(frame) => frame == Local::Here,
                None => match self.outer_frame(env, *up, local) {
                    Some(Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m)) => {
                        self.is_place(m) && !self.is_constant_field(m, *label)
                    }
                    _ => true,
                },
            },
            Expr::Let { up, id } => {
                let bound = self.ev.prog.lets[id.0 as usize].expr;
                match self.local(*up, local) {
                    Some(_) => {
                        let mut around = local[..local.len() - *up as usize].to_vec();
                        self.operand(bound, env, &mut around)
                    }
                    None => match self.ev.frame(env, *up - local.len() as u32) {
                        Some((env, _)) => {
                            let new = self.places.followed.insert((bound, env));
                            new && self.operand(bound, env, &mut Vec::new())
                        }
                        None => true,
                    },
                }
            }
            Expr::Node { up, .. } | Expr::LabelOf { up, .. } => match self.local(*up, local) {
                Some(frame) => frame == Local::Here,
                None => match self.outer_frame(env, *up, local) {
                    Some(Frame::Label(m, _)) if Some(m) == self.own && matches!(expr, Expr::LabelOf { .. }) => false,
                    Some(Frame::Struct(m) | Frame::Label(m, _) | Frame::Alias(m)) => self.is_place(m),
                    _ => true,
                },
            },
            Expr::Dynamic { .. } => true,
            Expr::Struct(id) => within(local, Local::Own, |local| self.declares(*id, env, local)),
            Expr::Alias(_, x) => within(local, Local::Own, |local| self.operand(*x, env, local)),
            Expr::List(elements) => elements.iter().any(|element| match element {
                Element::Expr(e) | Element::Ellipsis(Some(e)) => self.operand(*e, env, local),
                Element::Ellipsis(None) => false,
                Element::Comprehension(id) => self.comprehension(*id, env, local, false),
            }),
            _ => operands(expr).into_iter().any(|e| self.operand(e, env, local)),
        }
    }

    /// All that the declarations of a literal say.
    fn declares(&mut self, id: StructId, env: EnvId, local: &mut Vec<Local>) -> bool {
        self.ev.prog.struct_lit(id).decls.iter().any(|decl| match decl {
            Decl::Field { value, .. } => self.operand(*value, env, local),
            Decl::Dynamic { key, value, .. } => self.operand(*key, env, local) || self.operand(*value, env, local),
            Decl::Pattern { pattern, value, .. } => {
                self.operand(*pattern, env, local)
                    || within(local, Local::Own, |local| self.operand(*value, env, local))
            }
            Decl::Ellipsis { value, .. } => value.is_some_and(|e| self.operand(e, env, local)),
            Decl::Embed { expr, .. } => self.operand(*expr, env, local),
            Decl::Comprehension(id) => self.comprehension(*id, env, local, false),
            Decl::Let(_) | Decl::Attribute(..) => false,
        })
    }

    /// Whether a field of a place is a definition or a hidden field that is the same for all data.
    fn is_constant_field(&mut self, m: NodeId, label: Label) -> bool {
        let m = self.ev.deref(m);
        let field =
            if label.is_regular() { None } else { self.ev.node(m).find(label).map(|i| self.ev.node(m).fields[i].node) };
        field.is_some_and(|n| self.is_constant(n))
    }

    /// The frame `up` levels out, where it is one of the expression.
    fn local(&self, up: u32, local: &[Local]) -> Option<Local> {
        local.iter().rev().nth(up as usize).copied()
    }

    /// The frame `up` levels out, where it is one of the environment.
    fn outer_frame(&self, env: EnvId, up: u32, local: &[Local]) -> Option<Frame> {
        let up = up.checked_sub(local.len() as u32)?;
        self.ev.frame(env, up).map(|(_, frame)| frame)
    }
}

/// Goes on within a further frame.
fn within(local: &mut Vec<Local>, frame: Local, f: impl FnOnce(&mut Vec<Local>) -> bool) -> bool {
    local.push(frame);
    let hangs = f(local);
    local.pop();
    hangs
}
