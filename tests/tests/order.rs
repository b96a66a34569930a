//! Order never matters: every input evaluates to an equal value when its files, declarations, conjuncts and disjuncts
//! change places. The inputs are the cases of the suite, generated programs and rings, and, where they lie beside the
//! repository, the conformance vectors.
//!
//! `order/exceptions.txt` lists the inputs for which this does not hold, one `suite/chapter/name: reason` a line (or
//! `vectors/…`, `generated/…`, `rings/…`); one for which it holds must leave the list (`TENON_BLESS=1` takes it off).
//! `TENON_ORDER=TEXT` looks only at inputs whose name contains it, `TENON_PROGRAMS=N` generates more programs.

use std::collections::BTreeMap;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tenon::Budget;
use tenon_tests::alike::difference;
use tenon_tests::evaluate::Input;
use tenon_tests::inputs;
use tenon_tests::permute::{Layout, Permutation, Random};
use tenon_tests::random;

const SEEDS: std::ops::Range<u64> = 1..11;

/// How many programs are generated where nobody asks for more.
const PROGRAMS: u64 = 400;

/// Stack of a thread that evaluates; the command has more.
const STACK: usize = 64 * 1024 * 1024;

#[test]
fn suite() {
    check("suite", &inputs::suite().unwrap());
}

#[test]
fn generated() {
    check("generated", &programs(random::input));
}

#[test]
fn rings() {
    check("rings", &programs(random::ring));
}

fn programs(make: fn(&str, &mut Random) -> Input) -> Vec<Input> {
    let count = std::env::var("TENON_PROGRAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(PROGRAMS);
    (0..count).map(|seed: u64| make(&seed.to_string(), &mut Random::new(seed))).collect()
}

#[test]
fn vectors() {
    match inputs::vectors().unwrap() {
        Some(inputs) => check("vectors", &inputs),
        None => println!("no conformance vectors here: nothing to do"),
    }
}

fn exceptions_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("order/exceptions.txt")
}

/// The exceptions of a kind of inputs, each with its reason.
fn exceptions(kind: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(exceptions_file()).unwrap();
    let entries = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries = entries.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no reason: {line}")));
    let of_kind =
        |(name, reason): (&str, &str)| Some((name.strip_prefix(kind)?.strip_prefix('/')?.into(), reason.into()));
    entries.filter_map(of_kind).collect()
}

fn check(kind: &str, inputs: &[Input]) {
    let filter = std::env::var("TENON_ORDER").unwrap_or_default();
    let inputs: Vec<&Input> =
        inputs.iter().filter(|input| format!("{kind}/{}", input.name).contains(&filter)).collect();
    let exceptions = exceptions(kind);
    let mut failures = failures(kind, &inputs, &exceptions);
    let known = |name: &String| inputs.iter().any(|input| input.name == *name);
    if filter.is_empty() {
        let gone = exceptions.keys().filter(|name| !known(name));
        failures.extend(gone.map(|name| format!("=== {kind}/{name}\nis not there: take it off the exceptions\n")));
    }
    failures.sort();
    assert!(failures.is_empty(), "{}\n{} of {} inputs fail", failures.concat(), failures.len(), inputs.len());
}

fn failures(kind: &str, inputs: &[&Input], exceptions: &BTreeMap<String, String>) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let bless = std::env::var_os("TENON_BLESS").is_some();
    let failures = Mutex::new(Vec::new());
    let work = || {
        while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = catch_unwind(|| invariant(input)).unwrap_or_else(|_| Err("panics".to_owned()));
            let failure = match (verdict, exceptions.contains_key(&input.name)) {
                (Ok(()), true) if bless => {
                    take_off(&format!("{kind}/{}: ", input.name));
                    continue;
                }
                (Ok(()), true) => "holds: take it off the exceptions".to_owned(),
                (Err(why), false) => why,
                _ => continue,
            };
            failures.lock().unwrap().push(format!("=== {kind}/{}\n{failure}\n", input.name));
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
        }
    });
    failures.into_inner().unwrap()
}

/// Removes the line that starts so from the exceptions.
fn take_off(start: &str) {
    static FILE: Mutex<()> = Mutex::new(());
    let _only_one = FILE.lock().unwrap();
    let text = fs::read_to_string(exceptions_file()).unwrap();
    let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect();
    fs::write(exceptions_file(), kept).unwrap();
}

/// Whether an input evaluates alike in every order that is tried; otherwise the smallest that differs.
fn invariant(input: &Input) -> Result<(), String> {
    let budget = Budget::default();
    let layout = Layout::of(&input.files);
    let want = input.evaluate(&budget);
    let differs = |permutation: &Permutation| {
        let other = input.with_files(layout.render(permutation));
        difference(&want, &other.evaluate(&budget))
    };
    let permutations = SEEDS.map(|seed| layout.permutation(&mut Random::new(seed)));
    let Some(found) = permutations.into_iter().find(|permutation| differs(permutation).is_some()) else {
        return Ok(());
    };
    let smallest = found.shrink(|permutation| differs(permutation).is_some());
    let why = differs(&smallest).unwrap_or_default();
    Err(format!("{why}\n{}", changes(input, &layout.render(&smallest))))
}

/// The files whose text has changed, before and after.
fn changes(input: &Input, after: &[(String, String)]) -> String {
    let pairs = input.files.iter().zip(after).filter(|(before, after)| before != after);
    let pair = |((name, before), (_, after)): (&(String, String), &(String, String))| {
        format!("--- {name}\n{before}--- in another order\n{after}")
    };
    pairs.map(pair).collect()
}
