//! A type or a bound as an operand of arithmetic or of a sign.

entry!("E0215", "operator on a type", "refer to a field that has a value");

/// The operand, and the operator.
pub fn message(operand: &str, op: &str) -> String {
    format!("invalid operand {operand} ('{op}' requires concrete value)")
}
