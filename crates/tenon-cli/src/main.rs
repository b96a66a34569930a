//! The `tenon` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenon_cli::main()
}
