//! Errors as values: what bottom carries.

use crate::node::NodeId;
use tenon_catalogue::{e0307, e0308};
use tenon_ir::Label;
use tenon_ir::program::ExprId;
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
    /// What contradicts what, for those that explain it.
    pub reasons: Option<Box<Reasons>>,
}

/// What is behind an error.
#[derive(Clone, Debug, Default)]
pub struct Reasons {
    /// The sides of a conflict.
    pub sides: Vec<Side>,
    /// Of a disjunction of which nothing is left: its disjuncts.
    pub fallen: Vec<Fallen>,
    /// The expression of that disjunction.
    pub disjunction: Option<Span>,
    /// The struct in which a field was looked for that is not there; the required field that has no value.
    pub within: Option<NodeId>,
    /// What closed the struct that refuses a field: the value of a definition, or a call.
    pub closed_by: Option<ExprId>,
    /// Whether that is what the struct itself is made of, and not something around it.
    pub closed_here: bool,
}

/// One side of a conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Where it is written.
    pub span: Span,
    /// What it says.
    pub text: String,
    /// Whether it is a value, and not a type or another constraint.
    pub concrete: bool,
    /// The references by which it came, each with its text, the one at the value itself first.
    pub by: Vec<(Span, String)>,
}

/// A disjunct that failed.
#[derive(Clone, Debug)]
pub struct Fallen {
    /// Where it is written.
    pub span: Span,
    /// What is written there.
    pub text: String,
    /// Why it failed.
    pub errors: Vec<ErrorId>,
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
