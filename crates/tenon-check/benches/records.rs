//! How fast records are checked, beside how fast `serde_json` reads the same text into its `Value`.
//!
//! `cargo bench -p tenon-check` prints the throughput of both. `RECORDS` may name another file of JSON Lines.

use divan::Bencher;
use divan::counter::BytesCount;
use std::fmt::Write as _;
use tenon::Budget;
use tenon::compile::{Compiled, Extra};
use tenon::records::Schema;

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SCHEMA: &str = r#"{
	id:      int & >=0
	user:    =~"^u[0-9]+$"
	email?:  =~"@"
	amount:  number & >=0
	state:   "open" | "paid" | "void"
	tags: [...string]
	address: {street: string, city: string, zip: =~"^[0-9]{5}$"}
	note?: string
}"#;

fn main() {
    divan::main();
}

/// Records as in the schema: 10 MB of them.
fn text() -> String {
    if let Some(file) = std::env::var_os("RECORDS") {
        return std::fs::read_to_string(file).expect("RECORDS names a file of text");
    }
    let mut out = String::new();
    for i in 0..60_000u32 {
        let (amount, cents) = (i.wrapping_mul(7919) % 1000, i % 100);
        let tags = ["[]", "[\"a\"]", "[\"a\", \"b\"]"][i as usize % 3];
        let state = ["open", "paid", "void"][i as usize % 3];
        let email = if i % 3 == 0 { format!(", \"email\": \"u{i}@example.com\"") } else { String::new() };
        let _ = writeln!(
            out,
            "{{\"id\": {i}, \"user\": \"u{i}\", \"amount\": {amount}.{cents:02}, \"state\": \"{state}\", \"tags\": {tags}, \
             \"address\": {{\"street\": \"Main {i}\", \"city\": \"X\", \"zip\": \"{i:05}\"}}{email}}}"
        );
    }
    out
}

fn schema() -> Schema {
    let mut compiled = Compiled::default();
    let package = compiled.data_package(&Extra::default());
    let schema = compiled.expr(package, "-", &format!("close({SCHEMA})"), tenon::library()).expect("the schema is one");
    Schema::new(compiled, package, schema, true, Budget::default())
}

#[divan::bench]
fn checker(bencher: Bencher) {
    let (text, schema) = (text(), schema());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut check = schema.check();
        let mut pos = 0;
        while let Some(end) = check.json(&text, pos) {
            pos = end;
        }
        assert_eq!(text[pos..].trim(), "");
    });
}

#[divan::bench]
fn serde_json_value(bencher: Bencher) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let records = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        records.map(|record| record.expect("the text is JSON")).for_each(|record| drop(divan::black_box(record)));
    });
}
