//! A resolved program to values, by what the time goes into: `cargo bench -p tenon-eval`.
//!
//! Each job comes in two sizes, the one four times the other, so that what grows faster than its input shows.

use divan::Bencher;
use divan::counter::ItemsCount;
use std::fmt::Write;
use tenon_compile::{FileInput, PackageInput, compile_package};
use tenon_eval::builtin::{Library, Package};
use tenon_eval::{Budget, Evaluator};
use tenon_ir::program::{Features, PackageId, Program};
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, parse};

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// No builtin packages.
struct Nothing;

impl Library for Nothing {
    fn package(&self, _path: &str) -> Option<&'static Package> {
        None
    }
}

fn program(text: &str) -> (Program, PackageId) {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    let file = FileInput {
        id: FileId(0),
        text,
        ast: &parsed.file,
        comments: &parsed.comments,
        features: Features::default(),
        imports: Vec::new(),
        embeds: Vec::new(),
    };
    let (path, name) = (String::new(), String::new());
    let input = PackageInput { path, name, files: vec![file], data: Vec::new(), standard: |_| None };
    let mut program = Program::default();
    let (package, errors) = compile_package(&mut program, &input);
    assert!(errors.is_empty(), "{errors:?}");
    (program, package)
}

/// Evaluates the text, whose size is `items`, down to the leaves.
fn evaluate(bencher: Bencher<'_, '_>, items: usize, text: &str) {
    let (program, package) = program(text);
    bencher.counter(ItemsCount::new(items)).bench_local(|| {
        let mut evaluator = Evaluator::new(&program, &Nothing, Budget::default());
        evaluator.package(package);
        evaluator
    });
}

fn lines(text: &mut String, count: usize, line: impl Fn(usize) -> String) {
    for i in 0..count {
        let _ = writeln!(text, "{}", line(i));
    }
}

/// Data, to which nothing is to be done.
#[divan::bench(args = [250, 1000])]
fn literals(bencher: Bencher<'_, '_>, items: usize) {
    let mut text = String::new();
    lines(&mut text, items, |i| format!("f{i}: {{name: \"n{i}\", size: {i}, tags: [\"a\", \"b\"]}}"));
    evaluate(bencher, items, &text);
}

/// One struct, declared again and again: each field has as many conjuncts.
#[divan::bench(args = [250, 1000])]
fn conjuncts(bencher: Bencher<'_, '_>, items: usize) {
    let mut text = String::new();
    lines(&mut text, items, |i| format!("a: {{x: >={}, y: b: string, z: int}}", i % 10));
    text.push_str("a: {x: 12, y: b: \"s\", z: 1}\n");
    evaluate(bencher, items, &text);
}

/// One definition with constraints, instantiated many times.
#[divan::bench(args = [100, 400])]
fn template(bencher: Bencher<'_, '_>, items: usize) {
    let mut text =
        "#T: {name: string, port: *80 | (int & >0 & <65536), labels: {app: name, [string]: string}}\n".to_owned();
    lines(&mut text, items, |i| format!("t{i}: #T & {{name: \"n{i}\", labels: team: \"x\"}}"));
    evaluate(bencher, items, &text);
}

/// Values that are each one of ten closed structs.
#[divan::bench(args = [50, 200])]
fn union(bencher: Bencher<'_, '_>, items: usize) {
    let mut text = String::new();
    lines(&mut text, 10, |i| format!("#D{i}: {{kind: \"k{i}\", common: string, f{i}?: int}}"));
    let any: Vec<String> = (0..10).map(|i| format!("#D{i}")).collect();
    let _ = writeln!(text, "#Any: {}", any.join(" | "));
    lines(&mut text, items, |i| format!("v{i}: #Any & {{kind: \"k{0}\", common: \"c\", f{0}: {i}}}", i % 10));
    evaluate(bencher, items, &text);
}

/// Disjunctions of scalars with defaults, unified with each other.
#[divan::bench(args = [50, 200])]
fn defaults(bencher: Bencher<'_, '_>, items: usize) {
    let mut text = "low: *1 | 2 | 3 | 4\nhigh: 3 | 4 | *1 | 5\n".to_owned();
    lines(&mut text, items, |i| format!("v{i}: low & high, w{i}: low & (2 | *{})", i % 4 + 1));
    evaluate(bencher, items, &text);
}

/// Structs closed by definitions that embed others and have patterns.
#[divan::bench(args = [100, 400])]
fn closedness(bencher: Bencher<'_, '_>, items: usize) {
    let mut text =
        "#Base: {id: string, [=~\"^x-\"]: string}\n#Mid: {#Base, size?: int}\n#Top: {#Mid, extra: {...}}\n".to_owned();
    lines(&mut text, items, |i| {
        format!("c{i}: #Top & {{id: \"i{i}\", size: {i}, \"x-a\": \"1\", extra: {{anything: {i}}}}}")
    });
    evaluate(bencher, items, &text);
}

/// A comprehension over a list, another over its result.
#[divan::bench(args = [100, 400])]
fn comprehension(bencher: Bencher<'_, '_>, items: usize) {
    let numbers: Vec<String> = (0..items).map(|i| i.to_string()).collect();
    let text = format!(
        "in: [{}]\nmid: {{for i, v in in {{\"k\\(i)\": {{v: v * 2, odd: v > 10}}}}}}\nout: [for k, m in mid if m.odd {{name: k, value: m.v}}]\n",
        numbers.join(", ")
    );
    evaluate(bencher, items, &text);
}

/// A chain of references through structs and `let`s.
#[divan::bench(args = [100, 400])]
fn references(bencher: Bencher<'_, '_>, items: usize) {
    let mut text = "n0: {port: 1, host: {name: \"h\"}}\n".to_owned();
    lines(&mut text, items, |i| {
        format!("n{}: {{let P = n{i}.port, port: P + 1, host: n{i}.host, at: host.name}}", i + 1)
    });
    evaluate(bencher, items, &text);
}
