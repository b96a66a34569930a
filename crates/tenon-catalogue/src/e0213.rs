//! A `try` without a name that other clauses follow.

entry!("E0213", "try before other clauses", "move the `try` to the end, or give its value a name: `try x = …`");

/// What is said.
pub const MESSAGE: &str = "struct-form try clause must be the last clause in a comprehension";
