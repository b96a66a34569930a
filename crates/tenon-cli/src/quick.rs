//! The command lines that are written most, read without `clap`.
//!
//! `clap` builds all flags of a subcommand before it reads one: half of the instructions of the shortest run, and a fifth of the
//! memory that it touches. It stays the one who knows: what is not understood here, or may be wrong, is left to it, and a test
//! holds what is understood against what it says.

use crate::cli::{Cli, Command, Def, Eval, Export, Vet};
use crate::flags::{Global, Input, Output};

/// The meaning of arguments that are a subcommand, what it reads, and flags that are given often.
pub fn read(arguments: &[String]) -> Option<Cli> {
    let (name, rest) = arguments.get(1..)?.split_first()?;
    // A flag has its value from there.
    if std::env::var_os("TENON_DIAGNOSTICS").is_some() {
        return None;
    }
    let Flags { input, output, all, concrete } = Flags::of(name, rest)?;
    let command = match name.as_str() {
        "eval" => Command::Eval(Eval {
            all,
            concrete: concrete.is_some(),
            show_optional: false,
            show_hidden: false,
            show_attributes: false,
            input,
            output,
        }),
        "export" => Command::Export(Export { escape: false, input, output }),
        "vet" => Command::Vet(Vet { concrete, by_owner: false, input }),
        "def" => Command::Def(Def { show_attributes: false, input, output }),
        _ => return None,
    };
    Some(Cli { chdir: None, global: Global::default(), command })
}

/// What is understood of flags.
#[derive(Default)]
struct Flags {
    input: Input,
    output: Output,
    all: bool,
    concrete: Option<bool>,
}

impl Flags {
    /// The flags of a subcommand; nothing where one is not known, or is given twice that may not be.
    fn of(command: &str, arguments: &[String]) -> Option<Flags> {
        let mut flags = Flags::default();
        let (eval, vet) = (command == "eval", command == "vet");
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().filter(|value| is_plain(value)).cloned();
            match argument.as_str() {
                "-t" | "--inject" => flags.input.inject.push(value()?),
                "-d" | "--schema" => flags.input.schema.push(value()?),
                "-e" | "--expression" if !vet => flags.output.expression.push(value()?),
                "--out" if !vet && flags.output.out.is_none() => flags.output.out = Some(value()?),
                "-a" | "--all" if eval && !flags.all => flags.all = true,
                "-c" | "--concrete" if (eval || vet) && flags.concrete.is_none() => flags.concrete = Some(true),
                "-c=false" | "--concrete=false" if vet && flags.concrete.is_none() => flags.concrete = Some(false),
                "-" => flags.input.inputs.push("-".to_owned()),
                plain if is_plain(plain) => flags.input.inputs.push(plain.to_owned()),
                _ => return None,
            }
        }
        Some(flags)
    }
}

/// Whether a text can only be an argument, or the value of a flag.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    const WORDS: [&str; 20] = [
        "-c",
        "-c=false",
        "-c=true",
        "--concrete",
        "--concrete=false",
        "-a",
        "--all",
        "-e",
        "--expression",
        "-t",
        "--inject",
        "-d",
        "--schema",
        "--out",
        "json",
        ".",
        "k=v",
        "-",
        "--",
        "",
    ];

    /// Whatever is read here is what `clap` reads; says how often something was.
    fn same(line: &[&str]) -> usize {
        let line: Vec<String> = ["tenon"].iter().chain(line).map(|word| (*word).to_owned()).collect();
        let Some(quick) = read(&line) else { return 0 };
        match Cli::try_parse_from(&line) {
            Ok(cli) => assert_eq!(format!("{:?}", quick.command), format!("{:?}", cli.command), "{line:?}"),
            Err(e) => panic!("{line:?}: {e}"),
        }
        1
    }

    #[test]
    fn reads_what_clap_reads() {
        let mut read = 0;
        for command in ["eval", "export", "vet", "def", "fmt", "help"] {
            for first in WORDS {
                for second in WORDS {
                    read += same(&[command, first, second]) + same(&[command, "-e", "x", first, second, "a.cue"]);
                }
            }
        }
        assert!(read > 400, "{read}");
    }
}
