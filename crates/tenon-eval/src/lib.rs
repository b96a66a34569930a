//! Resolved program → frozen values.

pub mod builtin;
