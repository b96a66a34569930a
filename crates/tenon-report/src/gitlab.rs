//! GitLab's report of code quality: a JSON array of problems, each with a fingerprint.
//!
//! A fingerprint is made of what does not change when lines are added elsewhere: code, file, path and message. Of several
//! equal ones each has its number, too.

use crate::found::Found;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use std::collections::HashMap;
use tenon_source::Severity;

pub(crate) fn document(all: &[Found]) -> String {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let list: Vec<Value> = all.iter().map(|found| problem(found, &mut seen)).collect();
    format!("{:#}\n", Value::Array(list))
}

fn problem(found: &Found, seen: &mut HashMap<String, usize>) -> Value {
    let place = found.places.first();
    // Every problem must be in a file; one that is in none is in the folder where the tool ran.
    let (file, line) = place.map_or((".".to_owned(), 1), |p| (p.uri(), p.start.line));
    let key = [found.code, &file, &found.path, &found.message].join("\0");
    let count = seen.entry(key.clone()).and_modify(|n| *n += 1).or_insert(0);
    json!({
        "description": std::iter::once(found.headline()).chain(found.reasons()).collect::<Vec<_>>().join("\n"),
        "check_name": if found.code.is_empty() { "tenon" } else { found.code },
        "fingerprint": fingerprint(&format!("{key}\0{count}")),
        "severity": match found.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        "location": {"path": file, "lines": {"begin": line}},
    })
}

fn fingerprint(key: &str) -> String {
    Md5::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
