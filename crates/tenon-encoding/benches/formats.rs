//! JSON, YAML and TOML, read and written: `cargo bench -p tenon-encoding`.

use divan::Bencher;
use divan::counter::BytesCount;
use tenon_encoding::json::JsonOptions;
use tenon_encoding::yaml::YamlOptions;
use tenon_encoding::{json, toml, yaml};
use tenon_ir::Data;
use tenon_source::FileId;

/// The command's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Records as services log them: short strings, numbers, a nested struct, a list.
fn records() -> Data {
    let record = |i: usize| {
        format!(
            r#"{{"id": {i}, "name": "record {i}", "ratio": {i}.5, "on": {}, "tags": ["a", "b-{i}", "no"],
                "place": {{"city": "Zürich", "zip": "0{i}", "note": "first line\nsecond \"line\""}}}}"#,
            i.is_multiple_of(2)
        )
    };
    let all: Vec<String> = (0..500).map(record).collect();
    json::parse(FileId(0), &format!("{{\"records\": [{}]}}", all.join(","))).expect("JSON")
}

#[divan::bench]
fn json_read(bencher: Bencher<'_, '_>) {
    let text = json::write(&records(), &JsonOptions::EXPORT).expect("concrete");
    bencher.counter(BytesCount::of_str(&text)).bench(|| json::parse(FileId(0), &text));
}

#[divan::bench]
fn json_write(bencher: Bencher<'_, '_>) {
    let data = records();
    bencher.bench(|| json::write(&data, &JsonOptions::EXPORT));
}

#[divan::bench]
fn yaml_read(bencher: Bencher<'_, '_>) {
    let text = yaml::write(&records(), &YamlOptions::default()).expect("concrete");
    bencher.counter(BytesCount::of_str(&text)).bench(|| yaml::parse_documents(FileId(0), &text));
}

#[divan::bench]
fn yaml_write(bencher: Bencher<'_, '_>) {
    let data = records();
    bencher.bench(|| yaml::write(&data, &YamlOptions::default()));
}

#[divan::bench]
fn toml_read(bencher: Bencher<'_, '_>) {
    let text = toml::write(&records()).expect("concrete");
    bencher.counter(BytesCount::of_str(&text)).bench(|| toml::parse(FileId(0), &text));
}

#[divan::bench]
fn toml_write(bencher: Bencher<'_, '_>) {
    let data = records();
    bencher.bench(|| toml::write(&data));
}
