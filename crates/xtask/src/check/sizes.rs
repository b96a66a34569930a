//! Files of at most 600 lines of code and functions of at most 100 lines, with a ratchet for what is longer.
//!
//! A line of code is one that is neither blank nor only a comment, outside test modules. `crates/xtask/sizes.txt` lists
//! what is longer today, as `LINES PATH`, and as `COUNT functions` the number of functions that are too long: none of
//! these numbers may grow, and `cargo xtask check --update` lowers them. Functions are found by indentation, which
//! holds because the code is formatted by rustfmt.

use crate::sources::Source;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 100;
const RECORD: &str = "crates/xtask/sizes.txt";
const FUNCTIONS: &str = "functions";

pub fn check(root: &Path, files: &[Source], update: bool) -> Vec<String> {
    let mut recorded = read_record(&fs::read_to_string(root.join(RECORD)).unwrap_or_default());
    let mut findings = Vec::new();
    let mut now = BTreeMap::new();
    let mut long = Vec::new();
    for file in files.iter().filter(|file| !file.is_test()) {
        let lines = code_lines(file);
        if lines > FILE_LINES {
            now.insert(file.path.clone(), lines);
            if lines > recorded.get(&file.path).copied().unwrap_or(FILE_LINES) {
                findings.push(format!("{}: {lines} lines of code, more than {FILE_LINES}", file.path));
            }
        }
        long.extend(long_functions(file));
    }
    let most = recorded.remove(FUNCTIONS).unwrap_or(0);
    for (place, lines) in &long {
        println!("note {place}: a function of {lines} lines");
    }
    if long.len() > most {
        findings.push(format!("{} functions of more than {FUNCTION_LINES} lines, {most} before", long.len()));
    }
    if update && findings.is_empty() {
        now.insert(FUNCTIONS.to_owned(), long.len());
        let text: String = now.iter().map(|(path, lines)| format!("{lines} {path}\n")).collect();
        if fs::write(root.join(RECORD), text).is_err() {
            findings.push(format!("{RECORD}: cannot be written"));
        }
    }
    findings
}

fn read_record(text: &str) -> BTreeMap<String, usize> {
    let entry = |line: &str| {
        let (number, path) = line.split_once(' ')?;
        Some((path.to_owned(), number.parse().ok()?))
    };
    text.lines().filter_map(entry).collect()
}

fn code_lines(file: &Source) -> usize {
    let is_code = |line: &str| !line.is_empty() && !line.starts_with("//");
    file.product_lines().iter().filter(|(_, line)| is_code(line.trim())).count()
}

/// `path:line` and length of each function that is too long.
fn long_functions(file: &Source) -> Vec<(String, usize)> {
    let lines = file.product_lines();
    let mut long = Vec::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (number, line) in lines {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if starts_function(text) && !text.ends_with(';') && !text.ends_with('}') {
            open.retain(|(outer, _)| *outer < indent);
            open.push((indent, number));
        } else if text == "}"
            && let Some(at) = open.iter().position(|(outer, _)| *outer == indent)
        {
            let start = open[at].1;
            open.truncate(at);
            let length = number - start + 1;
            if length > FUNCTION_LINES {
                long.push((format!("{}:{start}", file.path), length));
            }
        }
    }
    long
}

fn starts_function(text: &str) -> bool {
    let mut words = text.split(' ');
    words.by_ref().find(|word| !is_modifier(word)) == Some("fn")
}

fn is_modifier(word: &str) -> bool {
    word.starts_with("pub") || matches!(word, "const" | "async" | "unsafe" | "extern" | "in") || word.ends_with(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(body: usize) -> Source {
        let text = format!("//! x\npub fn f() {{\n{}}}\n\nfn g() {{}}\n", "    g();\n".repeat(body));
        Source { path: "crates/a/src/lib.rs".into(), text }
    }

    #[test]
    fn long_functions_are_found() {
        assert_eq!(long_functions(&source(98)), []);
        assert_eq!(long_functions(&source(99)), [("crates/a/src/lib.rs:2".to_owned(), 101)]);
    }

    #[test]
    fn comments_and_blank_lines_do_not_count() {
        assert_eq!(code_lines(&source(3)), 6);
    }
}
