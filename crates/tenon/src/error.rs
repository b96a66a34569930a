//! Errors as data, with the texts that their positions point into.

use std::fmt;
use tenon_source::{Diagnostic, SourceMap};

/// One or more problems. Positions are byte ranges of texts in [`Errors::sources`].
///
/// ```
/// let errors: tenon::Errors = tenon::Context::new().compile("a: 1\na: 2\n")?.validate().unwrap_err();
/// assert_eq!(errors.to_string(), "a: conflicting values 2 and 1\n    ./input.cue:1:4\n    ./input.cue:2:4");
/// # Ok::<(), tenon::Errors>(())
/// ```
#[derive(Clone, Debug)]
pub struct Errors {
    diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
}

impl Errors {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>, sources: SourceMap) -> Errors {
        Errors { diagnostics, sources }
    }

    pub(crate) fn message(text: impl Into<String>) -> Errors {
        Errors { diagnostics: vec![Diagnostic::error(tenon_catalogue::e0910::CODE, text)], sources: SourceMap::new() }
    }

    /// The problems.
    ///
    /// ```
    /// let errors = tenon::Context::new().compile("a: 1\na: 2\n")?.validate().unwrap_err();
    /// let first = &errors.diagnostics()[0];
    /// assert_eq!(first.path, "a");
    /// assert_eq!(first.labels.len(), 2);
    /// # Ok::<(), tenon::Errors>(())
    /// ```
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts that positions point into.
    ///
    /// ```
    /// let errors = tenon::Context::new().compile("a: ]").err().ok_or("no error")?;
    /// let span = errors.diagnostics()[0].labels[0].span;
    /// let (name, at) = errors.sources().locate(span).ok_or("no place")?;
    /// assert_eq!((name, at.line, at.col), ("./input.cue", 1, 4));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, d) in self.diagnostics.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            if !d.path.is_empty() {
                write!(f, "{}: ", d.path)?;
            }
            f.write_str(&d.message)?;
            for label in &d.labels {
                if let Some((name, at)) = self.sources.locate(label.span) {
                    write!(f, "\n    {name}:{}:{}", at.line, at.col)?;
                }
            }
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}
