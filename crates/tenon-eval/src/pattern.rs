//! Pattern constraints: what they say holds for the fields whose labels match, whenever those come.
//!
//! A pattern for labels of which not even that is known, as in `[or([])]: int`, leaves open what its struct is.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::expr::Operand;
use crate::node::*;
use crate::walk::operands;
use tenon_ir::Label;
use tenon_ir::program::{Basic, Expr, ExprId};

type Done = Result<(), Stop>;

impl Evaluator<'_> {
    pub(crate) fn add_pattern(&mut self, n: NodeId, pattern: Pattern) {
        add(&mut self.node_mut(n).ext().patterns, pattern);
        let last = self.node_mut(n).ext().patterns.len() - 1;
        for i in 0..self.node(n).fields.len() {
            let f = self.node(n).fields[i];
            self.apply_or_wait(n, last, f.label, f.node);
        }
    }

    pub(crate) fn apply_patterns(&mut self, n: NodeId, label: Label, child: NodeId) {
        if let Some(index) = label.as_index() {
            let lengths = self.node(n).ext.as_ref().map_or(0, |e| e.lengths.len());
            for i in 0..lengths {
                let length = self.node(n).ext.as_ref().and_then(|e| e.lengths.get(i));
                if let Some(Length { count, rest: Some(c), .. }) = length.copied()
                    && count <= index
                {
                    self.add_conjunct(child, c);
                }
            }
            return;
        }
        let count = self.node(n).ext.as_ref().map_or(0, |e| e.patterns.len());
        for i in 0..count {
            self.apply_or_wait(n, i, label, child);
        }
    }

    /// Applies a pattern of a node to one of its fields, now or when what the pattern says is known.
    fn apply_or_wait(&mut self, n: NodeId, pattern: usize, label: Label, child: NodeId) {
        if self.apply_pattern(n, pattern, label, child).is_err()
            && let Some(p) = self.node(n).ext.as_ref().and_then(|e| e.patterns.get(pattern).copied())
        {
            let conjunct = Conjunct { term: Term::Expr(p.value, p.env), close: p.close, via: p.via };
            let kind = TaskKind::Pattern(pattern as u32, label);
            self.start(n, Task { kind, conjunct, origin: self.origin });
        }
    }

    pub(crate) fn apply_pattern(&mut self, n: NodeId, pattern: usize, label: Label, child: NodeId) -> Done {
        let Some(p) = self.node(n).ext.as_ref().and_then(|e| e.patterns.get(pattern).copied()) else { return Ok(()) };
        if label.is_regular() && self.pattern_matches(n, p, label)? {
            let env = self.push_env(p.env, Frame::Label(child, label));
            self.add_conjunct(child, Conjunct { term: Term::Expr(p.value, env), close: p.close, via: p.via });
        }
        Ok(())
    }

    /// Whether a label matches a pattern; blocked where that is not known yet.
    pub(crate) fn pattern_matches(&mut self, n: NodeId, p: Pattern, label: Label) -> Result<bool, Stop> {
        let prog = self.prog;
        match prog.expr(p.pattern) {
            Expr::Top | Expr::Basic(Basic::String) => return Ok(true),
            Expr::Basic(_) => return Ok(false),
            Expr::Str(s) => return Ok(**s == *self.names.name(label)),
            _ => {}
        }
        let constraint = self.label_constraint(n, p.pattern, p.env);
        if let Err(stop @ Stop::Blocked(_)) = self.settle_shared(constraint) {
            return Err(stop);
        }
        let name = self.names.name_arc(label);
        Ok(self.scalar_matches(constraint, Scalar::Str(name)))
    }

    /// The node of what a pattern says of labels.
    pub(crate) fn label_constraint(&mut self, n: NodeId, pattern: ExprId, env: EnvId) -> NodeId {
        if let Some(m) = self.pattern_nodes.get(&(pattern, env)) {
            return *m;
        }
        let term = Term::Expr(pattern, env);
        let m = self.temp_node(n, Conjunct { term, close: OPEN, via: Via::NOTHING });
        self.pattern_nodes.insert((pattern, env), m);
        m
    }

    /// Has a literal wait for what one of its patterns says of labels.
    pub(crate) fn await_label(&mut self, n: NodeId, pattern: ExprId, literal: Conjunct, env: EnvId) {
        if !self.is_plain(pattern) {
            self.start(n, Task { kind: TaskKind::Label(pattern, env), conjunct: literal, origin: self.origin });
        }
    }

    /// Whether nothing in an expression is computed or referred to.
    fn is_plain(&self, e: ExprId) -> bool {
        match self.prog.expr(e) {
            Expr::Top | Expr::Basic(_) | Expr::Str(_) => true,
            expr @ (Expr::Bound(..) | Expr::Binary(..) | Expr::Disjunction(_)) => {
                operands(expr).into_iter().all(|e| stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.is_plain(e)))
            }
            _ => false,
        }
    }

    /// Fails where it is not known what a pattern says of labels.
    pub(crate) fn known_label(&mut self, n: NodeId, pattern: ExprId, env: EnvId) -> Done {
        let m = self.label_constraint(n, pattern, env);
        let m = match self.settle_shared(m) {
            Err(Stop::Blocked(_)) if self.forced > 0 => return Ok(()),
            settled => settled?,
        };
        if let Base::Error(e) = self.node(m).base {
            return Err(Stop::Error(e));
        }
        match self.node(m).ext.as_ref().and_then(|ext| ext.stuck.first()) {
            Some((_, e)) => Err(Stop::Error(*e)),
            None => Ok(()),
        }
    }

    /// Whether a scalar is an instance of a node's constraint.
    pub(crate) fn scalar_matches(&mut self, constraint: NodeId, scalar: Scalar) -> bool {
        let Ok(c) = self.settle_shared(constraint) else { return false };
        match &self.node(c).base {
            Base::Error(_) => return false,
            Base::Scalar(s) => return *s == scalar,
            Base::Disjunction(disjuncts) => {
                let disjuncts = disjuncts.clone();
                return disjuncts.values.iter().any(|v| self.scalar_matches(*v, scalar.clone()));
            }
            _ => {}
        }
        if !self.node(c).kind.meets(scalar.kind()) || !self.node(c).stuck_free() {
            return false;
        }
        let checks = match &self.node(c).ext {
            Some(ext) => ext.checks.clone(),
            None => return true,
        };
        checks.iter().all(|check| matches!(self.passes(check, &Operand::Scalar(scalar.clone()), c), Ok(true)))
    }
}
