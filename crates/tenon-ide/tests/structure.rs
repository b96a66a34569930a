//! Folding, selecting, links.

mod support;

use support::fixture;
use tenon_ide::{folds, links, selections};

#[test]
fn folding() {
    let text = "// a\n// b\npackage a\n\nimport (\n\t\"strings\"\n)\nx: {\n\ty: [\n\t\t1,\n\t]\n\tz: {a: 1}\n}\ns: \"\"\"\n\tt\n\t\"\"\"\nf: len(\n\tx)\n";
    let mut f = fixture(text);
    let file = f.host.file(&f.path).unwrap();
    let found: Vec<String> = folds(&file, text)
        .iter()
        .map(|f| format!("{:?} {:?}", f.kind, &text[f.start as usize..f.end as usize]))
        .collect();
    let expected = [
        "Comment \"\\n// b\"",
        "Imports \"\\n\\t\\\"strings\\\"\\n\"",
        "Region \"\\n\\ty: [\\n\\t\\t1,\\n\\t]\\n\\tz: {a: 1}\\n\"",
        "Region \"\\n\\t\\t1,\\n\\t\"",
        "Region \"\\n\\tt\\n\\t\\\"\\\"\\\"\"",
        "Region \"\\n\\tx\"",
    ];
    assert_eq!(found, expected);
}

#[test]
fn selecting() {
    let text = "a: {b: [1, x.y & \"é z\"]}\n";
    let mut f = fixture(text);
    let file = f.host.file(&f.path).unwrap();
    let at = |offset: usize| -> Vec<&str> {
        selections(&file, text, offset as u32).into_iter().map(|r| &text[r.start as usize..r.end as usize]).collect()
    };
    let around =
        ["[1, x.y & \"é z\"]", "b: [1, x.y & \"é z\"]", "{b: [1, x.y & \"é z\"]}", "a: {b: [1, x.y & \"é z\"]}", text];
    let with = |inner: &[&'static str]| [inner, &around[..]].concat();
    assert_eq!(at(text.find('y').unwrap()), with(&["y", "x.y", "x.y & \"é z\""]));
    assert_eq!(at(text.find('z').unwrap()), with(&["é z", "\"é z\"", "x.y & \"é z\""]));
    assert_eq!(at(0), ["a", "a: {b: [1, x.y & \"é z\"]}", text]);
}

#[test]
fn linking() {
    let text = "-- cue.mod/module.cue --\nmodule: \"m.x\"\n-- s/s.cue --\npackage s\n-- d.json --\n{}\n\
        -- a.cue --\n@extern(embed)\npackage a\nimport \"strings\"\nimport \"m.x/s\"\nd: _ @embed(file=d.json)<|>\ne: _ @embed(glob=\"*.json\")\n";
    let mut f = fixture(text);
    let world = f.host.world().clone();
    let text = f.host.text(&f.path).unwrap();
    let snapshot = f.host.snapshot(&f.path).unwrap().unwrap();
    let found: Vec<String> = links(snapshot, &world, &f.path)
        .iter()
        .map(|l| format!("{} -> {}", &text[l.span.start as usize..l.span.end as usize], l.path.display()))
        .collect();
    assert_eq!(found, ["m.x/s -> /s/s.cue", "file=d.json -> /d.json", "glob=\"*.json\" -> /d.json"]);
}
