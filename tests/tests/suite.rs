//! The suite: every case under `tests/suite/`, as written (`order.rs` changes the order). Values are compared; the letters
//! only in cases that are `# ordered`.
//!
//! `suite/pending.txt` lists the cases that do not pass yet, one `chapter/name` a line; one that passes must leave
//! the list. `TENON_BLESS=1` writes what is printed into the sections, `TENON_SUITE=TEXT` runs the cases whose name contains it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tenon_tests::canon;
use tenon_tests::case::{COMMANDS, Case};
use tenon_tests::command::{Outcome, Scratch, binary, run};

#[test]
fn suite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let filter = std::env::var("TENON_SUITE").unwrap_or_default();
    let bless = std::env::var_os("TENON_BLESS").is_some();
    let pending: BTreeSet<String> =
        fs::read_to_string(root.join("pending.txt")).unwrap_or_default().lines().map(str::to_owned).collect();
    let cases: Vec<(String, PathBuf)> = cases(&root).into_iter().filter(|(name, _)| name.contains(&filter)).collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some((name, path)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = check(path, bless);
                    let failure = match (verdict, pending.contains(name)) {
                        (Ok(()), true) => "passes: take it off pending.txt".to_owned(),
                        (Err(why), false) => why,
                        _ => continue,
                    };
                    failures.lock().unwrap().push(format!("=== {name}\n{failure}\n"));
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(failures.is_empty(), "{}\n{} of {} cases fail", failures.concat(), failures.len(), cases.len());
}

/// Name and path of every case, in order.
fn cases(root: &Path) -> Vec<(String, PathBuf)> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut cases: Vec<_> = entries(root)
        .flat_map(|folder| entries(&folder).collect::<Vec<_>>())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txtar"))
        .filter_map(|path| {
            let name = path.strip_prefix(root).ok()?.with_extension("").to_string_lossy().into_owned();
            Some((name, path))
        })
        .collect();
    cases.sort();
    cases
}

fn check(path: &Path, bless: bool) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut case = Case::parse(&text);
    if !case.sections.iter().any(|(name, _)| COMMANDS.contains(&name.as_str()) || name == "error") {
        return Err("expects nothing".to_owned());
    }
    if bless {
        for command in COMMANDS {
            if let Some((_, body)) = case.sections.iter_mut().find(|(name, _)| name == command) {
                *body = String::new();
            } else {
                continue;
            }
            let outcome = start(&case, command)?;
            if let Some((_, body)) = case.sections.iter_mut().find(|(name, _)| name == command) {
                *body = outcome.stdout;
            }
        }
        return fs::write(path, case.print()).map_err(|error| error.to_string());
    }
    as_written(&case)
}

fn start(case: &Case, command: &str) -> Result<Outcome, String> {
    let scratch = Scratch::new().map_err(|error| error.to_string())?;
    case.write_files(scratch.path()).map_err(|error| error.to_string())?;
    let mut args = vec![command.to_owned()];
    args.extend(case.args());
    let outcome = run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &args, scratch.path(), b"")
        .map_err(|error| error.to_string())?;
    if outcome.is_orderly() { Ok(outcome) } else { Err(format!("`{command}` ended badly\n{}", outcome.transcript())) }
}

fn as_written(case: &Case) -> Result<(), String> {
    for command in COMMANDS {
        let Some(want) = case.section(command) else { continue };
        let got = start(case, command)?;
        let same = got.stdout == want || !case.is_ordered() && same(command, &got.stdout, want);
        if got.code != Some(0) || !same {
            return Err(format!("`{command}` should print\n{want}--- but gives\n{}", got.transcript()));
        }
    }
    if let Some(want) = case.section("error") {
        let got = start(case, "export")?;
        let missing: Vec<&str> = want.lines().filter(|line| !got.stderr.contains(line)).collect();
        if got.code != Some(1) || !missing.is_empty() {
            return Err(format!("`export` should fail with {missing:?}, but gives\n{}", got.transcript()));
        }
    }
    Ok(())
}

/// Whether two outputs hold the same value, whatever the order of fields and the white space.
fn same(command: &str, got: &str, want: &str) -> bool {
    match command {
        "export" => canon::same_json(got, want),
        _ => canon::cue(got) == canon::cue(want),
    }
}
