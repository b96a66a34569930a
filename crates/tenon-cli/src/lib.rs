//! The `tenon` command as a library, so that tests can start it from a binary of their own.
//!
//! `cli` and `flags` declare the command line, `session` loads and compiles, each file of `command` is one
//! subcommand. Nothing here knows the language.

mod ci;
mod cli;
mod command;
mod document;
mod documents;
mod encode;
mod failure;
mod flags;
mod guard;
mod openapi;
mod outfile;
mod owned;
mod profile;
mod quick;
mod run;
mod screen;
mod session;
mod start;
mod stats;
mod stream;
mod threads;
mod told;

use std::process::ExitCode;

/// Half of the time of a run over many files goes into allocation with the allocator of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    start::run(std::env::args().collect())
}
