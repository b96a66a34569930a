//! Disjunctions with more combinations than can be tried.

use std::fmt::Display;

entry!(
    "E0702",
    "too many disjuncts",
    "tell the disjuncts apart by a field with a different value in each, or factor out what they have in common"
);

/// Disjunctions in disjunctions.
pub fn layers(most: impl Display) -> String {
    format!("disjunctions within disjunctions, more than {most} deep")
}

/// More attempts than are made.
pub fn trials(most: impl Display) -> String {
    format!("more than {most} disjuncts to try")
}

/// More combinations than are kept.
pub fn combinations(most: impl Display) -> String {
    format!("disjunction of more than {most} combinations")
}
