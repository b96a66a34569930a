//! What may come at the cursor.

mod support;

use support::{apply, host};
use tenon_ide::completion;

/// The first few items: `label | detail`.
fn list(text: &str) -> Vec<String> {
    let (mut host, path, offset) = host(text);
    let items = completion(&mut host, &path, offset).expect("not cancelled");
    items.iter().map(|c| format!("{} | {}", c.label, c.detail)).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let all = list(text);
    assert_eq!(all.iter().take(expected.len()).collect::<Vec<_>>(), expected, "all: {all:#?}");
}

/// The text with an item taken.
#[track_caller]
fn take(text: &str, label: &str, expected: &str) {
    let (mut host, path, offset) = host(text);
    let items = completion(&mut host, &path, offset).expect("not cancelled");
    let labels: Vec<&str> = items.iter().map(|c| &*c.label).collect();
    let item = items.iter().find(|c| c.label == label).unwrap_or_else(|| panic!("{label} not in {labels:?}"));
    let mut edits = item.more.clone();
    edits.push(item.edit.clone());
    assert_eq!(apply(&host.text(&path).expect("a text"), &edits), expected);
}

const SCHEMA: &str = "#App: {
	// How it is called.
	name!: string
	// How many run.
	replicas: int | *1
	kind:     \"web\" | \"batch\"
	image?:   string
	api:      \"v1\"
	spec: {port: int, tls?: bool}
	tags: [...string]
}
";

#[test]
fn fields_of_a_schema() {
    let all = [
        "name | name!: string",
        "kind | kind: \"web\" | \"batch\"",
        "replicas | replicas: *1 | int",
        "spec | spec: {port: int, tls?: bool}",
        "tags | tags: [...string]",
        "image | image?: string",
        "api | api: \"v1\"",
    ];
    check(&format!("{SCHEMA}a: #App & {{\n\t<|>\n}}\n"), &all);
    check(&format!("{SCHEMA}a: #App & {{\n\tna<|>\n}}\n"), &all);
    check(&format!("{SCHEMA}a: #App & {{\n\t<|>\n"), &all);
    check(&format!("{SCHEMA}a: #App & {{ <|>"), &all);
    check(&format!("{SCHEMA}a: #App\na: {{<|>}}\n"), &all);
    check(&format!("{SCHEMA}a: #App\na: <|>\n"), &all);
    check(&format!("{SCHEMA}apps: [string]: #App\napps: x: {{\n\tna<|>: 1\n}}"), &all);
    check(
        &format!("{SCHEMA}apps: [string]: #App\napps: x: {{\n\tkind: \"web\"\n\t<|>\n}}"),
        &["name | name!: string", "replicas | replicas: *1 | int"],
    );
    check(&format!("{SCHEMA}a: #App & {{\n\tspec: {{ p<|> }}\n}}\n"), &["port | port: int", "tls | tls?: bool"]);
    check(&format!("{SCHEMA}a: [...#App]\na: [{{ <|> }}]\n"), &all);
}

#[test]
fn what_is_new_and_cannot_be_read_yet() {
    let (mut host, path, _) = host(&format!("{SCHEMA}apps: [string]: #App\nlist: [...#App]\n"));
    assert!(host.snapshot(&path).expect("not cancelled").is_some());
    for new in ["apps: x: {\n\tna", "apps: \"a-b\": na", "list: [{\n\tna"] {
        let text = format!("{SCHEMA}apps: [string]: #App\nlist: [...#App]\n{new}");
        host.set_text(&path, &text);
        let items = completion(&mut host, &path, text.len() as u32).expect("not cancelled");
        assert_eq!(items.first().map(|c| &*c.label), Some("name"), "{new}");
    }
}

#[test]
fn what_is_written_may_be_wrong() {
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: \"we<|>\"\n}}\n"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: \"we<|>\n}}\n"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: <|>\n}}\n"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: <|>}}\n"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: <|>"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tkind: \"web<|>\"\n}}\n"), &["\"batch\" | ", "\"web\" | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\tspec: tls: t<|>\n}}\n"), &["false | ", "true | "]);
    check(&format!("{SCHEMA}a: #App & {{\n\twrong: 1\n\t<|>\n}}\n"), &["name | name!: string"]);
    check(&format!("{SCHEMA}a: #App & {{\n\treplicas: \"x\"\n\t<|>\n}}\n"), &["name | name!: string"]);
}

#[test]
fn snippets() {
    let take_one = |label, expected: &str| {
        take(
            &format!("{SCHEMA}a: #App & {{\n\t<|>\n}}\n"),
            label,
            &format!("{SCHEMA}a: #App & {{\n\t{expected}\n}}\n"),
        );
    };
    take_one("name", "name: \"$1\"");
    take_one("kind", "kind: ${1|\"web\",\"batch\"|}");
    take_one("replicas", "replicas: ${1:1}");
    take_one("api", "api: \"v1\"");
    take_one("spec", "spec: {\n\t$0\n}");
    take_one("tags", "tags: [$1]");
    take(&format!("{SCHEMA}a: #App & {{\n\tna<|>: 1\n}}\n"), "name", &format!("{SCHEMA}a: #App & {{\n\tname: 1\n}}\n"));
    take(
        &format!("{SCHEMA}a: #App & {{kind: \"w<|>\"}}\n"),
        "\"web\"",
        &format!("{SCHEMA}a: #App & {{kind: \"web\"}}\n"),
    );
    take(&format!("{SCHEMA}a: #App & {{kind: w<|>}}\n"), "\"web\"", &format!("{SCHEMA}a: #App & {{kind: \"web\"}}\n"));
}

#[test]
fn members() {
    let text = "a: {b: 1, \"c-d\": 2}\n";
    check(&format!("{text}x: a.<|>\n"), &["\"c-d\" | 2", "b | 1"]);
    check(&format!("{text}x: a.<|>\ny: 1\n"), &["\"c-d\" | 2", "b | 1"]);
    check(&format!("{text}x: \"\\(a.<|>)\"\n"), &["\"c-d\" | 2", "b | 1"]);
    check(&format!("{text}x: {{for k, v in [a] {{ y: v.<|> }}}}\n"), &["\"c-d\" | 2", "b | 1"]);
    check(&format!("{text}let z = a\nx: z.<|>\n"), &["\"c-d\" | 2", "b | 1"]);
    check(&format!("{text}if a.<|>\n"), &["\"c-d\" | 2", "b | 1"]);
    check("import \"struct\"\nx: struct.M<|>\n", &["MaxFields | MaxFields(object: {...}, n: int) bool"]);
    take("import \"strings\"\nx: strings.ToU<|>\n", "ToUpper", "import \"strings\"\nx: strings.ToUpper($1)\n");
    take(
        "import \"strings\"\nx: strings.ToU<|>(\"a\")\n",
        "ToUpper",
        "import \"strings\"\nx: strings.ToUpper(\"a\")\n",
    );
}

#[test]
fn names_in_scope() {
    let text =
        "package p\nport: 8080\nlet host = \"h\"\na: {inner: 1, x: <|>}\n-- b.cue --\npackage p\nother: {deep: 1}\n";
    let all = list(text);
    for name in [
        "inner | 1",
        "port | 8080",
        "host | ",
        "a | {inner: 1, x: _}",
        "other | {deep: 1}",
        "string | predeclared type",
    ] {
        assert!(all.iter().any(|c| c == name), "{name} in {all:#?}");
    }
    let all = list("a: {for k, v in {x: 1} { \"\\(k)\": <|> }}\n");
    assert!(all.iter().any(|c| c == "k | ") && all.iter().any(|c| c == "v | "), "{all:#?}");
}

#[test]
fn packages() {
    let text = "x: str<|>\n";
    take(text, "strings", "import \"strings\"\n\nx: strings\n");
    let module = "package a\n\nimport \"strings\"\n\nx: sch<|>\n-- cue.mod/module.cue --\nmodule: \"ex.com/m\"\nlanguage: version: \"v0.9.0\"\n-- lib/schema/s.cue --\npackage schema\n#A: 1\n";
    take(module, "schema", "package a\n\nimport \"strings\"\nimport \"ex.com/m/lib/schema\"\n\nx: schema\n");
    check("import \"enc<|>\"\n", &["crypto/ed25519 | ed25519"]);
    take("import \"enc<|>\"\n", "encoding/json", "import \"encoding/json\"\n");
    take("import (\n\t<|>\n)\n", "encoding/json", "import (\n\t\"encoding/json\"\n)\n");
    check("-- m/a.cue --\npackage <|>\n-- m/b.cue --\npackage other\n", &["other | ", "m | "]);
}

#[test]
fn imported_definitions() {
    let module = "package a\n\nimport \"ex.com/m/schema\"\n\nx: schema.<|>\n-- cue.mod/module.cue --\nmodule: \"ex.com/m\"\nlanguage: version: \"v0.9.0\"\n-- schema/s.cue --\npackage schema\n#A: {b: int}\n";
    check(module, &["#A | {b: int}"]);
    let module = module.replace("schema.<|>", "schema.#A & {<|>}");
    check(&module, &["b | b: int"]);
}

#[test]
fn attributes() {
    check("a: 1 @ta<|>\n", &["@embed | "]);
    check("a: 1 @tag(<|>)\n", &["a | "]);
    check("@extern(embed)\na: _ @embed(file=<|>)\n-- data.json --\n{}\n", &["data.json | "]);
    check("@extern(<|>)\n", &["embed | "]);
}

#[test]
fn nothing_in_comments_and_new_names() {
    check("// a <|>\n", &[]);
    assert!(list("// a <|>\na: 1\n").is_empty());
    assert!(list("let a<|> = 1\n").is_empty());
    check("a: \"x <|>\"\n", &[]);
}

#[test]
fn values_that_a_named_enumeration_allows() {
    let schema = "#Tier: \"internal\" | \"public\" | \"critical\"\n#S: {tier: *\"internal\" | #Tier}\n";
    let all = ["\"internal\" | default", "\"critical\" | ", "\"public\" | "];
    check(&format!("{schema}a: #S & {{tier: <|>}}\n"), &all);
    check(&format!("{schema}a: #S & {{\n\ttier: <|>\n}}\n"), &all);
    let schema = "-- s/s.cue --\npackage s\n#Tier: \"internal\" | \"public\"\n#S: {tier: *\"internal\" | #Tier}\n";
    let all = ["\"internal\" | default", "\"public\" | "];
    check(
        &format!(
            "-- cue.mod/module.cue --\nmodule: \"m.x\"\nlanguage: version: \"v0.9.0\"\n{schema}-- a.cue --\npackage a\n\
             import \"m.x/s\"\na: s.#S & {{tier: <|>}}\n"
        ),
        &all,
    );
}
