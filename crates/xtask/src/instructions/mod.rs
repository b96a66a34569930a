//! The instructions ratchet: five small jobs must not cost more than they did.
//!
//! Valgrind's `callgrind` counts the instructions that the command executes, which is the same from run to run (within
//! a thousandth) on a busy machine as on an idle one. `tests/instructions/recorded.txt` holds what each job cost when it
//! was last recorded, by the release profile; a rise of more than 5 % fails. A fall of more than 5 % is told, so that it is
//! recorded and cannot be lost again unnoticed.

mod recorded;
pub mod workloads;

use crate::callgrind::{self, Options};
use recorded::Recorded;
use std::fs;
use std::path::Path;
use workloads::Workload;

const RECORD: &str = "tests/instructions/recorded.txt";

/// By how many percent a count may differ from what is recorded. Another processor makes less: without AVX2, copying
/// makes 4 % on the smallest workload and nothing on the others.
const TOLERANCE: f64 = 5.0;

/// Counts every workload and compares; false when one costs too much.
pub fn run(root: &Path, options: &Options) -> bool {
    match compare(root, options) {
        Ok(within) => within,
        Err(message) => {
            eprintln!("instructions: {message}");
            false
        }
    }
}

fn compare(root: &Path, options: &Options) -> Result<bool, String> {
    let with = tools()?;
    // The jobs run in folders of their own, from where a relative path would lead elsewhere.
    let binary = fs::canonicalize(&options.binary).map_err(|error| format!("{}: {error}", options.binary.display()))?;
    let path = root.join(RECORD);
    let old = Recorded::parse(&fs::read_to_string(&path).unwrap_or_default());
    if !options.record && old.architecture() != Some(std::env::consts::ARCH) {
        println!("instructions: nothing is recorded for {}; nothing to compare", std::env::consts::ARCH);
        return Ok(true);
    }
    let scratch = std::env::temp_dir().join(format!("tenon-instructions-{}", std::process::id()));
    let counts = count_all(&binary, &scratch);
    let _ = fs::remove_dir_all(&scratch);
    let new = Recorded { with, counts: counts? };
    let mut within = true;
    for (name, now) in &new.counts {
        let (verdict, fine) = judge(old.count(name), *now);
        println!("{name:<12} {:>10.2} M  {verdict}", *now as f64 / 1e6);
        within &= fine;
    }
    if options.record {
        fs::write(&path, new.to_text()).map_err(|error| format!("{}: {error}", path.display()))?;
        return Ok(true);
    }
    if !within {
        println!("recorded with {}", old.with);
        println!("now      with {}", new.with);
        println!("what is meant to cost more is recorded by `cargo xtask instructions --bin PATH --record`");
    }
    Ok(within)
}

/// What is to be said of a count, and whether it is fine.
fn judge(before: Option<u64>, now: u64) -> (String, bool) {
    let Some(before) = before else { return ("not recorded".to_owned(), false) };
    let change = (now as f64 / before as f64 - 1.0) * 100.0;
    if change > TOLERANCE {
        (format!("{change:+.1} %: MORE than recorded"), false)
    } else if change < -TOLERANCE {
        (format!("{change:+.1} %: less than recorded; record it (--record)"), true)
    } else {
        (format!("{change:+.1} %"), true)
    }
}

fn count_all(binary: &Path, scratch: &Path) -> Result<Vec<(String, u64)>, String> {
    let mut counts = Vec::new();
    for workload in workloads::all() {
        let folder = scratch.join(workload.name);
        workload.write(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        counts.push((workload.name.to_owned(), count(binary, &workload, &folder)?));
    }
    Ok(counts)
}

/// How many instructions the command executes.
fn count(binary: &Path, workload: &Workload, folder: &Path) -> Result<u64, String> {
    let text = callgrind::profile(binary, workload.arguments, folder, &folder.join("callgrind.out"), 0)?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ")?.trim().parse().ok());
    total.ok_or_else(|| format!("{}: callgrind wrote no summary", workload.name))
}

/// What the counts depend on beside the program: architecture, compiler and valgrind.
fn tools() -> Result<String, String> {
    let valgrind =
        callgrind::version("valgrind").ok_or("valgrind is needed to count instructions, and cannot be started")?;
    let rustc = callgrind::version("rustc").unwrap_or_else(|| "unknown rustc".to_owned());
    Ok(format!("{}, {rustc}, {valgrind}", std::env::consts::ARCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_percent_more_is_too_much() {
        assert_eq!(judge(Some(1000), 1049), ("+4.9 %".to_owned(), true));
        assert!(!judge(Some(1000), 1051).1);
        assert!(!judge(None, 1).1);
    }

    #[test]
    fn five_percent_less_is_told() {
        let (verdict, fine) = judge(Some(1000), 900);
        assert!(fine && verdict.contains("record it"), "{verdict}");
    }
}
