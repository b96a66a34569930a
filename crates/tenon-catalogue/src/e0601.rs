//! Text that is no JSON.

entry!("E0601", "malformed JSON", "JSON has no comments, no trailing commas, and quotes around every key");

/// The end of the text comes too early.
pub const END: &str = "invalid JSON: unexpected end of JSON input";

/// Where something comes behind a whole value.
pub const BEHIND: &str = "after top-level value";

/// A character, quoted, that does not fit, and where it does not.
pub fn message(character: &str, place: &str) -> String {
    format!("invalid JSON: invalid character {character} {place}")
}

/// A comma before a closing bracket.
pub fn comma(bracket: char) -> String {
    format!("JSON has no comma before {bracket}")
}

/// `//` or `#`
pub const COMMENT: &str = "JSON has no comments";

/// `'text'`
pub const SINGLE_QUOTE: &str = "JSON has texts and keys in double quotes";
