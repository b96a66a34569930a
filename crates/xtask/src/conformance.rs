//! The conformance ratchet: what passed once keeps passing.
//!
//! The vectors and real configurations lie outside the repository, in a folder `shared` beside it or where
//! `TENON_SHARED` says; where there is none, this says so and succeeds. `tests/conformance/passing.txt` lists, sorted,
//! the cases that pass: `suite/case`, and `real/case` for the real configurations.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SUITES: [&str; 6] = ["eval", "builtin", "export", "fmt", "random", "cli"];
const PASSING: &str = "tests/conformance/passing.txt";

/// What the command line asked for.
pub struct Options {
    binary: PathBuf,
    jobs: String,
    update: bool,
}

impl Options {
    /// Reads `--bin PATH`, `--jobs N` and `--update`.
    pub fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self { binary: PathBuf::new(), jobs: "2".to_owned(), update: false };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--update" => options.update = true,
                "--bin" => options.binary = args.next().ok_or("--bin needs a path")?.into(),
                "--jobs" => options.jobs = args.next().ok_or("--jobs needs a number")?.clone(),
                other => return Err(format!("unknown argument {other}")),
            }
        }
        if options.binary.as_os_str().is_empty() {
            return Err("--bin is missing".to_owned());
        }
        Ok(options)
    }
}

/// Runs everything and compares; false when a listed case fails.
pub fn run(root: &Path, options: &Options) -> bool {
    let Some(shared) = shared(root) else {
        println!("conformance: no shared vectors here; nothing to run");
        return true;
    };
    let passed = match vectors(&shared, options).and_then(|mut passed| {
        passed.extend(real(&shared, options)?);
        Ok(passed)
    }) {
        Ok(passed) => passed,
        Err(message) => {
            eprintln!("conformance: {message}");
            return false;
        }
    };
    let path = root.join(PASSING);
    let listed: BTreeSet<String> = fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
    let lost: Vec<_> = listed.difference(&passed).collect();
    let gained = passed.difference(&listed).count();
    for case in &lost {
        println!("no longer passes: {case}");
    }
    println!("conformance: {} pass, {} listed, {gained} new, {} lost", passed.len(), listed.len(), lost.len());
    if options.update {
        let all: String = passed.union(&listed).map(|case| format!("{case}\n")).collect();
        if let Err(error) = fs::write(&path, all) {
            eprintln!("conformance: {}: {error}", path.display());
            return false;
        }
    }
    lost.is_empty()
}

/// The folder of the shared runners, if there is one.
fn shared(root: &Path) -> Option<PathBuf> {
    let candidates = [std::env::var_os("TENON_SHARED").map(PathBuf::from), Some(root.join("../shared"))];
    candidates.into_iter().flatten().find(|folder| folder.join("conformance/run").is_file())
}

/// The vectors that pass: all there are, less what the runner reports.
fn vectors(shared: &Path, options: &Options) -> Result<BTreeSet<String>, String> {
    let folder = shared.join("conformance");
    let mut passed = BTreeSet::new();
    for suite in SUITES {
        let Ok(entries) = fs::read_dir(folder.join(suite)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(case) = name.strip_suffix(".txtar") {
                passed.insert(format!("{suite}/{case}"));
            }
        }
    }
    let report = scratch("failures");
    let mut command = Command::new("python3");
    command.arg(folder.join("run")).args(["--jobs", &options.jobs]).arg("--bin").arg(&options.binary);
    for suite in SUITES {
        command.args(["--suite", suite]);
    }
    command.arg("--failures").arg(&report);
    start(command)?;
    let failures = fs::read_to_string(&report).map_err(|error| format!("{}: {error}", report.display()))?;
    for line in failures.lines() {
        passed.remove(line.split('\t').next().unwrap_or(line));
    }
    Ok(passed)
}

/// The real configurations that pass, from the runner's figures: an object of `"ID": {"ok": true}`.
fn real(shared: &Path, options: &Options) -> Result<BTreeSet<String>, String> {
    let runner = shared.join("real/run");
    if !runner.is_file() {
        return Ok(BTreeSet::new());
    }
    let report = scratch("real");
    let mut command = Command::new("python3");
    command.arg(runner).arg("--bin").arg(&options.binary).arg("--json").arg(&report);
    start(command)?;
    let text = fs::read_to_string(&report).map_err(|error| format!("{}: {error}", report.display()))?;
    let mut passed = BTreeSet::new();
    let mut case = "";
    for line in text.lines() {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("\"ok\": ") {
            if rest.starts_with("true") {
                passed.insert(format!("real/{case}"));
            }
        } else if let Some((name, _)) = line.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            case = name;
        }
    }
    Ok(passed)
}

/// Runs a runner to its end; it exits with 1 when cases fail, which is not for it to judge.
fn start(mut command: Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("python3: {error}"))?;
    match status.code() {
        Some(0 | 1) => Ok(()),
        _ => Err(format!("the runner ended with {status}")),
    }
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("tenon-conformance-{}-{name}", std::process::id()))
}
