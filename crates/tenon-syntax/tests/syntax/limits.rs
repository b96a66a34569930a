//! Inputs that are deep, long or broken end in an error, never in an overflow.

use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, MAX_DEPTH, parse, parse_expr};

/// Parses and drops in a thread of 8 MiB; returns the messages.
fn messages(text: String) -> Vec<String> {
    let work = move || {
        let parsed = parse(FileId(0), &text, LanguageVersion::LATEST);
        let _ = parse_expr(FileId(0), &text);
        parsed.errors.iter().map(|d| d.message.clone()).collect::<Vec<_>>()
    };
    std::thread::Builder::new().stack_size(8 << 20).spawn(work).expect("thread").join().expect("no overflow")
}

fn too_deep(text: String) {
    let found = messages(text);
    assert!(found.iter().any(|m| m.starts_with("nested too deeply")), "{:?}", found.first());
    assert!(found.len() < 3, "{found:?}");
}

#[test]
fn deep_inputs_are_refused() {
    let n = 100_000;
    too_deep(format!("a: {}", "[".repeat(n)));
    too_deep("{a:".repeat(n));
    too_deep(format!("a: {}1", "(".repeat(n)));
    too_deep(format!("a: {}1", "-".repeat(n)));
    too_deep(format!("a: {}1", "1+".repeat(n)));
    too_deep(format!("{}1", "a:".repeat(n)));
    too_deep(format!("a: b{}", ".b".repeat(n)));
    too_deep(format!("a: b{}", "[0]".repeat(n)));
    too_deep(format!("a: b{}", "()".repeat(n)));
    too_deep(format!("a: {}", "[for x in ".repeat(n)));
    too_deep(format!("a: {}", "\"\\(".repeat(n)));
    too_deep(format!("a: {}1{}", "[".repeat(n), "]".repeat(n)));
    too_deep(format!("a: {}{}", "[".repeat(6_000), "]+[[]]".repeat(6_000)));
}

#[test]
fn the_deepest_trees_parse_and_drop() {
    let n = MAX_DEPTH as usize;
    let deepest = [
        format!("a: {}{}", "[".repeat(n - 2), "]".repeat(n - 2)),
        format!("{}1{}", "{a:".repeat(n / 2 - 2), "}".repeat(n / 2 - 2)),
        format!("a: {}1{}", "(".repeat(n - 2), ")".repeat(n - 2)),
        format!("a: {}1", "-".repeat(n - 2)),
        format!("a: {}1", "1+".repeat(n - 2)),
        format!("{}1", "a:".repeat(n - 2)),
        format!("a: b{}", ".b".repeat(n - 2)),
        format!("a: {}1{}", "\"\\(".repeat(n - 2), ")\"".repeat(n - 2)),
        format!("a: {}1{}", "[if b {".repeat(n / 2 - 2), "}]".repeat(n / 2 - 2)),
    ];
    for text in deepest {
        assert_eq!(messages(text.clone()), Vec::<String>::new(), "{}", &text[..20]);
    }
}

#[test]
fn long_inputs_take_linear_time() {
    let n = 100_000;
    for text in ["a: 1\n", "]", "(]", "a b ", "@", "\"", "'''\n", "a: }{", "#\"\\#(", "if ", "a~", "// x\n", "\\", "\0"]
    {
        messages(text.repeat(n));
    }
    messages(format!("{}{}", "(".repeat(9_000), "]".repeat(n)));
    messages(format!("a: [{}]", "1,\n".repeat(n)));
}
