//! Values that are each computed from the other, so that none ever is.

use std::fmt::Display;

entry!("E0402", "values that wait for each other", "give one of the fields a value of its own");

/// A value waits for itself.
pub const MESSAGE: &str = "cycle error";

/// A condition asks for what it decides over.
pub fn condition(shown: impl Display) -> String {
    format!("circular dependency in evaluation of conditionals: {shown} changed after evaluation")
}
