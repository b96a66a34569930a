//! An alias or a `let` that nothing refers to.

entry!("E0203", "unused alias or let", "remove it, or use it");

/// The name.
pub fn message(name: &str) -> String {
    format!("unreferenced alias or let clause {name}")
}
