//! The command as its users see it: arguments and files in; standard output, errors and exit status out.
//!
//! Snapshots are under `tests/cli/`; `INSTA_UPDATE=always cargo test -p tenon-tests --test cli` writes them.

use std::fs;
use std::path::Path;
use tenon_tests::case::Case;
use tenon_tests::command::{Outcome, Scratch, binary};
use tenon_tests::{snapshots, transcript};

fn start(files: &str, line: &str, stdin: &str) -> Outcome {
    transcript::start(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), files, line, stdin)
}

fn start_in(folder: &Path, line: &str, stdin: &[u8]) -> Outcome {
    transcript::start_in(&binary(env!("CARGO_BIN_EXE_tenon-under-test")), folder, line, stdin)
}

const SERVICE: &str = "\
-- schema.cue --
package service

#Service: {
	name!:    =~\"^[a-z]+$\"
	replicas: *1 | int & >0
	labels: [string]: string
}
services: [string]: #Service
-- web.cue --
package service

services: web: {
	name: \"web\"
	labels: team: \"shop\"
}
-- data.json --
{\"services\": {\"api\": {\"name\": \"api\", \"replicas\": 3}}}
-- wrong.yaml --
services:
  api:
    name: API
    replicas: 0
";

const OWNED: &str = "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- CODEOWNERS --
*         @platform
/policy/  @acme/policy security@acme.example
/web/     @web
-- policy/limits.cue --
package policy

#Limits: {
	cpu:    <4
	memory: <8 @owner(storage)
}
-- web/in.cue --
package web

import \"test.example/policy\"

limits: policy.#Limits & {
	cpu:    6
	memory: 16
	disk:   1
}
";

snapshots! {
    export_json: "export schema.cue web.cue", SERVICE;
    export_yaml: "export schema.cue web.cue data.json --out yaml", SERVICE;
    export_toml: "export schema.cue web.cue --out toml", SERVICE;
    export_cue: "export schema.cue web.cue --out cue", SERVICE;
    export_expression: "export schema.cue web.cue -e services.web.replicas", SERVICE;
    export_text: "export in.cue --out text -e greeting", "-- in.cue --\ngreeting: \"hello\"\n";
    export_stdin: "export -", "", stdin: "a: 1 + 1\n";
    eval_shows_what_is_known: "eval schema.cue", SERVICE;
    eval_all: "eval -a schema.cue web.cue", SERVICE;
    def_keeps_constraints: "def schema.cue", SERVICE;
    def_keeps_empty_lines_above_documentation: "def in.cue", "\
-- in.cue --
a: int

b: int

// documented
c: int
// close
d: int

if true {
	e: f: int
}
";
    vet_data: "vet schema.cue data.json -d services", "\
-- schema.cue --
services: [string]: {name: string, replicas: >0}
-- data.json --
{\"api\": {\"name\": \"api\", \"replicas\": 3}}
";
    vet_data_against_several_schemas: "vet limits.cue load.yaml -d #Low -d #Even", "\
-- limits.cue --
#Low: load: <50
#Even: load: 2 | 4 | 6
-- load.yaml --
load: 5
";
    package_with_files: "export ./shop load.yaml limit.cue double.cue", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- shop/in.cue --
package shop

load!: int
name:  \"corner\"
-- limit.cue --
package limit

load: <50
-- double.cue --
double: 2 * load
-- load.yaml --
load: 5
";
    several_packages_with_a_file: "export ./a ./b load.yaml", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- a/in.cue --
package a

x: 1
-- b/in.cue --
package b

x: 2
-- load.yaml --
load: 5
";
    owners_plain: "vet ./web", OWNED;
    owners_pretty: "vet --diagnostics pretty ./web", OWNED;
    owners_json: "vet --diagnostics json ./web", OWNED;
    owners_sarif: "vet --diagnostics sarif ./web", OWNED;
    owners_github: "vet --diagnostics github ./web", OWNED;
    owners_why: "why limits.memory ./web", OWNED;
    owners_why_in_json: "why limits --json ./web", OWNED;
    owners_by_owner: "vet --by-owner ./web", OWNED;
    owners_by_owner_in_json: "vet --by-owner --diagnostics json ./web", OWNED;
    owners_by_owner_limited: "vet --by-owner --max-errors 1 ./web", OWNED;
    owners_of_the_repository: "-C repo/module vet ./web", "\
-- repo/.git/HEAD --
-- repo/.github/CODEOWNERS --
/module/web/ @web
-- repo/module/CODEOWNERS --
* @nobody
-- repo/module/cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- repo/module/web/in.cue --
package web

a: 1 & 2
";
    owners_of_data: "vet schema.cue data.yaml", "\
-- docs/CODEOWNERS --
*.cue @schemas
[Data] @ops
*.yaml
-- schema.cue --
port: <1024
-- data.yaml --
port: 8080
";
    profile_of_nothing: "fmt in.cue --profile out.svg", "-- in.cue --\na: 1\n";
    vet_data_wrong: "vet schema.cue web.cue wrong.yaml", SERVICE;
    fmt_stdin: "fmt -", "", stdin: "a:1\nbcd:   {x:1,y:2}\n";
    version: "version --help", "";
    unknown_command: "nonsense", "";
    unknown_flag: "export --nonsense", "";
    unknown_format: "export in.cue --out nonsense", "-- in.cue --\na: 1\n";
    unknown_topic: "help nonsense", "";
    missing_operand: "completion", "";
    help_topic: "help status", "";
    explain: "explain e0206", "";
    explain_several: "explain E0206 E0842", "";
    explain_unknown: "explain E0999", "";
    explain_no_code: "explain conflict", "";
    pattern_without_packages: "vet ./p...", "-- cue.mod/module.cue --\nmodule: \"test.example\"\nlanguage: version: \"v0.15.0\"\n-- q/in.cue --\npackage q\n";
    pattern: "export ./p...", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- p1/in.cue --
package p1

a: 1
-- p2/x/in.cue --
package x

a: 2
-- q/in.cue --
package q

a: 3
";
    pattern_wrong: "vet ./p...", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- p1/in.cue --
package p1

a: 1 & 2
";
    data_files_of_a_folder: "export ./p -n config", "\
-- p/in.cue --
package p

a: int
-- p/config.json --
{\"a\": 1}
-- p/other.json --
{\"a\": \"x\"}
";
    fmt_files: "fmt --files --check .", "-- a.cue --\nx:1\n-- b/c.cue --\ny: 1\n-- b/d.cue --\nz:   1\n";
    trim_stdout: "trim -o - in.cue", "\
-- in.cue --
// Every light.
light: [string]: {
	room:       string
	brightness: *0.5 | number
}

light: hall: {
	// Says the same.
	brightness: 0.5 // twice
	room:       \"hall\"
}
light: attic: {room: \"attic\", brightness: 0.1}
light: cellar: {room: \"cellar\", brightness: 0.5}
";
    trim_diff: "trim --diff .", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- a.cue --
package p

#Server: {name: string, port: 80}
server: #Server
-- b.cue --
package p

server: {
	name: \"b\"
	port: 80
}
";
    trim_dry_run: "trim -n a.cue", "-- a.cue --\nx: int\nx: 1\n";
    trim_wrong: "trim a.cue", "-- a.cue --\nx: 1\nx: 2\n";
    export_ignore: "export -i a.json b.json --merge=false in.cue", "\
-- in.cue --
a: int
-- a.json --
{\"a\": \"x\"}
-- b.json --
{\"a\": 2}
";
    test_file_beside_others: "export in.cue in_test.cue", "-- in.cue --\na: 1\n-- in_test.cue --\na: 2\n";
    eval_ignore: "eval -i in.cue", "-- in.cue --\na: 1 & 2\nb: 3\n";
    diagnostics_pretty: "vet --diagnostics pretty in.cue", "-- in.cue --\na: 1\na: 2\nb: 1\nb: 2\nc: int\n";
    diagnostics_json: "vet --diagnostics json in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    diagnostics_json_message: "vet --diagnostics json in.cue", "-- in.cue --\na: int\n";
    diagnostics_github: "vet --diagnostics github in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    diagnostics_gitlab: "vet --diagnostics gitlab in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    diagnostics_junit: "vet --diagnostics junit in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    diagnostics_junit_of_nothing: "vet --diagnostics junit in.cue", "-- in.cue --\na: b: 1\n";
    diagnostics_sarif: "vet --diagnostics sarif in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    diagnostics_file: "vet --diagnostics-file missing/report.sarif in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    vet_records: "vet -d #R in.cue data.jsonl", "-- in.cue --\n#R: {id: int & >0, note?: string}\n-- data.jsonl --\n{\"id\": 1}\n{\"id\": 0}\n\n{\"id\": 3,\n \"not\": \"a\"} {\"note\": \"b\"}\n";
    vet_records_broken: "vet -d #R in.cue data.jsonl", "-- in.cue --\n#R: {id: int & >0}\n-- data.jsonl --\n{\"id\": 0}\n{\"id\": 1,}\n";
    vet_records_pretty: "vet --diagnostics pretty -d #R in.cue data.jsonl", "-- in.cue --\n#R: {id: int & >0}\n-- data.jsonl --\n{\"id\": 1}\n{\"id\": 0}\n";
    vet_records_json: "vet --diagnostics json -d #R in.cue data.jsonl", "-- in.cue --\n#R: {id: int & >0}\n-- data.jsonl --\n{\"id\": 1}\n{\"id\": 0}\n";
    vet_documents: "vet -d #R in.cue data.yaml", "-- in.cue --\n#R: {id: int & >0}\n-- data.yaml --\nid: 1\n---\nid: 0\n---\n# nothing\n---\nid: -1\n";
    vet_list_of_records: "vet -d #L in.cue data.json", "-- in.cue --\n#L: [...{id: int & >0}]\n-- data.json --\n[{\"id\": 1}, {\"id\": 0}]\n";
    max_errors: "vet --max-errors 1 in.cue", "-- in.cue --\na: 1\na: 2\nb: 1\nb: 2\nc: 1\nc: 2\n";

    syntax_error: "export in.cue", "-- in.cue --\na: 1 +\nb: [1, 2\nc: 3\n";
    five_syntax_errors: "export in.cue", "-- in.cue --\na: 1 2\nb: ]\nc: \"x\nd: {e 5}\nf: 1 +\ng: 1\n";
    syntax_errors_in_two_places: "export in.cue", "-- in.cue --\na: 1 2\nb: ]\nc: \"x\ny: 1\n";
    conflict: "export in.cue", "-- in.cue --\na: b: 1\na: b: 2\n";
    conflict_between_files: "export a.cue b.cue", "-- a.cue --\nport: 80\n-- b.cue --\nport: \"80\"\n";
    not_allowed: "export in.cue", "-- in.cue --\n#S: {name: string}\ns: #S & {nmae: \"x\"}\n";
    incomplete: "export in.cue", "-- in.cue --\na: int\nb: {c: string, d: 1}\n";
    incomplete_is_fine_to_eval: "eval in.cue", "-- in.cue --\na: int\nb: a + 1\n";
    missing_required: "export in.cue", "-- in.cue --\n#S: {name!: string}\ns: #S\n";
    missing_import: "export .", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- in.cue --
package p

import \"test.example/nowhere\"

a: nowhere.x
";
    missing_builtin_package: "export in.cue", "-- in.cue --\nimport \"encoding/klingon\"\na: klingon.x\n";
    missing_file: "export nothere.cue", "";
    missing_folder: "export ./nothere", "-- cue.mod/module.cue --\nmodule: \"test.example\"\nlanguage: version: \"v0.15.0\"\n";
    directory_without_dot: "export shop", "-- shop/in.cue --\npackage shop\n";
    file_without_extension: "export load", "-- load --\nload: 5\n";
    unknown_qualifier: "export yml:load", "-- load --\nload: 5\n";
    qualifier_without_file: "export in.cue yaml:", "-- in.cue --\na: 1\n";
    package_name_wrong: "export in.cue --out cue -p two-words", "-- in.cue --\na: 1\n";
    yaml_duplicate_key: "export in.yaml", "-- in.yaml --\na: 1\nb: 2\na: 3\n";
    yaml_broken: "export in.yaml", "-- in.yaml --\na: [1, 2\nb: }\n";
    json_broken: "export in.json", "-- in.json --\n{\"a\": 1,}\n";
    toml_broken: "export in.toml", "-- in.toml --\na = \n";
    cycle_without_value: "export in.cue", "-- in.cue --\na: b\nb: a\n";
    cycle_of_sums: "export in.cue", "-- in.cue --\na: b + 1\nb: a + 1\n";
    structural_cycle: "export in.cue", "-- in.cue --\na: {b: a}\n";
    structural_cycle_in_list: "export in.cue", "-- in.cue --\n#L: {next: #L}\nx: #L\n";
    division_by_zero: "export in.cue", "-- in.cue --\na: 1 / 0\n";
    unknown_reference: "export in.cue", "-- in.cue --\na: nothere\n";
    tag_refused: "export . -t env=moon", "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- in.cue --
package p

env: \"dev\" | \"prod\" @tag(env)
";
}

/// Runs and wants a clear error: exit status 1 and something on standard error.
fn fails(folder: &Path, line: &str) -> Outcome {
    let outcome = start_in(folder, line, b"");
    assert_eq!(outcome.code, Some(1), "tenon {line}: {}", head(&outcome.stdout));
    assert!(!outcome.stderr.trim().is_empty(), "tenon {line} fails and says nothing");
    outcome
}

fn head(text: &str) -> &str {
    text.char_indices().nth(500).map_or(text, |(end, _)| &text[..end])
}

fn with_file(name: &str, bytes: &[u8]) -> Scratch {
    let scratch = Scratch::new().unwrap();
    fs::write(scratch.path().join(name), bytes).unwrap();
    scratch
}

#[test]
fn completion_scripts() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let outcome = start("", &format!("completion {shell}"), "");
        assert!(outcome.code == Some(0) && outcome.stdout.contains("export"), "{shell}: {}", outcome.transcript());
    }
}

#[test]
fn a_hundred_errors_unless_all_are_asked_for() {
    let text: String = (0..120).map(|n| format!("a{n}: 1 & 2\n")).collect();
    let files = format!("-- in.cue --\n{text}");
    let some = start(&files, "vet in.cue", "");
    assert_eq!(some.stderr.matches("conflicting values").count(), 100);
    assert!(some.stderr.ends_with("and 20 more; --all-errors prints them\n"), "{}", some.stderr);
    let all = start(&files, "vet -E in.cue", "");
    assert_eq!(all.stderr.matches("conflicting values").count(), 120);
}

#[test]
fn progress_goes_to_standard_error() {
    let outcome = start("-- in.cue --\na: 1\n", "export -v in.cue", "");
    assert_eq!(outcome.stdout, "{\n    \"a\": 1\n}\n");
    assert!(outcome.stderr.contains("loaded 1 packages of 1 files"), "{}", outcome.stderr);
}

/// Levels of nesting that no stack takes.
const DEEP: usize = 100_000;

#[test]
fn deep_nesting() {
    let nested = [
        format!("a: {}1{}\n", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("a: {}1{}\n", "{b: ".repeat(DEEP), "}".repeat(DEEP)),
        format!("a: {}1{}\n", "(".repeat(DEEP), ")".repeat(DEEP)),
        format!("a: {}1\n", "b: ".repeat(DEEP)),
        format!("a: {}1\n", "-".repeat(DEEP)),
        format!("a: {}true\n", "!".repeat(DEEP)),
        format!("a: 1{}\n", " + 1".repeat(DEEP)),
        format!("a: int{}\n", " & int".repeat(DEEP)),
        format!("a: {}\n", "[".repeat(DEEP)),
        format!("a: {}x{}\n", "\"\\(".repeat(DEEP), ")\"".repeat(DEEP)),
        format!("a: {}{{}}{}\n", "close(".repeat(DEEP), ")".repeat(DEEP)),
        format!("a: {{{}b: 1{}}}\n", "if true {".repeat(DEEP), "}".repeat(DEEP)),
        format!("a: {{}}\nb: a{}\n", ".b".repeat(DEEP)),
        format!("a: 1{}\n", "]".repeat(DEEP)),
    ];
    for text in &nested {
        let scratch = with_file("in.cue", text.as_bytes());
        for command in ["export", "eval", "def", "fmt --check"] {
            let outcome = start_in(scratch.path(), &format!("{command} in.cue"), b"");
            let said_why = outcome.code == Some(0) || !outcome.stderr.trim().is_empty() || command.starts_with("fmt");
            assert!(said_why, "{command} of {} fails and says nothing", head(text));
        }
    }
}

#[test]
fn deep_nesting_in_data() {
    let json = format!("{}1{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let flow = format!("{}1{}\n", "{a: ".repeat(DEEP), "}".repeat(DEEP));
    let toml = format!("a = {}1{}\n", "[".repeat(DEEP), "]".repeat(DEEP));
    let tables = format!("a = {}1{}\n", "{b = ".repeat(DEEP), "}".repeat(DEEP));
    let keys = format!("{} = 1\n", vec!["a"; DEEP].join("."));
    let open = "[".repeat(DEEP);
    for (name, text) in [
        ("in.json", &json),
        ("in.json", &objects),
        ("in.json", &open),
        ("in.yaml", &json),
        ("in.yaml", &flow),
        ("in.toml", &toml),
        ("in.toml", &tables),
        ("in.toml", &keys),
    ] {
        let scratch = with_file(name, text.as_bytes());
        let outcome = start_in(scratch.path(), &format!("export {name}"), b"");
        assert!(outcome.code == Some(0) || !outcome.stderr.trim().is_empty(), "{name}: {}", head(&outcome.stdout));
    }
}

#[test]
fn a_long_chain_of_references() {
    let mut text = "a0: 1\n".to_owned();
    for n in 1..20_000 {
        text.push_str(&format!("a{n}: a{} + 1\n", n - 1));
    }
    let scratch = with_file("in.cue", text.as_bytes());
    let outcome = start_in(scratch.path(), "export in.cue -e a19999", b"");
    assert_eq!((outcome.code, outcome.stdout.trim()), (Some(0), "20000"), "{}", head(&outcome.stderr));
}

/// 2^30 combinations, of which one is right: each conjunct rules out half.
#[test]
fn a_disjunction_of_many_combinations() {
    let fields: String = (0..30).map(|n| format!("x: f{n}: 1 | 2\nx: f{n}: 2 | 3\n")).collect();
    let scratch = with_file("in.cue", fields.as_bytes());
    let outcome = start_in(scratch.path(), "export in.cue -e x.f29", b"");
    assert_eq!((outcome.code, outcome.stdout.trim()), (Some(0), "2"), "{}", head(&outcome.stderr));

    let structs: String = (0..30).map(|n| format!("x: {{f{n}: 1}} | {{f{n}: 2}}\n")).collect();
    let scratch = with_file("in.cue", structs.as_bytes());
    let outcome = start_in(scratch.path(), "export in.cue", b"");
    assert_eq!(outcome.code, Some(1), "{}", head(&outcome.stdout));
    assert!(!outcome.stderr.trim().is_empty());
}

/// About 30 MB of JSON.
#[test]
fn a_big_data_file() {
    let mut text = "[\n".to_owned();
    for n in 0..250_000 {
        text.push_str(&format!("{{\"id\": {n}, \"name\": \"service number {n}\", \"on\": true, \"tags\": [\"a\", \"b\", {n}.5], \"nested\": {{\"x\": null}}}},\n"));
    }
    text.push_str("{}]\n");
    let scratch = with_file("in.json", text.as_bytes());
    fs::write(
        scratch.path().join("in.cue"),
        "import \"list\"\n\ndata: _\nn: len(data)\nok: list.MaxItems(300_000) & data[:2]\n",
    )
    .unwrap();
    let outcome = start_in(scratch.path(), "export in.cue in.json -l data: -e n", b"");
    assert_eq!((outcome.code, outcome.stdout.trim()), (Some(0), "250001"), "{}", head(&outcome.stderr));
}

/// Many documents are checked a part at a time, each on its own.
#[test]
fn many_documents() {
    let mut lines: Vec<String> = (0..20_000).map(|n| format!("{{\"id\": {n}, \"name\": \"n{n}\"}}")).collect();
    let scratch = with_file("in.cue", b"#D: {id: int & >=0, name: string}\n");
    fs::write(scratch.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let outcome = start_in(scratch.path(), "vet -d #D in.cue in.jsonl", b"");
    assert_eq!(outcome.code, Some(0), "{}", head(&outcome.stderr));
    for (n, wrong) in [(0, "{\"id\": -1, \"name\": \"\"}"), (9_999, "{\"id\": 1, \"name\": 2}"), (19_999, "{\"x\": 1}")]
    {
        lines[n] = wrong.to_owned();
    }
    fs::write(scratch.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let outcome = fails(scratch.path(), "vet -d #D in.cue in.jsonl");
    for line in [1, 10_000, 20_000] {
        assert!(outcome.stderr.contains(&format!("./in.jsonl:{line}:")), "{line}: {}", outcome.stderr);
    }
}

/// Aliases that would multiply to 10^9 nodes.
#[test]
fn a_yaml_alias_bomb() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..9 {
        let before = format!("*a{}", n - 1);
        text.push_str(&format!("a{n}: &a{n} [{}]\n", [before.as_str(); 10].join(", ")));
    }
    let scratch = with_file("in.yaml", text.as_bytes());
    fails(scratch.path(), "export in.yaml");
}

#[test]
fn invalid_utf8() {
    for name in ["in.cue", "in.json", "in.yaml", "in.toml"] {
        let scratch = with_file(name, b"a: \"\xff\xfe\"\n");
        fails(scratch.path(), &format!("export {name}"));
    }
}

#[test]
fn a_byte_order_mark_and_nul() {
    let scratch = with_file("in.cue", b"\xef\xbb\xbfa: 1\n");
    assert_eq!(start_in(scratch.path(), "export in.cue -e a", b"").stdout.trim(), "1");
    let scratch = with_file("in.cue", b"a: \0 1\n");
    fails(scratch.path(), "export in.cue");
    for (name, text) in [("in.json", "{\"a\": 1}"), ("in.yaml", "a: 1\n"), ("in.toml", "a = 1\n")] {
        let scratch = with_file(name, format!("\u{feff}{text}").as_bytes());
        assert_eq!(start_in(scratch.path(), &format!("export {name} -e a"), b"").stdout.trim(), "1", "{name}");
    }
}

#[test]
fn empty_files() {
    for (name, printed) in [("in.cue", "{}"), ("in.yaml", "null"), ("in.toml", "{}")] {
        let scratch = with_file(name, b"");
        let outcome = start_in(scratch.path(), &format!("export {name}"), b"");
        assert_eq!((outcome.code, outcome.stdout.trim()), (Some(0), printed), "{name}: {}", outcome.stderr);
    }
    fails(with_file("in.json", b"").path(), "export in.json");
}

/// What fails leaves nothing behind, and what was there stays.
#[test]
fn no_half_written_file() {
    let scratch = with_file("in.cue", b"a: 1 & 2\n");
    fails(scratch.path(), "export in.cue -o out.json");
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
    fs::write(scratch.path().join("out.json"), "old").unwrap();
    fails(scratch.path(), "export in.cue -f -o out.json");
    fs::write(scratch.path().join("in.cue"), "a: 1\n").unwrap();
    fails(scratch.path(), "export in.cue -o out.json");
    assert_eq!(fs::read_to_string(scratch.path().join("out.json")).unwrap(), "old");
    assert_eq!(start_in(scratch.path(), "export in.cue -f -o out.json", b"").code, Some(0));
    assert_eq!(fs::read_to_string(scratch.path().join("out.json")).unwrap(), "{\n    \"a\": 1\n}\n");
    fails(scratch.path(), "export in.cue -o nowhere/out.json");
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 2);
}

/// Reading a folder as a file fails for everybody, also for root.
#[test]
fn an_unreadable_file() {
    let scratch = Scratch::new().unwrap();
    fs::create_dir(scratch.path().join("in.cue")).unwrap();
    fails(scratch.path(), "export in.cue");
}

/// A link that leads nowhere is a missing file; links that lead back up do not make patterns walk in circles.
#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let scratch = with_file("in.cue", b"package p\n\na: 1\n");
    symlink("nothing", scratch.path().join("gone.cue")).unwrap();
    fails(scratch.path(), "export gone.cue");
    fs::remove_file(scratch.path().join("gone.cue")).unwrap();
    fs::create_dir(scratch.path().join("sub")).unwrap();
    for name in ["x", "y"] {
        symlink("..", scratch.path().join("sub").join(name)).unwrap();
    }
    for command in ["vet", "fmt --check", "fmt --files --check"] {
        let target = if command.contains("files") { "." } else { "./..." };
        let outcome = start_in(scratch.path(), &format!("{command} {target}"), b"");
        assert_eq!(outcome.code, Some(0), "{command}: {}", outcome.transcript());
    }
}

#[test]
fn windows_line_ends_change_nothing() {
    let text = "a: 1\nb: \"\"\"\n\tx\n\ty\n\t\"\"\"\nc: [\n\t1,\n\t2,\n]\n";
    let unix = start(&format!("-- in.cue --\n{text}"), "export in.cue", "");
    let scratch = with_file("in.cue", text.replace('\n', "\r\n").as_bytes());
    let windows = start_in(scratch.path(), "export in.cue", b"");
    assert_eq!((unix.code, &unix.stdout), (Some(0), &windows.stdout), "{}", windows.stderr);
    for (name, text) in
        [("in.json", "{\"a\": 1,\n\"b\": 2}\n"), ("in.yaml", "a: |\n  x\n  y\nb: 2\n"), ("in.toml", "a = 1\nb = 2\n")]
    {
        let unix = start_in(with_file(name, text.as_bytes()).path(), &format!("export {name}"), b"");
        let windows = with_file(name, text.replace('\n', "\r\n").as_bytes());
        let windows = start_in(windows.path(), &format!("export {name}"), b"");
        assert_eq!((unix.code, &unix.stdout), (Some(0), &windows.stdout), "{name}: {}", windows.stderr);
    }
}

#[test]
fn formatting_twice_changes_nothing() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    for chapter in fs::read_dir(suite).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        for case in fs::read_dir(chapter.path()).unwrap().flatten() {
            let case = Case::parse(&fs::read_to_string(case.path()).unwrap());
            for (_, text) in case.files().filter(|(name, _)| name.ends_with(".cue")) {
                let once = start("", "fmt -", text);
                if once.code == Some(0) {
                    let twice = start("", "fmt -", &once.stdout);
                    assert_eq!(once.stdout, twice.stdout, "{text}");
                }
            }
        }
    }
}

/// The example, in every environment, and each wrong edit that its README proposes.
#[test]
fn fleet() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/fleet");
    for (environment, objects) in [("dev", 40), ("stage", 53), ("prod", 60)] {
        let outcome = start_in(&root, &format!("export -t env={environment} -e manifests"), b"");
        assert_eq!(outcome.code, Some(0), "{}", head(&outcome.stderr));
        let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(json["items"].as_array().map(Vec::len), Some(objects), "{environment}");
    }
    let edits = [
        ("payments/services.cue", "prod: 3}", "prod: 1}"),
        ("payments/services.cue", "secrets: PROVIDER", "secret: PROVIDER"),
        ("search/services.cue", "tag: \"7.4.0\"", "tag: \"latest\""),
        ("platform/services.cue", "\"checkout\"", "\"chekout\""),
        ("payments/services.cue", "secrets: DATABASE_PASSWORD", "config: DATABASE_PASSWORD"),
        ("search/services.cue", "\t\tquery: {", "\t\tcheckout: image: tag: \"1.0.0\"\n\t\tquery: {"),
        ("payments/services.cue", "prod: 6}", "prod: 20}"),
    ];
    for (name, from, to) in edits {
        let scratch = Scratch::new().unwrap();
        copy(&root, scratch.path());
        let path = scratch.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let outcome = fails(scratch.path(), "vet -t env=prod");
        assert!(outcome.stderr.contains(".cue:"), "{to}: {}", outcome.stderr);
    }
    fails(&root, "vet -t env=test");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn stats_tell_what_there_was_to_do() {
    let files = "-- in.cue --\na: 1 | *2\nb: [a, a]\n";
    let outcome = start(files, "vet in.cue --stats=json", "");
    let stats: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    let keys: Vec<&str> = stats.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["phases", "seconds", "steps", "nodes", "conjuncts", "disjuncts", "peakMemory"]);
    let phases: Vec<&str> = stats["phases"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(phases, ["loading", "compiling", "evaluating", "reporting"]);
    assert!(stats["nodes"].as_u64() > Some(4), "{stats}");
    let again = start(files, "vet in.cue --stats=json", "");
    let again: serde_json::Value = serde_json::from_str(&again.stderr).unwrap();
    for key in ["steps", "nodes", "conjuncts", "disjuncts"] {
        assert_eq!(stats[key], again[key], "{key}");
    }
    let text = start(files, "export in.cue --stats", "").stderr;
    let names: Vec<&str> = text.lines().map(|line| line[..16].trim_end()).collect();
    let phases = ["loading", "compiling", "evaluating", "exporting", "together"];
    assert!(names.starts_with(&phases), "{text}");
    assert!(names[phases.len()..].starts_with(&["steps", "nodes", "conjuncts", "disjuncts tried"]), "{text}");
}

#[test]
fn a_profile_counts_steps_by_path() {
    let scratch = Scratch::new().unwrap();
    let text = "#Item: {name: string, \"price;1\": int | *1}\nitems: pen: #Item & {name: \"Pen\"}\n";
    fs::write(scratch.path().join("in.cue"), text).unwrap();
    start_in(scratch.path(), "vet in.cue --profile steps.txt", b"");
    insta::assert_snapshot!(fs::read_to_string(scratch.path().join("steps.txt")).unwrap(), @r#"
    files 1
    files;#Item 1
    files;#Item;"price,1" 3
    files;#Item;name 1
    files;items 1
    files;items;pen 1
    files;items;pen;"price,1" 3
    files;items;pen;name 1
    "#);
}

#[test]
fn a_profile_of_what_fails() {
    let scratch = Scratch::new().unwrap();
    fs::write(scratch.path().join("in.cue"), "a: 1\na: 2\n").unwrap();
    start_in(scratch.path(), "vet in.cue --profile steps.txt", b"");
    insta::assert_snapshot!(fs::read_to_string(scratch.path().join("steps.txt")).unwrap(), @r"
    files 1
    files;a 1
    ");
}

#[test]
fn a_profile_is_drawn() {
    let scratch = Scratch::new().unwrap();
    fs::write(scratch.path().join("in.cue"), "a: b: 1\n").unwrap();
    start_in(scratch.path(), "vet in.cue --profile flames.svg", b"");
    let picture = fs::read_to_string(scratch.path().join("flames.svg")).unwrap();
    assert!(picture.contains("<svg") && picture.contains(">a</text>"), "{picture}");
}
