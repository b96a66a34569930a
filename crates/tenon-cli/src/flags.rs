//! Flags that several subcommands share.

use crate::failure::Written;
use crate::run::Run;
use clap::{ArgAction, Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

/// Flags of every subcommand.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Options of all subcommands")]
pub struct Global {
    /// Print all errors, not only the first hundred
    #[arg(short = 'E', long, global = true)]
    pub all_errors: bool,
    /// Print so many errors at most to people; what machines read has all of them, unless given
    #[arg(long, global = true, value_name = "N", conflicts_with = "all_errors")]
    pub max_errors: Option<usize>,
    /// Go on after errors: print wrong parts of CUE as `_|_`, and all values that are right
    #[arg(short, long, global = true)]
    pub ignore: bool,
    /// Simplify CUE that is printed
    #[arg(short, long, global = true)]
    pub simplify: bool,
    /// Say on standard error what is being done, and how long it took
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// How errors are printed; unless given, annotations in GitHub Actions, snippets on a terminal, plain lines elsewhere and in other CI systems
    #[arg(long, global = true, value_enum, value_name = "FORMAT", env = "TENON_DIAGNOSTICS")]
    pub diagnostics: Option<Diagnostics>,
    /// Write errors to this file instead of standard error; its extension .sarif or .xml tells the format, unless given
    #[arg(long, global = true, value_name = "FILE")]
    pub diagnostics_file: Option<PathBuf>,
    /// Print on standard error at the end where time and memory went; `=json` as one JSON object
    #[arg(long, global = true, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    pub stats: Option<StatsFormat>,
    /// Write to this file which paths took how many steps of the evaluation: a flame graph if it ends in .svg, folded stacks otherwise
    #[arg(long, global = true, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// What is being done.
    #[arg(skip)]
    pub run: Arc<Run>,
    /// The errors of the run so far, where they are to be one document or are written to a file.
    #[arg(skip)]
    pub written: Written,
}

/// How errors are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Diagnostics {
    /// One position a line
    Plain,
    /// Snippets of source
    Pretty,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, one document
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's report of code quality, one document
    Gitlab,
    /// A JUnit report, one document
    Junit,
}

/// How the numbers of a run are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum StatsFormat {
    /// A line for each number
    Text,
    /// One JSON object
    Json,
}

/// Flags that say what is read.
#[derive(Args, Clone, Debug)]
pub struct Input {
    /// Files and packages; `-` is standard input, `yaml:` and the like say how the files after it are written
    #[arg(value_name = "INPUTS")]
    pub inputs: Vec<String>,
    /// Package name for files that are not CUE, or the package to choose where a directory has several
    #[arg(short, long, value_name = "NAME")]
    pub package: Option<String>,
    /// Set the value of a tagged field, or a tag of build attributes
    #[arg(short = 't', long, value_name = "NAME=VALUE")]
    pub inject: Vec<String>,
    /// Inject system variables in tags
    #[arg(short = 'T', long)]
    pub inject_vars: bool,
    /// Expression for the path at which data is placed
    #[arg(short = 'l', long, value_name = "PATH")]
    pub path: Vec<String>,
    /// Concatenate data files into a list
    #[arg(long)]
    pub list: bool,
    /// Merge data files into the value, rather than print one value for each
    #[arg(long, default_value_t = true, default_missing_value = "true", num_args = 0..=1, require_equals = true, action = ArgAction::Set)]
    pub merge: bool,
    /// Give path expressions `filename`, `index` and `recordCount`, and the data as `data`
    #[arg(long)]
    pub with_context: bool,
    /// Also read the data files in package directories whose path matches this regular expression
    #[arg(short, long, value_name = "REGEXP")]
    pub name: Option<String>,
    /// Expression that data is checked against; with several, data is checked against each of them
    #[arg(short = 'd', long, value_name = "EXPRESSION")]
    pub schema: Vec<String>,
}

impl Default for Input {
    fn default() -> Input {
        Input {
            inputs: Vec::new(),
            package: None,
            inject: Vec::new(),
            inject_vars: false,
            path: Vec::new(),
            list: false,
            merge: true,
            with_context: false,
            name: None,
            schema: Vec::new(),
        }
    }
}

/// Flags that say what is written, and where.
#[derive(Args, Clone, Debug, Default)]
pub struct Output {
    /// Output format, such as json, yaml or cue
    #[arg(long, value_name = "FORMAT")]
    pub out: Option<String>,
    /// File name, or - for standard output, with an optional format before it
    #[arg(short = 'o', long, value_name = "FILE")]
    pub outfile: Option<String>,
    /// Overwrite an existing file
    #[arg(short, long)]
    pub force: bool,
    /// Print the value of this expression only
    #[arg(short, long, value_name = "EXPRESSION")]
    pub expression: Vec<String>,
}
