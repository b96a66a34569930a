//! Parts of a schema that are evaluated with a part of each record: the rest of it is not evaluated, and what is said of the
//! record is what the evaluator says of all of it.

use std::fmt::Write as _;
use std::sync::Arc;
use tenon::Budget;
use tenon::compile::{Compiled, Extra};
use tenon::encoding::json;
use tenon::records::Schema;
use tenon::source::FileId;
use tenon_eval::Watch;

fn schema(text: &str, budget: Budget) -> Schema {
    let mut compiled = Compiled::default();
    let package = compiled.data_package(&Extra::default());
    let schema = compiled.expr(package, "-", text, tenon::library()).expect("it is a schema");
    Schema::new(compiled, package, schema, true, budget)
}

/// Whether each record is certainly valid, which it is if and only if the evaluator finds nothing wrong.
fn holds(text: &str, records: &[(&str, bool)]) {
    let schema = schema(text, Budget::default());
    let mut check = schema.check();
    for (record, valid) in records {
        let data = json::parse(FileId(0), record).expect("it is JSON");
        assert_eq!(check.json(record, 0), valid.then_some(record.len()), "{record} of {text}");
        assert_eq!(check.data(&data), *valid, "{record} of {text}");
        assert_eq!(schema.evaluate(&[Arc::new(data)])[0].is_empty(), *valid, "{record} of {text}");
    }
}

/// How many steps so many records take of a schema with so many plain fields and a part.
fn steps(plain: usize, records: usize, part: &str, data: &str) -> u64 {
    let (mut text, mut record) = ("{".to_owned(), "{".to_owned());
    for i in 0..plain {
        let _ = write!(text, "f{i}: int, ");
        let _ = write!(record, "\"f{i}\": {i}, ");
    }
    let _ = write!(text, "p: {part}}}");
    let _ = write!(record, "\"p\": {data}}}");
    let watch = Arc::new(Watch::every_step());
    let schema = schema(&text, Budget { watch: Some(watch.clone()), ..Budget::default() });
    let mut check = schema.check();
    for _ in 0..records {
        assert_eq!(check.json(&record, 0), Some(record.len()), "{record} of {text}");
    }
    drop(check);
    watch.now().steps
}

#[test]
fn the_rest_of_a_record_is_not_evaluated() {
    for (part, data) in [
        ("{n: int, if n > 1 {m: int}}", r#"{"n": 2, "m": 3}"#),
        ("{w: int, h: int, area: w * h}", r#"{"w": 2, "h": 3, "area": 6}"#),
        ("[string]: {n: int, m: >n}", r#"{"a": {"n": 1, "m": 2}}"#),
        ("[...{n: int, m: >n}]", r#"[{"n": 1, "m": 2}]"#),
        ("matchN(1, [int, string])", "1"),
    ] {
        let of_records = |plain: usize| steps(plain, 110, part, data) - steps(plain, 10, part, data);
        assert_eq!(of_records(0), of_records(30), "{part}");
        assert!(of_records(30) < 100 * 20, "{part}: {}", of_records(30));
    }
}

#[test]
fn records_without_a_part_are_not_evaluated() {
    let watch = Arc::new(Watch::every_step());
    let schema = schema("{a: int, p?: {n: int, m: n}}", Budget { watch: Some(watch.clone()), ..Budget::default() });
    let mut check = schema.check();
    assert_eq!(check.json(r#"{"a": 1}"#, 0), Some(8));
    let before = watch.now().steps;
    assert_eq!(check.json(r#"{"a": 2}"#, 0), Some(8));
    drop(check);
    assert_eq!(watch.now().steps, before);
}

#[test]
fn a_schema_is_evaluated_anew_after_many_records() {
    let schema = schema("{a: int, p: [...{n: int, m: n}]}", Budget::default());
    let record = format!(r#"{{"a": 1, "p": [{}]}}"#, vec![r#"{"n": 1, "m": 1}"#; 1000].join(","));
    let mut check = schema.check();
    for _ in 0..20 {
        assert_eq!(check.json(&record, 0), Some(record.len()));
        assert_eq!(check.json(r#"{"a": 1, "p": [{"n": 1, "m": 2}]}"#, 0), None);
    }
}

#[test]
fn a_part_that_takes_too_much_is_not_known() {
    let schema = schema("{a: int, p: [...{n: int, m: n}]}", Budget { steps: 50, ..Budget::default() });
    let record = |count| format!(r#"{{"a": 1, "p": [{}]}}"#, vec![r#"{"n": 1, "m": 1}"#; count].join(","));
    let mut check = schema.check();
    assert_eq!(check.json(&record(1), 0), Some(record(1).len()));
    assert_eq!(check.json(&record(50), 0), None);
}

#[test]
fn where_a_part_ends() {
    let sibling = "{a: int, p: {n: int, m: >a}}";
    holds(sibling, &[(r#"{"a": 1, "p": {"n": 1, "m": 0}}"#, false)]);
    let within = "{a: int, p: {s: {n: int, m: >o}, o: int}}";
    holds(within, &[(r#"{"a": 1, "p": {"s": {"n": 1, "m": 2}, "o": 1}}"#, true)]);
    let constant = "{_a: 3, a: int, p: {n: int, m: n + _a}}";
    holds(constant, &[(r#"{"a": 1, "p": {"n": 1, "m": 4}}"#, true), (r#"{"a": 1, "p": {"n": 1, "m": 3}}"#, false)]);
    let label = "{a: int, p: [K=string]: {name: K}}";
    holds(
        label,
        &[(r#"{"a": 1, "p": {"x": {"name": "x"}}}"#, true), (r#"{"a": 1, "p": {"x": {"name": "y"}}}"#, false)],
    );
    let closed = "close({a: int, p: close({n: int, if n > 1 {m: int}})})";
    holds(closed, &[(r#"{"a": 1, "p": {"n": 2, "m": 2}}"#, true), (r#"{"a": 1, "p": {"n": 1, "m": 2}}"#, false)]);
    let alternatives = r#"{a: int, p: {k: "x", n: int, m: n} | {k: "y", n: int}}"#;
    holds(
        alternatives,
        &[(r#"{"a": 1, "p": {"k": "y", "n": 2}}"#, true), (r#"{"a": 1, "p": {"k": "x", "n": 2, "m": 1}}"#, false)],
    );
    let default = "{a: int, p: {n: *1 | int, m: n}}";
    holds(
        default,
        &[(r#"{"a": 1}"#, true), (r#"{"a": 1, "p": {"n": 2}}"#, true), (r#"{"a": 1, "p": {"m": "x"}}"#, false)],
    );
}

#[test]
fn several_elements_of_the_same_alternative() {
    let schema = "{x: [...(close({k: 1}) | close({e!: 2}))]}";
    holds(schema, &[(r#"{"x": [{"k": 1}, {"k": 1}, {"e": 2}]}"#, true), (r#"{"x": [{"k": 1}, {"k": 2}]}"#, false)]);
}

#[test]
fn what_a_definition_says_counts_as_another_value() {
    let schema = "{#D: int16, d: #D | float32}";
    holds(schema, &[(r#"{"d": 5}"#, false), (r#"{"d": 1.5}"#, true)]);
}
