//! Environments of expressions that are printed: which node each frame belongs to, where that is known.

use std::rc::Rc;
use tenon_eval::{Conjunct, Frozen};
use tenon_ir::program::ExprId;

use crate::links::TableId;

pub(crate) use tenon_eval::NodeId as FrameId;

/// The frames around an expression, innermost first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env(Option<Rc<Level>>);

#[derive(Debug)]
struct Level {
    frame: Option<FrameId>,
    table: Option<TableId>,
    up: Env,
}

impl Env {
    /// With one more frame.
    pub fn push(&self, frame: Option<FrameId>) -> Env {
        Env(Some(Rc::new(Level { frame, table: None, up: self.clone() })))
    }

    /// With the frame of a place whose declarations are known.
    pub fn push_place(&self, frame: Option<FrameId>, table: TableId) -> Env {
        Env(Some(Rc::new(Level { frame, table: Some(table), up: self.clone() })))
    }

    /// The declarations of a frame.
    pub fn table(&self, up: u32) -> Option<TableId> {
        self.out(up).0.as_ref()?.table
    }

    /// The node of a frame.
    pub fn frame(&self, up: u32) -> Option<FrameId> {
        let mut at = self.0.as_ref()?;
        for _ in 0..up {
            at = at.up.0.as_ref()?;
        }
        at.frame
    }

    /// The environment `up` frames out.
    pub fn out(&self, up: u32) -> Env {
        let mut at = self.clone();
        for _ in 0..up {
            let Some(level) = at.0.as_ref() else { return Env::default() };
            let next = level.up.clone();
            at = next;
        }
        at
    }
}

/// An expression with what it stands in.
#[derive(Clone, Debug)]
pub(crate) enum Term {
    /// An expression.
    Expr(ExprId, Env),
    /// Data or a computed value.
    Value(FrameId),
}

impl Term {
    /// The expression, if it is one.
    pub fn written(&self) -> Option<ExprId> {
        match self {
            Term::Expr(e, _) => Some(*e),
            Term::Value(_) => None,
        }
    }

    /// A conjunct of a value.
    pub fn of(frozen: &Frozen, conjunct: Conjunct) -> Term {
        match conjunct {
            Conjunct::Value(n) => Term::Value(n),
            Conjunct::Expr(e, id) => {
                let mut frames = Vec::new();
                while let Some(n) = frozen.frame_node(id, frames.len() as u32) {
                    frames.push(n);
                }
                let env = frames.iter().rev().fold(Env::default(), |env, n| env.push(Some(*n)));
                Term::Expr(e, env)
            }
        }
    }
}
