//! Text to data trees with spans, and data trees to text: JSON, YAML and TOML.
//!
//! Reading gives a [`Data`](tenon_ir::Data) whose every value and key knows the bytes that it was read from, or one
//! [`Diagnostic`](tenon_source::Diagnostic) (codes `E06xx`) that points at the offending byte. Readers take time linear
//! in their input, never recurse over it, and refuse input that is nested deeper than a limit.
//!
//! Writing gives the layout that the language's users know: JSON indented by four spaces, YAML indented by two with
//! quotes only where a string would read as something else, TOML with sorted keys.
//!
//! One folder per format, each with `read` and `write`; `keys` holds what the readers share.

mod error;
pub mod json;
mod keys;
pub mod toml;
pub mod yaml;

pub use error::EncodeError;
