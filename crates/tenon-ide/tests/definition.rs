//! Definitions, type definitions, implementations.

mod support;

use support::{fixture, place};
use tenon_ide::{Destinations, Snapshot};
use tenon_load::World;

type Find = fn(&Snapshot, &dyn World, &std::path::Path, u32) -> Destinations;

fn check(find: Find, text: &str, expected: &str) {
    let mut f = fixture(text);
    let world = f.host.world().clone();
    let snapshot = f.host.snapshot(&f.path).unwrap().unwrap();
    let found = find(snapshot, &world, &f.path, f.offset);
    let lines: Vec<String> = found.to.iter().map(|d| place(&mut f.host, &d.name)).collect();
    let actual = lines.join("\n");
    assert_eq!(actual, expected, "\n{actual}\nof {text}");
}

fn definition(text: &str, expected: &str) {
    check(tenon_ide::definition, text, expected);
}

fn type_definition(text: &str, expected: &str) {
    check(|s, _, p, o| tenon_ide::type_definition(s, p, o), text, expected);
}

fn implementations(text: &str, expected: &str) {
    check(|s, _, p, o| tenon_ide::implementations(s, p, o), text, expected);
}

const MODULE: &str = "-- cue.mod/module.cue --\nmodule: \"m.x\"\nlanguage: version: \"v0.9.0\"\n\
    -- s/s.cue --\npackage s\n#S: {port: int}\n#Port: int & >0\n\
    -- s/t.cue --\npackage s\n#T: #S\n";

#[test]
fn definitions() {
    definition("#S: {port: int}\na: #S & {po<|>rt: 1}\n", "a.cue:1:6 port\na.cue:2:10 port");
    definition("#S: {port: int}\na: #<|>S & {port: 1}\n", "a.cue:1:1 #S");
    definition("a: b: 1\na: b: int\nc: a.b<|>\n", "a.cue:1:4 b\na.cue:2:4 b");
    definition("a: 1\nb: {a: 2, c: a<|>}\n", "a.cue:2:5 a");
    definition("s: [string]: port: int\ns: web: po<|>rt: 1\n", "a.cue:1:14 port\na.cue:2:9 port");
    definition("s: [string]: port: int\ns: w<|>eb: port: 1\n", "a.cue:1:5 string\na.cue:2:4 web");
    definition("for k, v in {a: 1} {\"x\\(k)\": v<|>}\n", "a.cue:1:8 v");
    definition("for k, v in {a: 1} {\"x\\(<|>k)\": v}\n", "a.cue:1:5 k");
    definition("let x = 1\na: x<|>\n", "a.cue:1:5 x");
    definition("s: [N=string]: n: N<|>\ns: a: _\n", "a.cue:1:5 N");
    definition("import \"strings\"\na: strings<|>.ToUpper(\"a\")\n", "");
    definition("a: str<|>ing\n", "");
    definition("a: <|> 1\n", "");
    definition("a: {b: 1\r\n  \"😀\": b<|>}\r\n", "a.cue:1:5 b");
}

#[test]
fn definitions_in_packages() {
    let imports = |body: &str| format!("{MODULE}-- a.cue --\npackage a\nimport \"m.x/s\"\n{body}");
    definition(&imports("w: s<|>.#S\n"), "s/s.cue:1:9 s\ns/t.cue:1:9 s");
    definition(&imports("w: s.#S<|>\n"), "s/s.cue:2:1 #S");
    definition(&imports("w: s.#T & {port<|>: 1}\n"), "s/s.cue:2:6 port\na.cue:3:12 port");
    let text = format!("{MODULE}-- a.cue --\npackage a\nimport \"m.x<|>/s\"\nw: s.#S\n");
    definition(&text, "s/s.cue:1:9 s\ns/t.cue:1:9 s");
    let text = "-- cue.mod/module.cue --\nmodule: \"m.x\"\n-- d.json --\n{\"x\": 1}\n\
        -- a.cue --\n@extern(embed)\npackage a\nd: _ @emb<|>ed(file=d.json)\n";
    definition(text, "d.json:1:1 ");
    let text = text.replace("emb<|>ed(file=d.json)", "embed(file=d.json)\ne: d.x<|>");
    definition(&text, "d.json:1:7 1");
}

#[test]
fn type_definitions() {
    type_definition("#S: {port: #Port}\n#Port: int\na: #S & {po<|>rt: 1}\n", "a.cue:2:1 #Port");
    type_definition("#S: {port: int}\na: #S & {po<|>rt: 1}\n", "a.cue:1:1 #S");
    type_definition("#S: {port: int}\nb: #S\nc: b\na<|>: c\n", "a.cue:1:1 #S");
    type_definition("#S: {port: int}\ns: [string]: #S\ns: w<|>eb: _\n", "a.cue:1:1 #S");
    type_definition("#A: 1\n#B: 2\na: #A | #B\nb: a<|>\n", "a.cue:1:1 #A\na.cue:2:1 #B");
}

#[test]
fn all_implementations() {
    implementations("#S<|>: {port: int}\na: #S & {port: 1}\nb: c: #S\n", "a.cue:2:1 a\na.cue:3:4 c");
    implementations("#S: {po<|>rt: int}\na: #S & {port: 1}\nb: c: #S\n", "a.cue:2:10 port");
    implementations("s: [<|>string]: port: int\ns: web: port: 1\ns: db: _\n", "a.cue:2:4 web\na.cue:3:4 db");
    implementations("#T<|>: int\n#S: t: #T\na: #S & {t: 1}\n", "a.cue:3:10 t");
    implementations("#P<|>: int\na: #P\nb: {c: 1 & #P}\n", "a.cue:2:1 a\na.cue:3:5 c");
}
