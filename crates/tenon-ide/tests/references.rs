//! References and highlights: `!` marks places that declare.

mod support;

use support::{fixture, place};
use tenon_ide::{highlights, references};

fn check(text: &str, expected: &str) {
    let mut f = fixture(text);
    let found = references(&mut f.host, &f.path, f.offset, true).unwrap();
    let lines = found.iter().map(|r| {
        let line = place(&mut f.host, &r.place);
        format!("{line}{}\n", if r.declares { " !" } else { "" })
    });
    let actual: String = lines.collect();
    assert_eq!(actual.trim(), expected.trim(), "\n{actual}\nof {text}");
    // From each place the same ones are found.
    for r in &found {
        let others = references(&mut f.host, &r.place.path, r.place.start, true).unwrap();
        assert_eq!(found, others, "from {}", place(&mut f.host, &r.place));
    }
}

const MODULE: &str = "-- cue.mod/module.cue --\nmodule: \"m.x\"\nlanguage: version: \"v0.9.0\"\n";

#[test]
fn fields_of_definitions() {
    check(
        "#S: {port<|>: int, twice: port * 2}\na: #S & {port: 1}\nb: a.port\nport: 3\nc: port\n",
        "a.cue:1:6 port !\na.cue:1:24 port\na.cue:2:10 port !\na.cue:3:6 port",
    );
    check("#S: {port: int}\na: #<|>S\nb: a & #S\n", "a.cue:1:1 #S !\na.cue:2:4 #S\na.cue:3:8 #S");
}

#[test]
fn patterns_and_lists() {
    check(
        "s: [string]: {n: int, m: n<|>}\ns: a: n: 1\nt: s.a.n\nu: [for x in s {x.n}]\nl: [{n: 1}]\n",
        "a.cue:1:15 n !\na.cue:1:26 n\na.cue:2:7 n !\na.cue:3:8 n\na.cue:4:19 n",
    );
    check("s: [string]: {n<|>: int, m: n}\n", "a.cue:1:15 n !\na.cue:1:26 n");
    check(
        "a: \"x-y\"<|>: 1\nb: a[\"x-y\"]\nc: a.\"x-y\"\n",
        "a.cue:1:4 \"x-y\" !\na.cue:2:6 \"x-y\"\na.cue:3:6 \"x-y\"",
    );
    check("a: b: 1\na: \"b\": 1\nc: a.b<|>\n", "a.cue:1:4 b !\na.cue:2:4 \"b\" !\na.cue:3:6 b");
}

#[test]
fn names_of_one_file() {
    check("let x = 1\na: x<|>\nb: {x: 2, c: x}\n", "a.cue:1:5 x !\na.cue:2:4 x");
    check("for k, v<|> in {a: 1} if v > 0 {\"\\(k)\": v}\n", "a.cue:1:8 v !\na.cue:1:23 v\na.cue:1:38 v");
    check("X=a: 1\nb: X<|>\n", "a.cue:1:1 X !\na.cue:2:4 X");
    check("a: X={b: 1, c: X<|>.b}\n", "a.cue:1:4 X !\na.cue:1:16 X");
    check("import s \"strings\"\na: s<|>.ToUpper(\"a\")\n", "a.cue:1:8 s !\na.cue:2:4 s");
    check("import \"strings\"\na: strings<|>.ToUpper(\"a\")\n", "a.cue:1:8 \"strings\" !\na.cue:2:4 strings");
}

#[test]
fn packages() {
    let text = format!(
        "{MODULE}-- s/s.cue --\npackage s\n#S: {{port<|>: int}}\n-- s/t.cue --\npackage s\n#T: #S.port\n\
         -- a.cue --\npackage a\nimport \"m.x/s\"\nw: s.#S & {{port: 1}}\n-- b.cue --\npackage a\nx: w.port\n\
         -- c/c.cue --\npackage c\nimport t \"m.x/s\"\nport: t.#S & {{port: 2}}\n"
    );
    let expected = "a.cue:3:12 port !\nb.cue:2:6 port\nc/c.cue:3:15 port !\ns/s.cue:2:6 port !\ns/t.cue:2:8 port";
    check(&text, expected);
    let text = format!(
        "{MODULE}-- s/s.cue --\npackage s<|>\n-- a.cue --\npackage a\nimport \"m.x/s\"\nw: s\n\
         -- s/in/x.cue --\npackage s\n"
    );
    let mut f = fixture(&text);
    let found = references(&mut f.host, &f.path, f.offset, true).unwrap();
    let lines: Vec<String> = found.iter().map(|r| place(&mut f.host, &r.place)).collect();
    assert_eq!(lines, ["a.cue:2:8 \"m.x/s\"", "s/s.cue:1:9 s"]);
}

#[test]
fn packages_below() {
    let text =
        format!("{MODULE}-- base.cue --\npackage p\nlimit<|>: 1\n-- in/x.cue --\npackage p\nlimit: int\nx: limit\n");
    check(&text, "base.cue:2:1 limit !\nin/x.cue:2:1 limit !\nin/x.cue:3:4 limit");
}

#[test]
fn hidden_fields_are_those_of_a_package() {
    let text = format!(
        "{MODULE}-- s/s.cue --\npackage s\n_h<|>: 1\n#S: {{_h: 2}}\n-- a.cue --\npackage a\nimport \"m.x/s\"\n_h: s.#S & {{_h: 3}}\n"
    );
    check(&text, "s/s.cue:2:1 _h !");
}

#[test]
fn broken_texts() {
    check("a: {b: 1, c: \nd: a.b<|>}\ne: b: ]\n", "a.cue:1:5 b !\na.cue:2:6 b");
}

#[test]
fn in_one_file() {
    let mut f = fixture("#S: {port: int}\r\na: #S & {port<|>: 1}\r\nb: a.port\r\n");
    let snapshot = f.host.snapshot(&f.path).unwrap().unwrap();
    let found = highlights(snapshot, &f.path, f.offset);
    let lines: Vec<String> = found.iter().map(|r| format!("{} {}", place(&mut f.host, &r.place), r.declares)).collect();
    assert_eq!(lines, ["a.cue:1:6 port true", "a.cue:2:10 port true", "a.cue:3:6 port false"]);
}
