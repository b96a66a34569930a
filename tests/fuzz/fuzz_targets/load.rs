//! Reading data: the first byte picks the format. JSON that was read can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon_encoding::{json, toml, yaml};
use tenon_source::FileId;

fuzz_target!(|text: &str| {
    let Some((format, text)) = text.split_at_checked(1) else { return };
    match format {
        "j" => {
            if let Ok(data) = json::parse(FileId(0), text) {
                let written = json::write(&data, &json::JsonOptions::default()).expect("what was read can be written");
                json::parse(FileId(0), &written).expect("what was written can be read");
            }
        }
        "y" => drop(yaml::parse_documents(FileId(0), text)),
        _ => drop(toml::parse(FileId(0), text)),
    }
});
