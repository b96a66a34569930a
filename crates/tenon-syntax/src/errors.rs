//! Codes of syntax errors, and their making.

use tenon_source::{Diagnostic, LabelRole, Span};

/// A token that does not fit.
pub const UNEXPECTED: &str = "E0101";
/// A comma is missing.
pub const COMMA: &str = "E0102";
/// A bracket without its partner.
pub const BRACKET: &str = "E0103";
/// A character that begins no token.
pub const ILLEGAL: &str = "E0104";
/// A literal without an end.
pub const UNTERMINATED: &str = "E0105";
/// A wrong escape or layout in a string.
pub const STRING: &str = "E0106";
/// A malformed number.
pub const NUMBER: &str = "E0107";
/// Nested too deeply.
pub const DEPTH: &str = "E0108";
/// A declaration in the wrong place.
pub const ORDER: &str = "E0109";
/// An alias where none may stand.
pub const ALIAS: &str = "E0110";
/// A misplaced `...`.
pub const ELLIPSIS: &str = "E0111";
/// An experiment that is unknown, too new or not switched on.
pub const EXPERIMENT: &str = "E0112";
/// A malformed comprehension.
pub const COMPREHENSION: &str = "E0113";
/// A malformed attribute.
pub const ATTRIBUTE: &str = "E0114";
/// The file is too large.
pub const SIZE: &str = "E0115";

/// An error with one place.
pub fn at(code: &'static str, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(code, message).at(span, LabelRole::Primary)
}
