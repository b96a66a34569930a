//! Plain values among conjuncts — types, literals, bounds of literals — unified.

use tenon_eval::{Constraint, Scalar};
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Expr as E, ExprId, Program, UnaryOp};
use tenon_syntax::ast::Expr;

use crate::env::Env;
use crate::make;
use crate::printer::Printer;
use tenon_ir::literal;

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
        let mut literals = self.all.iter().filter_map(|id| value_of(&program, *id));
        if let Some(first) = literals.next()
            && let Some(other) = literals.find(|l| *l != first)
        {
            let comment = conflict(&first, &other);
            return Some(Expr::Commented { expr: Box::new(make::bottom()), comment });
        }
        if let Some(id) = self.all.iter().find(|id| value_of(&program, **id).is_some()) {
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
                    if let Some(s) = value_of(&program, *e) {
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

/// What is wrong with two literals of one place.
fn conflict(first: &Scalar, second: &Scalar) -> String {
    let text = |s: &Scalar| match s {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => literal::one_line(s),
        Scalar::Bytes(b) => literal::bytes(b),
    };
    let message = format!("conflicting values {} and {}", text(second), text(first));
    if first.kind() == second.kind() {
        return message;
    }
    format!("{message} (mismatched types {} and {})", second.kind().describe(), first.kind().describe())
}

/// What arithmetic on literals comes to.
pub(crate) fn computed(program: &Program, id: ExprId) -> Option<Scalar> {
    let E::Binary(op, a, b) = program.expr(id) else { return value_of(program, id) };
    let operand = |id| stacker::maybe_grow(64 * 1024, 1024 * 1024, || computed(program, id));
    match (op, operand(*a)?, operand(*b)?) {
        (BinaryOp::Add, Scalar::Num(a), Scalar::Num(b)) => a.add(&b).ok().map(Scalar::Num),
        (BinaryOp::Sub, Scalar::Num(a), Scalar::Num(b)) => a.sub(&b).ok().map(Scalar::Num),
        (BinaryOp::Mul, Scalar::Num(a), Scalar::Num(b)) => a.mul(&b).ok().map(Scalar::Num),
        (BinaryOp::Div, Scalar::Num(a), Scalar::Num(b)) => a.div(&b).ok().map(Scalar::Num),
        (BinaryOp::Add, Scalar::Str(a), Scalar::Str(b)) => Some(Scalar::Str(format!("{a}{b}").into())),
        _ => None,
    }
}

fn value_of(program: &Program, id: ExprId) -> Option<Scalar> {
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
