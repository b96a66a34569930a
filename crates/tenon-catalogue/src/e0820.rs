//! An `@if(…)` that is no expression of tags.

entry!("E0820", "malformed build constraint", "write tags with `&&`, `||`, `!` and brackets: `@if(prod && !debug)`");

/// What stands in the brackets.
pub fn message(text: &str) -> String {
    format!("invalid @if expression {text:?}")
}
