//! The language server in configurations kept outside of this repository, in a folder `shared` beside it or where `TENON_SHARED`
//! says: asked everything at many places of their files, it answers within the texts and goes on.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tenon_tests::command::{Scratch, binary, copy_folder};
use tenon_tests::lsp::client::Client;
use tenon_tests::lsp::text;

/// Requests about a place, and what else they take.
const REQUESTS: [&str; 12] = [
    "hover",
    "definition",
    "typeDefinition",
    "implementation",
    "references",
    "documentHighlight",
    "completion",
    "signatureHelp",
    "selectionRange",
    "prepareRename",
    "prepareCallHierarchy",
    "codeAction",
];

/// Requests about a document.
const WHOLE: [&str; 6] =
    ["documentSymbol", "foldingRange", "documentLink", "inlayHint", "semanticTokens/full", "formatting"];

fn repositories() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("TENON_SHARED").map_or(beside, PathBuf::from);
    let folder = shared.join("real/repos");
    folder.is_dir().then_some(folder)
}

#[test]
fn everything_everywhere() {
    let Some(repositories) = repositories() else { return };
    let mut asked = 0;
    for name in ["kubernetes-tutorial", "timoni"] {
        let scratch = Scratch::new().unwrap();
        copy_folder(&repositories.join(name), scratch.path()).unwrap();
        let mut files = Vec::new();
        list(scratch.path(), "", &mut files);
        let mut command = Command::new(binary(env!("CARGO_BIN_EXE_tenon-under-test")));
        command.arg("lsp");
        let mut client = Client::start(command, scratch.path());
        client.initialize(json!({}), Value::Null);
        // Some of each: all would take minutes.
        let step = (files.len() / 12).max(1);
        for file in files.iter().step_by(step) {
            asked += ask_everywhere(&mut client, file);
        }
        assert_eq!(client.leave(), Some(0));
    }
    assert!(asked > 500, "{asked}");
}

fn list(root: &Path, folder: &str, files: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap()).collect();
    entries.sort_by_key(|e| e.file_name());
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if entry.file_type().unwrap().is_dir() {
            list(root, &path, files);
        } else if name.ends_with(".cue") {
            files.push(path);
        }
    }
}

fn ask_everywhere(client: &mut Client, file: &str) -> usize {
    client.open(file);
    client.diagnostics(file);
    let text = client.text(file);
    let uri = client.uri(file);
    let options = json!({"tabSize": 8, "insertSpaces": false});
    let all = text::range(&text, 0..text.len());
    let mut asked = 0;
    let places: Vec<usize> = names(&text);
    let step = (places.len() / 8).max(1);
    for &place in places.iter().step_by(step) {
        let at = text::position(&text, place);
        let params = json!({
            "textDocument": {"uri": uri}, "position": at, "positions": [at],
            "range": {"start": at, "end": at}, "context": {"includeDeclaration": true, "diagnostics": [], "triggerKind": 1, "isRetrigger": false},
        });
        for method in REQUESTS {
            let answer = client.request(&format!("textDocument/{method}"), params.clone());
            // Not every name can be renamed; nothing else may fail.
            assert!(answer.is_ok() || method == "prepareRename", "{method} at {file}:{at}: {answer:?}");
            check(client, &uri, &answer.unwrap_or_default(), &format!("{method} at {file}:{at}"));
            asked += 1;
        }
    }
    for method in WHOLE {
        let params = json!({"textDocument": {"uri": uri}, "range": all, "options": options});
        let answer = client.request(&format!("textDocument/{method}"), params).unwrap();
        check(client, &uri, &answer, &format!("{method} of {file}"));
        asked += 1;
    }
    client.close(file);
    asked
}

/// All ranges of an answer lie in their texts.
fn check(client: &Client, uri: &str, answer: &Value, what: &str) {
    match answer {
        Value::Object(fields) => {
            let uri = fields.get("uri").and_then(Value::as_str).unwrap_or(uri);
            let file = client.file(uri);
            for (name, value) in fields {
                if name.to_lowercase().ends_with("range")
                    && value.get("start").is_some()
                    && let Some(file) = &file
                {
                    let text = client.text(file);
                    assert!(text::bytes(&text, value).is_some(), "{what}: {file} has no {value}");
                }
                check(client, uri, value, what);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check(client, uri, item, what)),
        _ => {}
    }
}

/// Where names begin.
fn names(text: &str) -> Vec<usize> {
    let mut before = ' ';
    let mut places = Vec::new();
    for (i, c) in text.char_indices() {
        if (c.is_alphabetic() || c == '#') && !before.is_alphanumeric() && before != '_' && before != '#' {
            places.push(i);
        }
        before = c;
    }
    places
}
