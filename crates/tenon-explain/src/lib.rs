//! Why a value is what it is, and what is wrong with it.
//!
//! | function | what for |
//! |---|---|
//! | [`diagnostics`] | `vet`: all errors of a value and of everything in it |
//! | [`error_line`] | an error as the comment that `eval` prints beside a value |
//! | [`remedies`] | ways out that show in how values are written |
//! | [`why`] | every constraint that made a value, and what it did |

mod absent;
mod closed;
mod conflict;
mod diagnose;
mod disjunction;
mod fold;
mod hint;
mod incomplete;
mod labels;
mod text;
pub mod why;
mod written;

pub use diagnose::{diagnostics, error_line};
pub use written::remedies;
