//! Values to data and to syntax trees: `cargo bench -p tenon-export`.

use divan::Bencher;
use std::fmt::Write;
use std::sync::Arc;
use tenon_compile::{FileInput, PackageInput, compile_package};
use tenon_eval::builtin::{Library, Package};
use tenon_eval::{Budget, Evaluator, Value};
use tenon_export::{Profile, check_data, def_to_ast, to_ast, to_data};
use tenon_ir::program::{Features, Program};
use tenon_source::{Source, SourceMap};
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

/// A definition and 300 instances of it, with the texts that they came from.
fn value() -> (Value, SourceMap) {
    let mut text =
        "// What runs.\n#T: {name: string, port: *80 | (int & >0), labels: {app: name, [string]: string}}\n".to_owned();
    for i in 0..300 {
        let _ = writeln!(text, "t{i}: #T & {{name: \"n{i}\", labels: team: \"x\"}}");
    }
    let mut sources = SourceMap::new();
    let id = sources.add(Source::new("in.cue", text.as_str()));
    let parsed = parse(id, &text, LanguageVersion::LATEST);
    let file = FileInput {
        id,
        text: &text,
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
    let program = Arc::new(program);
    let mut evaluator = Evaluator::new(&program, &Nothing, Budget::default());
    let root = evaluator.package(package);
    (evaluator.freeze(program.clone()).value(root), sources)
}

/// Whether there is data, and which: `export`.
#[divan::bench]
fn data(bencher: Bencher<'_, '_>) {
    let (value, _) = value();
    bencher.bench_local(|| to_data(&value).expect("concrete"));
}

/// Whether there is data, without making it: `vet -c`.
#[divan::bench]
fn whether_there_is_data(bencher: Bencher<'_, '_>) {
    let (value, _) = value();
    bencher.bench_local(|| check_data(&value));
}

/// A syntax tree of what was worked out: `eval`.
#[divan::bench]
fn tree_of_the_value(bencher: Bencher<'_, '_>) {
    let (value, sources) = value();
    bencher.bench_local(|| to_ast(&value, &Profile::EVAL, &sources).expect("no errors"));
}

/// A syntax tree of what was declared: `def`.
#[divan::bench]
fn tree_of_the_declarations(bencher: Bencher<'_, '_>) {
    let (value, sources) = value();
    bencher.bench_local(|| def_to_ast(&value, None, &Profile::DEF, &sources).expect("no errors"));
}
