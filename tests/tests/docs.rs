//! The examples in `docs/cli.md`, one after the other in one folder: a block `cue file=NAME`, or of another
//! language, is a file, a block `console` holds commands behind `$`, each with what it prints below it. `cat` is understood as well.

use std::fs;
use std::path::Path;
use tenon_tests::command::{Scratch, binary, run};

#[test]
fn examples_of_the_command_line() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    let text = fs::read_to_string(path).unwrap();
    let scratch = Scratch::new().unwrap();
    let mut commands = 0;
    for (info, body) in blocks(&text) {
        if let Some((_, name)) = info.split_once(" file=") {
            fs::write(scratch.path().join(name), body).unwrap();
        } else if info == "console" {
            for example in body.split("$ ").skip(1) {
                let (command, want) = example.split_once('\n').unwrap();
                assert_eq!(perform(command, scratch.path()), want, "`{command}`");
                commands += 1;
            }
        }
    }
    assert!(commands >= 7, "only {commands} commands");
}

/// What stands behind the opening marks of each fenced block, and what is in it.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some((info.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => {}
        }
    }
    blocks
}

/// Runs a command line of plain words; returns what it prints.
fn perform(command: &str, folder: &Path) -> String {
    let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    match words.split_first() {
        Some((name, args)) if name == "tenon" => {
            let outcome = run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), args, folder, b"").unwrap();
            format!("{}{}", outcome.stdout, outcome.stderr)
        }
        Some((name, args)) if name == "cat" => {
            args.iter().map(|file| fs::read_to_string(folder.join(file)).unwrap()).collect()
        }
        _ => panic!("`{command}` is no command of the examples"),
    }
}
