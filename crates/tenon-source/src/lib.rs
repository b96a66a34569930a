//! Source text, byte spans, line index and diagnostics, all of them plain data.
//!
//! Everything else in Tenon speaks of places with [`Span`] and of problems with [`Diagnostic`].

mod diagnostic;
mod nearest;
mod source;

pub use diagnostic::{Chain, Diagnostic, Label, LabelRole, Severity};
pub use nearest::nearest;
pub use source::{FileId, LineCol, Place, Source, SourceMap, Span, Text, line_end};
