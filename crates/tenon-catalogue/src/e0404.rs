//! A value that must be data, and of which only a type or constraints are known.

use std::fmt::Display;

entry!("E0404", "incomplete value", "give the field a concrete value or a default; `tenon eval` shows what is known");

/// What is known of the value.
pub fn message(known: impl Display) -> String {
    format!("incomplete value {known}")
}

/// Where there is nothing to show.
pub const MESSAGE: &str = "incomplete value";

/// At what is known.
pub const LABEL: &str = "needs a concrete value";

/// A way out where several values are possible.
pub const CHOOSE: &str = "choose one of them, or mark the default with `*`";

/// The field has `@tag(name)`.
pub fn tag(name: &str) -> String {
    format!("give it on the command line: -t {name}=…")
}

/// Several defaults.
pub const DEFAULTS: &str = "several defaults meet here, so that none is taken: give the value, or leave one default";

/// The field that tells variants apart, with its values.
pub fn variants(field: &str, values: &str) -> String {
    format!("several variants are left; {field} tells them apart: {values}")
}

/// Where it could be given.
pub const GIVE: &str = "give it here, or in what is brought here";

/// A default that is not possible any more.
pub const EXCLUDED: &str = "what else is said here excludes the default: give the value";

/// `name: name`
pub fn itself(name: &str) -> String {
    format!(
        "{name} means this field itself here, not one further out: give that one another name, or an alias (`X={name}: …`)"
    )
}
