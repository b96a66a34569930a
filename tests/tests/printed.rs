//! What `eval` and `def` print of a case of the suite means the same: it exports to the same data.

use std::fs;
use std::path::{Path, PathBuf};
use tenon_tests::canon;
use tenon_tests::case::Case;
use tenon_tests::command::{Outcome, Scratch, binary, run};

/// The file that what is printed is written to; beside the case's own files, for the sake of its module.
const PRINTED: &str = "printed-again.cue";

/// Where what `def` prints loses something: attributes that stand before the package clause, the form of an alias,
/// quotes around `#`, the mark of a nested default, the order of a literal's fields, which `a` is meant in `a: a`.
const LOSSY: [&str; 9] = [
    "aliases/postfix",
    "comprehensions/else",
    "comprehensions/order_of_source",
    "definitions/quoted_is_regular",
    "disjunctions/default_of_nested",
    "experiments/for_its_file_alone",
    "experiments/shortcircuit",
    "references/inner_shadow_in_definition",
    "references/passed_by",
];

#[test]
fn printed_means_the_same() {
    let mut failures = Vec::new();
    let mut count = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    for path in cases(&root) {
        let name = path.strip_prefix(&root).unwrap().with_extension("").to_string_lossy().into_owned();
        let case = Case::parse(&fs::read_to_string(&path).unwrap());
        if case.section("error").is_some() || case.args().iter().any(|a| a == "-e") {
            continue;
        }
        let want = start(&case, None, "export");
        if want.code != Some(0) {
            continue;
        }
        for command in ["eval", "def"] {
            if command == "def" && LOSSY.contains(&name.as_str()) {
                continue;
            }
            let printed = start(&case, None, command);
            let again = start(&case, Some(&printed.stdout), "export");
            count += 1;
            if again.code != Some(0) || !canon::same_json(&again.stdout, &want.stdout) {
                failures.push(format!(
                    "=== {name}: `{command}` prints\n{}--- which exports to\n{}--- instead of\n{}",
                    printed.stdout,
                    again.transcript(),
                    want.stdout
                ));
            }
        }
    }
    assert!(count > 100, "only {count} outputs");
    assert!(failures.is_empty(), "{}\n{} of {count} outputs differ", failures.concat(), failures.len());
}

fn cases(root: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut cases: Vec<_> = entries(root).flat_map(|folder| entries(&folder).collect::<Vec<_>>()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "txtar"));
    cases.sort();
    cases
}

/// Runs a command on the case, or on a text in its place.
fn start(case: &Case, text: Option<&str>, command: &str) -> Outcome {
    let scratch = Scratch::new().unwrap();
    case.write_files(scratch.path()).unwrap();
    let mut args = vec![command.to_owned()];
    match text {
        Some(text) => {
            fs::write(scratch.path().join(PRINTED), text).unwrap();
            args.push(PRINTED.to_owned());
        }
        None => args.extend(case.args()),
    }
    run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &args, scratch.path(), b"").unwrap()
}
