//! `tenon completion`

use crate::cli::{Cli, Completion};
use crate::failure::{Failure, print};
use clap::CommandFactory;

/// Prints a script that completes the command line.
///
/// # Errors
///
/// Standard output cannot be written to.
pub fn run(flags: &Completion) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    clap_complete::generate(flags.shell, &mut Cli::command(), "tenon", &mut bytes);
    print(&bytes)
}
