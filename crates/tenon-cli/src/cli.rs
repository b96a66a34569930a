//! The command line: subcommands and their flags.

use crate::flags::{Global, Input, Output};
use crate::quick;
use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Args, FromArgMatches, Parser, Subcommand};
use std::ffi::OsStr;

/// Evaluates CUE configurations, checks data against them, exports JSON, YAML and TOML.
#[derive(Parser, Debug)]
#[command(
    name = "tenon",
    bin_name = "tenon",
    version,
    about = "Evaluates CUE configurations, checks data against them, exports JSON, YAML and TOML",
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
#[command(
    after_help = "Topics of `tenon help`: inputs, filetypes, injection, experiments, environment, status, stdlib"
)]
pub struct Cli {
    /// Change to this directory first; must be the first argument
    #[arg(short = 'C', long = "chdir", value_name = "DIR")]
    pub chdir: Option<String>,
    /// Flags of every subcommand.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// What arguments mean.
    ///
    /// To build the flags of all subcommands takes longer than to evaluate a small file. So the simplest command lines are read
    /// without, and the most used subcommands are read alone; what they do not understand, all of them read again, who have
    /// words for it.
    ///
    /// # Errors
    ///
    /// The arguments are wrong, or ask for help.
    pub fn of(arguments: Vec<String>) -> Result<Cli, clap::Error> {
        if let Some(cli) = quick::read(&arguments) {
            return Ok(cli);
        }
        let alone = match arguments.get(1).map(String::as_str) {
            Some("eval") => alone(&arguments, Command::Eval),
            Some("export") => alone(&arguments, Command::Export),
            Some("vet") => alone(&arguments, Command::Vet),
            Some("def") => alone(&arguments, Command::Def),
            _ => None,
        };
        alone.map_or_else(|| Cli::try_parse_from(arguments), Ok)
    }
}

/// The meaning of arguments of which the first is the name of a subcommand with flags `A`.
fn alone<A: Args>(arguments: &[String], command: fn(A) -> Command) -> Option<Cli> {
    let flags = Global::augment_args(A::augment_args(clap::Command::new("tenon")));
    let matches = flags.disable_help_flag(true).try_get_matches_from(arguments.get(1..)?).ok()?;
    let (global, flags) = (Global::from_arg_matches(&matches).ok()?, A::from_arg_matches(&matches).ok()?);
    Some(Cli { chdir: None, global, command: command(flags) })
}

/// What to do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Evaluate and print a configuration
    Eval(Eval),
    /// Output data in a standard format
    Export(Export),
    /// Validate data
    Vet(Vet),
    /// Print consolidated definitions
    Def(Def),
    /// Say where a value comes from, and what each constraint does for it
    Why(Why),
    /// Format CUE files
    Fmt(Fmt),
    /// Remove from CUE files what follows from elsewhere
    Trim(Trim),
    /// Serve an editor: the Language Server Protocol on standard input and output
    Lsp(Lsp),
    /// Work on modules
    Mod(Mod),
    /// Explain the code of an error
    Explain(Explain),
    /// Print the version
    Version,
    /// Print a script that completes the command line in a shell
    Completion(Completion),
    /// Print help on a subcommand or a topic
    Help(Help),
}

/// `tenon eval`
#[derive(Args, Debug)]
pub struct Eval {
    /// Show optional and hidden fields, too
    #[arg(short, long)]
    pub all: bool,
    /// Require the evaluation to be concrete
    #[arg(short, long)]
    pub concrete: bool,
    /// Show optional fields
    #[arg(short = 'O', long)]
    pub show_optional: bool,
    /// Show hidden fields
    #[arg(short = 'H', long)]
    pub show_hidden: bool,
    /// Show attributes
    #[arg(short = 'A', long)]
    pub show_attributes: bool,
    /// What is read.
    #[command(flatten)]
    pub input: Input,
    /// What is written.
    #[command(flatten)]
    pub output: Output,
}

/// `tenon export`
#[derive(Args, Debug)]
pub struct Export {
    /// Escape HTML characters in JSON
    #[arg(long)]
    pub escape: bool,
    /// What is read.
    #[command(flatten)]
    pub input: Input,
    /// What is written.
    #[command(flatten)]
    pub output: Output,
}

/// `tenon vet`
#[derive(Args, Debug)]
pub struct Vet {
    /// Require the evaluation to be concrete, or with `=false` allow it not to be
    #[arg(short, long, default_missing_value = "true", num_args = 0..=1, require_equals = true, action = ArgAction::Set)]
    pub concrete: Option<bool>,
    /// Group errors by who can fix them: the owners of their positions by CODEOWNERS or `@owner(name)`
    #[arg(long)]
    pub by_owner: bool,
    /// What is read.
    #[command(flatten)]
    pub input: Input,
}

/// `tenon def`
#[derive(Args, Debug)]
pub struct Def {
    /// Show attributes, as is always done
    #[arg(short = 'A', long, hide = true)]
    pub show_attributes: bool,
    /// What is read.
    #[command(flatten)]
    pub input: Input,
    /// What is written.
    #[command(flatten)]
    pub output: Output,
}

/// `tenon why`
#[derive(Args, Debug)]
#[command(
    override_usage = "tenon why [OPTIONS] <PATH> [INPUTS]...\n       tenon why [OPTIONS] --file <FILE:LINE> [INPUTS]..."
)]
pub struct Why {
    /// Path of the value, such as a.b[0]."c d".#D
    #[arg(id = "value path", value_name = "PATH", required_unless_present = "file")]
    pub path: Option<String>,
    /// Say which values a line of a file shapes
    #[arg(long, value_name = "FILE:LINE")]
    pub file: Option<String>,
    /// Print one JSON object for each value
    #[arg(long)]
    pub json: bool,
    /// Print a tree that follows the operands of expressions down to literals
    #[arg(long, conflicts_with_all = ["json", "file"])]
    pub tree: bool,
    /// The expression that the path is within
    #[arg(short, long, value_name = "EXPRESSION")]
    pub expression: Vec<String>,
    /// What is read.
    #[command(flatten)]
    pub input: Input,
}

/// `tenon fmt`
#[derive(Args, Debug)]
pub struct Fmt {
    /// Exit with an error if a file is not formatted; change nothing
    #[arg(long)]
    pub check: bool,
    /// Print differences; change nothing
    #[arg(short, long)]
    pub diff: bool,
    /// Format all files in and below directories, whatever packages they are in
    #[arg(long)]
    pub files: bool,
    /// Files and packages; `-` is standard input
    #[arg(value_name = "INPUTS")]
    pub inputs: Vec<String>,
}

/// `tenon trim`
#[derive(Args, Debug)]
pub struct Trim {
    /// Print differences; change nothing
    #[arg(long)]
    pub diff: bool,
    /// Print the names of files that would change; change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Output format; only cue
    #[arg(long, value_name = "FORMAT")]
    pub out: Option<String>,
    /// File name, or - for standard output, where all files are written instead
    #[arg(short = 'o', long, value_name = "FILE")]
    pub outfile: Option<String>,
    /// Overwrite an existing output file
    #[arg(short, long)]
    pub force: bool,
    /// The package to choose where a directory has several
    #[arg(short, long, value_name = "NAME")]
    pub package: Option<String>,
    /// Set the value of a tagged field, or a tag of build attributes
    #[arg(short = 't', long, value_name = "NAME=VALUE")]
    pub inject: Vec<String>,
    /// Inject system variables in tags
    #[arg(short = 'T', long)]
    pub inject_vars: bool,
    /// Files and packages
    #[arg(value_name = "INPUTS")]
    pub inputs: Vec<String>,
}

/// `tenon lsp`
#[derive(Args, Debug)]
pub struct Lsp {
    /// Talk over standard input and output, as is done without any flag
    #[arg(long, conflicts_with_all = ["socket", "listen"])]
    pub stdio: bool,
    /// Connect to an editor that waits at this port, or HOST:PORT
    #[arg(long, value_name = "ADDRESS", conflicts_with = "listen")]
    pub socket: Option<String>,
    /// Wait for an editor at this port, or HOST:PORT, and serve it; the address is printed
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The editor's process, which it tells in its first message, too
    #[arg(long = "clientProcessId", value_name = "PID", hide = true)]
    pub client_process: Option<u32>,
}

/// `tenon mod`
#[derive(Args, Debug)]
pub struct Mod {
    /// What to do.
    #[command(subcommand)]
    pub command: ModCommand,
}

/// What to do with modules.
#[derive(Subcommand, Debug)]
pub enum ModCommand {
    /// Make a module of the current directory
    Init(ModInit),
}

/// `tenon mod init`
#[derive(Args, Debug)]
pub struct ModInit {
    /// The module's path, such as example.com/config
    #[arg(value_name = "PATH")]
    pub path: Option<String>,
    /// Language version that the module is written in
    #[arg(long, value_name = "VERSION")]
    pub language_version: Option<String>,
    /// Overwrite an existing module.cue
    #[arg(short, long)]
    pub force: bool,
}

/// `tenon explain`
#[derive(Args, Debug)]
pub struct Explain {
    /// Codes such as E0301; without any, all codes are listed
    #[arg(value_name = "CODE", value_parser = CodeParser, hide_possible_values = true)]
    pub codes: Vec<String>,
}

/// Takes any text, and knows the codes for the sake of completion: what to say of others is the command's business.
#[derive(Clone, Debug)]
struct CodeParser;

impl TypedValueParser for CodeParser {
    type Value = String;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(tenon_catalogue::all().map(|entry| PossibleValue::new(entry.code).help(entry.title))))
    }
}

/// `tenon completion`
#[derive(Args, Debug)]
pub struct Completion {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `tenon help`
#[derive(Args, Debug)]
pub struct Help {
    /// A subcommand, or one of inputs, filetypes, injection, experiments, environment, status, stdlib
    #[arg(value_name = "TOPIC")]
    pub topic: Vec<String>,
}
