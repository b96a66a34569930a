//! What is at the cursor: path, values, and what contributes to a field.

mod support;

use support::{fixture, places};
use tenon_ide::{At, Meaning};

/// The path; the values, each with its path in the value; then the declarations.
fn check(text: &str, expected: &str) {
    let mut f = fixture(text);
    let snapshot = f.host.snapshot(&f.path).unwrap().unwrap();
    let at = At::new(snapshot, &f.path, f.offset).unwrap();
    let names = snapshot.value.frozen().names();
    let values: Vec<String> = at
        .values()
        .iter()
        .map(|v| {
            let path: Vec<String> = v.path().iter().map(|l| names.name_arc(*l).to_string()).collect();
            path.join(".")
        })
        .collect();
    let kind = match at.meaning() {
        None => "nothing",
        Some(Meaning::Field { .. }) => "field",
        Some(Meaning::Local(_)) => "local",
        Some(Meaning::Declared(_)) => "declared",
        Some(Meaning::Import(_)) => "import",
        Some(Meaning::Package(_)) => "package",
    };
    let head = format!("{} = {}: {kind}\n", at.path_text(), values.join(" "));
    let found: Vec<_> = at.declarations().iter().filter_map(|d| snapshot.place(d.label)).collect();
    let actual = head + &places(&mut f.host, &found);
    assert_eq!(actual.trim(), expected.trim(), "\n{actual}");
}

#[test]
fn paths() {
    check("a: b: c<|>: 1\n", "a.b.c = a.b.c: field\na.cue:1:7 c");
    check("a: b: c: 1<|>\n", "a.b.c = a.b.c: nothing");
    check("a: [{x: 1}, {x<|>: 2}]\n", "a[1].x = a.1.x: field\na.cue:1:14 x");
    check("a: {\n  \n<|>}\n", "a = a: nothing");
    check("\"a-b\": \"#c\": 1<|>\n", "\"a-b\".\"#c\" = a-b.#c: nothing");
    check("\r\né: \"😀\"\r\na: é<|>\r\n", "a = a: field\na.cue:2:1 é");
}

#[test]
fn definitions_and_unification() {
    check("#S: {port: int}\na: #S & {port<|>: 1}\n", "a.port = a.port: field\na.cue:1:6 port\na.cue:2:10 port");
    check("#S: {port: int}\na: #S & {port: 1}\nb: a.port<|>\n", "b = b: field\na.cue:1:6 port\na.cue:2:10 port");
    check("#S: {x: port<|>, port: int}\na: #S & {port: 1}\n", "#S.x = #S.x: field\na.cue:1:15 port");
    check("a: {b: 1}\na: {b<|>: int}\n", "a.b = a.b: field\na.cue:1:5 b\na.cue:2:5 b");
    check("a: {k: \"x\", p: 1} | {k: \"y\", q<|>: 2}\n", "a.q = a.q: field\na.cue:1:30 q");
}

#[test]
fn patterns_and_comprehensions() {
    let text = "s: [N=string]: {name: N, port: int}\ns: web: port<|>: 1\n";
    check(text, "s.web.port = s.web.port: field\na.cue:1:26 port\na.cue:2:9 port");
    let text = "s: [N=string]: {name<|>: N, port: int}\ns: web: port: 1\ns: db: port: 2\n";
    check(text, "s[…].name = s.web.name s.db.name: field\na.cue:1:17 name");
    let text = "s: [string]: {a: b: 1, c: a.b<|>}\n";
    check(text, "s[…].c = : field\na.cue:1:18 b");
    let text = "l: {x: p: 1, y: p: 2}\nm: {for k, v in l {\"\\(k)\": {q: v.p<|>}}}\n";
    check(text, "m[…].q = m.x.q m.y.q: field\na.cue:1:8 p\na.cue:1:17 p");
    let text = "l: [{p: 1}]\nm: [for v in l if v.p<|> > 0 {v}]\n";
    check(text, "m[…] = : field\na.cue:1:6 p");
    let text = "x: 1\nm: {if x > 1 {y: {z: 1}, w: y.z<|>}}\n";
    check(text, "m.w = : field\na.cue:2:19 z");
}

#[test]
fn names() {
    check("let x = {a: b: 1}\nc: x.a.b<|>\n", "c = c: field\na.cue:1:13 b");
    check("X=a: b: 1\nc: X.b<|>\n", "c = c: field\na.cue:1:6 b");
    check("a: X={b: 1, c: X.b<|>}\n", "a.c = a.c: field\na.cue:1:7 b");
    check("k: \"z\"\n(k): b: 1\nY=\"\\(k)\": _\nc: Y.b<|>\n", "c = c: field\na.cue:2:6 b");
    check("@experiment(aliasv2)\na~A: {b: 1}\nc: A.b<|>\n", "c = c: field\na.cue:2:7 b");
    check("@experiment(aliasv2)\na: {b: 1, c: self.b<|>}\n", "a.c = a.c: field\na.cue:2:5 b");
    check("a: [{b: 1}, {b: 2}]\nc: a[1].b<|>\n", "c = c: field\na.cue:1:14 b");
    check("a: \"x y\": 1\nc: a[\"x<|> y\"]\n", "c = : field\na.cue:1:4 \"x y\"");
    check("import \"strings\"\na: strings.ToUpper<|>(\"x\")\n", "a = : field");
    check("import \"strings\"\na: str<|>ings.ToUpper(\"x\")\n", "a = : import");
    check("a: str<|>ing\n", "a = a: local");
    check("a: \"x\\(b<|>)y\"\nb: 1\n", "a = : field\na.cue:2:1 b");
}

#[test]
fn packages() {
    let text = "-- cue.mod/module.cue --\nmodule: \"m.x\"\nlanguage: version: \"v0.9.0\"\n\
                -- s/s.cue --\npackage s\n#S: {port: int}\n\
                -- a.cue --\npackage a\nimport \"m.x/s\"\nw: s.#S & {po<|>rt: 1}\n\
                -- b.cue --\npackage a\nw: port: _\n";
    check(text, "w.port = w.port: field\ns/s.cue:2:6 port\na.cue:3:12 port\nb.cue:2:4 port");
    let text = "-- a.cue --\npackage a\nx: y<|>.z\n-- b.cue --\npackage a\ny: z: 1\n";
    check(text, "x = : field\nb.cue:2:1 y");
}

#[test]
fn broken_texts() {
    check("a: {b: 1, c: }\nd: a.b<|>\n", "d = d: field\na.cue:1:5 b");
    check("a: {b: 1\nd: a.b<|>\n", "a.d = a.d: field\na.cue:1:5 b");
    check("a: b: <|>\n", "a.b = a.b: nothing");
    check("<|>", "= : nothing");
}
