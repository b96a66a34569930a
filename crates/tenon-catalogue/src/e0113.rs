//! A comprehension whose parts do not go together.

entry!("E0113", "malformed comprehension", "`else` goes with `if` and `try`, `otherwise` with `for`");

/// `[for x in y {…}]: …`
pub const AS_PATTERN: &str = "comprehension values not allowed in this position";

/// `else` behind a `for`.
pub const ELSE_OF_FOR: &str = "use 'otherwise' with 'for' clauses";

/// `else` behind several clauses.
pub const ELSE_OF_SEVERAL: &str = "else clause only allowed with single 'if' or 'try' clause";

/// `otherwise` without a `for`.
pub fn otherwise_without_for(keyword: &str) -> String {
    format!("use 'else' with 'if' and 'try': '{keyword}' goes with 'for' clauses")
}
