//! A `?` behind an expression outside of `try`.

entry!("E0212", "optional marker outside of try", "put the expression into a `try` clause");

/// What is said.
pub const MESSAGE: &str = "optional marker (?) is only valid within a try clause";
