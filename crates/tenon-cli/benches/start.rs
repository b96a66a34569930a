//! The command as a process, from its start to its end: `cargo bench -p tenon-cli`.

use divan::Bencher;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn main() {
    divan::main();
}

/// Writes a file into the folder that cargo keeps for benchmarks.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the folder can be written");
    path
}

fn run(bencher: Bencher<'_, '_>, arguments: &[&str]) {
    bencher.bench_local(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenon"));
        let status = command.args(arguments).stdout(Stdio::null()).status().expect("the command starts");
        assert!(status.success());
    });
}

/// What any run costs.
#[divan::bench]
fn version(bencher: Bencher<'_, '_>) {
    run(bencher, &["version"]);
}

/// One line, exported.
#[divan::bench]
fn export_one_line(bencher: Bencher<'_, '_>) {
    let path = file("one-line.cue", "x: 1 + 1\n");
    run(bencher, &["export", &path.to_string_lossy()]);
}
