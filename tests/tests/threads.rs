//! What the command prints does not depend on how many threads it takes, nor does the program that packages are compiled into.

use std::collections::HashMap;
use std::fs;
use tenon::compile::{Compiled, How};
use tenon::load::{Options, Overlay, load};
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, ast, parse};
use tenon_tests::command::{Outcome, Scratch, binary, run_with};
use tenon_tests::inputs;

/// Bytes of the comment in each package: so many that packages are parsed, compiled and evaluated on threads of their own.
const FILLER: usize = 600_000;

const PACKAGES: usize = 6;

const MODULE: &str = "module: \"test.example\"\nlanguage: version: \"v0.15.0\"\n";

/// Packages that import each other. In each the field `n` of an integer has a value of its own.
fn module(values: impl Fn(usize) -> &'static str) -> Scratch {
    let scratch = Scratch::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = scratch.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("cue.mod/module.cue", MODULE);
    for i in 0..PACKAGES {
        let (import, use_it) = match i.checked_sub(1) {
            Some(before) => (format!("import \"test.example/p{before}\"\n"), format!("before: p{before}.n\n")),
            None => (String::new(), String::new()),
        };
        let filler = format!("// {}\n", "long ".repeat(FILLER / 5));
        write(&format!("p{i}/a.cue"), &format!("package p{i}\n{import}{use_it}{filler}n: int\n"));
        write(&format!("p{i}/b.cue"), &format!("package p{i}\nn: {}\n", values(i)));
    }
    scratch
}

/// What commands print of a module, each the same on several threads.
fn check(values: impl Fn(usize) -> &'static str) -> [Outcome; 6] {
    let scratch = module(values);
    let binary = binary(env!("CARGO_BIN_EXE_tenon-under-test"));
    let lines = [
        "vet ./...",
        "export ./...",
        "export --out yaml ./...",
        "export --out cue ./...",
        "eval -c ./...",
        "def ./...",
    ];
    lines.map(|line| {
        let arguments: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let with = |threads| run_with(&binary, &arguments, scratch.path(), b"", &[("TENON_THREADS", threads)]).unwrap();
        let [one, others @ ..] = ["1", "2", "7"].map(with);
        for other in others {
            assert_eq!(one.transcript(), other.transcript(), "{line}");
        }
        one
    })
}

/// How often each package is named with a place.
fn places(outcome: &Outcome, place: &str) -> Vec<usize> {
    let text = outcome.transcript();
    (0..PACKAGES).map(|i| text.matches(&format!("p{i}/b.cue:{place}")).count()).collect()
}

#[test]
fn values_are_the_same() {
    for outcome in check(|_| "1") {
        assert!(outcome.transcript().starts_with("exit: 0"), "{}", outcome.transcript());
    }
}

#[test]
fn errors_are_the_same() {
    let [vet, ..] = check(|_| "\"a\"");
    assert!(places(&vet, "2:4").iter().all(|n| *n > 0), "{}", vet.transcript());
}

#[test]
fn unknown_names_are_the_same() {
    for outcome in check(|i| if i % 2 == 1 { "nothere" } else { "\"a\"" }) {
        assert_eq!(places(&outcome, "2:4"), [0, 1, 0, 1, 0, 1], "{}", outcome.transcript());
    }
}

/// That a file cannot be read shows only when it is compiled.
#[test]
fn syntax_errors_are_the_same() {
    for outcome in check(|i| ["1", "nothere", "{", "1", "]", "1"][i]) {
        let wrong: Vec<bool> = places(&outcome, "").iter().map(|n| *n > 0).collect();
        assert_eq!(wrong, [false, false, true, false, true, false], "{}", outcome.transcript());
    }
}

/// The cases of the suite as packages of one module, each of a text that can be read.
fn suite_as_module() -> Overlay {
    let mut world = Overlay::empty();
    world.insert("cue.mod/module.cue", MODULE.as_bytes());
    let cases = inputs::suite().unwrap();
    let texts = cases.iter().filter_map(|case| match case.files.as_slice() {
        [(_, text)] => Some(text),
        _ => None,
    });
    let readable = |text: &&String| {
        let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
        let is_package = parsed.file.decls.iter().any(|decl| matches!(decl, ast::Decl::Package(_)));
        parsed.errors.is_empty() && !is_package && !text.contains("@if") && !text.contains("@embed")
    };
    for (i, text) in texts.filter(readable).enumerate() {
        // Experiments are declared before the name.
        let rest = text.trim_start_matches(|c: char| c.is_whitespace());
        let at = if rest.starts_with("@experiment") { rest.find('\n').unwrap_or(0) } else { 0 };
        let (head, rest) = rest.split_at(at);
        let filler = format!("// {}", "long ".repeat(1200));
        world.insert(format!("p{i}/a.cue"), format!("{head}\npackage p{i}\n{rest}\n{filler}\n").into_bytes());
    }
    world
}

#[test]
fn programs_are_the_same() {
    let world = suite_as_module();
    let program = |threads: fn() -> usize| {
        let options = Options {
            library: &|path| tenon::library().package(path).map(|package| package.cue),
            later: true,
            threads,
            ..Options::new(&world)
        };
        let loaded = load(&options, &["./...".to_owned()]);
        assert_eq!(loaded.errors, []);
        assert!(loaded.packages.len() > 100, "{} packages", loaded.packages.len());
        let how = How { threads, ..How::default() };
        Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), how)
    };
    let one = program(|| 1);
    for other in [program(|| 2), program(|| 7)] {
        assert_eq!(one.errors, other.errors);
        assert_eq!(one.packages, other.packages);
        assert!(format!("{:?}", one.program) == format!("{:?}", other.program), "programs are different");
    }
}

#[test]
fn a_number_of_threads_is_one_at_least() {
    let scratch = Scratch::new().unwrap();
    let binary = binary(env!("CARGO_BIN_EXE_tenon-under-test"));
    let outcome = run_with(&binary, &["version".to_owned()], scratch.path(), b"", &[("TENON_THREADS", "0")]).unwrap();
    assert_eq!(outcome.transcript(), "exit: 1\n--- stderr\nerror in TENON_THREADS: \"0\" is no number of threads\n");
}
