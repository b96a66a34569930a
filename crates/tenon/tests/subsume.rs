//! Which values subsume which.

use tenon::{Context, Value};

fn why(general: &str, special: &str) -> Option<String> {
    let text = format!("general: {general}\nspecial: {special}\n");
    let value = Context::in_memory().compile(&text).unwrap();
    let part = |name: &str| -> Value { value.get(name).unwrap() };
    let errors = part("general").subsumes(&part("special")).err()?;
    let first = &errors.diagnostics()[0];
    Some(format!("{}: {}", first.path, first.message))
}

#[test]
fn holds() {
    for (general, special) in [
        ("_", "{a: [1, 2]}"),
        ("int", "5"),
        ("*1 | int", "int"),
        ("int", "*1 | int"),
        (">=1", ">=2 & <5"),
        ("number", "int & >0"),
        ("\"a\" | \"b\"", "\"b\""),
        ("1 | 2 | 3", "1 | 3"),
        ("{a: int}", "{a: 1, b: 2}"),
        ("{a?: int}", "{a: 1}"),
        ("{a!: int}", "{a: 1}"),
        ("{a?: int}", "close({b: 1})"),
        ("{[string]: int}", "close({a: 1})"),
        ("{...}", "{a: 1}"),
        ("[...int]", "[1, 2]"),
        ("[...]", "[...int]"),
        ("int", "_|_"),
        ("{a: int}", "{b: 1 & 2}"),
        ("{[string]: {x: >1, y?: [...int]}}", "{[string]: {x: >1, y?: [...int]}}"),
        ("[...{x: *1 | int}]", "[...{x: *1 | int}]"),
    ] {
        assert_eq!(why(general, special), None, "{general} subsumes {special}");
    }
}

#[test]
fn does_not_hold() {
    for (general, special, reason) in [
        ("5", "int", ": must be 5"),
        ("int", "number", ": must be int"),
        ("int", "\"a\"", ": the values exclude each other"),
        (">=2", ">=1", ": must be >=2"),
        ("1 | 2", "1 | 2 | 3", ": not every disjunct is allowed"),
        ("{a: b: 1}", "{a: b: int}", "a.b: must be 1"),
        ("{a: int}", "{b: 1}", "a: the field must be present"),
        ("{a!: int}", "{a?: int}", "a: the field is required"),
        ("{a?: int}", "{}", "a: the optional field is constrained"),
        ("close({a: 1})", "{a: 1}", ": further fields are not allowed"),
        ("{[string]: int}", "{a: 1}", ": fields must match a pattern"),
        ("[int]", "[...int]", ": the list has another length"),
        ("[...int]", "[...]", ": further elements are constrained"),
    ] {
        assert_eq!(why(general, special).as_deref(), Some(reason), "{general} does not subsume {special}");
    }
}

#[test]
fn types_that_contain_themselves_twice_are_compared_in_no_time() {
    let text = "#Pair: {v: int, left?: #Pair, right?: #Pair}\np: #Pair & {v: 1, left: v: 2}\n";
    let value = Context::in_memory().compile(text).unwrap();
    let part = |name: &str| value.get(name).unwrap();
    assert!(part("#Pair").subsumes(&part("p")).is_ok());
    assert!(part("p").subsumes(&part("#Pair")).is_err());
}
