//! `tenon help`

use super::help_stdlib;
use crate::cli::{Cli, Help};
use crate::failure::{Failure, print};
use clap::CommandFactory;

/// What there is to say that belongs to no single subcommand.
const TOPICS: [(&str, &str); 6] = [
    ("inputs", include_str!("../help/inputs.txt")),
    ("filetypes", include_str!("../help/filetypes.txt")),
    ("injection", include_str!("../help/injection.txt")),
    ("experiments", include_str!("../help/experiments.txt")),
    ("environment", include_str!("../help/environment.txt")),
    ("status", include_str!("../help/status.txt")),
];

/// Prints help on everything, on a subcommand or on a topic.
///
/// # Errors
///
/// There is no such subcommand or topic, or standard output cannot be written to.
pub fn run(flags: &Help) -> Result<(), Failure> {
    if let [name] = flags.topic.as_slice()
        && let Some((_, text)) = TOPICS.iter().find(|(topic, _)| topic == name)
    {
        return print(text.as_bytes());
    }
    if let Some((first, names)) = flags.topic.split_first()
        && first == "stdlib"
    {
        return print(help_stdlib::text(names)?.as_bytes());
    }
    let mut command = Cli::command();
    command.build();
    let mut at = &mut command;
    for name in &flags.topic {
        at = at.find_subcommand_mut(name).ok_or_else(|| {
            let topics = TOPICS.map(|(topic, _)| topic).join(", ");
            let words = flags.topic.join(" ");
            Failure::Usage(format!("unknown help topic {words:?}; there are the subcommands, and {topics}, stdlib"))
        })?;
    }
    let text = at.render_long_help().to_string();
    print(text.as_bytes())
}
