//! The pages in `docs/errors`, the codes in `tenon-catalogue`, and what the command really prints are in step.
//!
//! A page has the sections Wrong, What Tenon prints, and Right. A block `LANGUAGE file=NAME` is a file of the example, with
//! `encoding=latin1` one that is written in Latin-1; a block `console` holds the command behind `$`, which is
//! `tenon export in.cue` where there is none. A page with `<!-- not run: … -->` is not run.
//!
//! `TENON_BLESS=1 cargo test -p tenon-tests --test errors` writes what is printed into the pages, and the index.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tenon_catalogue::Entry;
use tenon_tests::command::{Outcome, Scratch, binary, run};

const WRONG: &str = "## Wrong\n";
const PRINTS: &str = "## What Tenon prints\n";
const RIGHT: &str = "## Right\n";

/// Pages whose example cannot be run.
const NOT_RUN: usize = 5;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors")
}

fn blesses() -> bool {
    std::env::var_os("TENON_BLESS").is_some()
}

#[test]
fn examples_print_what_the_pages_say() {
    let mut wrong = Vec::new();
    let mut left_out = 0;
    for entry in tenon_catalogue::all() {
        let path = folder().join(format!("{}.md", entry.code));
        let page = fs::read_to_string(&path).unwrap();
        match page.contains("<!-- not run: ") {
            true => left_out += 1,
            false => match check(entry, &page) {
                Ok(new) if blesses() => fs::write(&path, new).unwrap(),
                Ok(new) if new == page => {}
                Ok(new) => wrong.push(format!("{}: the command prints\n{}", entry.code, between(&new, PRINTS, RIGHT))),
                Err(why) => wrong.push(format!("{}: {why}", entry.code)),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(left_out <= NOT_RUN, "{left_out} pages are not run");
}

/// The page with what is really printed.
fn check(entry: &Entry, page: &str) -> Result<String, String> {
    let example = between(page, WRONG, PRINTS);
    let outcome = perform(example, &[]);
    if !outcome.is_orderly() || outcome.code == Some(0) {
        return Err(format!("the wrong example is taken\n{}", outcome.transcript()));
    }
    let codes: Vec<String> = perform(example, &["--diagnostics", "json"]).stderr.lines().filter_map(code).collect();
    if !codes.iter().any(|code| code == entry.code) {
        return Err(format!("the wrong example gives {codes:?}"));
    }
    let right = perform(between(page, RIGHT, "\n## "), &[]);
    if right.code != Some(0) {
        return Err(format!("the right example is refused\n{}", right.transcript()));
    }
    let printed = format!("{PRINTS}\n```text\n{}```\n\n{RIGHT}", outcome.stderr);
    let (head, rest) = page.split_once(PRINTS).ok_or("a section is missing")?;
    let (_, tail) = rest.split_once(RIGHT).ok_or("a section is missing")?;
    Ok(format!("{head}{printed}{tail}"))
}

/// The part of a page between two headings.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split_once(from).map_or("", |(_, rest)| rest);
    rest.split_once(to).map_or(rest, |(part, _)| part)
}

/// The code of an error that is written in JSON.
fn code(line: &str) -> Option<String> {
    let error: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(error.get("code")?.as_str()?.to_owned())
}

/// Runs the example of a section, with further flags.
fn perform(section: &str, flags: &[&str]) -> Outcome {
    let scratch = Scratch::new().unwrap();
    let mut line = "tenon export in.cue".to_owned();
    for (info, body) in blocks(section) {
        let mut words = info.split(' ').skip(1);
        if let Some(name) = words.next().and_then(|word| word.strip_prefix("file=")) {
            let path = scratch.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let latin1 = || body.chars().map(|c| u8::try_from(c).unwrap()).collect();
            let bytes: Vec<u8> =
                if words.next() == Some("encoding=latin1") { latin1() } else { body.as_bytes().to_vec() };
            fs::write(path, bytes).unwrap();
        } else if info == "console" {
            line = body.strip_prefix("$ ").unwrap().trim_end().to_owned();
        }
    }
    let words = line.strip_prefix("tenon ").unwrap().split_whitespace().chain(flags.iter().copied());
    let words: Vec<String> = words.map(str::to_owned).collect();
    run(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), &words, scratch.path(), b"").unwrap()
}

/// What stands behind the opening marks of each fenced block, and what is in it.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let mut parts = text.split("```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        blocks.extend(block.split_once('\n'));
    }
    blocks
}

#[test]
fn each_code_has_a_page_and_each_page_a_code() {
    for entry in tenon_catalogue::all() {
        let heading = format!("# {}: {}\n\n", entry.code, entry.title);
        assert!(entry.page.starts_with(&heading), "docs/errors/{}.md does not start with {heading:?}", entry.code);
        for part in [WRONG, PRINTS, RIGHT] {
            assert!(entry.page.contains(part), "docs/errors/{}.md has no {part:?}", entry.code);
        }
        assert!(!entry.summary().is_empty(), "docs/errors/{}.md explains nothing", entry.code);
    }
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let code = name.strip_suffix(".md").unwrap();
        assert!(code == "README" || tenon_catalogue::find(code).is_some(), "docs/errors/{name} is about no code");
    }
}

#[test]
fn each_file_of_the_catalogue_is_listed() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/tenon-catalogue/src");
    let mut files: Vec<String> = fs::read_dir(src)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap().trim_end_matches(".rs").to_uppercase())
        .filter(|name| name != "LIB")
        .collect();
    files.sort();
    let codes: Vec<&str> = tenon_catalogue::all().map(|entry| entry.code).collect();
    assert_eq!(files, codes);
}

#[test]
fn the_index_lists_all_codes() {
    let path = folder().join("README.md");
    let text = fs::read_to_string(&path).unwrap();
    let head = text.split_once("| code |").map_or(text.as_str(), |(head, _)| head);
    let mut new = format!("{head}| code | is about |\n|---|---|\n");
    for entry in tenon_catalogue::all() {
        let _ = writeln!(new, "| [{0}]({0}.md) | {1} |", entry.code, entry.title);
    }
    if blesses() {
        fs::write(&path, new).unwrap();
    } else {
        assert_eq!(text, new);
    }
}

#[test]
fn codes_are_written_in_the_catalogue_alone() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path().join("src")).collect();
    folders.retain(|path| !path.ends_with("tenon-catalogue/src"));
    let mut found = Vec::new();
    while let Some(path) = folders.pop() {
        if path.is_dir() {
            folders.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().enumerate().filter(|(_, line)| has_code(line));
            found.extend(lines.map(|(i, line)| format!("{}:{}: {}", path.display(), i + 1, line.trim())));
        }
    }
    assert!(found.is_empty(), "use tenon_catalogue instead of\n{}", found.join("\n"));
}

/// Whether a line has a string that is a code.
fn has_code(line: &str) -> bool {
    line.split("\"E0").skip(1).any(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        digits == 3 && rest.as_bytes().get(3) == Some(&b'"')
    })
}
