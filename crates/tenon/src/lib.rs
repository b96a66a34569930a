//! Embeddable engine for the CUE language: load, unify, validate, export.
//!
//! The one place where the phases are wired together:
//!
//! 1. [`tenon_load::load`] reads files and follows imports, [`tenon_syntax::parse`] makes trees of them;
//! 2. [`compile::Compiled`] resolves names: syntax trees become one program;
//! 3. [`tenon_eval`] evaluates the program to frozen values.

pub mod check;
pub mod compile;
pub mod data;
pub mod path;
pub mod place;

pub use tenon_encoding as encoding;
pub use tenon_eval as eval;
pub use tenon_export as export;
pub use tenon_format as format;
pub use tenon_ir as ir;
pub use tenon_load as load;
pub use tenon_source as source;
pub use tenon_syntax as syntax;

/// The packages of the standard library.
pub fn library() -> &'static dyn tenon_eval::builtin::Library {
    tenon_stdlib::library()
}
