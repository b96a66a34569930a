//! Tests of parsing: text in, tree or errors out.

mod errors;
mod limits;
mod literals;
mod parse;
mod random;
mod support;
