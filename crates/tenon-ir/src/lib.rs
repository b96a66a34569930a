//! Atoms (labels, numbers, kinds, data trees) and the resolved program.

mod append;
pub mod data;
mod kind;
mod label;
pub mod literal;
mod num;
pub mod program;

pub use data::Data;
pub use kind::Kind;
pub use label::{Interner, Label, LabelKind};
pub use num::{BigNum, MAX_EXPONENT, Num, NumError, PRECISION};
