//! Brackets or operators within each other that are more than anyone writes by hand.

use std::fmt::Display;

entry!("E0108", "nested too deeply", "give parts names and refer to them");

/// How many levels there may be.
pub fn message(most: impl Display) -> String {
    format!("nested too deeply: more than {most} levels")
}
