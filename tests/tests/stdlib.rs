//! The examples of the builtin packages: every function's comment in `/stdlib` holds at least one, as an indented line
//! `call // result`, and each call gives its result.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tenon_tests::canon;
use tenon_tests::command::{Scratch, binary, run};

/// A call and what it gives, both in the language.
struct Example {
    call: String,
    result: String,
}

/// The import path and the text of every package.
fn packages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../stdlib");
    let mut folders = vec![root.clone()];
    let mut out = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let import = path.parent().map(PathBuf::from).unwrap_or_default();
                let import = import.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                out.push((import, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    out.sort();
    out
}

/// The examples in the comments of a package's text. A function without one is a failure.
fn examples(package: &str, text: &str) -> Vec<Example> {
    let mut out = Vec::new();
    let mut here = 0;
    for line in text.lines() {
        if let Some(example) = line.strip_prefix("//\t") {
            let (call, result) = example.split_once(" // ").unwrap_or_else(|| panic!("{package}: {line}"));
            out.push(Example { call: call.into(), result: result.into() });
            here += 1;
        } else if !line.starts_with("//") {
            assert!(!line.contains(": _ @func(") || here > 0, "{package}: no example of {line}");
            here = 0;
        }
    }
    out
}

/// The imports that the examples need.
fn imports<'p>(examples: &[Example], packages: &'p [(String, String)]) -> BTreeSet<&'p str> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let used = |path: &str| {
        let (name, start) = (format!("{}.", name(path)), |c: char| !c.is_alphanumeric() && c != '"' && c != '.');
        examples.iter().any(|e| e.call.match_indices(&name).any(|(i, _)| i == 0 || e.call[..i].ends_with(start)))
    };
    packages.iter().map(|(path, _)| path.as_str()).filter(|path| used(path)).collect()
}

#[test]
fn examples_give_what_they_say() {
    let packages = packages();
    let mut wrong = Vec::new();
    for (package, text) in &packages {
        let examples = examples(package, text);
        if examples.is_empty() {
            continue;
        }
        let mut file: String = imports(&examples, &packages).iter().map(|path| format!("import {path:?}\n")).collect();
        for (i, Example { call, result }) in examples.iter().enumerate() {
            file.push_str(&format!("got{i}: {call}\nwant{i}: {result}\n"));
        }
        let scratch = Scratch::new().unwrap();
        std::fs::write(scratch.path().join("in.cue"), file).unwrap();
        let args = ["eval", "-i", "-a", "in.cue"].map(str::to_owned);
        let outcome = run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &args, scratch.path(), b"").unwrap();
        assert_eq!(outcome.code, Some(0), "{package}: {}", outcome.transcript());
        let fields = canon::fields(&outcome.stdout);
        let find = |name: String| fields.iter().find(|(label, _)| *label == name).map(|(_, value)| value);
        for (i, Example { call, result }) in examples.iter().enumerate() {
            let got = find(format!("got{i}"));
            if got.is_none() || got != find(format!("want{i}")) {
                wrong.push(format!("{call} gives {}, not {result}", got.map_or("nothing", |g| g)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
