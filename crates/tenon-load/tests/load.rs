//! Loading from files in memory: what becomes an instance, and which errors come out.

use tenon_load::{Loaded, Options, Overlay, load};

const MODULE: &str = "module: \"example.com/m\"\nlanguage: version: \"v0.15.0\"\n";

fn world(files: &[(&str, &str)]) -> Overlay {
    let mut world = Overlay::empty();
    for (path, text) in files {
        world.insert(path, text.as_bytes());
    }
    world
}

fn run(files: &[(&str, &str)], args: &[&str], tags: &[&str]) -> Loaded {
    let world = world(files);
    let options = Options {
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
        library: &|path| (path == "list").then_some(""),
        ..Options::new(&world)
    };
    load(&options, &args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>())
}

fn names(loaded: &Loaded) -> Vec<Vec<String>> {
    let file = |f: &tenon_load::PackageFile| f.source.name.clone();
    loaded.instances.iter().map(|i| loaded.packages[i.package].files.iter().map(file).collect()).collect()
}

fn messages(loaded: &Loaded) -> Vec<String> {
    loaded.errors.iter().map(|e| e.message.clone()).collect()
}

#[test]
fn a_package_is_a_directory_and_those_above_it() {
    let files = [
        ("cue.mod/module.cue", MODULE),
        ("top.cue", "package p\n"),
        ("a/x.cue", "package p\n"),
        ("a/other.cue", "package q\n"),
        ("a/_hidden.cue", "package p\n"),
        ("a/p_tool.cue", "package p\n"),
        ("a/none.cue", "b: 1\n"),
    ];
    let loaded = run(&files, &["./a:p"], &[]);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    assert_eq!(names(&loaded), [["./top.cue", "./a/x.cue"]]);
    let loaded = run(&files, &["./a"], &[]);
    assert_eq!(messages(&loaded), [r#"found packages "p" (x.cue) and "q" (other.cue) in "a""#]);
}

#[test]
fn patterns_match_any_text() {
    let files = [
        ("cue.mod/module.cue", MODULE),
        ("p1/x.cue", "package p1\n"),
        ("p2/in/x.cue", "package in\n"),
        ("q/in/x.cue", "package in\n"),
        ("in/x.cue", "package in\n"),
    ];
    let matched = |pattern: &str| names(&run(&files, &[pattern], &[])).concat();
    assert_eq!(matched("./p..."), ["./p1/x.cue", "./p2/in/x.cue"]);
    assert_eq!(matched("./.../in"), ["./in/x.cue", "./p2/in/x.cue", "./q/in/x.cue"]);
    assert_eq!(matched("./p2/..."), ["./p2/in/x.cue"]);
    assert_eq!(matched("example.com/m/q..."), ["./q/in/x.cue"]);
    assert_eq!(matched("example.com/...:p1"), ["./p1/x.cue"]);
    assert_eq!(messages(&run(&files, &["./r..."], &[])), [r#""./r..." matched no packages"#]);
    assert_eq!(
        messages(&run(&files, &["other.com/..."], &[])),
        [r#"cannot match pattern "other.com/...": not in the main module"#]
    );
}

#[test]
fn patterns_skip_hidden_directories_and_other_modules() {
    let files = [
        ("cue.mod/module.cue", MODULE),
        ("a/x.cue", "package a\n"),
        ("_b/x.cue", "package b\n"),
        ("c/cue.mod/module.cue", "module: \"other.com\"\n"),
        ("c/x.cue", "package c\n"),
        ("d/x.cue", "package d1\n"),
        ("d/y.cue", "package d2\n"),
    ];
    let loaded = run(&files, &["./..."], &[]);
    assert_eq!(names(&loaded), [["./a/x.cue"], ["./d/x.cue"], ["./d/y.cue"]]);
}

#[test]
fn imports_come_before_those_who_import_them() {
    let files = [
        ("cue.mod/module.cue", MODULE),
        ("x.cue", "package x\nimport (\n\t\"example.com/m/b\"\n\t\"vendored.com/v:w\"\n\t\"list\"\n)\n"),
        ("b/b.cue", "package b\nimport \"vendored.com/v:w\"\n"),
        ("cue.mod/pkg/vendored.com/v/v.cue", "package w\n"),
        ("cue.mod/usr/vendored.com/v/u.cue", "package w\n"),
    ];
    let loaded = run(&files, &["."], &[]);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    let paths: Vec<&str> = loaded.packages.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(paths, ["vendored.com/v:w", "example.com/m/b:b", "example.com/m:x"]);
    assert_eq!(loaded.packages[0].files.len(), 2);
}

#[test]
fn import_errors_say_where() {
    let cycle = [
        ("cue.mod/module.cue", MODULE),
        ("a/a.cue", "package a\nimport \"example.com/m/b\"\n"),
        ("b/b.cue", "package b\nimport \"example.com/m/a\"\n"),
    ];
    let loaded = run(&cycle, &["./a"], &[]);
    assert_eq!(messages(&loaded), ["import failed: import cycle not allowed"]);
    let wrong = [
        ("cue.mod/module.cue", MODULE),
        ("x.cue", "package x\nimport a \"./a\"\nimport b \"example.com/m/nope\"\nimport c \"nope\"\n"),
    ];
    let loaded = run(&wrong, &["."], &[]);
    assert_eq!(loaded.errors.len(), 3);
    assert!(loaded.errors.iter().all(|e| e.labels.len() == 1), "{:?}", loaded.errors);
}

#[test]
fn build_attributes_and_tags() {
    let files = [("x.cue", "@if(prod)\npackage x\na: string @tag(name, short=one|two)\nn: int @tag(n,type=int)\n")];
    let loaded = run(&files, &["."], &[]);
    assert_eq!(messages(&loaded), ["build constraints exclude all CUE files in ."]);
    let loaded = run(&files, &["."], &["prod", "two", "n=12"]);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    assert_eq!(loaded.packages[0].files[0].embeds.len(), 2);
    let loaded = run(&files, &["."], &["prod", "n=x"]);
    assert_eq!(loaded.errors.len(), 1);
    let loaded = run(&files, &["."], &["prod", "nope=1"]);
    assert_eq!(messages(&loaded), [r#"no tag for "nope""#]);
}

#[test]
fn embeds_stay_inside_of_the_module() {
    let files = [
        ("m/cue.mod/module.cue", MODULE),
        (
            "m/x.cue",
            "@extern(embed)\npackage x\na: _ @embed(file=a.json)\nb: _ @embed(glob=\"d/*.json\")\nc: _ @embed(file=\"../secret.json\")\nd: _ @embed(glob=\"no/*.json\",allowEmptyGlob)\n",
        ),
        ("m/a.json", "[1]"),
        ("m/d/1.json", "1"),
        ("m/d/2.json", "2"),
        ("secret.json", "0"),
    ];
    let mut world = world(&files);
    world.insert("m/y.cue", &b"package x\n"[..]);
    let options = Options { dir: "/m".into(), ..Options::new(&world) };
    let loaded = load(&options, &[".".to_owned()]);
    assert_eq!(messages(&loaded), [r#"@embed: cannot embed file "../secret.json": it is outside of the module"#]);
}

#[test]
fn data_files_are_kept_apart() {
    let files = [("x.cue", "a: int\n"), ("d.json", "{\"a\": 1}"), ("e", "a: 1\n---\na: 2\n")];
    let loaded = run(&files, &["x.cue", "d.json", "yaml:", "e"], &[]);
    assert_eq!(messages(&loaded), Vec::<String>::new());
    assert_eq!(loaded.instances.len(), 1);
    let counts: Vec<usize> = loaded.data.iter().map(|d| d.documents.len()).collect();
    assert_eq!(counts, [1, 2]);
    assert_eq!(messages(&run(&files, &["missing.cue"], &[])), ["open missing.cue: no such file or directory"]);
    assert_eq!(messages(&run(&files, &["a.bar"], &[])), ["unknown file extension .bar"]);
}

#[test]
fn languages_that_are_too_new() {
    let files =
        [("cue.mod/module.cue", "module: \"m.com\"\nlanguage: version: \"v0.99.0\"\n"), ("x.cue", "package x\n")];
    let loaded = run(&files, &["."], &[]);
    assert!(messages(&loaded)[0].contains("too new"), "{:?}", loaded.errors);
}
