//! A key that stands twice in a JSON object, with values that contradict each other.

entry!("E0603", "JSON key with two values", "remove one of the two");

/// What is said: as for values that contradict each other elsewhere.
pub use crate::e0301::values as message;
