//! Renaming: the changed files, or why not.

mod support;

use support::{edited, fixture, place};
use tenon_ide::{prepare_rename, rename};

fn check(text: &str, new: &str, expected: &str) {
    let mut f = fixture(text);
    let actual = match rename(&mut f.host, &f.path, f.offset, new).unwrap() {
        Ok(edits) => edited(&mut f.host, &edits),
        Err(refusal) => refusal.0,
    };
    let actual = actual.strip_prefix("-- a.cue --\n").unwrap_or(&actual);
    assert_eq!(actual.trim_end(), expected.trim_end(), "\n{actual}\nof {text}");
}

fn prepared(text: &str, expected: &str) {
    let mut f = fixture(text);
    let actual = match prepare_rename(&mut f.host, &f.path, f.offset).unwrap() {
        Ok(found) => format!("{} as {}", place(&mut f.host, &found.place), found.name),
        Err(refusal) => refusal.0,
    };
    assert_eq!(actual, expected);
}

const MODULE: &str = "-- cue.mod/module.cue --\nmodule: \"m.x\"\nlanguage: version: \"v0.9.0\"\n";

#[test]
fn fields() {
    check(
        "#S: {port<|>: int, twice: port * 2}\na: #S & {port: 1}\nb: a.port\nport: 3\n",
        "door",
        "#S: {door: int, twice: door * 2}\na: #S & {door: 1}\nb: a.door\nport: 3\n",
    );
    check("a: {b: 1, \"b\": int}\nc: a.b<|>\nd: a[\"b\"]\n", "e", "a: {e: 1, \"e\": int}\nc: a.e\nd: a[\"e\"]\n");
    check("a: b: 1\nc: a.b<|>\n", "x-y", "a: \"x-y\": 1\nc: a.\"x-y\"\n");
    check("#A<|>: 1\nb: #A\n", "#B", "#B: 1\nb: #B\n");
    check("X=a<|>: 1\nb: X\n", "c", "X=c: 1\nb: X\n");
    check("a<|>: \"😀\"\r\nb: a\r\n", "é", "é: \"😀\"\r\nb: é\r\n");
    check("_a<|>: 1\nb: _a\n", "_c", "_c: 1\nb: _c\n");
    check("s: [string]: {n: int, m: n}\ns: a: n<|>: 1\n", "k", "s: [string]: {k: int, m: k}\ns: a: k: 1\n");
    check("a: {x: 1} | {y: 2}\nb: (a & {y<|>: 2}).y\n", "z", "a: {x: 1} | {z: 2}\nb: (a & {z: 2}).z\n");
}

#[test]
fn fields_of_operands_and_disjuncts() {
    check(
        "#Add: {x: number, out: x + 1}\na: (#Add & {x<|>: 1}).out\n",
        "n",
        "#Add: {n: number, out: n + 1}\na: (#Add & {n: 1}).out\n",
    );
    check(
        "#D: {k: \"a\", n: int} | {k: \"b\", s: string}\na: #D & {k<|>: \"b\"}\n",
        "kind",
        "#D: {kind: \"a\", n: int} | {kind: \"b\", s: string}\na: #D & {kind: \"b\"}\n",
    );
}

#[test]
fn fields_in_what_is_not_yielded() {
    check(
        "env: \"dev\"\n#S: {size<|>?: {min: int}}\na: #S & {if env == \"prod\" {size: min: 3}}\n",
        "scale",
        "env: \"dev\"\n#S: {scale?: {min: int}}\na: #S & {if env == \"prod\" {scale: min: 3}}",
    );
    check(
        "l: []\n#S: {size<|>?: int, of: {min: int}}\na: #S & {for x in l {size: x, of: min: x}}\n",
        "scale",
        "l: []\n#S: {scale?: int, of: {min: int}}\na: #S & {for x in l {scale: x, of: min: x}}",
    );
    check(
        "l: []\n#S: {of: {min<|>: int}}\na: #S & {for x in l {of: min: x}}\n",
        "least",
        "l: []\n#S: {of: {least: int}}\na: #S & {for x in l {of: least: x}}",
    );
}

#[test]
fn names_of_one_file() {
    check("let x<|> = 1\na: x\n", "y", "let y = 1\na: y\n");
    check("a: [for v<|> in [1] {v}]\n", "w", "a: [for w in [1] {w}]\n");
    check("X=a: 1\nb: X<|>\n", "Y", "Y=a: 1\nb: Y\n");
    check("s: [N=string]: n: N<|>\ns: a: _\n", "K", "s: [K=string]: n: K\ns: a: _\n");
    check("import \"strings\"\na: strings<|>.ToUpper(\"a\")\n", "s", "import s \"strings\"\na: s.ToUpper(\"a\")\n");
    check("import s \"strings\"\na: s<|>.ToUpper(\"a\")\n", "t", "import t \"strings\"\na: t.ToUpper(\"a\")\n");
}

#[test]
fn across_packages() {
    let text = format!(
        "{MODULE}-- s/s.cue --\npackage s\n#S: {{port<|>: int}}\n-- a.cue --\npackage a\nimport \"m.x/s\"\nw: s.#S & {{port: 1}}\n"
    );
    let expected = "package a\nimport \"m.x/s\"\nw: s.#S & {door: 1}\n-- s/s.cue --\npackage s\n#S: {door: int}\n";
    check(&text, "door", expected);
    let text = format!(
        "{MODULE}-- s/s.cue --\npackage s<|>\n-- s/in/t.cue --\npackage s\n\
         -- a.cue --\npackage a\nimport \"m.x/s\"\nw: s.x\n-- b.cue --\npackage a\nimport q \"m.x/s:s\"\nw: q.x\n"
    );
    let expected = "package a\nimport \"m.x/s:t\"\nw: t.x\n-- b.cue --\npackage a\nimport q \"m.x/s:t\"\nw: q.x\n\
        -- s/in/t.cue --\npackage t\n-- s/s.cue --\npackage t\n";
    check(&text, "t", expected);
}

#[test]
fn refused() {
    check("a<|>: 1\nb: 2\n", "b", "the value would be another one");
    check("a<|>: 1\nb: {c: 2, d: a}\n", "c", "`a` in /a.cue:2 would mean something else");
    check("c: 1\nb: {a<|>: 2, d: c}\n", "c", "`c` in /a.cue:2 would mean something else");
    check("a: str<|>ing\n", "b", "it is predeclared");
    check("a<|>: 1\n", "#a", "`a` is a regular field, and `#a` would be a definition");
    check("a<|>: 1\nb: a\n", "x-y", "`x-y` is no identifier, and references need one");
    check("a<|>: 1\nb: a\n", "true", "`a` in /a.cue:2 would mean something else");
    check("a<|>: 1\nb: string\n", "string", "`string` in /a.cue:2 would mean something else");
    check("s: [N=string]: name: N\ns: web<|>: _\n", "db", "the value of s.web.name would be another one");
    check("s: [=~\"^w\"]: x: 1\ns: web<|>: _\n", "db", "the value of s.web would be another one");
    check("import \"strings\"\na: strings.ToUpper<|>(\"a\")\n", "b", "nothing in these files declares it");
    check("k: \"z\"\n(k): 1\na<|>: 1\n", "z", "the value would be another one");
    check("let x<|> = 1\na: x\n", "a-b", "`a-b` is no name for it");
    check("<|> a: 1\n", "b", "there is no name here");
}

#[test]
fn prepared_names() {
    prepared("a<|>: 1\n", "a.cue:1:1 a as a");
    prepared("\"a b<|>\": 1\n", "a.cue:1:2 a b as a b");
    prepared("#A<|>: 1\n", "a.cue:1:1 #A as #A");
    prepared("a: 1<|>\n", "there is no name here");
    prepared("a: int<|>\n", "it is predeclared");
    prepared("k: \"z\"\n(k): 1\nb: z<|>\n", "there is no name here");
}
