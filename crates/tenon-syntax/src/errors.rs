//! The making of syntax errors.

use tenon_source::{Diagnostic, LabelRole, Span};

/// An error with one place.
pub fn at(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, message).at(span, LabelRole::Primary)
}
