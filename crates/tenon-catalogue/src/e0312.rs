//! A disjunction none of whose disjuncts fits.

use std::fmt::Display;

entry!("E0312", "no disjunct fits", "the lines below say for each disjunct why it does not fit");

/// How many disjuncts say why.
pub fn message(errors: usize) -> String {
    format!("{errors} errors in empty disjunction:")
}

/// A value that is none of those of an enumeration.
pub fn enumeration(shown: impl Display, all: impl Display) -> String {
    format!("{shown} is none of {all}")
}

/// At that value.
pub const GIVEN: &str = "this value";

/// At the enumeration.
pub const ALLOWED: &str = "the allowed ones";

/// At one of the values, where they do not stand together.
pub fn allows(shown: impl Display) -> String {
    format!("allows {shown}")
}

/// A value of the enumeration that is similar.
pub fn nearest(value: &str) -> String {
    format!("did you mean {value:?}?")
}

/// No disjunct fits better than the others.
pub fn alternatives(count: usize) -> String {
    format!("none of the {count} alternatives fits")
}

/// At the disjunction.
pub const ALTERNATIVES: &str = "these alternatives";

/// A disjunct that fits better than the others, whose error is told.
pub fn fits_best(path: &str, count: usize, shown: impl Display) -> String {
    let subject = if path.is_empty() { "this" } else { path };
    format!("{subject} may be one of {count} alternatives; {shown} fits best")
}

/// At that disjunct.
pub const FITS_BEST: &str = "the alternative that fits best";

/// Why another one falls.
pub fn other(shown: impl Display, why: impl Display) -> String {
    format!("not {shown}: {why}")
}

/// Why, where nothing else is known.
pub const NO_REASON: &str = "it does not fit";

/// One of the values is the same but for quotes.
pub fn quotes(value: &str) -> String {
    format!("did you mean {value}? A number in quotes is a text")
}
