//! Files in memory to packages: `cargo bench -p tenon-load`. Parsing is part of it.

use divan::Bencher;
use divan::counter::ItemsCount;
use tenon_load::{Options, Overlay, load};

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// A module of packages with five files each, all of which import `common`.
fn module(packages: usize) -> Overlay {
    let mut world = Overlay::empty();
    let mut insert = |path: &str, text: &str| world.insert(path, text.as_bytes());
    insert("cue.mod/module.cue", "module: \"example.com/m\"\nlanguage: version: \"v0.15.0\"\n");
    insert("common/common.cue", "package common\n#Entry: {a: int, b: string}\n");
    for package in 0..packages {
        for file in 0..5 {
            let fields = format!("x{file}: common.#Entry & {{a: {file}, b: \"s\"}}\n").repeat(4);
            let text = format!("package p{package}\nimport \"example.com/m/common\"\n{fields}");
            insert(&format!("p{package}/f{file}.cue"), &text);
        }
    }
    world
}

fn measure(bencher: Bencher<'_, '_>, packages: usize, arguments: &[&str]) {
    let world = module(packages);
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    bencher.counter(ItemsCount::new(packages)).bench_local(|| {
        let options = Options::new(&world);
        let loaded = load(&options, &arguments);
        assert!(loaded.errors.is_empty(), "{:?}", loaded.errors);
        loaded
    });
}

/// Every package of the module.
#[divan::bench(args = [10, 40])]
fn every_package(bencher: Bencher<'_, '_>, packages: usize) {
    measure(bencher, packages, &["./..."]);
}

/// One package and what it imports, in a module of many.
#[divan::bench(args = [10, 40])]
fn one_package(bencher: Bencher<'_, '_>, packages: usize) {
    measure(bencher, packages, &["./p1"]);
}
