//! Data files to which a schema applies.

mod support;

use support::{apply, host};
use tenon_ide::{Settings, completion, hover};
use tenon_load::World;

const SCHEMA: &str = "-- cue.mod/module.cue --
module: \"ex.com/m\"
language: version: \"v0.9.0\"
-- schema/s.cue --
package schema

// What runs.
#App: {
	// How it is called.
	name!: string
	port:  int & >0
	kind:  \"web\" | \"batch\"
	env: [string]: string
	steps?: [...{run: string, when?: \"always\" | \"never\"}]
}
";

/// What is wrong in the file with the cursor: `line:column message`.
fn problems(text: &str, settings: Settings) -> Vec<String> {
    let (mut host, path, _) = host(text);
    host.configure(settings);
    let found = host.problems(std::slice::from_ref(&path)).expect("not cancelled");
    let bytes = host.world().read(&path).expect("a text");
    let text = String::from_utf8_lossy(&bytes);
    let one = |p: &tenon_ide::Problem| {
        let before = &text[..p.place.start as usize];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{line}:{column} {} {}", p.code, p.message.lines().next().unwrap_or(""))
    };
    found[&path].iter().map(one).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(problems(&format!("{text}{SCHEMA}"), Settings::default()), expected);
}

#[test]
fn problems_by_a_comment() {
    let head = "-- a.yaml --\n# tenon: schema=./schema#App\n<|>";
    check(&format!("{head}name: x\nport: 1\nkind: web\n"), &[]);
    check(&format!("{head}name: x\nport: -1\nkind: web\n"), &["3:7 E0316 port: invalid value -1 (out of bound >0)"]);
    check(&format!("{head}name: x\nprot: 1\nport: 1\nkind: web\n"), &["3:1 E0303 prot: field not allowed"]);
    check(&format!("{head}port: 1\nkind: web\n"), &["2:1 E0403 name: field is required but not present"]);
    check(
        &format!("{head}name: x\nport: 1\nkind: web\n---\nname: y\nport: z\nkind: web\n"),
        &["7:7 E0301 port: conflicting values int and \"z\" (mismatched types int and string)"],
    );
    check(&format!("{head}name: [\n"), &["2:7 E0610 invalid YAML: this bracket is never closed: '['"]);
    check("-- a.yaml --\n# tenon: schema=./schema#Ap<|>p\n", &[]);
    check("-- a.yaml --\n# tenon: schema=./nothere#A\n<|>a: 1\n", &["1:1 E0804 the schema ./nothere#A is not there"]);
    check("-- a.yaml --\nprot: 1<|>\n", &[]);
    check(
        "-- a.yaml --\n# tenon: schema=ex.com/m/schema#App\n<|>name: 1\nport: 1\nkind: web\n",
        &["2:7 E0301 name: conflicting values string and 1 (mismatched types string and int)"],
    );
}

#[test]
fn problems_by_settings_and_embedding() {
    let settings = Settings { schemas: vec![("apps/*.json".into(), "./schema#App".into())], ..Settings::default() };
    let text = format!("-- apps/a.json --\n{{\"name\": \"x\", \"port\": 0, \"kind\": \"web\"}}<|>\n{SCHEMA}");
    assert_eq!(problems(&text, settings), ["1:23 E0316 port: invalid value 0 (out of bound >0)"]);
    let package = "-- deploy/d.cue --\n@extern(embed)\n\npackage deploy\n\nimport \"ex.com/m/schema\"\n\n";
    check(
        &format!(
            "-- deploy/a.yaml --\nname: x\nport: 0<|>\nkind: web\n{package}app: schema.#App & {{_ @embed(file=a.yaml)}}\n"
        ),
        &["2:7 E0316 app.port: invalid value 0 (out of bound >0)"],
    );
    check(
        &format!(
            "-- deploy/a.yaml --\nname: x\nport: 0<|>\nkind: web\n{package}apps: [string]: schema.#App\napps: _ @embed(glob=*.yaml)\n"
        ),
        &["2:7 E0316 apps.\"a.yaml\".port: invalid value 0 (out of bound >0)"],
    );
}

#[track_caller]
fn told(text: &str, expected: &str) {
    let (mut host, path, offset) = host(&format!("{text}\n{SCHEMA}"));
    let found = hover(&mut host, &path, offset).expect("not cancelled");
    assert_eq!(found.map(|h| h.text).unwrap_or_default(), expected);
}

#[test]
fn hovers() {
    told(
        "-- a.yaml --\n# tenon: schema=./schema#App\nna<|>me: x\nport: 1\n",
        "```cue\nname: \"x\"\n```\n\n`name`\n\nHow it is called.\n\n- `string` schema/s.cue:6\n- `\"x\"`",
    );
}

#[track_caller]
fn list(text: &str, expected: &[&str]) {
    let (mut host, path, offset) = host(&format!("{text}\n{SCHEMA}"));
    let items = completion(&mut host, &path, offset).expect("not cancelled");
    let all: Vec<String> = items.iter().map(|c| format!("{} | {}", c.label, c.detail)).collect();
    assert_eq!(all, expected);
}

#[track_caller]
fn take(text: &str, label: &str, expected: &str) {
    let (mut host, path, offset) = host(&format!("{text}\n{SCHEMA}"));
    let items = completion(&mut host, &path, offset).expect("not cancelled");
    let labels: Vec<&str> = items.iter().map(|c| &*c.label).collect();
    let item = items.iter().find(|c| c.label == label).unwrap_or_else(|| panic!("{label} not in {labels:?}"));
    let bytes = host.world().read(&path).expect("a text");
    let changed = apply(&String::from_utf8_lossy(&bytes), std::slice::from_ref(&item.edit));
    assert_eq!(changed.trim_end(), expected.trim_end());
}

#[test]
fn completes_yaml() {
    let head = "-- a.yaml --\n# tenon: schema=./schema#App\n";
    let all = [
        "name | name!: string",
        "env | env: {[string]: string}",
        "kind | kind: \"web\" | \"batch\"",
        "port | port: int & >0",
        "steps | steps?: [...{run: string, when?: \"always\" | \"never\"}]",
    ];
    list(&format!("{head}<|>"), &all);
    list(&format!("{head}na<|>"), &all);
    list(
        &format!("{head}name: x\nport: 1\n<|>"),
        &all.iter().filter(|a| !a.starts_with("name") && !a.starts_with("port")).copied().collect::<Vec<_>>(),
    );
    list(&format!("{head}kind: <|>\n"), &["batch | ", "web | "]);
    list(&format!("{head}kind: w<|>\nport: 1\n"), &["batch | ", "web | "]);
    list(&format!("{head}steps:\n  - <|>\n"), &["run | run: string", "when | when?: \"always\" | \"never\""]);
    list(&format!("{head}steps:\n  - run: x\n    <|>\n"), &["when | when?: \"always\" | \"never\""]);
    list(&format!("{head}steps:\n- run: x\n  when: <|>\n"), &["always | ", "never | "]);
    take(&format!("{head}<|>\n"), "kind", "# tenon: schema=./schema#App\nkind: ${1|web,batch|}\n");
    take(&format!("{head}na<|>\n"), "name", "# tenon: schema=./schema#App\nname: $1\n");
    take(&format!("{head}<|>\n"), "steps", "# tenon: schema=./schema#App\nsteps:\n  - $0\n");
    take(&format!("{head}kind: <|>\n"), "web", "# tenon: schema=./schema#App\nkind: web\n");
}

#[test]
fn completes_json() {
    let text = "-- deploy/a.json --\n{\n  \"port\": 1,\n  <|>\n}\n-- deploy/d.cue --\n@extern(embed)\n\npackage deploy\n\nimport \"ex.com/m/schema\"\n\napp: schema.#App & {_ @embed(file=a.json)}\n";
    list(
        text,
        &[
            "\"name\" | name!: string",
            "\"env\" | env: {[string]: string}",
            "\"kind\" | kind: \"web\" | \"batch\"",
            "\"steps\" | steps?: [...{run: string, when?: \"always\" | \"never\"}]",
        ],
    );
    take(text, "\"kind\"", "{\n  \"port\": 1,\n  \"kind\": ${1|\"web\",\"batch\"|}\n}\n");
    list(&text.replace("<|>", "\"kind\": \"<|>\""), &["\"batch\" | ", "\"web\" | "]);
    take(&text.replace("<|>", "\"na<|>\""), "\"name\"", "{\n  \"port\": 1,\n  \"name\": \"$1\"\n}\n");
}

#[test]
fn what_is_open_counts_until_it_is_closed() {
    let text = format!(
        "-- deploy/d.cue --\n@extern(embed)\n\npackage deploy\n<|>\nimport \"ex.com/m/schema\"\n\n\
         app: schema.#App & {{_ @embed(file=a.json)}}\n-- deploy/a.json --\n{{\"name\": \"x\", \"port\": 1, \"kind\": \"web\"}}\n{SCHEMA}"
    );
    let (mut host, path, _) = host(&text);
    let data = path.with_file_name("a.json");
    let count = |host: &mut tenon_ide::Host| {
        let found = host.problems(&[path.clone(), data.clone()]).expect("not cancelled");
        found[&path].len() + found[&data].len()
    };
    assert_eq!(count(&mut host), 0);
    host.set_text(&data, "{\"name\": \"x\", \"port\": 0, \"kind\": \"web\"}\n");
    assert_eq!(count(&mut host), 1);
    host.close(&data);
    assert_eq!(count(&mut host), 0);
}
