//! SARIF 2.1.0: one run, a rule for each code, a result for each problem.

use crate::found::{Found, Place};
use serde_json::{Map, Value, json};
use tenon_source::Severity;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(crate) fn document(all: &[Found]) -> String {
    let mut codes: Vec<&str> = all.iter().map(|found| found.code).filter(|code| !code.is_empty()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = all.iter().map(|found| result(found, &codes)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "tenon",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// What the catalogue says of a code: viewers show it beside the results.
fn rule(code: &str) -> Value {
    let Some(entry) = tenon_catalogue::find(code) else { return json!({"id": code}) };
    json!({
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.summary()},
        "helpUri": entry.address(),
        "help": {"text": if entry.help.is_empty() { entry.summary() } else { entry.help.to_owned() }, "markdown": entry.page},
    })
}

fn result(found: &Found, codes: &[&str]) -> Value {
    let mut out = Map::new();
    if let Ok(index) = codes.binary_search(&found.code) {
        out.insert("ruleId".into(), found.code.into());
        out.insert("ruleIndex".into(), index.into());
    }
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    out.insert("level".into(), level.into());
    let text: Vec<String> = std::iter::once(found.headline()).chain(found.notes.iter().cloned()).collect();
    out.insert("message".into(), json!({"text": text.join("\n")}));
    let mut location = Map::new();
    let mut places = found.places.iter();
    if let Some(first) = places.next() {
        location.insert("physicalLocation".into(), physical(first));
        owners(first, &mut location);
    }
    if !found.path.is_empty() {
        let path = found.path.as_str();
        location.insert("logicalLocations".into(), json!([{"fullyQualifiedName": path, "kind": "member"}]));
    }
    if !location.is_empty() {
        out.insert("locations".into(), Value::Array(vec![location.into()]));
    }
    let related: Vec<Value> = places
        .map(|p| {
            let text = if p.text.is_empty() { p.role.as_str() } else { p.text.as_str() };
            let mut location = Map::new();
            location.insert("physicalLocation".into(), physical(p));
            location.insert("message".into(), json!({"text": text}));
            owners(p, &mut location);
            location.into()
        })
        .collect();
    if !related.is_empty() {
        out.insert("relatedLocations".into(), related.into());
    }
    out.into()
}

/// The owners of a location, as a property of ours.
fn owners(place: &Place, location: &mut Map<String, Value>) {
    if !place.owners.is_empty() {
        location.insert("properties".into(), json!({"owners": place.owners}));
    }
}

fn physical(place: &Place) -> Value {
    json!({
        "artifactLocation": {"uri": uri(&place.uri())},
        "region": {
            "startLine": place.start.line,
            "startColumn": place.characters.0,
            "endLine": place.end.line,
            "endColumn": place.characters.1,
        },
    })
}

/// A file's name as a reference in a URI: what is not allowed in a path is escaped.
fn uri(file: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&b);
    file.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
