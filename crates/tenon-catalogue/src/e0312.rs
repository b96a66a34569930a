//! A disjunction none of whose disjuncts fits.

entry!("E0312", "no disjunct fits", "the lines below say for each disjunct why it does not fit");

/// How many disjuncts say why.
pub fn message(errors: usize) -> String {
    format!("{errors} errors in empty disjunction:")
}
