//! JSON: what is read, where errors point, what is written.

use tenon_encoding::json::{self, JsonOptions};
use tenon_ir::Data;
use tenon_source::{Diagnostic, FileId, Source};

fn parse(text: &str) -> Result<Data, Diagnostic> {
    json::parse(FileId(0), text)
}

/// The compact form of what was read, or `code line:col message`.
fn read(text: &str) -> String {
    match parse(text) {
        Ok(data) => json::write(&data, &JsonOptions::default()).expect("data that was read can be written"),
        Err(diagnostic) => shown(text, &diagnostic),
    }
}

fn shown(text: &str, diagnostic: &Diagnostic) -> String {
    let source = Source::new("x", text);
    let places: Vec<String> = diagnostic
        .labels
        .iter()
        .map(|label| source.line_col(label.span.start))
        .map(|at| format!("{}:{}", at.line, at.col))
        .collect();
    let path = if diagnostic.path.is_empty() { String::new() } else { format!("{}: ", diagnostic.path) };
    format!("{} {} {path}{}", diagnostic.code, places.join(" "), diagnostic.message)
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "for {text}");
    }
}

#[test]
fn values() {
    check(&[
        (" null ", "null"),
        ("[true,false]", "[true,false]"),
        ("[]", "[]"),
        ("{ }", "{}"),
        (r#"{"a": {"b": [1, {"c": []}]}, "d": ""}"#, r#"{"a":{"b":[1,{"c":[]}]},"d":""}"#),
        ("[0, -0, 12, -7, 9223372036854775807]", "[0,0,12,-7,9223372036854775807]"),
        ("[123456789012345678901, 1.0, 2.50, 0.1]", "[123456789012345678901,1.0,2.50,0.1]"),
        ("\u{feff}1", "1"),
    ]);
}

#[test]
fn strings() {
    check(&[
        (r#""a\"\\\/\b\f\n\r\t\u0041""#, r#""a\"\\/\b\f\n\r\tA""#),
        (r#""\ud83d\ude00 \ud83d \ude00x""#, "\"😀 \u{fffd} \u{fffd}x\""),
        (r#""\ud83dA""#, "\"\u{fffd}A\""),
        ("\"é\u{2028}\u{7f}\"", "\"é\\u2028\u{7f}\""),
        (r#""<a href='b'>&""#, r#""<a href='b'>&""#),
        ("\"more than eight plain bytes, ünïcödé\"", "\"more than eight plain bytes, ünïcödé\""),
    ]);
}

#[test]
fn errors_point_at_the_byte() {
    let invalid = |text: &str, place: &str, message: &str| {
        assert_eq!(read(text), format!("E0601 {place} invalid JSON: {message}"), "for {text}");
    };
    let character = |text: &str, place: &str, c: &str, message: &str| {
        invalid(text, place, &format!("invalid character {c} {message}"));
    };
    for (text, place) in [("", "1:1"), ("1.", "1:3"), ("1e+", "1:4"), ("\"abc", "1:5"), ("[1", "1:3"), ("tr", "1:3")] {
        invalid(text, place, "unexpected end of JSON input");
    }
    character("{\"a\": 1\n  \"b\": 2}", "2:3", "'\"'", "after object key:value pair");
    character("\"a\": 1", "1:4", "':'", "after top-level value");
    character("01", "1:2", "'1'", "after top-level value");
    character("[1,]", "1:4", "']'", "looking for beginning of value");
    character("+1", "1:1", "'+'", "looking for beginning of value");
    character("// c\n1", "1:1", "'/'", "looking for beginning of value");
    character("[é]", "1:2", "'é'", "looking for beginning of value");
    character("{\"a\":1,}", "1:8", "'}'", "looking for beginning of object key string");
    character("{a:1}", "1:2", "'a'", "looking for beginning of object key string");
    character("{\"a\" 1}", "1:6", "'1'", "after object key");
    character("[1 2]", "1:4", "'2'", "after array element");
    character("[1}", "1:3", "'}'", "after array element");
    character("1.x", "1:3", "'x'", "after decimal point in numeric literal");
    character("1ex", "1:3", "'x'", "in exponent of numeric literal");
    character("-a", "1:2", "'a'", "in numeric literal");
    character("trux", "1:4", "'x'", "in literal true (expecting 'e')");
    character("\"a\nb\"", "1:3", "'\\n'", "in string literal");
    character("\"a\\x\"", "1:4", "'x'", "in string escape code");
    character("\"\\u12g4\"", "1:6", "'g'", "in \\u hexadecimal character escape");
}

#[test]
fn a_key_twice_is_one_field() {
    check(&[
        (r#"{"a": 1, "b": 2, "a": 1}"#, r#"{"a":1,"b":2}"#),
        (r#"{"a": {"x": 1}, "a": {"y": 2, "x": 1}}"#, r#"{"a":{"x":1,"y":2}}"#),
        (r#"{"a": [{"x": 1}], "a": [{"y": 2}]}"#, r#"{"a":[{"x":1,"y":2}]}"#),
        ("{\"a\": 1,\n\"a\": 2}", "E0603 2:6 1:7 a: conflicting values 2 and 1"),
        (r#"{"o": [0, {"a": {"b": 1}, "a": {"b": "x"}}]}"#, r#"E0603 1:38 1:23 o.1.a.b: conflicting values "x" and 1"#),
        (r#"{"a": [1], "a": [1, 2]}"#, "E0603 1:17 1:7 a: conflicting values a list and a list"),
        (r#"{"a": {}, "a": null}"#, "E0603 1:16 1:7 a: conflicting values null and an object"),
    ]);
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&deep(json::MAX_DEPTH)).is_ok());
    let error = read(&deep(json::MAX_DEPTH + 1));
    assert_eq!(error, "E0602 1:10001 invalid JSON: nested deeper than 10000 levels");
}

#[test]
fn spans() {
    let text = r#"{"key": [ 12, {"in": "x"} ]}"#;
    let tenon_ir::data::DataValue::Struct(entries) = parse(text).expect("valid").value else { panic!("a struct") };
    let at = |span: tenon_source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(at(entries[0].key_span), "\"key\"");
    assert_eq!(at(entries[0].value.span), r#"[ 12, {"in": "x"} ]"#);
    let tenon_ir::data::DataValue::List(items) = &entries[0].value.value else { panic!("a list") };
    assert_eq!(at(items[0].span), "12");
    assert_eq!(at(items[1].span), r#"{"in": "x"}"#);
}

#[test]
fn streams() {
    let values = |text: &str| -> Vec<String> {
        json::parse_many(FileId(0), text)
            .map(|item| match item {
                Ok(data) => json::write(&data, &JsonOptions::default()).expect("writable"),
                Err(diagnostic) => shown(text, &diagnostic),
            })
            .collect()
    };
    assert_eq!(values(" \n"), Vec::<String>::new());
    assert_eq!(values("{\"a\":1}{\"b\":2}\n1 2\n\"x\""), ["{\"a\":1}", "{\"b\":2}", "1", "2", "\"x\""]);
    assert_eq!(
        values("1\nhi 2"),
        ["1", "E0601 2:1 invalid JSON: invalid character 'h' looking for beginning of value"]
    );
}

#[test]
fn layout() {
    let data = parse(r#"{"a":[1,{"b":"<&>"}],"c":{},"d":[]}"#).expect("valid");
    let expected = r#"{
    "a": [
        1,
        {
            "b": "<&>"
        }
    ],
    "c": {},
    "d": []
}"#;
    assert_eq!(json::write(&data, &JsonOptions::EXPORT).as_deref(), Ok(expected));
    let html = JsonOptions { indent: None, escape_html: true };
    let expected = r#"{"a":[1,{"b":"\u003c\u0026\u003e"}],"c":{},"d":[]}"#;
    assert_eq!(json::write(&data, &html).as_deref(), Ok(expected));
    assert_eq!(json::write(&Data::bytes(*b"hi"), &JsonOptions::default()).as_deref(), Ok("\"aGk=\""));
    let opaque = Data::list(vec![Data::new(tenon_ir::data::DataValue::Opaque(0))]);
    assert_eq!(json::write(&opaque, &JsonOptions::default()).expect_err("opaque").path, ["0"]);
}

#[test]
fn text_operations() {
    assert!(json::valid(" {\"a\": 1, \"a\": 2} "));
    assert!(!json::valid("{\"a\": 1, \"a\": 2, }"));
    assert!(!json::valid("1 2"));
    let compact = json::compact("[1, 2.50,\n {\"a\" : \"x y\\\"\"}]").expect("valid");
    assert_eq!(compact, "[1,2.50,{\"a\":\"x y\\\"\"}]");
    let indented = json::indent("{\"a\": 1, \"b\": [ ], \"c\":[1,[2]]}", ">", "  ").expect("valid");
    let expected = "{\n>  \"a\": 1,\n>  \"b\": [],\n>  \"c\": [\n>    1,\n>    [\n>      2\n>    ]\n>  ]\n>}";
    assert_eq!(indented, expected);
    assert_eq!(json::html_escape("<a>&\u{2028}"), "\\u003ca\\u003e\\u0026\\u2028");
}
