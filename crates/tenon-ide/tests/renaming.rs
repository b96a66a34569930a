//! Renaming changes names alone: names in every case of the suite are given fresh ones, and what is evaluated then is the same
//! but for the name. What cannot be renamed is refused; most can. `TENON_SHOW` shows the refusals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon::export::{Profile, to_ast};
use tenon_format::{Options, format_file};
use tenon_ide::{Host, references, rename};
use tenon_load::Overlay;
use tenon_syntax::{Tok, tokens};

/// So many names of a file are tried.
const NAMES: usize = 4;

/// Found nowhere else.
const FRESH: &str = "zzFresh";

/// Cases whose names are printed otherwise where they would clash with others.
const CLASHES: [&str; 2] = ["hidden_field_of_that_name", "hidden_keywords"];

type Files = BTreeMap<PathBuf, String>;

#[test]
fn names_of_the_suite() {
    let (mut renamed, mut refused, mut failures) = (0, Vec::new(), Vec::new());
    for (case, files) in cases().into_iter().filter(|(case, _)| !CLASHES.contains(&case.as_str())) {
        for (path, offset, name) in names(&files) {
            let at = format!("{name} in {}:{offset} of {case}", path.display());
            let new = format!("{}{FRESH}", prefix(&name));
            let edits = match rename(&mut host(&files), &path, offset, &new).unwrap() {
                Ok(edits) => edits,
                Err(why) => {
                    refused.push(format!("{at}: {}", why.0));
                    continue;
                }
            };
            renamed += 1;
            let mut after = files.clone();
            let mut there = i64::from(offset);
            for (file, edits) in &edits.files {
                let text = after.get_mut(file).unwrap();
                for edit in edits.iter().rev() {
                    text.replace_range(edit.start as usize..edit.end as usize, &edit.text);
                    if *file == path && edit.start < offset {
                        there += edit.text.len() as i64 - i64::from(edit.end - edit.start);
                    }
                }
            }
            let text: String = after.values().map(String::as_str).collect();
            let before = shown(&files, &name);
            let value = shown(&after, &name[prefix(&name).len()..]);
            if value != before {
                failures.push(format!("=== {at}\n{text}---\n{before}\n--- but\n{value}\n"));
            }
            // The new name is found wherever it was put.
            let put: usize = edits.files.values().map(Vec::len).sum();
            let found = references(&mut host(&after), &path, there as u32, true).unwrap().len();
            // Of a package, that are its clauses and imports alone.
            let package = text.contains(&format!("package {FRESH}"));
            if found != put && !package && !edits.files.values().flatten().any(|e| e.start == e.end) {
                failures.push(format!("=== {at}\n{text}--- {found} places, {put} renamed\n"));
            }
        }
    }
    if std::env::var_os("TENON_SHOW").is_some() {
        eprintln!("{renamed} renamed\n{}", refused.join("\n"));
    }
    assert!(failures.is_empty(), "{}\n{} failures in {renamed} names", failures.concat(), failures.len());
    assert!(renamed > 2 * refused.len(), "{renamed} renamed, {} refused", refused.len());
}

/// The files of each case.
fn cases() -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite");
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in std::fs::read_dir(root).unwrap().flatten().filter(|e| e.path().is_dir()) {
        paths.extend(std::fs::read_dir(folder.path()).unwrap().flatten().map(|e| e.path()));
    }
    paths.sort();
    let case = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut files = Files::new();
        let mut last = None;
        for line in text.split_inclusive('\n') {
            match line.trim_end().strip_prefix("-- ").and_then(|l| l.strip_suffix(" --")) {
                Some(name) => last = Some(Path::new("/").join(name)),
                None => {
                    if let Some(name) = &last {
                        files.entry(name.clone()).or_default().push_str(line);
                    }
                }
            }
        }
        files.retain(|name, _| name.extension().is_some());
        (path.file_stem().unwrap().to_string_lossy().into_owned(), files)
    };
    paths.iter().map(case).collect()
}

/// Some names of each file: identifiers, at places that seem random but are the same each time.
fn names(files: &Files) -> Vec<(PathBuf, u32, String)> {
    let mut out = Vec::new();
    let mut seed = 1u64;
    for (path, text) in files.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "cue")) {
        if path.starts_with("/cue.mod") {
            continue;
        }
        let mut all: Vec<(u32, &str)> = Vec::new();
        for token in tokens(text).iter().filter(|t| t.tok == Tok::Ident) {
            let name = text.get(token.start as usize..token.end as usize).unwrap_or("");
            if !name.is_empty() && name != "_" {
                all.push((token.start, name));
            }
        }
        for _ in 0..NAMES.min(all.len()) {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let (offset, name) = all.swap_remove((seed >> 33) as usize % all.len());
            out.push((path.clone(), offset, name.to_owned()));
        }
    }
    out
}

fn prefix(name: &str) -> &str {
    ["_#", "#", "_"].into_iter().find(|p| name.starts_with(p)).unwrap_or("")
}

fn host(files: &Files) -> Host {
    let mut world = Overlay::empty();
    files.iter().for_each(|(path, text)| world.insert(path, text.as_bytes()));
    Host::new(Arc::new(world))
}

/// What is evaluated with each file, as text with a name instead of the fresh one; or else that there are errors.
fn shown(files: &Files, name: &str) -> String {
    let mut host = host(files);
    let mut out = String::new();
    for path in files.keys().filter(|p| p.extension().is_some_and(|e| e == "cue") && !p.starts_with("/cue.mod")) {
        let Some(snapshot) = host.snapshot(path).unwrap() else { continue };
        match to_ast(&snapshot.value, &Profile::EVAL, &snapshot.sources) {
            Ok(file) if snapshot.diagnostics().next().is_none() => {
                // How far values are moved to the right depends on how long names are, and so may the order of fields
                // on what they are.
                let text = format_file(&file, &Options::default()).replace(FRESH, name);
                let lines = text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "));
                let mut lines: Vec<String> =
                    lines.filter(|l| !l.starts_with("import") && !l.starts_with("let ")).collect();
                lines.sort();
                out.push_str(&lines.join("\n"));
            }
            _ => out.push_str("errors"),
        }
        out.push_str("----\n");
    }
    out
}
