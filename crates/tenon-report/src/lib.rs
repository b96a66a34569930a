//! Diagnostics for people and machines: plain lines, snippets on a terminal, JSON lines, and what CI systems read. One file
//! per format.
//!
//! Some formats are a line or a few for each problem, and can be written as problems come up. Others are one document
//! for all problems, which says so too where there are none: see [`Document`].

mod chain;
mod found;
mod github;
mod gitlab;
mod json;
mod junit;
mod order;
mod owners;
mod plain;
mod pretty;
mod sarif;

#[cfg(test)]
mod tests;

use found::Found;
use std::collections::HashSet;

use tenon_source::{Diagnostic, SourceMap};

pub use order::sorted;
pub use owners::by_owner;

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
    /// Annotations of GitHub Actions, one a line.
    Github,
    /// One document for all problems.
    Document(DocumentFormat),
}

/// What documents there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentFormat {
    /// GitLab's report of code quality: a JSON array.
    Gitlab,
    /// SARIF 2.1.0, which GitHub's code scanning and many editors read.
    Sarif,
    /// A JUnit report, in XML.
    Junit,
}

/// Writes diagnostics, sorted and without repetitions.
///
/// ```
/// use tenon_source::{Diagnostic, LabelRole, Source, SourceMap, Span};
///
/// let mut sources = SourceMap::new();
/// let id = sources.add(Source::new("./a.cue", "a: 1\na: 2\n"));
/// let error = Diagnostic::error(tenon_catalogue::e0301::CODE, "conflicting values 2 and 1")
///     .path("a")
///     .at(Span::new(id, 3, 4), LabelRole::Conflict)
///     .at(Span::new(id, 8, 9), LabelRole::Conflict);
/// let text = tenon_report::render(&[error], &sources, tenon_report::Format::Plain);
/// assert_eq!(text, "a: conflicting values 2 and 1:\n    ./a.cue:1:4\n    ./a.cue:2:4\n");
/// ```
pub fn render(diagnostics: &[Diagnostic], sources: &SourceMap, format: Format) -> String {
    if let Format::Document(kind) = format {
        let mut document = Document::default();
        document.add(diagnostics, sources);
        return document.render(kind);
    }
    let mut out = String::new();
    let mut helped = HashSet::new();
    for diagnostic in &sorted(diagnostics, sources) {
        match format {
            Format::Plain => plain::write(diagnostic, sources, &mut out),
            Format::Pretty { color } => {
                // What helps against one error helps against the next of its kind.
                let help = pretty::help(diagnostic).filter(|_| helped.insert(diagnostic.code));
                pretty::write(diagnostic, sources, color, help, &mut out);
            }
            Format::Json => json::write(&Found::new(diagnostic, sources), &mut out),
            Format::Github => github::write(&Found::new(diagnostic, sources), &mut out),
            Format::Document(_) => {}
        }
    }
    out
}

/// The problems of a whole run, which may come from several packages with sources of their own.
///
/// ```
/// use tenon_report::{Document, DocumentFormat};
///
/// assert_eq!(Document::default().render(DocumentFormat::Gitlab), "[]\n");
/// ```
#[derive(Clone, Default, Debug)]
pub struct Document {
    all: Vec<Found>,
}

impl Document {
    /// Adds diagnostics, sorted and without repetitions among themselves.
    pub fn add(&mut self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        self.all.extend(sorted(diagnostics, sources).iter().map(|d| Found::new(d, sources)));
    }

    /// How many problems there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The document as text, also where there are no problems.
    pub fn render(&self, kind: DocumentFormat) -> String {
        match kind {
            DocumentFormat::Gitlab => gitlab::document(&self.all),
            DocumentFormat::Sarif => sarif::document(&self.all),
            DocumentFormat::Junit => junit::document(&self.all),
        }
    }
}
