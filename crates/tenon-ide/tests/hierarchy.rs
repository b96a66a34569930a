//! Who constrains a field, and whom it constrains.

mod support;

use support::{fixture, place};
use tenon_ide::{HierarchyItem, constrained_by, constrains, hierarchy};

/// The item; `<` what shapes it; `>` what it shapes.
fn check(text: &str, expected: &str) {
    let mut f = fixture(text);
    let snapshot = f.host.snapshot(&f.path).unwrap().unwrap();
    let items = hierarchy(snapshot, &f.path, f.offset);
    let mut lines: Vec<(&str, HierarchyItem)> = items.iter().map(|i| ("=", i.clone())).collect();
    for item in items {
        let snapshot = f.host.snapshot(&item.place.path).unwrap().unwrap();
        let found = constrained_by(snapshot, &item.place.path, item.place.start);
        lines.extend(found.into_iter().map(|i| ("<", i)));
        let found = constrains(&mut f.host, &item.place.path, item.place.start).unwrap();
        lines.extend(found.into_iter().map(|i| (">", i)));
    }
    let actual: String =
        lines.iter().map(|(s, i)| format!("{s} {} {}\n", i.name, place(&mut f.host, &i.place))).collect();
    assert_eq!(actual.trim(), expected.trim(), "\n{actual}\nof {text}");
}

#[test]
fn both_directions() {
    check(
        "#S: {port: int}\na: #S & {po<|>rt: base + 1}\nbase: 1\nb: a.port\n",
        "= a.port a.cue:2:10 port\n< #S.port a.cue:1:6 port\n< base a.cue:3:1 base\n> b a.cue:4:1 b",
    );
    check("#S<|>: {port: int}\na: #S & {port: 1}\nb: x: #S\n", "= #S a.cue:1:1 #S\n> a a.cue:2:1 a\n> b.x a.cue:3:4 x");
    check("s: [<|>string]: port: int\ns: web: port: 1\n", "= s[…] a.cue:1:4 [string]\n> s.web a.cue:2:4 web");
    check("a: 1\nb: a<|> + c\nc: 2\n", "= a a.cue:1:1 a\n> b a.cue:2:1 b");
}
