//! Tests of the packages: tables of calls and of what they give.
//!
//! A call is written as it is in the language, with JSON for its arguments (`'…'` for bytes): `strings.Repeat("ab", 2)`.
//! The result stands as JSON too; that of a call that fails is its error behind `!`.

mod calls;
mod data;

use crate::args::show;
use tenon_eval::builtin::{CallError, Run};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};
use tenon_source::Span;

/// Checks a table.
fn check(table: &[(&str, &str)]) {
    for (call, want) in table {
        assert_eq!(run(call), *want, "{call}");
    }
}

fn run(call: &str) -> String {
    let (name, args) = call.split_once('(').expect("call");
    let (path, name) = name.rsplit_once('.').expect("package");
    let package = crate::library().package(path).unwrap_or_else(|| panic!("no package {path}"));
    let function = package.functions.iter().find(|f| f.name == name).unwrap_or_else(|| panic!("no function {name}"));
    let text = format!("[{}]", args.strip_suffix(')').expect("call"));
    let mut rest = text.as_str();
    let mut args = match read(&mut rest).value {
        DataValue::List(items) => items,
        _ => panic!("{call}"),
    };
    for param in function.params.iter().skip(args.len()) {
        args.push(Data::str(*param.choices.first().expect("argument")));
    }
    for (param, arg) in function.params.iter().zip(&args) {
        let kind = match crate::args::kind(arg) {
            "null" => tenon_ir::Kind::NULL,
            "bool" => crate::args::BOOL,
            "int" => crate::args::INT,
            "float" => tenon_ir::Kind::FLOAT,
            "string" => crate::args::STR,
            "bytes" => crate::args::BYTES,
            "list" => crate::args::LIST,
            _ => crate::args::STRUCT,
        };
        assert!(param.kind.meets(kind), "{call}: {}", param.name);
    }
    let Run::Pure(run) = &function.run else { panic!("{call} needs an evaluator") };
    match run(&args) {
        Ok(data) => print(&data),
        Err(CallError::Fatal(message) | CallError::Placed { message, .. }) => format!("!{message}"),
        Err(other) => format!("!{other:?}"),
    }
}

fn print(data: &Data) -> String {
    match &data.value {
        DataValue::List(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(",")),
        DataValue::Struct(fields) => {
            let fields: Vec<String> = fields.iter().map(|f| format!("{}:{}", f.key, print(&f.value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        _ => show(data),
    }
}

/// Reads a value from the start of a text.
fn read(rest: &mut &str) -> Data {
    *rest = rest.trim_start();
    let first = rest.chars().next().expect("value");
    match first {
        '[' => Data::list(sequence(rest, ']')),
        '{' => {
            let items = sequence(rest, '}');
            let entries = items.chunks(2).map(|pair| {
                let DataValue::Str(key) = &pair[0].value else { panic!("key") };
                Entry { key_span: Span::NONE, key: key.clone(), value: pair[1].clone() }
            });
            Data::new(DataValue::Struct(entries.collect()))
        }
        '"' | '\'' => {
            let mut end = 1;
            while !rest[end..].starts_with(first) {
                end += if rest[end..].starts_with('\\') { 2 } else { rest[end..].chars().next().unwrap().len_utf8() };
            }
            let text = crate::strconv::unquote(&format!("\"{}\"", &rest[1..end])).expect("literal");
            *rest = &rest[end + 1..];
            if first == '"' { Data::str(text) } else { Data::bytes(text.into_bytes()) }
        }
        _ => {
            let end = rest.find([',', ']', '}', ':']).unwrap_or(rest.len());
            let (word, tail) = rest.split_at(end);
            *rest = tail;
            match word.trim() {
                "null" => Data::null(),
                "true" => Data::bool(true),
                "false" => Data::bool(false),
                number => Data::new(DataValue::Num(Num::parse_json(number).expect("number"))),
            }
        }
    }
}

fn sequence(rest: &mut &str, close: char) -> Vec<Data> {
    let mut items = Vec::new();
    *rest = rest[1..].trim_start();
    while !rest.starts_with(close) {
        items.push(read(rest));
        *rest = rest.trim_start_matches([',', ':', ' ']);
    }
    *rest = &rest[1..];
    items
}

#[test]
fn packages_are_in_order_and_documented() {
    let paths: Vec<&str> = crate::packages().map(|p| p.path).collect();
    assert!(paths.is_sorted(), "{paths:?}");
    for package in crate::packages() {
        for function in package.functions {
            let declared = package.cue.contains(&format!("\n{}: ", function.name));
            assert!(declared, "{}.{} is not declared in its .cue text", package.path, function.name);
        }
    }
}

/// No function panics, whatever it is called with.
#[test]
fn nothing_panics() {
    let values = [
        "null",
        "true",
        "0",
        "1",
        "-1",
        "64",
        "2.5",
        "-1e400",
        "123456789012345678901234567890",
        "1e-400",
        "\"\"",
        "\"a\"",
        "\"é(\"",
        "\"1.2.3.4\"",
        "\"2021-02-19T01:02:03Z\"",
        "\"/a/../b\"",
        "'\\x00\\xff'",
        "[]",
        "[1,2]",
        "[\"a\",\"b\"]",
        "[[\"a\"],[\"b\"]]",
        "{\"a\":1}",
        "\"{{range .}}{{.}}{{end}}\"",
        "\"b,\\\"c\"",
    ]
    .map(|v| read(&mut &*v));
    for function in crate::packages().flat_map(|p| p.functions) {
        let Run::Pure(run) = &function.run else { continue };
        let n = function.params.len();
        for seed in 0..if n <= 2 { values.len().pow(n as u32) } else { 500 } {
            let mut state = seed.wrapping_mul(if n <= 2 { 1 } else { 0x9e37_79b9_7f4a_7c15 });
            let args: Vec<Data> = (0..n)
                .map(|_| {
                    let value = values[state % values.len()].clone();
                    state /= values.len();
                    value
                })
                .collect();
            let _ = run(&args);
        }
    }
}
