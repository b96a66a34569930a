//! YAML: what is read, where errors point, what is written.

use tenon_encoding::json::{self, JsonOptions};
use tenon_encoding::yaml::{self, YamlOptions};
use tenon_ir::Data;
use tenon_ir::data::DataValue;
use tenon_source::{FileId, Source, Span};

/// The documents as compact JSON, one a line, or `code line:col… message`.
fn read(text: &str) -> String {
    match yaml::parse_documents(FileId(0), text) {
        Ok(documents) => {
            let lines: Vec<String> = documents
                .iter()
                .map(|data| json::write(data, &JsonOptions::default()).expect("data that was read can be written"))
                .collect();
            lines.join("\n")
        }
        Err(diagnostic) => {
            let source = Source::new("x", text);
            let places: Vec<String> = diagnostic
                .labels
                .iter()
                .map(|label| source.line_col(label.span.start))
                .map(|at| format!("{}:{}", at.line, at.col))
                .collect();
            format!("{} {} {}", diagnostic.code, places.join(" "), diagnostic.message)
        }
    }
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "for {text}");
    }
}

fn check_errors(cases: &[(&str, &str, &str)]) {
    for (text, place, message) in cases {
        let (code, places) = place.split_once(' ').expect("code and places");
        assert_eq!(read(text), format!("{code} {places} invalid YAML: {message}"), "for {text}");
    }
}

fn write(data: &Data) -> String {
    yaml::write(data, &YamlOptions::default()).expect("writable")
}

fn write_json(text: &str) -> String {
    write(&json::parse(FileId(0), text).expect("valid JSON"))
}

#[test]
fn plain_scalars() {
    check(&[
        ("[~, null, NULL, ]", "[null,null,null]"),
        ("[true, True, FALSE, yes, no, on, off, y, n]", r#"[true,true,false,"yes","no","on","off","y","n"]"#),
        ("[1, -2, +3, 1_000, 0x1F, 0o17, 017, 0b101]", "[1,-2,3,1000,31,15,15,5]"),
        ("[089, 0x, 1_, 0xG, _1, 1-2]", r#"["089","0x","1_","0xG","_1","1-2"]"#),
        ("[1.50, .5, 1., -0.25]", "[1.50,0.5,1.0,-0.25]"),
        ("[1.2.3, 1e, ., 12e+, 1:30, 2001-02-03]", r#"["1.2.3","1e",".","12e+","1:30","2001-02-03"]"#),
        ("[a b, a#b, a:b, -x, '']", r#"["a b","a#b","a:b","-x",""]"#),
    ]);
}

#[test]
fn collections() {
    check(&[
        ("a: 1\nb:\n  c: [x, {d: e}]\n", r#"{"a":1,"b":{"c":["x",{"d":"e"}]}}"#),
        ("- a\n-\n  - b\n- - c\n- k: v\n  l: w\n", r#"["a",["b"],["c"],{"k":"v","l":"w"}]"#),
        ("a:\n- 1\n- 2\nb: c\n", r#"{"a":[1,2],"b":"c"}"#),
        ("{a, b: , \"c\":d}", r#"{"a":null,"b":null,"c":"d"}"#),
        ("{\"a\":1,\"b\":[true]}", r#"{"a":1,"b":[true]}"#),
        ("? k\n: v\n? |\n  long\n: w\n", "{\"k\":\"v\",\"long\\n\":\"w\"}"),
        ("1: a\ntrue: b\n~: c\n1.50: d\n", r#"{"1":"a","true":"b","~":"c","1.50":"d"}"#),
        ("a: # comment\n\n  b # other\n", r#"{"a":"b"}"#),
        ("a: 1\r\nb:\r\n  - 2\r\n", r#"{"a":1,"b":[2]}"#),
    ]);
}

#[test]
fn quoted_and_block_scalars() {
    check(&[
        ("[\"a\\tb\\u00e9\\x41\\U0001F600\\\n  c\", 'it''s \\n', \"x\n  y\"]", r#"["a\tbéA😀c","it's \\n","x y"]"#),
        ("a: |\n  one\n   two\n\nb: 1\n", r#"{"a":"one\n two\n","b":1}"#),
        ("a: |-\n  one\n", r#"{"a":"one"}"#),
        ("a: |+\n  one\n\n", r#"{"a":"one\n\n"}"#),
        ("a: >\n  one\n  two\n\n  three\n", r#"{"a":"one two\nthree\n"}"#),
        ("a: |2\n   x\n", r#"{"a":" x\n"}"#),
    ]);
}

#[test]
fn documents() {
    check(&[
        ("", "null"),
        ("# only a comment\n", "null"),
        ("---\n", "null"),
        ("1\n---\n---\n2", "1\nnull\n2"),
        ("--- a\n--- b\n...\n", "\"a\"\n\"b\""),
        ("%YAML 1.2\n---\na: 1\n", r#"{"a":1}"#),
        ("\u{feff}a: 1\n", r#"{"a":1}"#),
    ]);
    let documents = yaml::parse_documents(FileId(0), "---\n---\nnull\n").expect("valid");
    let empty: Vec<bool> = documents.iter().map(yaml::is_empty_document).collect();
    assert_eq!(empty, [true, false]);
}

#[test]
fn anchors_and_merges() {
    check(&[
        ("a: &x [1]\nb: *x\nc: *x\n", r#"{"a":[1],"b":[1],"c":[1]}"#),
        ("a: &k key\n*k : v\n", r#"{"a":"key","key":"v"}"#),
        ("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n", r#"{"a":{"x":1,"y":2},"b":{"y":3,"x":1}}"#),
        ("a: &a {x: 1}\nc: {<<: [*a, {x: 2, y: 2}]}\n", r#"{"a":{"x":1},"c":{"x":1,"y":2}}"#),
        ("'<<': 1\n", r#"{"<<":1}"#),
    ]);
    let unknown = "unknown anchor: nothing before this place is called \"&x\"";
    check_errors(&[
        ("a: *x\n", "E0610 1:4", unknown),
        ("a: &x 1\n---\nb: *x\n", "E0610 3:4", unknown),
        ("a: &x [*x]\n", "E0612 1:8", "alias of a value that contains it"),
        ("a: '\"\"'\n", "E0619 1:4", "a string that starts with two quotation marks opens a multi-line string"),
        ("<<: 3\n", "E0617 1:5", "\"<<\" merges a mapping or a list of mappings"),
    ]);
    let mut bomb = "a0: &a0 [x]\n".to_owned();
    for i in 1..12 {
        bomb += &format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", "));
    }
    assert!(read(&bomb).contains("E0613"));
}

#[test]
fn tags() {
    check(&[
        ("[!!str 12, ! 12, !!int '7', !!float 3, !!bool 'true', !!null '']", r#"["12","12",7,3.0,true,null]"#),
        ("[!!binary aGk=, !!timestamp 2001-01-01, !!str ]", r#"["aGk=","2001-01-01",""]"#),
        ("!!map {a: !!seq [1]}", r#"{"a":[1]}"#),
    ]);
    check_errors(&[
        ("a: !ref b\n", "E0614 1:9", "unknown tag !ref"),
        ("a: !!int x\n", "E0614 1:10", "cannot read \"x\" as !!int"),
    ]);
}

#[test]
fn errors_point_at_the_place() {
    check_errors(&[
        ("a: 1\nb: 2\na: 3\n", "E0611 3:1 1:1", "mapping key \"a\" already defined"),
        ("x: {b: 1, b: 2}\n", "E0611 1:11 1:5", "mapping key \"b\" already defined"),
        ("\ta: 1\n", "E0610 1:1", "tabs cannot indent a block"),
        ("a:\n\t- b\n", "E0610 2:2", "tabs cannot indent a block"),
        ("a: .inf\n", "E0615 1:4", ".inf has no counterpart: numbers are finite"),
        ("[a, b", "E0610 1:1", "this bracket is never closed: '['"),
        ("1\n---\n}x", "E0610 3:1", "a closing bracket without an opening one"),
        ("a: b: c\n", "E0610 1:5", "a mapping is not allowed here"),
        ("a: @b\n", "E0610 1:4", "a value cannot start with the character '@'"),
        ("\"abc", "E0610 1:1", "this quote is never closed"),
        ("? [a]\n: b\n", "E0616 1:3", "a mapping key must be a scalar"),
    ]);
    for open in ["[", "{a: ", "- ", ": "] {
        assert!(read(&open.repeat(100_000)).contains("nested deeper than 1000 levels"), "for {open}");
    }
}

fn walk(data: &Data, text: &str, seen: &mut Vec<String>) {
    let at = |span: Span| text[span.start as usize..span.end as usize].to_owned();
    seen.push(at(data.span));
    match &data.value {
        DataValue::List(items) => items.iter().for_each(|d| walk(d, text, seen)),
        DataValue::Struct(entries) => entries.iter().for_each(|e| {
            seen.push(at(e.key_span));
            walk(&e.value, text, seen);
        }),
        _ => {}
    }
}

#[test]
fn spans() {
    let text = "a:\n  b: [x, {c: d}] # c\n  e: |\n    t\nf: \"g\"\n";
    let documents = yaml::parse_documents(FileId(0), text).expect("valid");
    let mut seen = Vec::new();
    walk(&documents[0], text, &mut seen);
    let whole = text.trim_end();
    let inner = "b: [x, {c: d}] # c\n  e: |\n    t\n";
    let expected = [whole, "a", inner, "b", "[x, {c: d}]", "x", "{c: d}", "c", "d", "e", "|\n    t\n", "f", "\"g\""];
    assert_eq!(seen, expected);
}

#[test]
fn layout() {
    assert_eq!(write_json("null"), "null\n");
    assert_eq!(write_json("{}"), "{}\n");
    let lists = "- []\n- {}\n- - - 1\n  - a: 2\n    b:\n      - 3\n";
    assert_eq!(write_json("[[], {}, [[1], {\"a\": 2, \"b\": [3]}]]"), lists);
    let structs = "a:\n  b:\n    - c: 1\n      d:\n        e: 2\n";
    assert_eq!(write_json(r#"{"a": {"b": [{"c": 1, "d": {"e": 2}}]}}"#), structs);
    assert_eq!(write(&Data::bytes(*b"hi")), "!!binary aGk=\n");
    let two = [Data::int(1), Data::str("x")];
    assert_eq!(yaml::write_documents(&two, &YamlOptions::default()).as_deref(), Ok("1\n---\nx\n"));
    let data = json::parse(FileId(0), r#"{"a":{"b":[{"c":1}]}}"#).expect("valid");
    assert_eq!(yaml::write(&data, &YamlOptions { indent: 4 }).as_deref(), Ok("a:\n    b:\n        - c: 1\n"));
}

#[test]
fn plain_and_quoted_strings() {
    for text in
        ["plain text", "a:b c#d -e, [f]", "-etcd=x", "1.0.0", "10.0.0.0/8", "100m", "v*", "it's", "ünïcode", "??"]
    {
        assert_eq!(write(&Data::str(text)), format!("{text}\n"));
    }
    for text in [
        "",
        "y",
        "No",
        "null",
        "~",
        "true",
        "12",
        "-1.5e3",
        "0777",
        "089",
        "0x1F",
        "1_000",
        ".inf",
        "<<",
        "12:30:45",
        "2001-02-03",
        "2001-02-03T04:05:06Z",
        "0.0.0.0:80",
    ] {
        assert_eq!(write(&Data::str(text)), format!("\"{text}\"\n"));
    }
    for text in ["*", "a: b", "a:", "a #b", "- a", "-", "---", "@it", " a", "a ", "\"a\"", "[a", "%a"] {
        assert_eq!(write(&Data::str(text)), format!("'{text}'\n"));
    }
    assert_eq!(write(&Data::str("@it's")), "'@it''s'\n");
}

#[test]
fn escaped_and_block_strings() {
    let cases = [
        ("a\tb", "\"a\\tb\""),
        ("a\u{7}\u{1b}\u{85}\u{feff}😀", "\"a\\a\\e\\N\\uFEFF\\U0001F600\""),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n\n  b\n", "|\n  a\n\n    b"),
        ("a\n\n", "|+\n  a\n"),
        (" a\nb", "|2-\n   a\n  b"),
        ("a \nb", "\"a \\nb\""),
        ("a\r\nb", "\"a\\r\\nb\""),
    ];
    for (text, expected) in cases {
        assert_eq!(write(&Data::str(text)), format!("{expected}\n"), "for {text:?}");
    }
    let keys = "\"on\": 1\n\"1\": 2\n\"\": 3\na b: 4\n? |-\n  x\n  y\n: 5\n";
    assert_eq!(write_json(r#"{"on": 1, "1": 2, "": 3, "a b": 4, "x\ny": 5}"#), keys);
}
