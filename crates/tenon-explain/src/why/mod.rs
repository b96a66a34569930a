//! Why a value is what it is: every constraint that made it, with its place and what it did.
//!
//! [`ask`] makes a [`Why`] of a program and a path: the evaluator gives an account of what is said of the value, what that
//! is for the value follows from its sort, and whether the value hangs on it is *measured*: the program is evaluated
//! once more with `_` in its place. So what is called decisive is. [`shaped_by`] asks the other way round: which values a
//! line has a part in. [`text()`], [`tree`] and [`json()`] are what a `Why` looks like.

mod advice;
mod ask;
mod context;
mod json;
mod line;
mod measure;
mod model;
mod role;
mod text;

pub use ask::{Missing, Question, ask};
pub use json::{json, line_json};
pub use line::{Shaped, shaped_by};
pub use model::{Certainty, Constraint, Disjunct, Field, Link, Loop, Operand, Outcome, Place, Reason, Role, Why};
pub use tenon_eval::glimpse::Step;
pub use text::{line_text, text, tree};
