//! Outlines, names of a module, its packages, and who depends on whom.

mod support;

use support::{fixture, place};
use tenon_ide::{Instance, Symbol, symbols};

fn outline(symbols: &[Symbol], depth: usize, out: &mut String) {
    for s in symbols {
        let detail = if s.detail.is_empty() { String::new() } else { format!(" ({})", s.detail) };
        out.push_str(&format!("{}{:?} {}{detail}\n", "  ".repeat(depth), s.kind, s.name));
        outline(&s.children, depth + 1, out);
    }
}

#[test]
fn outlines() {
    let text = "package a\n#S: {port!: int, [string]: _}\n\"x-y\"?: 1\nlet q = 2\na: b: #S & {port: 1}\nl: [{x: 1}, 2]\n\
        for k in [\"z\"] {(k): {y: 1}}\nbad: {\n";
    let mut f = fixture(text);
    let file = f.host.file(&f.path).unwrap();
    let mut out = String::new();
    outline(&symbols(&file, text), 0, &mut out);
    let expected = "\
Definition #S
  Field port! (int)
  Pattern [string] (_)
Field \"x-y\"? (1)
Let q (2)
Struct a (b: #S)
  Struct b (#S)
    Field port (1)
List l ([2])
  Element [0]
    Field x (1)
Comprehension for k in [\"z\"]
  Struct (k)
    Field y (1)
Struct bad
";
    assert_eq!(out, expected);
}

const MODULE: &str = "-- cue.mod/module.cue --\nmodule: \"m.x\"\n\
    -- s/s.cue --\npackage s\n#Service: {port: int, deep: er: er: x: 1}\n\
    -- s/in/x.cue --\npackage s\nserviceName: 1\n\
    -- a/a.cue --\npackage a\nimport \"m.x/s\"\nw: s.#Service\n\
    -- b/b.cue --\npackage b\nimport \"m.x/a\"\n\
    -- q/b.cue --\npackage other\n";

#[test]
fn names_of_a_module() {
    let mut f = fixture(MODULE);
    let mut find = |query: &str| {
        let found = f.host.workspace_symbols(&["/".into()], query, 4).unwrap();
        let lines = found.iter().map(|n| format!("{} in {}: {}", n.name, n.container, place(&mut f.host, &n.place)));
        lines.collect::<Vec<_>>().join("\n")
    };
    let service = "#Service in s: s/s.cue:2:1 #Service\nserviceName in s: s/in/x.cue:2:1 serviceName";
    assert_eq!(find("serv"), service);
    assert_eq!(find("sn"), "serviceName in s: s/in/x.cue:2:1 serviceName");
    assert_eq!(find("Service.port"), "port in s.#Service: s/s.cue:2:12 port");
    assert_eq!(find("nothing"), "");
}

#[test]
fn packages_and_who_depends_on_them() {
    let mut f = fixture(MODULE);
    let packages = f.host.packages("/".as_ref());
    let imports: Vec<_> = packages.iter().filter_map(|p| p.import.as_deref()).collect();
    assert_eq!(imports, ["m.x/a", "m.x/b", "m.x/q:other", "m.x/s", "m.x/s/in:s"]);
    let mut dependents = |path: &str| {
        let found = f.host.dependents(path.as_ref());
        let names = found.iter().map(|i| match i {
            Instance::Package(dir, name) => format!("{}:{name}", dir.display()),
            Instance::File(path) => path.display().to_string(),
        });
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(dependents("/s/s.cue"), "/s/in:s /a:a /b:b");
    assert_eq!(dependents("/b/b.cue"), "");
    // A new file is seen, and so is a new import.
    f.host.set_text("/q/b.cue".as_ref(), "package other\nimport \"m.x/b\"\n");
    f.host.set_text("/q/c.cue".as_ref(), "package third\nimport \"m.x/b\"\n");
    let found = f.host.dependents("/b/b.cue".as_ref());
    assert_eq!(found.len(), 2);
}

#[test]
fn problems_of_those_who_import() {
    let text = "-- cue.mod/module.cue --\nmodule: \"m.x\"\n-- s/s.cue --\npackage s\n#S: {port: <|>string}\n\
        -- a/a.cue --\npackage a\nimport \"m.x/s\"\nw: s.#S & {port: 1}\n";
    let mut f = fixture(text);
    let found = f.host.problems(std::slice::from_ref(&f.path)).unwrap();
    let files: Vec<String> = found.iter().map(|(p, all)| format!("{} {}", p.display(), all.len())).collect();
    // It shows where it was caused, in the file that is open.
    assert_eq!(files, ["/s/s.cue 1"]);
}
