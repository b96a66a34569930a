//! Of builtin packages only what is used is compiled.

use std::collections::HashMap;
use tenon::compile::{Compiled, How};
use tenon::load::{Options, Overlay, load};

/// Compiles a file with the standard library, and tells how many declarations of `list` there are then.
fn compiled(text: &str) -> (Compiled, usize) {
    let mut world = Overlay::empty();
    world.insert("x.cue", text.as_bytes());
    let library = |path: &str| tenon::library().package(path).map(|package| package.cue);
    let options = Options { library: &library, ..Options::new(&world) };
    let loaded = load(&options, &["x.cue".to_owned()]);
    assert!(loaded.errors.is_empty(), "{text}");
    let compiled = Compiled::new(loaded.sources, loaded.packages, &HashMap::new(), How::default());
    assert!(compiled.errors.is_empty(), "{text}");
    let list = compiled.program.packages.iter().filter(|package| &*package.path == "list");
    let files = list.map(|package| package.files.len()).sum();
    (compiled, files)
}

#[test]
fn where_only_functions_are_used_declarations_are_left_out() {
    let import = "import \"list\"\n";
    for (uses, files) in [
        ("x: list.Concat([[1], [2]])", 0),
        ("x: list.MinItems(1) & [...int]", 0),
        ("x: list.Sort([2, 1], list.Ascending)", 1),
        ("let l = list\nx: l.Concat([[1], [2]])", 1),
        ("x: list.Concat([[1], [2]])\ny: list.Comparer", 1),
    ] {
        assert_eq!(compiled(&format!("{import}{uses}\n")).1, files, "{uses}");
    }
}

#[test]
fn what_was_left_out_is_there_for_a_later_expression() {
    let (mut compiled, files) = compiled("import \"list\"\nx: list.Concat([[1], [2]])\n");
    assert_eq!(files, 0);
    let package = *compiled.packages.last().expect("the file is a package");
    for text in ["list.Sort([2, 1], list.Descending)", "list.Comparer", "list"] {
        assert!(compiled.expr(package, "-", text, tenon::library()).is_ok(), "{text}");
    }
}
