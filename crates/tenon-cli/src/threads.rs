//! How many threads the work may take. What is printed never depends on it.

use crate::failure::Failure;
use std::num::NonZeroUsize;

/// The variable of the environment that says it.
const VARIABLE: &str = "TENON_THREADS";

/// What the environment says, or one for each core. Asking the system for its cores reads a few files: small work does not ask.
pub fn most() -> usize {
    let said = std::env::var(VARIABLE).ok().and_then(|text| text.parse().ok());
    said.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Checks what the environment says.
///
/// # Errors
///
/// It is no number, or zero.
pub fn check() -> Result<(), Failure> {
    match std::env::var(VARIABLE) {
        Ok(text) if text.parse::<NonZeroUsize>().is_err() => {
            Err(Failure::Message(format!("error in {VARIABLE}: {text:?} is no number of threads")))
        }
        _ => Ok(()),
    }
}
