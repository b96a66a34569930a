//! Plain values among conjuncts — types, literals, bounds of literals — unified.

use tenon_eval::{Constraint, Scalar};
use tenon_ir::Kind;
use tenon_ir::program::{Expr as E, ExprId, Program, UnaryOp};
use tenon_syntax::ast::Expr;

use crate::env::Env;
use crate::printer::Printer;

/// The plain values of a place.
#[derive(Debug, Default)]
pub(crate) struct ValueSet {
    all: Vec<ExprId>,
    /// What a computation of literals among them comes to.
    computed: Option<Scalar>,
}

impl ValueSet {
    /// Adds one.
    pub fn push(&mut self, id: ExprId) {
        self.all.push(id);
    }

    /// Adds a computation of literals by its result.
    pub fn push_computed(&mut self, scalar: Scalar) {
        self.computed = Some(scalar);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.computed.is_none()
    }

    /// The values one by one.
    pub fn each(&self) -> &[ExprId] {
        &self.all
    }

    /// One expression that says the same as all of them.
    pub fn unified(&self, p: &mut Printer<'_>) -> Option<Expr> {
        let program = p.program.clone();
        if let Some(id) = self.all.iter().find(|id| literal(&program, **id).is_some()) {
            return Some(p.expr(*id, &Env::default()));
        }
        if let Some(scalar) = &self.computed {
            return Some(p.scalar(scalar));
        }
        if self.all.len() < 2 {
            return self.all.first().map(|id| p.expr(*id, &Env::default()));
        }
        let mut kind = Kind::TOP;
        let mut constraints = Vec::new();
        for id in &self.all {
            let span = program.span(*id);
            match program.expr(*id) {
                E::Basic(b) => {
                    kind = kind & b.kind();
                    if b.is_range() {
                        constraints.push(Constraint::Range(*b, span));
                    }
                }
                E::Bound(op, e) => {
                    if let Some(s) = literal(&program, *e) {
                        let known =
                            constraints.iter().any(|c| matches!(c, Constraint::Bound(o, t, _) if o == op && *t == s));
                        if !known {
                            constraints.push(Constraint::Bound(*op, s, span));
                        }
                    }
                }
                _ => {}
            }
        }
        Some(p.constrained(kind, &constraints))
    }
}

fn literal(program: &Program, id: ExprId) -> Option<Scalar> {
    Some(match program.expr(id) {
        E::Null => Scalar::Null,
        E::Bool(b) => Scalar::Bool(*b),
        E::Num(n) => Scalar::Num(n.clone()),
        E::Str(s) => Scalar::Str(s.clone()),
        E::Bytes(b) => Scalar::Bytes(b.clone()),
        E::Unary(UnaryOp::Minus, e) => match program.expr(*e) {
            E::Num(n) => Scalar::Num(n.neg()),
            _ => return None,
        },
        _ => return None,
    })
}
