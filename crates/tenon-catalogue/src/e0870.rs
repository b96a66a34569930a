//! A `@tag(…)` that is malformed, in the wrong place, or whose value does not fit.

entry!(
    "E0870",
    "tag that cannot be set",
    "`@tag(name, type=int)` stands behind a regular field, and `-t name=1` sets it"
);

/// It is on a field that is itself a constraint.
pub const IN_CONSTRAINT: &str = "@tag not allowed within field constraint";

/// It is in a list.
pub const IN_LIST: &str = "@tag not allowed within lists";

/// It is in a comprehension.
pub const IN_COMPREHENSION: &str = "@tag not allowed within comprehension";

/// `@tag()`
pub const NO_NAME: &str = "invalid tag: missing name";

/// An option that there is not.
pub fn option(name: &str) -> String {
    format!("invalid tag: unknown option {name:?}")
}

/// A variable that there is not.
pub fn variable(name: &str) -> String {
    format!("tag variable '{name}' not found")
}

/// A type that tags do not have.
pub fn kind(kind: &str, tag: &str) -> String {
    format!("invalid type {kind:?} for tag {tag:?}")
}

/// A value that is not of the tag's type.
pub fn value(kind: &str, text: &str, tag: &str) -> String {
    format!("invalid {kind} value {text:?} for tag {tag:?}")
}
