//! Text that is no YAML. What the parser says beyond what is here is taken over.

use std::fmt::Display;

entry!("E0610", "malformed YAML", "check the indentation, and put texts with `: ` or ` #` in quotes");

/// What stands before what is wrong.
pub fn message(what: impl Display) -> String {
    format!("invalid YAML: {what}")
}

/// A tab at the start of a line.
pub const TAB: &str = "tabs cannot indent a block";

/// What to do about tabs.
pub const SPACES: &str = "indent with spaces";

/// An alias of something that has no such anchor.
pub fn unknown_anchor(name: &str) -> String {
    format!("unknown anchor: nothing before this place is called {name:?}")
}

/// A value that starts with a character that has a meaning of its own.
pub fn cannot_start(character: char) -> String {
    format!("a value cannot start with the character {character:?}")
}

/// What to do about such a character.
pub const QUOTE: &str = "put the value in quotes";

/// A colon in a text.
pub const NO_MAPPING_HERE: &str = "a mapping is not allowed here";

/// What to do about a colon in a text.
pub const QUOTE_COLON: &str = "put a text that holds \": \" in quotes";

/// A key without its colon.
pub const NO_COLON: &str = "expected \":\" after this key";

/// A line that is no key of its mapping.
pub const NO_KEY: &str = "expected a key of the mapping that is open here";

/// A line that is no item of its list.
pub const NO_ITEM: &str = "expected \"-\" and the next item of the list";

/// A backslash before a character that has no meaning behind it.
pub const UNKNOWN_ESCAPE: &str = "unknown escape in a string in double quotes";

/// What to do about backslashes.
pub const SINGLE_QUOTES: &str = "in single quotes a backslash is a backslash";

/// A quote without its partner.
pub const OPEN_QUOTE: &str = "this quote is never closed";

/// A bracket without its partner.
pub fn open_bracket(bracket: char) -> String {
    format!("this bracket is never closed: {bracket:?}")
}

/// Two brackets that do not match.
pub fn brackets(open: char, close: char) -> String {
    format!("{open:?} cannot be closed with {close:?}")
}

/// A closing bracket alone.
pub const CLOSING_BRACKET: &str = "a closing bracket without an opening one";

/// What to do about a key that is indented less than others, but more than the mapping around.
pub const SAME_COLUMN: &str =
    "keys of the same mapping begin in the same column, and what belongs to a key further to the right";
