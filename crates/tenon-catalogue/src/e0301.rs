//! Values that contradict each other: all that is said of one field must hold at once.

use std::fmt::Display;

entry!(
    "E0301",
    "conflicting values",
    "two places give this field different values: remove one, or make one of them a default (`*x | …`)"
);

/// Two values.
pub fn values(first: impl Display, second: impl Display) -> String {
    format!("conflicting values {first} and {second}")
}

/// Two values or types that have no type in common.
pub fn types(first: (impl Display, impl Display), second: (impl Display, impl Display)) -> String {
    let ((first, had), (second, came)) = (first, second);
    format!("conflicting values {first} and {second} (mismatched types {had} and {came})")
}

/// A side that is a value.
pub fn says(shown: impl Display) -> String {
    format!("says {shown}")
}

/// A side that is a type or a constraint.
pub fn wants(shown: impl Display) -> String {
    format!("wants {shown}")
}

/// A comprehension that brought a side.
pub fn yields(shown: impl Display) -> String {
    format!("yields {shown}")
}

/// A reference that brought a side.
pub fn brings(shown: impl Display) -> String {
    format!("brings {shown}")
}

/// `1 / 2` where a whole number is wanted.
pub const DIVISION: &str = "/ makes a float, also of whole numbers: div(a, b) is a whole number";

/// A struct where a list is wanted.
pub const NO_LIST: &str = "a list is written in brackets: [{…}]";

/// A list where a struct is wanted.
pub const NO_STRUCT: &str = "a struct is written in braces, with a name for each value: {name: …}";

/// A text that would be a number.
pub fn unquote(number: &str) -> String {
    format!("in quotes it is a text; without them, {number} is a number")
}

/// A number that would be a text.
pub fn quote(number: &str) -> String {
    format!("to make it a text, put it in quotes: \"{number}\"")
}

/// What stands in the place of a value by a note of [`unquote`], [`quote`] or [`whole`]: the value as it is, and as it should
/// be.
pub fn meant(note: &str) -> Option<(String, String)> {
    if let Some(quoted) = note.strip_prefix("to make it a text, put it in quotes: ") {
        return Some((quoted.trim_matches('"').to_owned(), quoted.to_owned()));
    }
    if let Some(number) = note.strip_prefix("a number with a point is no integer: write ") {
        return Some((format!("{number}.0"), number.to_owned()));
    }
    let number = note.strip_prefix("in quotes it is a text; without them, ")?.strip_suffix(" is a number")?;
    Some((format!("\"{number}\""), number.to_owned()))
}

/// Bytes where a text is wanted.
pub const BYTES: &str = "single quotes make bytes; a text has double quotes";

/// `null` where something else is wanted.
pub const NULL: &str = "null is a value of its own, and what YAML reads where nothing is written behind a key";

/// A word that stands for a truth value elsewhere.
pub const TRUTH: &str = "true and false, without quotes, are the only truth values";

/// A number with a fraction where an integer is wanted.
pub fn whole(number: &str) -> String {
    format!("a number with a point is no integer: write {number}")
}

/// Two values of which none is a default.
pub const OVERRIDE: &str =
    "a value is never overridden: remove one of the two, or make one a default that the other may replace: `*x | …`";
