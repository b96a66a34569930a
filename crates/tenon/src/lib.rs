//! Embeddable engine for the CUE language: load, unify, validate, export.
//!
//! ```
//! let value = tenon::Context::new().compile(r#"
//! #Server: {host: string, port: int & >0 & <65536}
//! server: #Server & {host: "localhost", port: *8080 | int}
//! "#)?;
//! assert_eq!(value.to_json()?, r#"{"server":{"host":"localhost","port":8080}}"#);
//! # Ok::<(), tenon::Errors>(())
//! ```
//!
//! [`Context`] makes a [`Value`] of files or text; a value is looked into, unified with others or with data of the
//! program, validated, decoded. Errors are data: [`Errors`].
//!
//! This crate is the one place where the phases are wired together:
//!
//! 1. [`tenon_load::load`] reads files and follows imports, [`tenon_syntax::parse`] makes trees of them;
//! 2. [`compile::Compiled`] resolves names: syntax trees become one program;
//! 3. [`tenon_eval::Evaluator`] evaluates the program to frozen values;
//! 4. [`tenon_export`] turns values into data, into syntax trees, and into diagnostics.

pub mod compile;
pub mod context;
pub mod error;
pub mod path;
pub mod place;
pub mod records;
pub mod value;

pub use context::Context;
pub use error::Errors;
pub use tenon_encoding as encoding;
pub use tenon_eval as eval;
pub use tenon_eval::Budget;
pub use tenon_explain as explain;
pub use tenon_export as export;
pub use tenon_ir as ir;
pub use tenon_load as load;
pub use tenon_source as source;
pub use tenon_stdlib as stdlib;
pub use tenon_syntax as syntax;
pub use value::{Field, Value};

/// The packages of the standard library.
///
/// ```
/// assert!(tenon::library().package("strings").is_some());
/// ```
pub fn library() -> &'static dyn tenon_eval::builtin::Library {
    tenon_stdlib::library()
}
