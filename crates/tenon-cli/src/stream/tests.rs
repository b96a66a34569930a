//! A stream says what reading everything first says, whatever the chunks and the threads.

use super::*;
use crate::cli::{Cli, Command};
use crate::session::{self, DataMode, Shown};
use clap::Parser;
use std::path::PathBuf;
use tenon::explain::diagnostics;
use tenon::source::SourceMap;
use tenon_report::{Format, render, sorted};

const SCHEMA: &str = r##"
import "strings"

#R: {
	id:    int & >=0
	name?: strings.MinRunes(2)
	kind:  "a" | "b"
	if kind == "b" {extra: bool}
	sub?: {x: int, y: *1 | int, [=~"^z"]: string}
}
#P: {id: int & >=0, kind: "a" | "b", sub?: {x: int, y: *1 | int, [=~"^z"]: string}}
#Q: {id: int & >=0, kind: "a" | "b", sub?: {x: int, y?: >x, [K=string]: int | {of: K}}}
#S: int | string | [...int] | null
"##;

/// A folder that goes away in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tenon-stream-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn write(&self, name: &str, text: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn flags(arguments: &[&str]) -> (Global, Vet) {
    let cli = Cli::try_parse_from(["tenon", "vet"].iter().chain(arguments)).unwrap();
    let Command::Vet(flags) = cli.command else { panic!("vet is vet") };
    (cli.global, flags)
}

fn text(errors: &[Diagnostic], sources: &SourceMap) -> String {
    let mut errors = sorted(errors, sources);
    errors.iter_mut().for_each(|e| e.record = None);
    render(&errors, sources, Format::Plain)
}

/// What is told where everything is read first.
fn whole(global: &Global, flags: &Vet) -> String {
    let loaded = session::load(global, &flags.input, &flags.input.inputs, None, false);
    if !loaded.errors.is_empty() {
        return text(&loaded.errors, &loaded.sources);
    }
    let session = session::open(global, &flags.input, &[], DataMode::Apart, false).unwrap();
    let (sources, judged) = session.each(Shown::default(), "reporting", |_, value, _| diagnostics(value, true));
    text(&judged.concat(), sources)
}

fn check(name: &str, schema: &str, extension: &str, data: &[u8]) -> String {
    let folder = Folder::new(name);
    let (cue, file) = (folder.write("in.cue", SCHEMA.as_bytes()), folder.write(&format!("data.{extension}"), data));
    let (global, flags) = flags(&["-d", schema, &cue, &file]);
    let expected = whole(&global, &flags);
    for (threads, chunk) in [(1, 1), (1, 7), (2, 64), (5, 1), (5, 33), (1, 1 << 18), (2, 1 << 18)] {
        let opened = open::open(&global, &flags).expect("it can be streamed");
        let told = gather(&global.run, opened, Plan { threads: Some(threads), chunk }, None).expect("it is told");
        assert_eq!(text(&told.errors, &told.sources), expected, "{threads} threads, chunks of {chunk} bytes");
    }
    for limit in [0, 1, 3, 100] {
        let opened = open::open(&global, &flags).expect("it can be streamed");
        let told = gather(&global.run, opened, Plan { threads: Some(2), chunk: 20 }, Some(limit)).expect("it is told");
        assert!(told.errors.len() <= limit || told.more == 0);
        assert!(expected.starts_with(&text(&told.errors, &told.sources)), "the first {limit} errors");
    }
    expected
}

#[test]
fn lines() {
    let mut data = String::new();
    for i in 0..400 {
        data.push_str(&match i % 9 {
            0 => format!("{{\"id\": {i}, \"kind\": \"a\"}}\n"),
            1 => format!("{{\"id\": -{i}, \"kind\": \"a\", \"sub\": {{\"x\": 1.5}}}}\n"),
            2 => format!("{{\"id\": {i}, \"kind\": \"b\", \"extra\": true, \"name\": \"é\"}}  "),
            3 => format!("{{\n  \"id\": {i},\n  \"kind\":\n\"c\"\n}}\n\n"),
            4 => "{\"kind\": \"a\", \"more\": 1}\r\n".to_owned(),
            5 => {
                format!("{{\"id\": {i}, \"kind\": \"a\", \"sub\": {{\"x\": 1, \"zz\": \"a\\nb\"}}}}{{\"id\": \"x\"}}\n")
            }
            6 => format!("{{\"id\": {i}, \"kind\": \"a\", \"id\": {i}}}\n"),
            7 => format!("{{\"id\": {i}, \"kind\": \"\\u0061\"}}\n"),
            _ => format!("{{\"id\": {i}, \"kind\": \"b\"}}\n"),
        });
    }
    for schema in ["#R", "#P", "#Q"] {
        let told = check(&format!("lines{}", &schema[1..]), schema, "jsonl", data.as_bytes());
        assert!(told.lines().count() > 400, "{told}");
    }
}

#[test]
fn documents() {
    let mut data = "# header\n%YAML 1.2\n---\nid: 0\nkind: a\n".to_owned();
    for i in 0..200 {
        data.push_str(&match i % 7 {
            0 => format!("---\nid: {i}\nkind: a\n"),
            1 => "--- # nothing\n".to_owned(),
            2 => format!("--- {{id: -{i}, kind: b}}\n"),
            3 => format!("---\nid: {i}\nkind: b\nextra: true\nname: |\n  é\n  ---\n"),
            4 => format!("---\nid: &x {i}\nkind: c\nsub: {{x: *x}}\n...\n# comment\n"),
            5 => "---\nkind: a\nsub:\n  x: 1\n  zz: 1\n".to_owned(),
            _ => "...\n%TAG ! tag:yaml.org,2002:\n---\nid: 3\nkind: a\n".to_owned(),
        });
    }
    for schema in ["#R", "#P", "#Q"] {
        let told = check(&format!("documents{}", &schema[1..]), schema, "yaml", data.as_bytes());
        assert!(told.lines().count() > 200, "{told}");
    }
    for (i, bad) in
        ["a: [1\n", "a: 1\n a: 2\n", "a: 1\na: 2\n", "\t- a: 1\n", "a: *b\n", "a: \"\n"].into_iter().enumerate()
    {
        check(&format!("bad-document{i}"), "_", "yaml", format!("a: 1\n---\n{bad}---\nb: 1\n").as_bytes());
    }
    for (i, text) in ["", "# nothing\n", "---\n---\n", "1\n", "---\n# no\n---\n1\n"].into_iter().enumerate() {
        check(&format!("document{i}"), "#S", "yaml", text.as_bytes());
    }
}

/// Whether a list is found right element by element; where it is not, all of it is read.
fn check_list(name: &str, schema: &str, data: &str) -> bool {
    let folder = Folder::new(name);
    let (cue, file) = (folder.write("in.cue", SCHEMA.as_bytes()), folder.write("data.json", data.as_bytes()));
    let (global, flags) = flags(&["-d", schema, &cue, &file]);
    let expected = whole(&global, &flags);
    let mut right = None;
    for (threads, chunk) in [(1, 1), (2, 64), (5, 333), (1, 1 << 18)] {
        let opened = open::open(&global, &flags).expect("it can be streamed");
        let told = gather(&global.run, opened, Plan { threads: Some(threads), chunk }, None);
        assert!(told.as_ref().is_none_or(|told| told.errors.is_empty() && expected.is_empty()), "{expected}");
        assert!(right.is_none_or(|before| before == told.is_some()), "{threads} threads, chunks of {chunk} bytes");
        right = Some(told.is_some());
    }
    right == Some(true)
}

#[test]
fn elements() {
    let clear = |i: usize| format!("{{\"id\": {i}, \"kind\": \"a\", \"sub\": {{\"x\": 1, \"zz\": \"],\\\"\\\\\"}}}}");
    let list = |by: &str| format!(" [{}]\n", (0..2000).map(clear).collect::<Vec<_>>().join(by));
    for (i, by) in [",", ",\n", " ,\n  "].into_iter().enumerate() {
        assert!(check_list(&format!("list{i}"), "[...#P]", &list(by)));
    }
    let clear =
        |i: usize| format!("{{\"id\": {i}, \"kind\": \"a\", \"sub\": {{\"x\": 1, \"zz\": {{\"of\": \"zz\"}}}}}}");
    let parts = format!("[{}]", (0..2000).map(clear).collect::<Vec<_>>().join(","));
    assert!(check_list("parts", "[...#Q]", &parts));
    let wrong = parts.replacen("{\"of\": \"zz\"}", "{\"of\": \"z\"}", 1);
    assert!(!check_list("bad-parts", "[...#Q]", &wrong));
    let unclear = list(",").replace("1999,", "1999, \"name\": \"ab\",");
    assert!(check_list("unclear", "[...#R]", &unclear));
    let good = list(",\n");
    for (i, bad) in [
        good.replace("\"id\": 77,", ""),
        good.replace("\"id\": 77,", "\"id\": -77,"),
        good.replace("]\n", "]]"),
        good.replace("]\n", ""),
        good.replace("]\n", ",]"),
        good.replace("{\"id\": 1000", ",{\"id\": 1000"),
        good.replace("{\"id\": 1000", "[{\"id\": 1000"),
        good.replace("{\"id\": 1000", "{\"id\": \"1000"),
        format!("{good}1"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(!check_list(&format!("bad-list{i}"), "[...#P]", &bad), "{i}");
    }
}

#[test]
fn values_of_all_sorts() {
    let told = check("sorts", "#S", "jsonl", b"1 2\n\"a\"\"b\"[1,\n2]null\n1.5\n[\"a\"]\ntrue\n{}\n");
    assert!(told.contains("alternatives"), "{told}");
}

#[test]
fn nothing() {
    assert_eq!(check("nothing", "#P", "jsonl", b""), "");
    assert_eq!(check("space", "#P", "jsonl", b" \n\n"), "");
    assert_eq!(check("mark", "#S", "jsonl", b"\xef\xbb\xbf1\n2\n"), "");
}

#[test]
fn what_is_no_data() {
    let good = "{\"id\": 1, \"kind\": \"a\"}\n{\"id\": -1, \"kind\": \"a\"}\n";
    let bad = [
        "[1,\n2]\n{\"id\": 1,}\n{}",
        "{\"id\": 1\n{\"id\": 2}\n",
        "{\"id\"\n\"a\": 1}",
        "{\"id\": [1,\n{}\n{}]}",
        "\"a\nb\"",
        "tru\ne",
        "{\"a\": 1, \"a\": 2}\n{}",
        "1 }\n2",
        "\u{feff}1",
        "'a'",
        "// no\n1",
        "{\"é\": 1",
        "[1\n2]",
        "{\"a\": 1}}\n\n3",
        "1e",
        "\"\\x\"",
    ];
    for (i, bad) in bad.into_iter().enumerate() {
        for data in [format!("{good}{bad}"), format!("{good}{bad}\n{good}{good}")] {
            let told = check(&format!("bad{i}"), "_", "jsonl", data.as_bytes());
            assert!(told.contains(".jsonl:"), "{data:?}: {told}");
        }
    }
    for data in [&b"1\n\"\xff\"\n2\n"[..], b"1\n{\n\"a\xc3\"\n", b"{]\n1\n\xe9"] {
        let told = check("utf8", "_", "jsonl", data);
        assert!(told.contains("UTF-8"), "{told}");
    }
}
