//! Mistakes that people make, and what they are told: every case under `tests/mistakes/`.
//!
//! A case says in its description what was wanted and what the right change is. `cmd` holds a command line, with words
//! quoted as in a shell; `says` what it prints as `pretty` on standard error, without spaces at the ends of lines;
//! `exit` the status where it is not 1; everything else is a file. What is said must fit a screen.
//! `TENON_BLESS=1` writes what is printed into the cases. `mistakes/README.md` records how the messages read.

use std::fs;
use std::path::{Path, PathBuf};
use tenon_tests::case::Case;
use tenon_tests::command::{Scratch, binary, run};

/// The sections that are not files.
const TELLING: [&str; 3] = ["cmd", "exit", "says"];
/// How many cases there are at least.
const CASES: usize = 80;
/// How many lines a screen has.
const LINES: usize = 40;
/// How many columns it has.
const COLUMNS: usize = 120;

#[test]
fn mistakes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("mistakes");
    let bless = std::env::var_os("TENON_BLESS").is_some();
    let readings = fs::read_to_string(root.join("README.md")).unwrap();
    let cases = cases(&root);
    assert!(cases.len() >= CASES, "there are only {} cases", cases.len());
    let mut failures = Vec::new();
    for path in &cases {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if let Err(why) = check(path, bless) {
            failures.push(format!("=== {name}\n{why}\n"));
        }
        if !readings.contains(&format!("| {name} |")) {
            failures.push(format!("=== {name}\nmistakes/README.md has no reading of it\n"));
        }
    }
    assert!(failures.is_empty(), "{}\n{} of {} cases fail", failures.concat(), failures.len(), cases.len());
}

/// The cases, by name.
fn cases(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).unwrap().flatten().map(|entry| entry.path());
    let mut cases: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "txtar")).collect();
    cases.sort();
    cases
}

fn check(path: &Path, bless: bool) -> Result<(), String> {
    let mut case = Case::parse(&fs::read_to_string(path).map_err(|error| error.to_string())?);
    if case.about.trim().is_empty() {
        return Err("says nothing of what was wanted".to_owned());
    }
    let (said, code) = say(&case)?;
    if code == 0 {
        return Err("does not fail".to_owned());
    }
    if bless {
        case.sections.retain(|(name, _)| !["exit", "says"].contains(&name.as_str()));
        if code != 1 {
            case.sections.push(("exit".to_owned(), format!("{code}\n")));
        }
        case.sections.push(("says".to_owned(), said.clone()));
        fs::write(path, case.print()).map_err(|error| error.to_string())?;
    }
    let want = case.section("exit").map_or("1", str::trim);
    if want != code.to_string() {
        return Err(format!("should exit with {want}, but does with {code}"));
    }
    if case.section("says") != Some(&said) {
        return Err(format!("should say\n{}--- but says\n{said}", case.section("says").unwrap_or_default()));
    }
    // A terminal breaks lines that are too long.
    let lines: usize = said.lines().map(|line| line.chars().count().div_ceil(COLUMNS).max(1)).sum();
    if lines > LINES {
        return Err(format!("does not fit a screen: {lines} lines"));
    }
    Ok(())
}

/// What the case's command prints on standard error, and its exit status.
fn say(case: &Case) -> Result<(String, i32), String> {
    let mut files = case.clone();
    files.sections.retain(|(name, _)| !TELLING.contains(&name.as_str()));
    let scratch = Scratch::new().map_err(|error| error.to_string())?;
    files.write_files(scratch.path()).map_err(|error| error.to_string())?;
    let mut args = words(case.section("cmd").ok_or("has no command line")?);
    args.extend(["--diagnostics", "pretty"].map(str::to_owned));
    let outcome = run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &args, scratch.path(), b"")
        .map_err(|error| error.to_string())?;
    let code = outcome.code.filter(|_| outcome.is_orderly());
    let code = code.ok_or_else(|| format!("ended badly\n{}", outcome.transcript()))?;
    Ok((outcome.stderr.lines().map(|line| format!("{}\n", line.trim_end())).collect(), code))
}

/// The words of a command line; single quotes hold one together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.trim_end().split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
