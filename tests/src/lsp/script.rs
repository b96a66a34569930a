//! Conversations written down, a line for each thing that the client does; `tests/lsp/README.md` says which there are.

use super::client::Client;
use super::{show::show, text};
use serde_json::{Map, Value, json};
use std::fs;
use std::process::Command;
use tenon_format::unified_diff;

/// How many completions are shown.
const MANY: usize = 12;

/// What a client says that it can do unless the script says otherwise.
fn capabilities() -> Value {
    json!({
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true, "versionSupport": true},
            "completion": {"completionItem": {"snippetSupport": true}},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}},
    })
}

/// Has a conversation with the server that `command` starts; `folder` is what its files are in. Returns what was said.
///
/// # Panics
///
/// When a line means nothing, or the server ends too early.
pub fn run(script: &str, command: Command, folder: &std::path::Path) -> String {
    let mut talk =
        Talk { client: Client::start(command, folder), last: Value::Null, capabilities: None, out: String::new() };
    for line in script.lines() {
        if line.is_empty() || line.starts_with('#') {
            talk.out.push_str(&format!("{line}\n"));
            continue;
        }
        talk.out.push_str(&format!("> {line}\n"));
        let words = words(line);
        if talk.capabilities.is_none() {
            let given = if words.first() == Some(&json!("initialize")) { &words[1..] } else { &[] };
            talk.begin(given.first().cloned(), given.get(1).cloned());
        }
        let said = talk.perform(&words, line);
        // What is known while a text cannot be compiled depends on what was evaluated before: each change is, by itself.
        talk.client.published();
        talk.out.push_str(&said);
    }
    let status = talk.client.leave();
    talk.out.push_str(&format!("exit: {}\n", status.map_or("killed".to_owned(), |s| s.to_string())));
    talk.out
}

struct Talk {
    client: Client,
    /// The last answer.
    last: Value,
    /// What the server can do.
    capabilities: Option<Value>,
    out: String,
}

impl Talk {
    fn begin(&mut self, capabilities_given: Option<Value>, options: Option<Value>) {
        let mut all = capabilities();
        merge(&mut all, capabilities_given.unwrap_or_else(|| json!({})));
        let answer = self.client.initialize(all, options.unwrap_or(Value::Null));
        self.capabilities = Some(answer["capabilities"].clone());
    }

    fn show(&self, value: &Value) -> String {
        let text = show(value, &self.client.uri(""));
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("resultId: "));
        lines.map(|line| format!("{line}\n")).collect()
    }

    /// Does what a line says; returns what came of it.
    fn perform(&mut self, words: &[Value], line: &str) -> String {
        let text = |i: usize| words.get(i).and_then(Value::as_str).unwrap_or_default();
        let file = text(1).to_owned();
        match text(0) {
            "initialize" => {}
            "capabilities" => return self.show(self.capabilities.as_ref().unwrap_or(&Value::Null)),
            "open" if words.len() > 2 => self.client.open_with(&file, text(2)),
            "open" => self.client.open(&file),
            "close" => self.client.close(&file),
            "replace" => {
                let old = self.client.text(&file);
                let at = old.find(text(2)).unwrap_or_else(|| panic!("{line}: no such text"));
                self.client.replace(&file, at..at + text(2).len(), text(3));
            }
            "write" => {
                fs::write(self.client.folder().join(&file), text(2)).unwrap();
                self.changed(&file, 2);
            }
            "remove" => {
                fs::remove_file(self.client.folder().join(&file)).unwrap();
                self.changed(&file, 3);
            }
            "diagnostics" => return self.diagnostics(),
            "request" => {
                let params = self.params(&words[2..], line);
                return self.request(&file, params);
            }
            "tokens" => return self.tokens(&file),
            "complete" => return self.complete(&words[1..], line),
            "pick" => self.pick(&file, line),
            "follow" => {
                let last = self.last.clone();
                let params = match words.get(2).and_then(Value::as_str) {
                    Some(name) => json!({ name: last }),
                    None => last,
                };
                return self.request(&file, params);
            }
            "apply" => return self.apply(line),
            "notify" => self.client.notify(&file, words.get(2).cloned().unwrap_or(Value::Null)),
            "expect" => self.client.expect(&file),
            _ => panic!("{line}: nothing that a client does"),
        }
        String::new()
    }

    /// What is wrong in all files, and in which versions.
    fn diagnostics(&mut self) -> String {
        let root = self.client.uri("");
        let mut out = String::new();
        for (uri, params) in self.client.published() {
            let name = uri.strip_prefix(&root).unwrap_or(uri).trim_start_matches('/');
            let version = params.get("version").map_or(String::new(), |v| format!(", version {v}"));
            out.push_str(&format!("{name}{version}:\n"));
            for line in show(&params["diagnostics"], &root).lines().filter(|line| !line.contains("source: tenon")) {
                out.push_str(&format!("  {line}\n"));
            }
        }
        out
    }

    /// What may be written at a mark, a line for each.
    fn complete(&mut self, words: &[Value], line: &str) -> String {
        let params = self.params(words, line);
        let answer = self.client.request("textDocument/completion", params).unwrap();
        let root = self.client.uri("");
        let mut out = String::new();
        let items: Vec<&Value> = answer["items"].as_array().into_iter().flatten().collect();
        for item in items.iter().take(MANY) {
            let text = |value: &Value| value.as_str().unwrap_or_default().replace('\n', " ");
            let edit = &item["textEdit"];
            let new = edit["newText"].as_str().or(item["insertText"].as_str()).unwrap_or_default();
            let range = show(&edit["range"], &root);
            let about = match &item["documentation"] {
                Value::String(_) => text(&item["documentation"]),
                other => text(&other["value"]),
            };
            out.push_str(&format!(
                "{} | {} | {new:?} at {} | {about}\n",
                text(&item["label"]),
                text(&item["detail"]),
                range.trim()
            ));
            for more in item["additionalTextEdits"].as_array().into_iter().flatten() {
                out.push_str(&format!("    also {} at {}\n", more["newText"], show(&more["range"], &root).trim()));
            }
        }
        if items.len() > MANY {
            out.push_str(&format!("and {} more\n", items.len() - MANY));
        }
        self.last = answer;
        out
    }

    /// What each word of a document is.
    fn tokens(&mut self, file: &str) -> String {
        let uri = self.client.uri(file);
        let answer = self.client.request("textDocument/semanticTokens/full", json!({"textDocument": {"uri": uri}}));
        let all = self.client.text(file);
        let legend = &self.capabilities.as_ref().unwrap()["semanticTokensProvider"]["legend"];
        let numbers: Vec<u64> = serde_json::from_value(answer.unwrap()["data"].clone()).unwrap();
        let (mut line, mut column) = (0, 0);
        let mut out = String::new();
        for token in numbers.chunks_exact(5) {
            column = if token[0] == 0 { column + token[1] } else { token[1] };
            line += token[0];
            let range = json!({
                "start": {"line": line, "character": column},
                "end": {"line": line, "character": column + token[2]},
            });
            let word = text::bytes(&all, &range).map_or("out of the text", |bytes| &all[bytes]);
            let is_set = |(i, _): &(usize, &Value)| token[4] >> i & 1 == 1;
            let modifiers = legend["tokenModifiers"].as_array().into_iter().flatten().enumerate().filter(is_set);
            let modifiers: String = modifiers.map(|(_, m)| format!(" {}", m.as_str().unwrap_or_default())).collect();
            let kind = legend["tokenTypes"][token[3] as usize].as_str().unwrap_or("?");
            out.push_str(&format!("{}:{} {word} {kind}{modifiers}\n", line + 1, column + 1));
        }
        out
    }

    fn changed(&mut self, file: &str, kind: u8) {
        let changes = json!([{"uri": self.client.uri(file), "type": kind}]);
        self.client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    fn request(&mut self, method: &str, params: Value) -> String {
        match self.client.request(method, params) {
            Ok(answer) => {
                let said = self.show(&answer);
                self.last = answer;
                said
            }
            Err(error) => {
                let message = error["message"].as_str().unwrap_or_default();
                let folder = format!("{}/", self.client.folder().display());
                format!("error {}: {}\n", error["code"], message.replace(&folder, ""))
            }
        }
    }

    /// What stands behind a method: a file, marks in its text, other parameters.
    fn params(&self, words: &[Value], line: &str) -> Value {
        let mut params = json!({});
        let mut file = None;
        for word in words {
            match word {
                Value::String(marked) if marked.contains("<|>") => {
                    let file: &str = file.unwrap_or_else(|| panic!("{line}: a mark of no file"));
                    let all = self.client.text(file);
                    let (part, marks) = text::unmark(marked);
                    let at = all.find(&part).unwrap_or_else(|| panic!("{line}: no such text"));
                    match marks[..] {
                        [mark] => {
                            params["position"] = text::position(&all, at + mark);
                            params["positions"] = json!([params["position"]]);
                        }
                        [from, to, ..] => params["range"] = text::range(&all, at + from..at + to),
                        [] => {}
                    }
                }
                Value::String(name) => {
                    params["textDocument"] = json!({"uri": self.client.uri(name)});
                    file = Some(name);
                }
                other => merge(&mut params, self.with_result_id(other)),
            }
        }
        params
    }

    /// A value with the number of the last answer for `$`: how numbers go depends on what was worked out together.
    fn with_result_id(&self, value: &Value) -> Value {
        match value["previousResultId"] == "$" {
            true => json!({"previousResultId": self.last["resultId"]}),
            false => value.clone(),
        }
    }

    /// Takes what is of a name out of the last answer.
    fn pick(&mut self, name: &str, line: &str) {
        let items = match &self.last {
            Value::Array(items) => items.clone(),
            other => other["items"].as_array().cloned().unwrap_or_default(),
        };
        let is_named = |item: &&Value| ["label", "title", "name"].iter().any(|k| item[*k] == json!(name));
        let found = items.iter().find(is_named);
        self.last = found.unwrap_or_else(|| panic!("{line}: nothing of that name")).clone();
    }

    /// Makes the changes of the last answer; returns the differences.
    fn apply(&mut self, line: &str) -> String {
        let mut files: Vec<(String, Vec<Value>)> = Vec::new();
        let edit = self.last.get("edit").unwrap_or(&self.last).clone();
        if let Value::Array(edits) = &edit {
            let file = words(line).get(1).and_then(Value::as_str).unwrap_or_default().to_owned();
            files.push((self.client.uri(&file), edits.clone()));
        }
        for (uri, edits) in edit["changes"].as_object().unwrap_or(&Map::new()) {
            files.push((uri.clone(), edits.as_array().cloned().unwrap_or_default()));
        }
        for change in edit["documentChanges"].as_array().unwrap_or(&Vec::new()) {
            let uri = change["textDocument"]["uri"].as_str().unwrap_or_default().to_owned();
            files.push((uri, change["edits"].as_array().cloned().unwrap_or_default()));
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let root = self.client.uri("");
        let mut out = String::new();
        for (uri, edits) in files {
            let file = uri.strip_prefix(&root).unwrap_or(&uri).trim_start_matches('/').to_owned();
            let old = self.client.text(&file);
            let new = text::edited(&old, &edits).unwrap_or_else(|| panic!("{line}: changes that don't fit the text"));
            out.push_str(&unified_diff(&old, &new, &file));
            out.push('\n');
            if self.client.is_open(&file) {
                self.client.replace(&file, 0..old.len(), &new);
            } else {
                fs::write(self.client.folder().join(&file), &new).unwrap();
                self.changed(&file, 2);
            }
        }
        out
    }
}

/// The words of a line: texts in quotation marks, JSON, and anything else up to a blank.
fn words(line: &str) -> Vec<Value> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        if "\"{[".contains(first) {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            match values.next() {
                Some(Ok(value)) => words.push(value),
                _ => panic!("{line}: neither text nor JSON"),
            }
            rest = rest[values.byte_offset()..].trim_start();
        } else {
            let (word, behind) = rest.split_once(' ').unwrap_or((rest, ""));
            words.push(Value::String(word.to_owned()));
            rest = behind.trim_start();
        }
    }
    words
}

/// Puts the fields of one value into another, level by level.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
