//! Comments at random places of the suite's files: formatted, each is still there, and stands where it stood or right
//! behind the declaration that held it. The tree stays as it is, and formatting twice changes nothing.
//!
//! `TENON_FILES=FOLDER` takes the `.cue` files below a folder as well.

use std::fs;
use std::path::{Path, PathBuf};
use tenon_format::{Options, format_file, format_source};
use tenon_source::{FileId, Source};
use tenon_syntax::{LanguageVersion, Parsed, parse};
use tenon_tests::case::Case;
use tenon_tests::permute::{Choices, Random};
use tenon_tests::places::Places;

const FILE: FileId = FileId(0);
const SEEDS: u64 = 8;

#[test]
fn comments_stay() {
    let mut texts: Vec<(String, String)> = Vec::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("suite"), "txtar") {
        let case = Case::parse(&fs::read_to_string(&path).unwrap());
        let inputs = case.files().filter(|(name, _)| name.ends_with(".cue"));
        texts.extend(inputs.map(|(name, text)| (format!("{}: {name}", path.display()), text.clone())));
    }
    if let Some(folder) = std::env::var_os("TENON_FILES") {
        let found = files(Path::new(&folder), "cue").into_iter();
        texts.extend(found.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())));
    }
    texts.retain(|(_, text)| read(text).errors.is_empty());
    assert!(texts.len() > 300, "only {} texts", texts.len());
    let mut failures = Vec::new();
    for (name, text) in &texts {
        for seed in 0..SEEDS {
            let mut random = Random::new(seed);
            let mut commented = text.clone();
            for number in 0..=seed {
                insert(&mut commented, number, &mut random);
            }
            if let Err(why) = check(&commented) {
                failures.push(format!("=== {name}, seed {seed}: {why}\n--- of\n{commented}"));
                break;
            }
        }
    }
    failures.truncate(20);
    assert!(failures.is_empty(), "{}\n{} texts", failures.concat(), failures.len());
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(text: &str) -> Parsed {
    parse(FILE, text, LanguageVersion::LATEST)
}

fn format(text: &str) -> String {
    format_source(&Source::new("in.cue", text), FILE, &read(text), &Options::default())
}

/// Puts a comment at a place where one may stand, if a few attempts find one.
fn insert(text: &mut String, number: u64, random: &mut Random) {
    let count = read(text).comments.len();
    for _ in 0..20 {
        let at = random.below(text.len() + 1);
        let comment = match random.below(4) {
            0 => format!("\n// c{number}\n"),
            1 => format!("\n\n// c{number}\n\n"),
            _ => format!(" // c{number}\n"),
        };
        let (Some(before), Some(behind)) = (text.get(..at), text.get(at..)) else { continue };
        let in_word = |c: char| c.is_alphanumeric() || "_#$.".contains(c);
        if before.ends_with(in_word) && behind.starts_with(in_word) {
            continue;
        }
        let new = format!("{before}{comment}{behind}");
        let parsed = read(&new);
        if parsed.errors.is_empty() && parsed.comments.len() == count + 1 {
            *text = new;
            return;
        }
    }
}

fn check(text: &str) -> Result<(), String> {
    let once = format(text);
    let (before, after) = (read(text), read(&once));
    let wrong = |what: &str| Err(format!("{what}\n{once}"));
    if !after.errors.is_empty() {
        return wrong("does not parse");
    }
    if format(&once) != once {
        return wrong(&format!("formatting twice changes it to\n{}--- from", format(&once)));
    }
    if format_file(&before.file, &Options::default()) != format_file(&after.file, &Options::default()) {
        return wrong("another tree");
    }
    let (from, to) = (Places::of(text, &before), Places::of(&once, &after));
    if from.comments.len() != to.comments.len() {
        return wrong("other comments");
    }
    let mut found = vec![false; to.comments.len()];
    for a in &from.comments {
        let same = to.comments.iter().zip(&found).position(|(b, found)| !found && a.text == b.text);
        let Some(i) = same else { return wrong(&format!("{a:?} is gone")) };
        found[i] = true;
        let another = i.checked_sub(1).and_then(|i| to.comments.get(i));
        if !from.may_move(a, &to.comments[i], another) {
            return wrong(&format!("{a:?} became {:?}", to.comments[i]));
        }
    }
    Ok(())
}
