//! An attribute that is not written as `@name(…)`.

entry!("E0114", "malformed attribute", "an attribute is `@name(text)`, with balanced brackets and quotes in the text");

/// Only an `@`.
pub const NO_NAME: &str = "invalid attribute: expected a name after '@'";

/// A name without brackets.
pub const NO_BRACKET: &str = "invalid attribute: expected '('";

/// Brackets in its text that do not match.
pub const UNBALANCED: &str = "invalid attribute: unbalanced brackets";

/// It goes on to the end of the file.
pub const UNTERMINATED: &str = "attribute is not terminated: missing ')'";
