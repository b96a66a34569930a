//! Labels that are evaluated, where their value is known: those of operators only in definitions, unless they have literals
//! alone for operands.

use tenon_eval::{Scalar, Value};
use tenon_ir::program::{BinaryOp, Expr as E, ExprId};

use crate::env::Env;
use crate::printer::Printer;

impl Printer<'_> {
    /// The label that an expression makes.
    pub fn constant_key(&self, id: ExprId, env: &Env) -> Option<String> {
        match self.constant(id, env, 0)? {
            Scalar::Str(s) => Some(s.to_string()),
            _ => None,
        }
    }

    fn constant(&self, id: ExprId, env: &Env, depth: u32) -> Option<Scalar> {
        if depth > 64 {
            return None;
        }
        match self.program.expr(id) {
            E::Str(s) => Some(Scalar::Str(s.clone())),
            E::Num(n) => Some(Scalar::Num(n.clone())),
            E::Bool(b) => Some(Scalar::Bool(*b)),
            E::Field { .. } | E::Select(..) => self.target(id, env, depth)?.default().scalar().cloned(),
            E::Let { up, id } => {
                let decl = self.program.lets.get(id.0 as usize)?;
                self.constant(decl.expr, &env.out(*up), depth + 1)
            }
            E::Binary(BinaryOp::Add, a, b) => {
                let (a, b) = (self.constant(*a, env, depth + 1)?, self.constant(*b, env, depth + 1)?);
                match (a, b) {
                    (Scalar::Str(a), Scalar::Str(b)) => Some(Scalar::Str(format!("{a}{b}").into())),
                    _ => None,
                }
            }
            E::Interpolation(parts) => {
                let mut out = String::new();
                for part in parts {
                    match self.constant(*part, env, depth + 1)? {
                        Scalar::Str(s) => out.push_str(&s),
                        Scalar::Num(n) => out.push_str(&n.to_string()),
                        Scalar::Bool(b) => out.push_str(if b { "true" } else { "false" }),
                        _ => return None,
                    }
                }
                Some(Scalar::Str(out.into()))
            }
            _ => None,
        }
    }

    fn target(&self, id: ExprId, env: &Env, depth: u32) -> Option<Value> {
        if depth > 64 {
            return None;
        }
        match self.program.expr(id) {
            E::Field { up, label, .. } => {
                let frame = self.frozen.value(env.frame(*up)?);
                Some(frame.field(*label)?.value)
            }
            E::Select(of, label) => Some(self.target(*of, env, depth + 1)?.default().field(*label)?.value),
            _ => None,
        }
    }
}
