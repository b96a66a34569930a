//! Checks of the house rules and ratchets: `cargo xtask check`, `cargo xtask conformance`, `cargo xtask instructions`,
//! `cargo xtask layout`.
//!
//! No dependencies, so that it builds in a second. Each rule is a file under `check/`; the table of who may depend on
//! whom is read from `docs/architecture.md`, so that the document cannot drift from the crates.

mod callgrind;
mod check;
mod conformance;
mod instructions;
mod layout;
mod sources;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask check [--update]
           the house rules: crate dependencies, file headers, sizes, printing, leftovers;
           --update lowers the recorded sizes where something has become shorter
       cargo xtask conformance --bin PATH [--update] [--jobs N]
           runs the shared conformance vectors and real configurations, and fails when a case of
           tests/conformance/passing.txt no longer passes; --update adds the cases that pass now
       cargo xtask instructions --bin PATH [--record]
           counts the instructions of five small jobs by valgrind, and fails when one executes 5 % more than
           tests/instructions/recorded.txt says; --record writes what they execute now
       cargo xtask layout --bin PATH [--record]
           fails when crates/tenon-cli/layout.txt does not name most of the functions that common runs
           execute; --record writes it: build again afterwards";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let root = root();
    let ok = match args.first().map(String::as_str) {
        Some("check") => check::run(&root, args.iter().any(|a| a == "--update")),
        Some("conformance") => match conformance::Options::parse(&args[1..]) {
            Ok(options) => conformance::run(&root, &options),
            Err(message) => misused(&message),
        },
        Some("instructions") => match callgrind::Options::parse(&args[1..]) {
            Ok(options) => instructions::run(&root, &options),
            Err(message) => misused(&message),
        },
        Some("layout") => match callgrind::Options::parse(&args[1..]) {
            Ok(options) => layout::run(&root, &options),
            Err(message) => misused(&message),
        },
        _ => {
            eprintln!("{USAGE}");
            false
        }
    };
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn misused(message: &str) -> bool {
    eprintln!("xtask: {message}\n{USAGE}");
    false
}

/// The root of the repository, from where this crate was compiled.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
