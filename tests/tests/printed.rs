//! What `eval` and `def` print of every case of the suite means the same: `eval` prints it again, `eval -a` prints of
//! what `def` prints what it prints of the case, and both export to the same data.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tenon_tests::canon;
use tenon_tests::case::Case;
use tenon_tests::command::{Outcome, Scratch, binary, run};

/// The file that what is printed is written to; beside the case's own files, for the sake of its module.
const PRINTED: &str = "printed-again.cue";

/// References in values that wait mean fields that `eval` does not show without `-a`.
const NOT_SHOWN: &str = "refers to what is not shown";
/// An error of its own cannot be printed so that it comes again: it prints as `_|_`, with the reason behind it.
const BOTTOM: &str = "an error prints as `_|_`";
/// Decision 11: `def` renames references as the reference implementation does, rightly or not.
const RENAMED: &str = "references are renamed as the reference implementation does";
/// A struct literal without fields beside something else says no more than that it is a struct.
const EMPTY: &str = "`& {}` goes";
/// A literal that waits stays whole: `eval` has it behind the others, `def` embeds it in them.
const WHOLE: &str = "what stands behind others is embedded in a definition";
/// What `eval` prints apart is one struct in what `def` prints.
const MERGED: &str = "`def` merges the struct literals of a place";

/// Cases and commands whose output does not mean the same, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("bounds/equal_to_structs_and_lists", "eval", NOT_SHOWN),
    ("comprehensions/try_is_about_optional_references", "eval", "a value has no `@experiment(try)` above it"),
    ("comprehensions/waiting_beside_another", "def", WHOLE),
    ("constraints/beside_expressions", "eval", NOT_SHOWN),
    ("constraints/beside_expressions", "def", EMPTY),
    ("constraints/optional_bottom", "def", BOTTOM),
    ("constraints/optional_reference", "eval", NOT_SHOWN),
    ("cycles/absence_behind_a_cycle", "def", WHOLE),
    ("cycles/embedded_fields", "def", RENAMED),
    ("cycles/failed_is_known", "def", "a type beside an expression is embedded"),
    ("cycles/optional_ring", "eval", "optional fields unfold once more"),
    ("cycles/optional_twice", "eval", "optional fields unfold once more"),
    ("cycles/what_a_reference_waits_for", "def", RENAMED),
    ("definitions/computed_comparisons", "def", BOTTOM),
    ("definitions/quoted_is_regular", "def", "`\"#x\"` loses its quotes, as the reference implementation has it"),
    ("disjunctions/all_wait", "eval", "a definition prints with its default taken"),
    ("disjunctions/default_of_nested", "def", "a nested mark counts as the outer one does"),
    ("embedding/alone_in_a_literal_that_waits", "def", MERGED),
    ("experiments/for_its_file_alone", "def", "experiments of one file go for all files that are merged"),
    ("modules/expression_self_contained", "def", "what was outside is a `let` then"),
    ("references/greatest", "def", RENAMED),
    ("references/greatest", "eval", NOT_SHOWN),
    ("references/hidden_import", "def", "names of imports are made up"),
    ("references/inner_shadow_in_definition", "def", RENAMED),
    ("references/no_name_finds", "def", RENAMED),
    ("references/no_name_finds_optional", "eval", NOT_SHOWN),
    ("references/no_name_finds_optional", "def", RENAMED),
    ("references/operands_are_checked", "def", RENAMED),
    ("references/passed_by", "def", RENAMED),
    ("references/for_goes_through", "def", RENAMED),
    ("references/same_definition_many_times", "def", RENAMED),
    ("references/selections_share", "def", RENAMED),
    ("structs/struct_literals_stand_apart", "def", MERGED),
    ("validators/fields_may_come", "def", EMPTY),
    ("validators/incomplete", "def", EMPTY),
    ("values/top_beside_comprehension", "def", "`_` beside a struct goes"),
];

#[test]
fn printed_means_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let cases = cases(&root);
    let next = AtomicUsize::new(0);
    let count = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(path) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = path.strip_prefix(&root).unwrap().with_extension("").to_string_lossy().into_owned();
                    let case = Case::parse(&fs::read_to_string(path).unwrap());
                    for command in ["eval", "def"] {
                        let Some(verdict) = check(&case, command) else { continue };
                        count.fetch_add(1, Ordering::Relaxed);
                        let known = EXCEPTIONS.iter().any(|(n, c, _)| (*n, *c) == (name.as_str(), command));
                        let failure = match verdict {
                            Ok(()) if known => "is no exception any more".to_owned(),
                            Err(why) if !known => why,
                            _ => continue,
                        };
                        failures.lock().unwrap().push(format!("=== {name}, `{command}`: {failure}\n"));
                    }
                }
            });
        }
    });
    let (mut failures, count) = (failures.into_inner().unwrap(), count.into_inner());
    failures.sort();
    assert!(count > 400, "only {count} outputs");
    assert!(failures.is_empty(), "{}\n{} of {count} outputs", failures.concat(), failures.len());
}

#[test]
fn every_exception_is_a_case() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    for (name, _, _) in EXCEPTIONS {
        assert!(root.join(name).with_extension("txtar").is_file(), "no case {name}");
    }
}

/// Whether what a command prints of a case means the same; nothing where it fails.
fn check(case: &Case, command: &str) -> Option<Result<(), String>> {
    let printed = start(case, None, command, &case.args());
    if printed.code != Some(0) {
        return None;
    }
    let text = printed.stdout;
    let mut flags = flags(case);
    if command == "def" && !flags.iter().any(|flag| flag == "-a") {
        flags.push("-a".to_owned());
    }
    for (view, flags) in [("eval", flags), ("export", Vec::new())] {
        let mut args = case.args();
        args.extend(flags.iter().filter(|flag| !case.args().contains(flag)).cloned());
        let want = start(case, None, view, &args);
        if want.code != Some(0) {
            continue;
        }
        let mut args = vec![PRINTED.to_owned()];
        args.extend(flags);
        let again = start(case, Some(&text), view, &args);
        let same = match view {
            "export" => canon::same_json(&again.stdout, &want.stdout),
            _ => canon::cue(&again.stdout) == canon::cue(&want.stdout),
        };
        if again.code != Some(0) || !same {
            let again = again.transcript();
            return Some(Err(format!("{text}--- by `{view}` is\n{again}--- instead of\n{}", want.stdout)));
        }
    }
    Some(Ok(()))
}

/// The flags of a case that also concern what is printed: not those that choose an expression or set a tag.
fn flags(case: &Case) -> Vec<String> {
    let all = case.args();
    let chosen = |i: usize| i > 0 && matches!(all[i - 1].as_str(), "-e" | "-t");
    let flags = all.iter().enumerate().filter(|(i, a)| a.starts_with('-') && !chosen(*i));
    flags.map(|(_, a)| a.clone()).filter(|a| a != "-e" && a != "-t").collect()
}

fn cases(root: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut cases: Vec<_> = entries(root).flat_map(|folder| entries(&folder).collect::<Vec<_>>()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "txtar"));
    cases.sort();
    cases
}

/// Runs a command on the case, with a text beside its files.
fn start(case: &Case, text: Option<&str>, command: &str, args: &[String]) -> Outcome {
    let scratch = Scratch::new().unwrap();
    case.write_files(scratch.path()).unwrap();
    if let Some(text) = text {
        fs::write(scratch.path().join(PRINTED), text).unwrap();
    }
    let mut all = vec![command.to_owned()];
    all.extend_from_slice(args);
    run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &all, scratch.path(), b"").unwrap()
}
