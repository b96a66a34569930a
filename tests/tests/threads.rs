//! What the command prints does not depend on how many threads it takes.

use std::fs;
use tenon_tests::command::{Outcome, Scratch, binary, run_with};

/// Bytes of the comment in each package: so many that packages are parsed and evaluated on threads of their own.
const FILLER: usize = 600_000;

const PACKAGES: usize = 6;

/// Packages that import each other, each with a mistake if `wrong`.
fn module(wrong: bool) -> Scratch {
    let scratch = Scratch::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("cue.mod/module.cue", "module: \"test.example\"\nlanguage: version: \"v0.15.0\"\n");
    for i in 0..PACKAGES {
        let (import, use_it) = match i.checked_sub(1) {
            Some(before) => (format!("import \"test.example/p{before}\"\n"), format!("before: p{before}.n\n")),
            None => (String::new(), String::new()),
        };
        let value = if wrong { "\"a\"" } else { "1" };
        let filler = format!("// {}\n", "long ".repeat(FILLER / 5));
        write(&format!("p{i}/a.cue"), &format!("package p{i}\n{import}{use_it}{filler}n: int\n"));
        write(&format!("p{i}/b.cue"), &format!("package p{i}\nn: {value}\n"));
    }
    scratch
}

fn outcomes(arguments: &str, wrong: bool) -> Vec<Outcome> {
    let scratch = module(wrong);
    let arguments: Vec<String> = arguments.split(' ').map(str::to_owned).collect();
    let binary = binary(env!("CARGO_BIN_EXE_tenon-under-test"));
    let with = |threads| run_with(&binary, &arguments, scratch.path(), b"", &[("TENON_THREADS", threads)]).unwrap();
    ["1", "2", "5"].map(with).into()
}

#[test]
fn errors_are_the_same() {
    let outcomes = outcomes("vet ./...", true);
    let first = outcomes[0].transcript();
    assert!(outcomes.iter().all(|outcome| outcome.transcript() == first), "{first}");
    let places: Vec<usize> = (0..PACKAGES).filter_map(|i| first.find(&format!("p{i}/b.cue:2:4"))).collect();
    assert_eq!(places.len(), PACKAGES, "{first}");
    assert!(places.is_sorted(), "{first}");
}

#[test]
fn values_are_the_same() {
    for arguments in ["vet ./...", "export ./...", "eval -c ./..."] {
        let outcomes = outcomes(arguments, false);
        let first = outcomes[0].transcript();
        assert!(first.starts_with("exit: 0"), "{first}");
        assert!(outcomes.iter().all(|outcome| outcome.transcript() == first), "{arguments}: {first}");
    }
}

#[test]
fn a_number_of_threads_is_one_at_least() {
    let scratch = Scratch::new().unwrap();
    let binary = binary(env!("CARGO_BIN_EXE_tenon-under-test"));
    let outcome = run_with(&binary, &["version".to_owned()], scratch.path(), b"", &[("TENON_THREADS", "0")]).unwrap();
    assert_eq!(outcome.transcript(), "exit: 1\n--- stderr\nerror in TENON_THREADS: \"0\" is no number of threads\n");
}
