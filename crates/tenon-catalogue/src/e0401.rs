//! An expression needs a value where so far only a type or a constraint is known.

use std::fmt::Display;

entry!("E0401", "value not known yet", "give the field a concrete value, or a default");

/// Anything.
pub fn value(shown: impl Display) -> String {
    format!("non-concrete value {shown}")
}

/// An operand of `==` and the like.
pub fn compared(shown: impl Display, op: &str) -> String {
    format!("non-concrete value {shown} to '{op}'")
}

/// An operand of another operator.
pub fn operand(shown: impl Display, op: &str) -> String {
    format!("non-concrete value {shown} in operand to {op}")
}

/// What is sliced.
pub fn sliced(shown: impl Display) -> String {
    format!("non-concrete value {shown} in slice")
}

/// The value of a bound.
pub fn bound(shown: impl Display, op: &str) -> String {
    format!("non-concrete value {shown} for bound {op}")
}

/// A list.
pub fn list(shown: impl Display) -> String {
    format!("non-concrete list {shown}")
}

/// Something is selected from a list by its index.
pub fn indexed(shown: impl Display) -> String {
    format!("invalid operand {shown}: no concrete list")
}

/// What is called.
pub fn callee(shown: impl Display) -> String {
    format!("cannot call non-concrete value {shown}")
}

/// An argument of a call.
pub fn argument(position: impl Display, name: impl Display, shown: impl Display) -> String {
    format!("non-concrete argument {position} to {name}: {shown}")
}

/// `or([])`: there may be more elements later.
pub const EMPTY_OR: &str = "empty list in call to or";

/// Something is selected from a disjunction.
pub fn disjunction(shown: impl Display, kind: impl Display) -> String {
    format!("unresolved disjunction {shown} (type {kind})")
}

/// A reference to a required field that nobody has given yet.
pub fn required(name: impl Display) -> String {
    format!("required field missing: {name}")
}

/// A comprehension over something whose elements or fields are not known.
pub fn range(shown: impl Display, kind: impl Display) -> String {
    format!("cannot range over {shown} (incomplete type {kind})")
}

/// A comprehension over a struct that lacks a required field.
pub fn range_required(name: impl Display) -> String {
    format!("cannot range over struct: field {name} is required but not present")
}

/// The length of a list that may become longer.
pub fn list_length(shown: impl Display) -> String {
    format!("incomplete list {shown} in argument to len")
}

/// The length of something else.
pub fn length(shown: impl Display, kind: impl Display) -> String {
    format!("incomplete argument {shown} (type {kind}) to len")
}

/// At the expression.
pub const LABEL: &str = "waits for a value";

/// At what has none yet.
pub const WITHOUT: &str = "has no concrete value yet";

/// A line below the value that others wait for.
pub fn waits(message: impl Display) -> String {
    format!("waits for it: {message}")
}
