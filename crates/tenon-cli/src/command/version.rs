//! `tenon version`

use crate::failure::{Failure, print};

/// Prints the version of the command and of the language.
///
/// # Errors
///
/// Standard output cannot be written to.
pub fn run() -> Result<(), Failure> {
    let latest = tenon::syntax::LanguageVersion::LATEST;
    let text = format!("tenon version {}\nlanguage version {latest}\n", env!("CARGO_PKG_VERSION"));
    print(text.as_bytes())
}
