//! Errors as values: what bottom carries.

use crate::node::NodeId;
use tenon_catalogue::{e0307, e0308};
use tenon_ir::Label;
use tenon_source::Span;

/// Names an error of an evaluation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ErrorId(pub(crate) u32);

/// What sort of error it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ErrorKind {
    /// More information may resolve it.
    Incomplete,
    /// A reference cycle that leaves no value; incomplete.
    Cycle,
    /// Nothing resolves it.
    Fatal,
    /// A structure that contains itself.
    StructuralCycle,
    /// Written by the user, `error("…")` or `_|_`.
    User,
    /// The evaluation's budget is used up.
    Budget,
}

impl ErrorKind {
    /// Whether more information may resolve it.
    pub fn is_incomplete(self) -> bool {
        matches!(self, ErrorKind::Incomplete | ErrorKind::Cycle)
    }
}

/// An error.
#[derive(Clone, Debug)]
pub struct EvalError {
    /// What sort.
    pub kind: ErrorKind,
    /// Stable code such as `E0301`.
    pub code: &'static str,
    /// One line.
    pub message: String,
    /// Positions, the most important first.
    pub spans: Vec<Span>,
    /// Where in the configuration it came up.
    pub node: NodeId,
    /// Errors that it sums up.
    pub parts: Vec<ErrorId>,
    /// The path that a comment gives it, where that is not the one of its node.
    pub told_at: Option<Vec<Label>>,
    /// The errors that its message quotes, from the outermost in.
    pub quotes: Vec<Quote>,
}

/// An error within the message of another: `error in call to json.Validate: invalid value 10 (out of bound <3)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Where its own message starts, in bytes.
    pub at: usize,
    /// Where it came up.
    pub path: Vec<Label>,
}

impl EvalError {
    /// Whether a reference leads to nothing so far.
    pub(crate) fn is_absence(&self) -> bool {
        self.kind.is_incomplete() && [e0308::CODE, e0307::CODE].contains(&self.code)
    }
}

/// Why an evaluation step gave no value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// It waits for a node that is being worked on, this deep in the stack.
    Blocked(u32),
    /// It failed.
    Error(ErrorId),
}
