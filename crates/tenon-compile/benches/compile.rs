//! Syntax trees to a resolved program: `cargo bench -p tenon-compile`.

use divan::Bencher;
use divan::counter::ItemsCount;
use std::fmt::Write;
use tenon_compile::{FileInput, PackageInput, compile_package};
use tenon_ir::program::{Features, Program};
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, Parsed, parse};

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Fields of literals: labels and literals are interned, nothing is resolved.
fn literals(fields: usize) -> String {
    let mut text = String::new();
    for i in 0..fields {
        let _ = writeln!(text, "f{i}: {{name: \"n{i}\", size: {i}, tags: [\"a\", \"b\"]}}");
    }
    text
}

/// Fields that refer to each other, to what is around them, and to variables of clauses.
fn names(fields: usize) -> String {
    let mut text = "all: [1, 2, 3]\n".to_owned();
    for i in 0..fields {
        let other = i * 7 % fields;
        let _ =
            writeln!(text, "f{i}: {{let L = f{other}, a: L.a + all[0], b: [for k, v in all if v > k {{x: v, y: a}}]}}");
    }
    text
}

fn compile(bencher: Bencher<'_, '_>, texts: &[String]) {
    let trees: Vec<Parsed> = texts.iter().map(|text| parse(FileId(0), text, LanguageVersion::LATEST)).collect();
    let input = || {
        let files = trees.iter().zip(texts).enumerate().map(|(i, (tree, text))| FileInput {
            id: FileId(i as u32),
            text,
            ast: &tree.file,
            comments: &tree.comments,
            features: Features::default(),
            imports: Vec::new(),
            embeds: Vec::new(),
        });
        let (path, name, files) = (String::new(), "p".to_owned(), files.collect());
        PackageInput { path, name, files, data: Vec::new(), standard: |_| None }
    };
    bencher.with_inputs(|| (Program::default(), input())).bench_local_values(|(mut program, input)| {
        let errors = compile_package(&mut program, &input).1;
        assert!(errors.is_empty(), "{errors:?}");
        program
    });
}

#[divan::bench(args = [250, 1000])]
fn compile_literals(bencher: Bencher<'_, '_>, fields: usize) {
    compile(bencher.counter(ItemsCount::new(fields)), &[literals(fields)]);
}

#[divan::bench(args = [250, 1000])]
fn compile_names(bencher: Bencher<'_, '_>, fields: usize) {
    compile(bencher.counter(ItemsCount::new(fields)), &[names(fields)]);
}

/// The same fields in each of many files.
#[divan::bench(args = [25, 100])]
fn compile_files(bencher: Bencher<'_, '_>, files: usize) {
    compile(bencher.counter(ItemsCount::new(files)), &vec![names(10); files]);
}
