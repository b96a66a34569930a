//! Diagnostics for people and machines: plain lines, snippets on a terminal, JSON lines. One file per format.

mod json;
mod order;
mod plain;
mod pretty;

use tenon_source::{Diagnostic, SourceMap};

pub use order::sorted;

/// How diagnostics are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// `path: message:` and below it one position a line.
    #[default]
    Plain,
    /// Snippets of source with marks; with colours where `color` says so.
    Pretty {
        /// Whether to use colours.
        color: bool,
    },
    /// One JSON object a line.
    Json,
}

/// Writes diagnostics, sorted and without repetitions.
///
/// ```
/// use tenon_source::{Diagnostic, LabelRole, Source, SourceMap, Span};
///
/// let mut sources = SourceMap::new();
/// let id = sources.add(Source::new("./a.cue", "a: 1\na: 2\n"));
/// let error = Diagnostic::error("E0200", "conflicting values 2 and 1")
///     .path("a")
///     .at(Span::new(id, 3, 4), LabelRole::Conflict)
///     .at(Span::new(id, 8, 9), LabelRole::Conflict);
/// let text = tenon_report::render(&[error], &sources, tenon_report::Format::Plain);
/// assert_eq!(text, "a: conflicting values 2 and 1:\n    ./a.cue:1:4\n    ./a.cue:2:4\n");
/// ```
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, format: Format) -> String {
    let list = sorted(diagnostics, sources);
    let mut out = String::new();
    for diagnostic in &list {
        match format {
            Format::Plain => plain::write(diagnostic, sources, &mut out),
            Format::Pretty { color } => pretty::write(diagnostic, sources, color, &mut out),
            Format::Json => json::write(diagnostic, sources, &mut out),
        }
    }
    out
}
