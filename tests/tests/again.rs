//! What an editor shows after edits is what it would show if it were started anew: every input is edited at random, one edit
//! after the other, and each time compared with a fresh evaluation of the same texts.
//!
//! `TENON_AGAIN=TEXT` looks only at inputs whose name contains it; `TENON_PROGRAMS=N` generates more programs.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use tenon::Budget;
use tenon::load::Overlay;
use tenon_ide::{Host, Problem};
use tenon_tests::alike::difference;
use tenon_tests::edits::edited;
use tenon_tests::evaluate::{Input, Outcome};
use tenon_tests::inputs;
use tenon_tests::permute::{Choices, Random};
use tenon_tests::random;

/// Edits of each input.
const EDITS: usize = 8;

/// How many programs are generated where nobody asks for more.
const PROGRAMS: u64 = 300;

/// Stack of a thread that evaluates.
const STACK: usize = 64 * 1024 * 1024;

/// Inputs that are right once the host has come to rest, and may not be before.
const SETTLED_ONLY: [&str; 1] = [
    // What a function returned holds what it took by way of a constraint, which is not followed to where it came from.
    "lists/order_in_returned_elements",
];

#[test]
fn suite() {
    check("suite", &inputs::suite().unwrap());
}

#[test]
fn generated() {
    check("generated", &programs(random::input));
}

fn programs(make: fn(&str, &mut Random) -> Input) -> Vec<Input> {
    let count = std::env::var("TENON_PROGRAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(PROGRAMS);
    (0..count).map(|seed: u64| make(&seed.to_string(), &mut Random::new(seed))).collect()
}

fn check(kind: &str, inputs: &[Input]) {
    let filter = std::env::var("TENON_AGAIN").unwrap_or_default();
    let inputs: Vec<&Input> =
        inputs.iter().filter(|input| format!("{kind}/{}", input.name).contains(&filter)).collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = catch_unwind(|| edit_by_edit(input)).unwrap_or_else(|_| Err("panics".to_owned()));
            if let Err(why) = verdict {
                failures.lock().unwrap().push(format!("=== {kind}/{}\n{why}\n", input.name));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(failures.is_empty(), "{}\n{} of {} inputs fail", failures.concat(), failures.len(), inputs.len());
}

fn edit_by_edit(input: &Input) -> Result<(), String> {
    let mut files: Vec<(PathBuf, String)> =
        input.files.iter().map(|(name, text)| (Path::new("/").join(name), text.clone())).collect();
    let sources: Vec<usize> = (0..files.len()).filter(|i| is_source(&files[*i].0)).collect();
    let Some(first) = sources.last().map(|i| files[*i].0.clone()) else { return Ok(()) };
    let mut host = start(&files);
    let mut random = Random::new(input.name.len() as u64 * 31 + files[0].1.len() as u64);
    let _ = host.snapshot(&first);
    for _ in 0..EDITS {
        let i = sources[random.below(sources.len())];
        let Some(text) = edited(&files[i].1, &mut random) else { continue };
        let before = std::mem::replace(&mut files[i].1, text.clone());
        host.set_text(&files[i].0, &text);
        let mut fresh = start(&files);
        let wrong =
            |host: &mut Host| host.problems(std::slice::from_ref(&first)).unwrap().into_values().any(|p| !p.is_empty());
        if wrong(&mut host) || wrong(&mut fresh) || SETTLED_ONLY.contains(&input.name.as_str()) {
            // Errors that follow from others are right once the host has come to rest.
            host.settle().unwrap();
        }
        if let Some(why) = differ(&mut host, &mut fresh, &first) {
            return Err(format!("--- before: {}\n{before}\n--- after\n{text}\n--- {why}", files[i].0.display()));
        }
    }
    Ok(())
}

fn is_source(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "cue")
}

fn start(files: &[(PathBuf, String)]) -> Host {
    let mut world = Overlay::empty();
    for (path, text) in files {
        world.insert(path, text.as_bytes());
    }
    let mut host = Host::new(Arc::new(world));
    host.limit(Budget { nodes: 20_000, steps: 20_000, ..Budget::default() });
    // A problem shows in the first file that is open.
    files.iter().filter(|(path, _)| is_source(path)).for_each(|(path, text)| host.set_text(path, text));
    host
}

fn differ(host: &mut Host, fresh: &mut Host, path: &Path) -> Option<String> {
    let paths = [path.to_owned()];
    let (a, b) = (host.problems(&paths).unwrap(), fresh.problems(&paths).unwrap());
    let (a, b): (Vec<_>, Vec<_>) = (a.into_values().flatten().collect(), b.into_values().flatten().collect());
    let (left, right) = (host.snapshot(path).unwrap()?, fresh.snapshot(path).unwrap()?);
    let broken = |p: &[Problem]| p.iter().any(|p| p.code.starts_with("E01") || p.code.starts_with("E02"));
    let exceeds = |p: &[Problem]| p.iter().any(|p| p.code == "E0701");
    if broken(&b) || exceeds(&a) || exceeds(&b) {
        // The value is that of the last texts that could be compiled.
        return None;
    }
    let values = |s: &tenon_ide::Snapshot| Outcome::Values(vec![s.value.clone()], s.sources.clone());
    if let Some(why) = difference(&values(left), &values(right)) {
        return Some(why);
    }
    // How much of a value a message shows hangs on how far it had been worked out.
    let text = |p: &Problem| format!("{} {:?} {}", p.code, p.place, p.path);
    let (a, b): (BTreeSet<String>, BTreeSet<String>) = (a.iter().map(text).collect(), b.iter().map(text).collect());
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>().join("\n  ");
    (a != b).then(|| format!("problems differ: only after the edit\n  {}\nonly anew\n  {}", only(&a, &b), only(&b, &a)))
}
