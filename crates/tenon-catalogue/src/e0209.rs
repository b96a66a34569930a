//! A `let` or an alias whose value depends on itself.

entry!("E0209", "let that depends on itself", "break the circle: one of the names must be a value of its own");

/// What is said.
pub const MESSAGE: &str = "cyclic references in let clause or alias";
