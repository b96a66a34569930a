//! Problems as data: what, how bad, where, and why.

use crate::Span;
use std::num::NonZeroU32;
use thin_vec::ThinVec;

/// How bad a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The input is wrong or not complete.
    Error,
    /// The input works, but deserves a look.
    Warning,
    /// A hint.
    Note,
}

/// What a position has to do with a diagnostic.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum LabelRole {
    /// Where the problem is.
    Primary,
    /// One side of a conflict.
    Conflict,
    /// A reference that brought a conjunct here.
    Reference,
    /// The definition that closed a struct.
    ClosedBy,
    /// Where a change would help.
    Remedy,
    /// Anything else worth seeing.
    Related,
}

impl LabelRole {
    /// The role's name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            LabelRole::Primary => "primary",
            LabelRole::Conflict => "conflict",
            LabelRole::Reference => "reference",
            LabelRole::ClosedBy => "closed-by",
            LabelRole::Remedy => "remedy",
            LabelRole::Related => "related",
        }
    }
}

/// A position with its role and, optionally, words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What it has to do with the problem.
    pub role: LabelRole,
    /// Words for a reader, may be empty.
    pub text: String,
    /// The teams that what stands there belongs to, as far as that is known.
    pub owners: Vec<String>,
}

/// One problem. Only reporting crates turn it into text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// Stable code such as `E0203`.
    pub code: &'static str,
    /// One line, without position and path.
    pub message: String,
    /// Path of the value, such as `a.b[0]`; empty where there is none.
    pub path: String,
    /// All positions that matter, the most important one first.
    pub labels: Vec<Label>,
    /// Further lines: reasons and ways out.
    pub notes: ThinVec<String>,
    /// How what is in conflict came here.
    pub chains: ThinVec<Chain>,
    /// What follows from it, says the same elsewhere, or was tried beside it: a line each.
    pub children: ThinVec<Diagnostic>,
    /// It is told beside problems that come first, and may go with them.
    pub minor: bool,
    /// The number of the record that it is about, from 1, where data is a stream of records.
    pub record: Option<NonZeroU32>,
}

/// The references by which something came to a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// What came, in short.
    pub what: String,
    /// Each reference as written and where, the one at the value first.
    pub steps: Vec<(String, Span)>,
    /// Where what came is written.
    pub end: Span,
}

impl Diagnostic {
    /// An error with a code and a message.
    pub fn error(code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: message.into(),
            path: String::new(),
            labels: Vec::new(),
            notes: ThinVec::new(),
            chains: ThinVec::new(),
            children: ThinVec::new(),
            minor: false,
            record: None,
        }
    }

    /// Adds a position, unless it is [`Span::NONE`] or already there.
    #[must_use]
    pub fn at(self, span: Span, role: LabelRole) -> Diagnostic {
        self.label(span, role, "")
    }

    /// Adds a position with words, unless it is [`Span::NONE`] or already there.
    #[must_use]
    pub fn label(mut self, span: Span, role: LabelRole, text: impl Into<String>) -> Diagnostic {
        if !span.is_none() && !self.labels.iter().any(|l| l.span == span) {
            self.labels.push(Label { span, role, text: text.into(), owners: Vec::new() });
        }
        self
    }

    /// Sets the value's path.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Diagnostic {
        self.path = path.into();
        self
    }

    /// Gives another place to each of its positions, wherever in it.
    ///
    /// ```
    /// use tenon_source::{Diagnostic, FileId, LabelRole, Span};
    ///
    /// let mut error = Diagnostic::error("", "no").at(Span::new(FileId(0), 1, 2), LabelRole::Primary);
    /// error.relocate(&|span| Span::new(span.file, span.start + 10, span.end + 10));
    /// assert_eq!(error.labels[0].span, Span::new(FileId(0), 11, 12));
    /// ```
    pub fn relocate(&mut self, to: &impl Fn(Span) -> Span) {
        self.labels.iter_mut().for_each(|label| label.span = to(label.span));
        for chain in &mut self.chains {
            chain.end = to(chain.end);
            chain.steps.iter_mut().for_each(|(_, span)| *span = to(*span));
        }
        self.children.iter_mut().for_each(|child| child.relocate(to));
    }

    /// Adds a line of reason or of a way out.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }
}
