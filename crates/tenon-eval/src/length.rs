//! `len`. An error about its argument says where the call is, too.
//!
//! An open list is as long as it is at least, once nothing more can be said of it.
//!
//! Braces around an embedding that asks for its own length have no fields yet: it is 0.

use crate::engine::Evaluator;
use crate::error::Stop;
use crate::expr::Operand;
use crate::node::*;
use tenon_catalogue::{e0318, e0401};
use tenon_ir::program::{ExprId, Marker};
use tenon_ir::{Kind, Num};
use tenon_source::Span;

impl Evaluator<'_> {
    /// The length of the argument of a call.
    pub(crate) fn len(&mut self, call: ExprId, x: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        let known = self.errors.len();
        let length = self.length(x, env, n);
        self.blame_whole(self.prog.span(call), known, length)
    }

    fn length(&mut self, x: ExprId, env: EnvId, n: NodeId) -> Result<Operand, Stop> {
        let span = self.prog.span(x);
        let value = match self.eval(x, env, n)? {
            Operand::Node(m) => match self.value_of(m) {
                Err(Stop::Blocked(_)) if self.forced > 0 && self.only_embeds(m) => return Ok(of(0)),
                value => value?,
            },
            scalar => scalar,
        };
        if let Operand::Node(m) = value {
            self.sound(m)?;
        }
        let len = match value {
            Operand::Scalar(Scalar::Str(s)) => s.len(),
            Operand::Scalar(Scalar::Bytes(b)) => b.len(),
            Operand::Node(m) if matches!(self.node(m).base, Base::Struct) => {
                self.node(m).fields.iter().filter(|f| f.marker == Marker::Regular && f.label.is_regular()).count()
            }
            Operand::Node(m) if matches!(self.node(m).base, Base::List) => {
                if !self.list_is_closed(m) && (self.node(m).state == State::Busy || !self.node(m).stuck_free()) {
                    let shown = self.show_node(m);
                    return Err(self.incomplete(e0401::list_length(shown), span, n));
                }
                self.element_count(m)
            }
            Operand::Node(m) => {
                let kind = self.node(m).kind;
                let shown = self.show_node(m);
                if kind.meets(Kind::STRING | Kind::BYTES | Kind::LIST | Kind::STRUCT) {
                    return Err(self.incomplete(e0401::length(shown, kind.describe()), span, n));
                }
                return Err(self.no_length(&shown, kind, span, n));
            }
            Operand::Scalar(s) => {
                let shown = self.show_scalar(&s);
                return Err(self.no_length(&shown, s.kind(), span, n));
            }
        };
        Ok(of(len))
    }

    /// Whether all that is known of a node is that it is written with braces.
    fn only_embeds(&self, m: NodeId) -> bool {
        let node = self.node(self.deref(m));
        node.kind == Kind::TOP && node.ext.as_deref().is_some_and(|e| !e.literals.is_empty())
    }

    fn no_length(&mut self, shown: &str, kind: Kind, span: Span, n: NodeId) -> Stop {
        let wanted = (Kind::STRING | Kind::BYTES | Kind::LIST | Kind::STRUCT).describe();
        self.fatal(e0318::CODE, e0318::argument(shown, kind.describe(), wanted, 1, "len"), span, n)
    }
}

fn of(length: usize) -> Operand {
    Operand::Scalar(Scalar::Num(Num::from(length as i64)))
}
