//! What `--diagnostics sarif` writes is valid by the schema of the standard, `tests/sarif/sarif-schema-2.1.0.json`.

use jsonschema::Validator;
use serde_json::Value;
use tenon::eval::Budget;
use tenon::explain::diagnostics;
use tenon_report::{Document, DocumentFormat};
use tenon_tests::command::binary;
use tenon_tests::evaluate::Outcome;
use tenon_tests::{inputs, transcript};

fn schema() -> Validator {
    let mut schema: Value = serde_json::from_str(include_str!("../sarif/sarif-schema-2.1.0.json")).unwrap();
    // As published it is no regular expression: a bracket is closed that was not opened. Nothing here names a language.
    for holder in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{holder}/properties/language")).unwrap();
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

/// What the schema says against a document.
fn faults(schema: &Validator, text: &str) -> Vec<String> {
    let document: Value = serde_json::from_str(text).unwrap();
    schema.iter_errors(&document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[test]
fn the_schema_refuses_what_is_no_sarif() {
    let schema = schema();
    assert!(!faults(&schema, r#"{"version": "2.1.0"}"#).is_empty());
    assert!(!faults(&schema, r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}"#).is_empty());
    let uri = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x", "informationUri": "not a uri"}}}]}"#;
    assert!(!faults(&schema, uri).is_empty());
}

#[test]
fn errors_of_every_case_of_the_suite() {
    let schema = schema();
    let mut with_errors = 0;
    for input in inputs::suite().unwrap() {
        let Outcome::Values(values, sources) = input.evaluate(&Budget::default()) else { continue };
        let mut document = Document::default();
        for value in &values {
            document.add(&diagnostics(value, true), &sources);
        }
        with_errors += usize::from(!document.is_empty());
        assert_eq!(faults(&schema, &document.render(DocumentFormat::Sarif)), [""; 0], "{}", input.name);
    }
    assert!(with_errors > 100, "only {with_errors} cases have errors");
}

#[test]
fn errors_of_the_command() {
    let schema = schema();
    let runs = [
        ("vet good.cue", "-- good.cue --\na: 1\n"),
        ("vet a,b.cue", "-- a,b.cue --\né: 1\né: \"ü [x](y) {0} %\"\n"),
        ("vet --by-owner in.cue", "-- CODEOWNERS --\n* @all\n-- in.cue --\na: 1 @owner(web)\na: 2\n"),
        ("vet schema.cue data.yaml", "-- schema.cue --\na: int\n-- data.yaml --\na: x\n"),
        ("export syntax.cue", "-- syntax.cue --\na: [1\nb: }\n"),
        ("export missing.cue", ""),
        ("export in.cue --out nothing", "-- in.cue --\na: 1\n"),
    ];
    for (line, files) in runs {
        let binary = binary(env!("CARGO_BIN_EXE_tenon-under-test"));
        let outcome = transcript::start(&binary, files, &format!("{line} --diagnostics sarif"), "");
        assert_eq!(faults(&schema, &outcome.stderr), [""; 0], "{line}\n{}", outcome.stderr);
    }
}
