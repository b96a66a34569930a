//! Why a command gave up: its exit status, and how its errors reach the user.

use crate::flags::{Diagnostics, Global};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tenon::source::{Diagnostic, SourceMap};
use tenon_report::{Format, render, sorted};

/// The exit status for a wrong command line; everything else that goes wrong is 1.
pub const USAGE: u8 = 2;

/// A command failed.
#[derive(Debug)]
pub enum Failure {
    /// Something is wrong with the input; the errors have been printed.
    Reported,
    /// One line for the user.
    Message(String),
    /// The command line is wrong.
    Usage(String),
}

impl Failure {
    /// Prints what has not been printed, in the way that the flags ask for, and the exit status.
    pub fn finish(self, global: &Global) -> ExitCode {
        let (message, status) = match self {
            Failure::Reported => return ExitCode::from(1),
            Failure::Message(message) => (message, 1),
            Failure::Usage(message) => (message, USAGE),
        };
        match format(global) {
            Format::Json => {
                let code = if status == USAGE { "E0911" } else { "E0910" };
                print_error(&render(&[Diagnostic::error(code, message)], &SourceMap::new(), Format::Json));
            }
            _ => print_error(&format!("{message}\n")),
        }
        ExitCode::from(status)
    }
}

/// How many errors people are shown unless they ask for all.
const MANY: usize = 100;

/// Prints errors in the way that the flags ask for.
pub fn report(global: &Global, errors: &[Diagnostic], sources: &SourceMap) {
    let format = format(global);
    let list = sorted(errors, sources);
    let shown = if global.all_errors || format == Format::Json { list.len() } else { list.len().min(MANY) };
    let (shown, more) = list.split_at(shown);
    print_error(&render(shown, sources, format));
    if !more.is_empty() {
        print_error(&format!("and {} more; --all-errors prints them\n", more.len()));
    }
}

/// Prints a line about progress where `--verbose` asks for it.
pub fn progress(global: &Global, line: impl FnOnce() -> String) {
    if global.verbose {
        print_error(&format!("{}\n", line()));
    }
}

fn format(global: &Global) -> Format {
    let terminal = std::io::stderr().is_terminal();
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    match global.diagnostics {
        Some(Diagnostics::Plain) => Format::Plain,
        Some(Diagnostics::Json) => Format::Json,
        Some(Diagnostics::Pretty) => Format::Pretty { color },
        None if terminal => Format::Pretty { color },
        None => Format::Plain,
    }
}

/// Writes to standard error; a reader that went away is no error.
pub fn print_error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Writes to standard output.
///
/// # Errors
///
/// It cannot be written to; a reader that went away is no error.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    print_with(|out| out.write_all(bytes))
}

/// Writes what `text` writes to standard output.
///
/// # Errors
///
/// It cannot be written to; a reader that went away is no error.
pub fn print_with(text: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match text(&mut out).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("cannot write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}
