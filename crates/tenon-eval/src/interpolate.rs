//! Interpolations: strings and bytes with expressions in them.
//!
//! An error about a part says where the whole is, where the part is, and what it refers to.

use crate::engine::Evaluator;
use crate::error::{ErrorKind, EvalError, Quote, Stop};
use crate::expr::Operand;
use crate::node::*;
use std::sync::Arc;
use tenon_catalogue::e0310;
use tenon_ir::Kind;
use tenon_ir::program::ExprId;
use tenon_source::Span;

impl Evaluator<'_> {
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
                    return Err(self.fatal(e0310::CODE, e0310::NULL, span, n));
                }
            }
        }
        Ok(Operand::Scalar(Scalar::Str(text.into())))
    }

    fn interpolated(&mut self, part: ExprId, whole: Span, env: EnvId, n: NodeId) -> Result<Scalar, Stop> {
        let known = self.errors.len();
        let value = self.part(part, env, n);
        self.blame_whole(whole, known, value)
    }

    /// A part of an interpolation. What is wrong with it and not with something that it refers to is wrong with the
    /// interpolation, which is told without a path.
    fn part(&mut self, part: ExprId, env: EnvId, n: NodeId) -> Result<Scalar, Stop> {
        let value = self.eval(part, env, n).and_then(|value| match value {
            Operand::Node(m) => self.value_of(m),
            scalar => Ok(scalar),
        });
        let error = match value {
            Ok(Operand::Scalar(s)) => return Ok(s),
            Ok(Operand::Node(m)) if [Kind::STRUCT, Kind::LIST].contains(&self.node(m).kind) => {
                let (shown, kind) = (self.show_node(m), self.node(m).kind.describe());
                let message = e0310::message(shown, kind);
                self.error_with(e0310::CODE, ErrorKind::Fatal, message, vec![self.prog.span(part)], n)
            }
            Ok(Operand::Node(m)) => return self.node_scalar(m, self.prog.span(part), n),
            Err(Stop::Error(e)) if !self.error(e).kind.is_incomplete() => e,
            Err(stop) => return Err(stop),
        };
        let at = self.error(error).node;
        let operand = at != NO_NODE && self.node(at).temp && self.node(at).parent == n;
        if at != n && !operand {
            return Err(Stop::Error(error));
        }
        let EvalError { kind, message, spans, mut quotes, .. } = self.error(error).clone();
        let words = e0310::PREFIX;
        quotes.iter_mut().for_each(|q| q.at += words.len());
        let path = if operand { Vec::new() } else { self.nodes.path(at) };
        quotes.insert(0, Quote { at: words.len(), path });
        let e = self.error_with(e0310::CODE, kind, format!("{words}{message}"), spans, n);
        let error = &mut self.errors[e.0 as usize];
        (error.quotes, error.told_at) = (quotes, Some(Vec::new()));
        Err(Stop::Error(e))
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
                    return Err(self.fatal(e0310::CODE, e0310::NULL_IN_BYTES, span, n));
                }
            }
        }
        Ok(Operand::Scalar(Scalar::Bytes(Arc::from(bytes))))
    }
}
