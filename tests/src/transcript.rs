//! Transcripts of the command as snapshots: arguments and files in; standard output, errors and exit status out.

use crate::case::Case;
use crate::command::{Outcome, Scratch, run};
use std::path::Path;

/// Runs a line of arguments in a folder with these files (as sections `-- NAME --`) and this standard input.
///
/// # Panics
///
/// When the command cannot be run, or ends with a panic.
pub fn start(binary: &str, files: &str, line: &str, stdin: &str) -> Outcome {
    let scratch = Scratch::new().unwrap();
    Case::parse(files).write_files(scratch.path()).unwrap();
    start_in(binary, scratch.path(), line, stdin.as_bytes())
}

/// [`start`] in a folder that is there.
///
/// # Panics
///
/// As [`start`].
pub fn start_in(binary: &str, folder: &Path, line: &str, stdin: &[u8]) -> Outcome {
    let args: Vec<String> = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let outcome = run(binary, &args, folder, stdin).unwrap();
    assert!(outcome.is_orderly(), "tenon {line}\n{}", outcome.transcript());
    outcome
}

/// Tests with a snapshot each of the whole transcript: `name: "arguments", "files" [, stdin: "text"];`
#[macro_export]
macro_rules! snapshots {
    ($($name:ident: $line:expr, $files:expr $(, stdin: $stdin:expr)?;)*) => {
        $(
            #[test]
            fn $name() {
                #[allow(unused_mut, unused_assignments)]
                let mut stdin = "";
                $(stdin = $stdin;)?
                let binary = $crate::command::binary(env!("CARGO_BIN_EXE_tenon-under-test"));
                let outcome = $crate::transcript::start(&binary, $files, $line, stdin);
                let mut settings = insta::Settings::clone_current();
                settings.set_snapshot_path("../cli");
                settings.set_prepend_module_to_snapshot(false);
                settings.set_description(format!("tenon {}", $line));
                settings.bind(|| insta::assert_snapshot!(stringify!($name), outcome.transcript()));
            }
        )*
    };
}
