//! Text to tokens, tokens to tree: `cargo bench -p tenon-syntax`.

use divan::Bencher;
use divan::counter::BytesCount;
use std::fmt::Write;
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, parse, tokens};

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Makes a text with so many entries.
type Make = fn(usize) -> String;

/// Texts of different kinds, by what there is most of in them.
const KINDS: [(&str, Make); 3] = [("data", data), ("definitions", definitions), ("expressions", expressions)];

fn text(kind: &str) -> String {
    KINDS.iter().find(|(name, _)| *name == kind).map(|(_, make)| make(300)).unwrap_or_default()
}

/// Nested structs and lists of literals, as a program writes them.
fn data(entries: usize) -> String {
    let mut text = String::new();
    for i in 0..entries {
        let _ = writeln!(text, "\"entry-{i}\": {{id: {i}, ratio: {i}.25, on: true, tags: [\"a\", \"b\", \"c{i}\"]}}");
    }
    text
}

/// Definitions over several lines with comments, constraints, optional fields, and attributes.
fn definitions(entries: usize) -> String {
    let mut text = String::new();
    for i in 0..entries {
        let _ = writeln!(text, "// Number {i}.\n#D{i}: {{\n\tname!: string & =~\"^[a-z]+$\" // its name");
        let _ = writeln!(text, "\tsize?: *{i} | (int & >=0 & <=100)\n\t[string]: _ @go(X{i})\n\t...\n}}");
    }
    text
}

/// Operators, calls, selectors, interpolations, comprehensions.
fn expressions(entries: usize) -> String {
    let mut text = String::new();
    for i in 0..entries {
        let _ = writeln!(text, "x{i}: (a.b.c[{i}] + 2*f(x, y)) & (d | e | *g) // z");
        let _ = writeln!(text, "y{i}: [for k, v in x if v != _|_ && k > {i} {{name: \"n-\\(k)-\\(v.w)\"}}]");
    }
    text
}

#[divan::bench(args = ["data", "definitions", "expressions"])]
fn lex(bencher: Bencher<'_, '_>, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench(|| tokens(&text));
}

#[divan::bench(args = ["data", "definitions", "expressions"])]
fn tree(bencher: Bencher<'_, '_>, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(FileId(0), &text, LanguageVersion::LATEST));
}

/// A syntax error in the middle: the text is mended and read again.
#[divan::bench]
fn tree_after_an_error(bencher: Bencher<'_, '_>) {
    let text = format!("{}broken: [1, 2\n{}", data(150), data(150));
    bencher.counter(BytesCount::of_str(&text)).bench(|| parse(FileId(0), &text, LanguageVersion::LATEST));
}
