//! Trees to text: `cargo bench -p tenon-format`.

use divan::Bencher;
use divan::counter::BytesCount;
use std::fmt::Write;
use tenon_format::{Options, format_file, format_source};
use tenon_source::{FileId, Source};
use tenon_syntax::{LanguageVersion, Parsed, parse};

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Definitions with comments and columns to align, lists and operators over several lines; not well laid out.
fn source() -> (Source, Parsed) {
    let mut text = String::new();
    for i in 0..300 {
        let _ = writeln!(text, "// Number {i}.\n#D{i}: {{\n  name!: string // its name\n  size?: *{i}|(int&>=0)\n");
        let _ = writeln!(text, "  \"long name\": [1,\n2, {{a: 1,b: 2}}] // numbers\n  if size>{i} {{x: f(a,b)}}\n}}");
    }
    let parsed = parse(FileId(0), &text, LanguageVersion::LATEST);
    assert!(parsed.errors.is_empty(), "{:?}", parsed.errors);
    (Source::new("in.cue", text), parsed)
}

/// What `fmt` does.
#[divan::bench]
fn as_laid_out_by_the_author(bencher: Bencher<'_, '_>) {
    let (source, parsed) = source();
    let bencher = bencher.counter(BytesCount::of_str(source.text()));
    bencher.bench(|| format_source(&source, FileId(0), &parsed, &Options::default()));
}

/// What `eval` and `def` do.
#[divan::bench]
fn as_made_by_a_program(bencher: Bencher<'_, '_>) {
    let (source, parsed) = source();
    let bencher = bencher.counter(BytesCount::of_str(source.text()));
    bencher.bench(|| format_file(&parsed.file, &Options::default()));
}
