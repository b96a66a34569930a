//! From the arguments of the process to a subcommand.

use crate::cli::{Cli, Command, ModCommand};
use crate::command;
use crate::failure::{Failure, USAGE, finish_report, print_error};
use crate::flags::Global;
use crate::run::Run;
use crate::{guard, profile, stats, threads};
use clap::error::ErrorKind;
use std::process::ExitCode;
use std::sync::Arc;
use tenon::eval::Watch;

/// Runs the command line.
pub fn run(arguments: Vec<String>) -> ExitCode {
    if let Err(failure) = check_chdir(&arguments).and_then(|()| check_experiments()).and_then(|()| threads::check()) {
        return failure.finish(&Global::default());
    }
    let mut cli = match Cli::of(arguments) {
        Ok(cli) => cli,
        Err(e) => return usage(&e),
    };
    if let Some(dir) = &cli.chdir
        && std::env::set_current_dir(dir).is_err()
    {
        return Failure::Message(format!("chdir {dir}: no such file or directory")).finish(&cli.global);
    }
    if cli.global.profile.is_some() {
        cli.global.run = Arc::new(Run::new(Watch::every_step()));
    }
    let global = &cli.global;
    if takes_long(&cli.command) {
        guard::prepare(global);
        if !is_session(&cli.command) {
            global.run.watch.is_long();
        }
    }
    let result = perform(&cli);
    // What is wrong with the input took its time, too.
    let ran = matches!(result, Ok(()) | Err(Failure::Reported));
    let written = if ran { write_profile(global) } else { Ok(()) };
    let result = written.and(result);
    let status = match result {
        Ok(()) => finish_report(global, 0),
        Err(failure) => failure.finish(global),
    };
    if let Some(format) = global.stats {
        print_error(&stats::text(&global.run.stats(), format));
    }
    status
}

/// Whether a command may take so long that people want to know what it does, or end it.
fn takes_long(command: &Command) -> bool {
    !matches!(command, Command::Lsp(_) | Command::Mod(_) | Command::Version | Command::Completion(_) | Command::Help(_))
}

/// Whether a command knows by itself when it takes long: see [`crate::session`].
fn is_session(command: &Command) -> bool {
    matches!(command, Command::Eval(_) | Command::Export(_) | Command::Vet(_) | Command::Def(_))
}

fn write_profile(global: &Global) -> Result<(), Failure> {
    let Some(file) = &global.profile else { return Ok(()) };
    global.run.enter("profiling");
    profile::write(file, &global.run.watch.steps())
}

fn perform(cli: &Cli) -> Result<(), Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Eval(flags) => command::eval::run(global, flags),
        Command::Export(flags) => command::export::run(global, flags),
        Command::Vet(flags) => command::vet::run(global, flags),
        Command::Def(flags) => command::def::run(global, flags),
        Command::Why(flags) => command::why::run(global, flags),
        Command::Fmt(flags) => command::fmt::run(global, flags),
        Command::Trim(flags) => command::trim::run(global, flags),
        Command::Lsp(flags) => command::lsp::run(flags),
        Command::Mod(flags) => match &flags.command {
            ModCommand::Init(flags) => command::module::init(flags),
        },
        Command::Explain(flags) => command::explain::run(flags),
        Command::Version => command::version::run(),
        Command::Completion(flags) => command::completion::run(flags),
        Command::Help(flags) => command::help::run(flags),
    }
}

fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            ExitCode::SUCCESS
        }
        _ => {
            print_error(&error.render().to_string());
            ExitCode::from(USAGE)
        }
    }
}

/// `-C` must be the first argument, and the only one of its kind.
fn check_chdir(arguments: &[String]) -> Result<(), Failure> {
    let is_chdir = |a: &String| a == "-C" || a.starts_with("-C=") || a == "--chdir" || a.starts_with("--chdir=");
    let late = arguments.iter().enumerate().skip(2).find(|(_, a)| is_chdir(a));
    let Some((i, flag)) = late else { return Ok(()) };
    let value = match flag.split_once('=') {
        Some((_, value)) => value,
        None => arguments.get(i + 1).map_or("", String::as_str),
    };
    let message = format!("invalid argument {value:?} for \"-C, --chdir\" flag: must be the first argument");
    Err(Failure::Usage(message))
}

/// Experiments that `CUE_EXPERIMENT` may name, and whether they can be switched off.
const EXPERIMENTS: [(&str, bool); 10] = [
    ("evalv3", false),
    ("embed", false),
    ("modules", false),
    ("yamlv3decoder", false),
    ("decodeint64", false),
    ("cmdreferencepkg", false),
    ("formatv2", true),
    ("keepvalidators", false),
    ("toposort", false),
    ("openapiv2", true),
];

fn check_experiments() -> Result<(), Failure> {
    let Ok(text) = std::env::var("CUE_EXPERIMENT") else { return Ok(()) };
    for part in text.split(',').filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, "1"));
        let Some((_, optional)) = EXPERIMENTS.iter().find(|(n, _)| *n == name) else {
            return Err(Failure::Message(format!("error in CUE_EXPERIMENT: unknown experiment {name:?}")));
        };
        if !optional && matches!(value, "0" | "false") {
            return Err(Failure::Message(format!(
                "error in CUE_EXPERIMENT: cannot disable stable experiment {name:?}"
            )));
        }
    }
    Ok(())
}
