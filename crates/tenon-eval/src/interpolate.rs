//! Interpolations: texts and bytes with values in them.
//!
//! An error about a part says where the whole is, where the part is, and what it refers to.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::expr::Operand;
use crate::node::*;
use std::sync::Arc;
use tenon_ir::program::ExprId;
use tenon_source::Span;

impl Evaluator<'_> {
    /// A part of an interpolation. An error that comes up here says where the text is, too.
    fn interpolated(&mut self, part: ExprId, whole: Span, env: EnvId, n: NodeId) -> Result<Scalar, Stop> {
        let known = self.errors.len();
        let value = self.scalar(part, env, n);
        self.blame_whole(whole, known, value)
    }

    pub(crate) fn interpolate(
        &mut self,
        parts: &[ExprId],
        whole: Span,
        env: EnvId,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let mut text = String::new();
        for part in parts {
            let span = self.prog.span(*part);
            match self.interpolated(*part, whole, env, n)? {
                Scalar::Str(s) => text.push_str(&s),
                Scalar::Num(x) => text.push_str(&x.to_json()),
                Scalar::Bool(b) => text.push_str(if b { "true" } else { "false" }),
                Scalar::Bytes(b) => crate::data::push_bytes(&mut text, &b),
                Scalar::Null => {
                    let message =
                        "invalid interpolation: cannot use null (type null) as type (bool|string|bytes|number)";
                    return Err(self.fatal("E0310", message, span, n));
                }
            }
        }
        Ok(Operand::Scalar(Scalar::Str(text.into())))
    }

    pub(crate) fn interpolate_bytes(
        &mut self,
        parts: &[ExprId],
        whole: Span,
        env: EnvId,
        n: NodeId,
    ) -> Result<Operand, Stop> {
        let mut bytes = Vec::new();
        for part in parts {
            let span = self.prog.span(*part);
            match self.interpolated(*part, whole, env, n)? {
                Scalar::Str(s) => bytes.extend_from_slice(s.as_bytes()),
                Scalar::Bytes(b) => bytes.extend_from_slice(&b),
                Scalar::Num(x) => bytes.extend_from_slice(x.to_json().as_bytes()),
                Scalar::Bool(b) => bytes.extend_from_slice(if b { b"true" } else { b"false" }),
                Scalar::Null => {
                    return Err(self.fatal("E0310", "invalid interpolation: cannot use null as bytes", span, n));
                }
            }
        }
        Ok(Operand::Scalar(Scalar::Bytes(Arc::from(bytes))))
    }
}
