//! The `tenon` command once more, built beside the tests so that they can start it.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenon_cli::main()
}
