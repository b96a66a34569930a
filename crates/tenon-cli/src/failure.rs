//! Why a command gave up: its exit status, and how its errors reach the user.

use crate::flags::{Diagnostics, Global};
use crate::{ci, owned, screen};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use tenon::source::{Diagnostic, SourceMap};
use tenon_catalogue::{e0910, e0911};
use tenon_report::{Document, DocumentFormat, Format, by_owner, render, sorted};

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
            Failure::Reported => return finish_report(global, 1),
            Failure::Message(message) => (message, 1),
            Failure::Usage(message) => (message, USAGE),
        };
        let code = if status == USAGE { e0911::CODE } else { e0910::CODE };
        match format(global) {
            Format::Plain | Format::Pretty { .. } => print_error(&format!("{message}\n")),
            format => write(global, format, &[Diagnostic::error(code, message)], &SourceMap::new()),
        }
        finish_report(global, status)
    }
}

/// How many errors people are shown unless they ask for others.
const MANY: usize = 100;

/// How many lines of what is folded under an error they are shown.
const MANY_FOLDED: usize = 6;

/// Errors that are kept until all are known.
#[derive(Clone, Default, Debug)]
pub struct Written {
    document: RefCell<Document>,
    text: RefCell<String>,
    /// The codes that people have seen.
    codes: RefCell<BTreeSet<&'static str>>,
}

/// Prints errors in the way that the flags ask for.
pub fn report(global: &Global, errors: &[Diagnostic], sources: &SourceMap) {
    if errors.is_empty() {
        return;
    }
    show(global, sorted(errors, sources), sources);
}

/// Prints the first errors of which there are more.
pub fn report_some(global: &Global, errors: &[Diagnostic], more: usize, sources: &SourceMap) {
    show_some(global, sorted(errors, sources), more, sources);
}

/// Prints errors to people by who can fix them, each owner with the number of errors. Machines find the owners in each error.
pub fn report_by_owner(global: &Global, errors: &[Diagnostic], sources: &SourceMap) {
    let format = format(global);
    if !is_for_people(format) {
        return report(global, errors, sources);
    }
    let mut list = sorted(errors, sources);
    owned::errors(&mut list, sources);
    for (i, (owner, errors)) in by_owner(&list).into_iter().enumerate() {
        let plural = if errors.len() == 1 { "" } else { "s" };
        let owner = owner.as_deref().unwrap_or("no owner");
        let gap = if i > 0 { "\n" } else { "" };
        write_text(global, &format!("{gap}{owner} ({} error{plural})\n", errors.len()));
        show(global, errors, sources);
    }
}

/// How many errors are printed at most.
pub fn limit(global: &Global) -> Option<usize> {
    global.max_errors.or((is_for_people(format(global)) && !global.all_errors).then_some(MANY))
}

/// Prints as many errors as the flags allow.
fn show(global: &Global, list: Vec<Diagnostic>, sources: &SourceMap) {
    show_some(global, list, 0, sources);
}

/// The same where there are more that are not at hand.
fn show_some(global: &Global, mut list: Vec<Diagnostic>, mut more: usize, sources: &SourceMap) {
    let format = format(global);
    if let Some(most) = limit(global) {
        more += list.len().saturating_sub(most);
        list.truncate(most);
    }
    if is_for_people(format) && !global.all_errors {
        list.iter_mut().for_each(shorten);
    }
    tenon::explain::remedies(&mut list, sources);
    owned::errors(&mut list, sources);
    write(global, format, &list, sources);
    if more > 0 {
        print_error(&format!("and {more} more; --all-errors prints them\n"));
    }
}

fn is_for_people(format: Format) -> bool {
    matches!(format, Format::Plain | Format::Pretty { .. })
}

/// Leaves out most of what is folded under an error.
fn shorten(error: &mut Diagnostic) {
    let more = error.children.len().saturating_sub(MANY_FOLDED);
    if more > 1 {
        error.children.truncate(MANY_FOLDED);
        error.children.push(Diagnostic::error(error.code, format!("and {more} more; --all-errors prints them")));
    }
}

fn write(global: &Global, format: Format, errors: &[Diagnostic], sources: &SourceMap) {
    if let Format::Pretty { .. } = format {
        global.written.codes.borrow_mut().extend(errors.iter().map(|error| error.code));
    }
    match format {
        Format::Document(_) => global.written.document.borrow_mut().add(errors, sources),
        _ => write_text(global, &render(errors, sources, format)),
    }
}

/// Writes what belongs to the errors to where they go.
fn write_text(global: &Global, text: &str) {
    if global.diagnostics_file.is_some() {
        global.written.text.borrow_mut().push_str(text);
    } else {
        print_error(text);
    }
}

/// Writes what has been kept until the end. A file is written also where there is nothing to say: one of an earlier run
/// would be taken for ours.
pub fn finish_report(global: &Global, status: u8) -> ExitCode {
    let text = match format(global) {
        Format::Document(kind) => global.written.document.borrow().render(kind),
        _ => global.written.text.take() + &explanations(global),
    };
    let Some(file) = &global.diagnostics_file else {
        print_error(&text);
        return ExitCode::from(status);
    };
    if let Err(e) = std::fs::write(file, text) {
        print_error(&format!("cannot write {}: {e}\n", file.display()));
        return ExitCode::from(status.max(1));
    }
    if status != 0 {
        print_error(&format!("errors are in {}\n", file.display()));
    }
    ExitCode::from(status)
}

/// How to learn more about the errors that were shown, once for all of them.
fn explanations(global: &Global) -> String {
    let codes: Vec<&str> = global.written.codes.borrow().iter().copied().collect();
    if codes.is_empty() { String::new() } else { format!("= for more: tenon explain {}\n", codes.join(" ")) }
}

/// Prints a line about progress where `--verbose` asks for it.
pub fn progress(global: &Global, line: impl FnOnce() -> String) {
    if global.verbose {
        print_error(&format!("{}\n", line()));
    }
}

fn format(global: &Global) -> Format {
    let terminal = std::io::stderr().is_terminal() && global.diagnostics_file.is_none();
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    match global.diagnostics {
        Some(Diagnostics::Plain) => Format::Plain,
        Some(Diagnostics::Json) => Format::Json,
        Some(Diagnostics::Pretty) => Format::Pretty { color },
        Some(Diagnostics::Github) => Format::Github,
        Some(Diagnostics::Sarif) => Format::Document(DocumentFormat::Sarif),
        Some(Diagnostics::Gitlab) => Format::Document(DocumentFormat::Gitlab),
        Some(Diagnostics::Junit) => Format::Document(DocumentFormat::Junit),
        None => match &global.diagnostics_file {
            Some(file) => match file.extension().and_then(|e| e.to_str()) {
                Some("sarif") => Format::Document(DocumentFormat::Sarif),
                Some("xml") => Format::Document(DocumentFormat::Junit),
                _ => Format::Plain,
            },
            None => match ci_format() {
                Some(format) => format,
                None if terminal => Format::Pretty { color },
                None => Format::Plain,
            },
        },
    }
}

fn ci_format() -> Option<Format> {
    ci::format(|name| std::env::var(name).ok())
}

/// Whether progress is drawn on standard error: people sit in front of it.
pub fn is_drawn_on(global: &Global) -> bool {
    std::io::stderr().is_terminal() && is_for_people(format(global)) && ci_format().is_none()
}

/// Writes to standard error; a reader that went away is no error.
pub fn print_error(text: &str) {
    screen::clear();
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
    screen::clear();
    let mut out = std::io::stdout().lock();
    match text(&mut out).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("cannot write to standard output: {e}")))
        }
        _ => Ok(()),
    }
}
