//! Trimming changes nothing that anyone can see: what is exported and what is evaluated is the same before and after, and
//! trimming again changes no text. The inputs are the cases of the suite and generated programs; those with errors are not
//! trimmed at all.

use serde_json::Value as Json;
use std::collections::BTreeSet;
use tenon::Budget;
use tenon::encoding::json::{self, JsonOptions};
use tenon::explain::diagnostics;
use tenon::export::{Profile, to_ast, to_data};
use tenon::load::{Overlay, World};
use tenon_format::{Options, format_file};
use tenon_tests::canon;
use tenon_tests::evaluate::{Input, Outcome};
use tenon_tests::inputs;
use tenon_tests::permute::Random;
use tenon_tests::random;
use tenon_trim::{Request, trim};

/// How many programs are generated.
const PROGRAMS: u64 = 200;

#[test]
fn suite() {
    check(inputs::suite().unwrap().into_iter());
}

#[test]
fn generated() {
    check((0..PROGRAMS).map(|seed| random::input(&seed.to_string(), &mut Random::new(seed))));
}

fn check(inputs: impl Iterator<Item = Input>) {
    let (mut failures, mut trimmed) = (Vec::new(), 0);
    for input in inputs {
        let Some(once) = trimmed_input(&input) else { continue };
        trimmed += 1;
        let (before, after) = (shown(&input), shown(&once));
        if before != after {
            let what = format!("{}means\n{before:#?}\n--- but\n{}means\n{after:#?}", input.print(), once.print());
            failures.push(format!("=== {}\n{what}\n", input.name));
        }
        let twice = trimmed_input(&once).map(|twice| twice.print());
        if twice.as_deref() != Some(&once.print()) {
            failures.push(format!("=== {}\n{}--- twice\n{}\n", input.name, once.print(), twice.unwrap_or_default()));
        }
    }
    assert!(trimmed > 100, "only {trimmed} inputs could be trimmed");
    assert!(failures.is_empty(), "{}\n{} failures in {trimmed} inputs", failures.concat(), failures.len());
}

/// The input with its files trimmed; none where something is wrong with it.
fn trimmed_input(input: &Input) -> Option<Input> {
    let mut world = Overlay::empty();
    for (name, text) in &input.files {
        world.insert(name, text.as_bytes());
    }
    let request = Request {
        dir: world.current_dir(),
        world,
        inputs: input.arguments.clone(),
        package: None,
        tags: input.tags.clone(),
        inject_vars: false,
        layout: Options::default(),
        budget: tenon::Budget::default(),
    };
    let packages = trim(&request).ok()?;
    let mut files = input.files.clone();
    for file in packages.into_iter().flatten() {
        let path = file.path.strip_prefix(&request.dir).unwrap_or(&file.path).to_string_lossy().into_owned();
        files.iter_mut().filter(|(name, _)| *name == path).for_each(|(_, text)| *text = file.new.clone());
    }
    Some(input.with_files(files))
}

/// What `export` and `eval` show of the values: data and CUE in canonical form, or else all errors. What is incomplete is not
/// compared as CUE, since that would show the trimmed expressions themselves.
fn shown(input: &Input) -> Vec<Result<(Json, String), BTreeSet<String>>> {
    let (values, sources) = match input.evaluate(&Budget::default()) {
        Outcome::Values(values, sources) => (values, sources),
        Outcome::Refused(why) => return vec![Err(why.into_iter().collect())],
    };
    let errors = |value| diagnostics(value, true).iter().map(|e| format!("{}: {}", e.path, e.message)).collect();
    let shown = |value| {
        let text = json::write(&to_data(value).ok()?, &JsonOptions::default()).ok()?;
        let file = to_ast(value, &Profile::EVAL, &sources).ok()?;
        Some((serde_json::from_str(&text).ok()?, canon::cue(&format_file(&file, &Options::default()))))
    };
    values.iter().map(|value| shown(value).ok_or_else(|| errors(value))).collect()
}
