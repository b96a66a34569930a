//! What is told of what is at the cursor.

mod support;

use support::host;
use tenon_ide::{Settings, hints, hover, signature_help};

#[track_caller]
fn check(text: &str, expected: &str) {
    let (mut host, path, offset) = host(text);
    let found = hover(&mut host, &path, offset).expect("not cancelled");
    assert_eq!(found.map(|h| h.text).unwrap_or_default(), expected);
}

#[test]
fn a_field_with_a_schema() {
    let text = "// What is served.\n#App: {\n\t// Where it listens.\n\tport: *8080 | int & >0\n}\n";
    check(
        &format!("{text}a: #App & {{\n\t// Ours.\n\tpo<|>rt: int\n}}\n"),
        "```cue\nport: 8080 // default of *8080 | int & >0\n```\n\n`a.port`\n\nWhere it listens.\n\nOurs.\n\n- `*8080 | int & >0` a.cue:4\n- `int` a.cue:8",
    );
    check(
        &format!("{text}a: #A<|>pp\n"),
        "```cue\n#App: {\n\tport: *8080 | int & >0\n}\n```\n\n`#App`\n\nWhat is served.\n\n- `{…}` a.cue:2",
    );
    check(
        &format!("{text}a: #App\nb: a.p<|>ort\n"),
        "```cue\nport: 8080 // default of *8080 | int & >0\n```\n\n`#App.port`\n\nWhere it listens.\n\n- `*8080 | int & >0` a.cue:4",
    );
}

#[test]
fn owners() {
    check(
        "a<|>: int\n-- b.cue --\na: 1 @owner(web)\n-- CODEOWNERS --\n*.cue @platform\n-- .git/HEAD --\nx\n",
        "```cue\na: int\n```\n\n`a`\n\n- `int` a.cue:1 (@platform)",
    );
    check(
        "package p\na<|>: int\n-- b.cue --\npackage p\na: 1 @owner(web)\n-- CODEOWNERS --\n*.cue @platform\n-- .git/HEAD --\nx\n",
        "```cue\na: 1\n```\n\n`a`\n\n- `int` a.cue:2 (@platform)\n- `1` b.cue:2 (web)",
    );
}

#[test]
fn builtins_and_words() {
    check(
        "import \"strings\"\na: strings.ToU<|>pper(\"x\")\n",
        "```cue\nstrings.ToUpper(s: string) string\n```\n\nToUpper returns the text in capital letters. Every character stays one character.\n\n```cue\nstrings.ToUpper(\"abc\") // \"ABC\"\n```",
    );
    check("a: st<|>ring\n", "```cue\nstring\n```\n\nTexts.");
    check(
        "f<|>or x in [1] {}\n",
        "`for key, value in source { … }`: the struct for each field of a struct or element of a list.",
    );
    check(
        "a: 1 @ta<|>g(x)\n",
        "`@tag`\n\nThe value can be given from outside: `tenon export -t name=value`. `short=a|b` lists values that can be given by themselves, `type=` how the text is read, `var=` a variable of the system.",
    );
    check(
        "import \"ex.com/m/lib\"\na: l<|>ib.x\n-- cue.mod/module.cue --\nmodule: \"ex.com/m\"\nlanguage: version: \"v0.9.0\"\n-- lib/l.cue --\n// Package lib helps.\npackage lib\nx: 1\n",
        "```cue\nimport \"ex.com/m/lib\"\n```\n\nPackage lib helps.",
    );
}

#[test]
fn conflicts_and_lets() {
    check(
        "a<|>: 1\na: 2\n",
        "```cue\na: _|_\n```\n\n`a`\n\na: conflicting values 2 and 1\n\n- `1` a.cue:1\n- `2` a.cue:2",
    );
    check("let x = a\na: 1\nb: x<|>\n", "```cue\nx: 1\n```\n\n`a`\n\n- `1` a.cue:2");
    check("x: {for k, v in {a: 1} {\"\\(k<|>)\": v}}\n", "");
}

/// The text with hints in it.
fn hinted(text: &str, settings: Settings) -> String {
    let (mut host, path, _) = host(text);
    host.configure(settings);
    let mut out = text.to_owned();
    let all = hints(&mut host, &path, 0..text.len() as u32).expect("not cancelled");
    for hint in all.iter().rev() {
        out.insert_str(hint.offset as usize, &format!("«{}»", hint.text));
    }
    out
}

#[test]
fn inlay_hints() {
    let text = "#A: {n: *1 | int, s: string | *\"x\"}\na: #A & {n: int}\nb: a.n\nc: \"\\(b)!\"\nd: b + 1\ne: 1\nf: *1 | int\nf: 2\n";
    assert_eq!(
        hinted(text, Settings::default()),
        "#A: {n: *1 | int, s: string | *\"x\"}\na: #A & {n: int« = 1»}\nb: a.n« = 1»\nc: \"\\(b)!\"« = \"1!\"»\nd: b + 1« = 2»\ne: 1\nf: *1 | int« = 2»\nf: 2\n"
    );
    let none = Settings { hint_defaults: false, hint_references: false, ..Settings::default() };
    assert_eq!(hinted(text, none), text);
}

#[track_caller]
fn signature(text: &str, expected: &str) {
    let (mut host, path, offset) = host(text);
    let (file, text) = (host.file(&path).expect("a file"), host.text(&path).expect("a text"));
    let told = signature_help(&file, &text, offset).map(|help| {
        let s = &help.signatures[help.active];
        let at = s.parameters.get(help.argument).map(|(a, b)| &s.label[*a as usize..*b as usize]);
        format!("{} <{}>", s.label, at.unwrap_or_default())
    });
    assert_eq!(told.unwrap_or_default(), expected);
}

#[test]
fn signatures() {
    let head = "import \"strings\"\n";
    signature(
        &format!("{head}a: \"x\" + strings.Join(<|>)\n"),
        "strings.Join(elems: [...string], sep: string) string <elems: [...string]>",
    );
    signature(
        &format!("{head}a: strings.Join([\"a\", \"b\"], <|>)\n"),
        "strings.Join(elems: [...string], sep: string) string <sep: string>",
    );
    signature(
        &format!("{head}a: strings.Join([\"a\", \"b\"],<|>\n"),
        "strings.Join(elems: [...string], sep: string) string <sep: string>",
    );
    signature(&format!("{head}a: strings.MaxRunes(<|>)\n"), "strings.MaxRunes(max: int) <max: int>");
    signature(
        &format!("{head}a: [if strings.MaxRunes(x, <|>) {{1}}]\n"),
        "strings.MaxRunes(s: string, max: int) bool <max: int>",
    );
    signature("a: len(<|>)\n", "len(x: string|bytes|list|struct) int <x: string|bytes|list|struct>");
    signature("a: (<|>1)\n", "");
    signature("a: {b: 1<|>}\n", "");
}
