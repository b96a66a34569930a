//! TOML: what is read, where errors point, what is written.

use tenon_encoding::json::{self, JsonOptions};
use tenon_encoding::toml;
use tenon_ir::data::DataValue;
use tenon_source::{FileId, Source};

fn read(text: &str) -> String {
    match toml::parse(FileId(0), text) {
        Ok(data) => json::write(&data, &JsonOptions::default()).expect("data that was read can be written"),
        Err(diagnostic) => {
            let at = Source::new("x", text).line_col(diagnostic.labels.first().map_or(0, |l| l.span.start));
            format!("{} {}:{} {}", diagnostic.code, at.line, at.col, diagnostic.message)
        }
    }
}

fn write(text: &str) -> String {
    match toml::write(&json::parse(FileId(0), text).expect("valid JSON")) {
        Ok(text) => text,
        Err(error) => error.to_string(),
    }
}

#[test]
fn reading() {
    let cases = [
        ("", "{}"),
        (
            "a = 1\nb.c = 'x'\n[d]\ne = [1, 2.50, {f = true}]\n",
            r#"{"a":1,"b":{"c":"x"},"d":{"e":[1,2.50,{"f":true}]}}"#,
        ),
        ("a = [0x1F, 0o17, 0b11, 1_000, +5, -3]", r#"{"a":[31,15,3,1000,5,-3]}"#),
        ("a = 2001-02-03T04:05:06Z\nb = 12:30:00\n", r#"{"a":"2001-02-03T04:05:06Z","b":"12:30:00"}"#),
        ("[[t]]\nx = 1\n[[t]]\n[t.s]\ny = 2\n", r#"{"t":[{"x":1},{"s":{"y":2}}]}"#),
        ("z = 1\na = 2\n", r#"{"z":1,"a":2}"#),
        ("a = \"\"\"\nx\\ty\n\"\"\"\nb = 'c:\\d'", r#"{"a":"x\ty\n","b":"c:\\d"}"#),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text), expected, "for {text}");
    }
}

#[test]
fn errors_point_at_the_place() {
    assert_eq!(read("a = 1\na = 2\n"), "E0620 2:1 duplicate key: a");
    assert_eq!(read("= \"no key name\""), "E0620 1:1 invalid character at start of key: =");
    assert!(read("a = inf").starts_with("E0615 1:5 "), "{}", read("a = inf"));
    assert!(read(&format!("a = {}", "[".repeat(100_000))).starts_with("E0620 "));
}

#[test]
fn spans() {
    let text = "[[langs]]\nname = 'x'\n";
    let data = toml::parse(FileId(0), text).expect("valid");
    let DataValue::Struct(root) = &data.value else { panic!("a struct") };
    let DataValue::List(items) = &root[0].value.value else { panic!("a list") };
    let DataValue::Struct(fields) = &items[0].value else { panic!("a struct") };
    assert_eq!((fields[0].key_span.start, fields[0].value.span.start), (10, 17));
}

#[test]
fn writing() {
    let cases = [
        ("{}", ""),
        (r#"{"b": 1, "a": "x", "n": null}"#, "a = 'x'\nb = 1\n"),
        (r#"{"t": {"z": {}, "y": {"k": 1}}, "a": []}"#, "a = []\n\n[t]\n[t.y]\nk = 1\n\n[t.z]\n"),
        (r#"{"l": [{"a": 1}, {"b": {"c": 2}}]}"#, "[[l]]\na = 1\n\n[[l]]\n[l.b]\nc = 2\n"),
        (r#"{"l": [1, {"a": {"b": 2}}]}"#, "l = [1, {a = {b = 2}}]\n"),
        (
            r#"{"a b": "it's", "": "x\ny\u0001", "c": 1.50, "d": 1e3}"#,
            "'' = \"x\\ny\\u0001\"\n'a b' = \"it's\"\nc = 1.5\nd = 1000.0\n",
        ),
        ("[1]", "a TOML document must be a struct"),
        (r#"{"a": {"b": [null]}}"#, "a.b.0: TOML has no null"),
    ];
    for (text, expected) in cases {
        assert_eq!(write(text), expected, "for {text}");
    }
}
