//! A number that is too large to be kept.

entry!("E0216", "number out of range", "numbers have exponents up to about a thousand million");

/// The number as it is written.
pub fn message(written: &str) -> String {
    format!("invalid number {written}")
}
