//! How a place comes by its value. Where a disjunction decides, what is written may be what selects a disjunct; where a
//! computation decides, what it is computed from may be what is missing.

use tenon_eval::{Conjunct, Value};
use tenon_ir::Kind;
use tenon_ir::program::{BinaryOp, Decl, Expr, ExprId, Program};

/// Whether it is a list with a disjunction among its conjuncts, or a struct that embeds one.
pub fn is_chosen(value: &Value) -> bool {
    value.kind().meets(Kind::LIST) && has_disjunction(value)
        || value.kind().meets(Kind::STRUCT) && any_operand(value, embeds_disjunction)
}

/// Whether a disjunction is among its conjuncts.
pub fn has_disjunction(value: &Value) -> bool {
    any_operand(value, is_disjunction)
}

/// Whether one of its conjuncts is worked out of other places.
pub fn is_computed(value: &Value) -> bool {
    any_operand(value, |program, e| {
        matches!(
            program.expr(e),
            Expr::Field { .. }
                | Expr::Let { .. }
                | Expr::Select(..)
                | Expr::Index(..)
                | Expr::Interpolation(_)
                | Expr::Binary(..)
        )
    })
}

fn any_operand(value: &Value, test: fn(&Program, ExprId) -> bool) -> bool {
    let program = value.frozen().program();
    let found =
        |c: &Conjunct| matches!(c, Conjunct::Expr(e, _) if operands(program, *e).iter().any(|e| test(program, *e)));
    value.conjuncts().iter().any(found)
}

fn operands(program: &Program, expr: ExprId) -> Vec<ExprId> {
    let (mut open, mut found) = (vec![expr], Vec::new());
    while let Some(e) = open.pop() {
        match program.expr(e) {
            Expr::Binary(BinaryOp::And, a, b) => open.extend([*a, *b]),
            _ => found.push(e),
        }
    }
    found
}

fn is_disjunction(program: &Program, expr: ExprId) -> bool {
    matches!(program.expr(expr), Expr::Disjunction(_))
}

fn embeds_disjunction(program: &Program, expr: ExprId) -> bool {
    let Expr::Struct(s) = program.expr(expr) else { return false };
    let embeds = |d: &Decl| matches!(d, Decl::Embed { expr, .. } if is_disjunction(program, *expr));
    program.struct_lit(*s).decls.iter().any(embeds)
}
