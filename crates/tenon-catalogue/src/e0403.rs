//! A field with `!` that nobody gives.

entry!("E0403", "required field missing", "give the field a value");

/// What is said.
pub const MESSAGE: &str = "field is required but not present";

/// At the field.
pub const LABEL: &str = "required here";

/// Where it could be given.
pub const GIVE: &str = "give it here, or in what is brought here";
