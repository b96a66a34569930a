//! The language server among clients that err, vanish, and do what they should not: it answers what can be answered, and goes
//! on or ends as the protocol says.

use serde_json::{Value, json};
use std::fs;
use std::process::{Command, Stdio};
use tenon_tests::command::{Scratch, binary};
use tenon_tests::lsp::client::Client;

fn client(scratch: &Scratch) -> Client {
    let mut command = Command::new(binary(env!("CARGO_BIN_EXE_tenon-under-test")));
    command.arg("lsp");
    Client::start(command, scratch.path())
}

fn begun(scratch: &Scratch) -> Client {
    let mut client = client(scratch);
    client.initialize(json!({}), Value::Null);
    client
}

fn code(answer: Result<Value, Value>) -> i64 {
    answer.unwrap_err()["code"].as_i64().unwrap()
}

/// The server still works: it says what is wrong in a text.
fn works(mut client: Client) {
    client.open_with("last.cue", "a: 1 & 2\n");
    assert_eq!(client.diagnostics("last.cue").as_array().unwrap().len(), 1);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn malformed_messages() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    let bodies =
        ["{", "{]", "nonsense", "[]", "{}", "1", "null", "\"\"", "{\"jsonrpc\":\"1.0\",\"method\":\"x\"}", "\u{0}"];
    for body in bodies {
        client.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let answer = client.wait(|m| m.get("error").is_some());
        assert_eq!(answer["id"], Value::Null, "{body}");
        assert!([-32700, -32600].contains(&answer["error"]["code"].as_i64().unwrap()), "{body}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    client.send_raw(format!("Content-Length: {}\r\n\r\n{deep}", deep.len()).as_bytes());
    client.wait(|m| m["error"]["code"] == -32700);
    client
        .send_raw(b"Content-Length: 3\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n\xff\xfe\xfd");
    client.wait(|m| m["error"]["code"] == -32700);
    works(client);
}

#[test]
fn wrong_lengths() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    for header in ["Content-Length: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Length: 2\r\n\r\n"] {
        client.send_raw(header.as_bytes());
        client.wait(|m| m["error"]["code"] == -32700);
    }
    // Shorter than the message: the rest is no header, what follows is read again.
    client.send_raw(b"Content-Length: 10\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"x\"}");
    client.wait(|m| m["error"]["code"] == -32700);
    works(client);
}

#[test]
fn a_length_that_nobody_means_ends_it() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    client.send_raw(b"Content-Length: 99999999999999\r\n\r\n");
    assert_eq!(client.wait_for_end(), Some(1));
}

#[test]
fn unknown_methods() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    assert_eq!(code(client.request("textDocument/brew", json!({}))), -32601);
    assert_eq!(code(client.request("$/brew", json!({}))), -32601);
    client.notify("textDocument/brewed", json!({}));
    client.notify("$/brewed", json!({}));
    client.notify("$/cancelRequest", json!({"id": 4711}));
    client.notify("$/cancelRequest", json!({"id": "nothing"}));
    client.send(&json!({"jsonrpc": "2.0", "id": 4711, "result": "nobody asked"}));
    works(client);
}

#[test]
fn wrong_parameters() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    assert_eq!(code(client.request("textDocument/diagnostic", json!({"textDocument": 1}))), -32602);
    assert_eq!(code(client.request("textDocument/diagnostic", json!([]))), -32602);
    for params in [json!({}), json!({"textDocument": {"uri": "no address"}}), json!(null), json!([1])] {
        client.notify("textDocument/didOpen", params.clone());
        client.notify("textDocument/didChange", params.clone());
        client.notify("workspace/didChangeConfiguration", params.clone());
        client.notify("workspace/didChangeWatchedFiles", params);
    }
    works(client);
}

#[test]
fn other_schemes() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    for uri in ["untitled:Untitled-1", "git:/a.cue?ref", "http://example.com/a.cue", "file:", "file://host/share/a.cue"]
    {
        let document = json!({"uri": uri, "languageId": "cue", "version": 1, "text": "a: 1 & 2\n"});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let answer = client.request("textDocument/diagnostic", json!({"textDocument": {"uri": uri}})).unwrap();
        assert_eq!(answer["kind"], "full");
        client.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    works(client);
}

#[test]
fn before_the_beginning_and_after_the_end() {
    let scratch = Scratch::new().unwrap();
    let mut client = client(&scratch);
    client.notify("textDocument/didOpen", json!({}));
    assert_eq!(code(client.request("textDocument/diagnostic", json!({}))), -32002);
    assert_eq!(code(client.request("shutdown", Value::Null)), -32002);
    client.initialize(json!({}), Value::Null);
    assert_eq!(code(client.request("initialize", json!({"capabilities": {}}))), -32600);
    client.request("shutdown", Value::Null).unwrap();
    assert_eq!(code(client.request("textDocument/diagnostic", json!({}))), -32600);
    assert_eq!(code(client.request("shutdown", Value::Null)), -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait_for_end(), Some(0));
}

#[test]
fn exit_without_shutdown() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait_for_end(), Some(1));
}

#[test]
fn a_client_that_dies() {
    let scratch = Scratch::new().unwrap();
    assert_eq!(client(&scratch).end(), Some(1));
    let mut client = begun(&scratch);
    client.open_with("a.cue", "a: 1\n");
    client.ask("textDocument/diagnostic", json!({"textDocument": {"uri": client.uri("a.cue")}}));
    client.send_raw(b"Content-Length: 100\r\n\r\n{\"json");
    assert_eq!(client.end(), Some(1));
}

#[test]
fn a_process_that_dies() {
    let scratch = Scratch::new().unwrap();
    // It waits for its input to end.
    let mut editor = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    let mut client = client(&scratch);
    client.request("initialize", json!({"processId": editor.id(), "capabilities": {}})).unwrap();
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.wait_for_end(), Some(1));
}

#[test]
fn a_process_that_cannot_be_seen() {
    let scratch = Scratch::new().unwrap();
    let mut client = client(&scratch);
    client.request("initialize", json!({"processId": 0x7fff_fff0, "capabilities": {}})).unwrap();
    client.notify("initialized", json!({}));
    works(client);
}

#[test]
fn files_that_vanish() {
    let scratch = Scratch::new().unwrap();
    let path = |name: &str| scratch.path().join(name);
    fs::write(path("a.cue"), "package p\n\na: 1\n").unwrap();
    fs::write(path("b.cue"), "package p\n\na: 2\n").unwrap();
    let mut client = begun(&scratch);
    client.open("a.cue");
    assert_eq!(client.diagnostics("a.cue").as_array().unwrap().len(), 1);
    // Open, it is there as long as it is open.
    fs::remove_file(path("a.cue")).unwrap();
    let gone = |c: &mut Client, name: &str| {
        let changes = json!([{"uri": c.uri(name), "type": 3}]);
        c.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    };
    gone(&mut client, "a.cue");
    client.replace("a.cue", 14..15, "3");
    assert_eq!(client.diagnostics("a.cue").as_array().unwrap().len(), 1);
    // Another one of its package goes, and says nothing more against it.
    fs::remove_file(path("b.cue")).unwrap();
    gone(&mut client, "b.cue");
    assert_eq!(client.diagnostics("a.cue"), json!([]));
    client.close("a.cue");
    gone(&mut client, "a.cue");
    fs::remove_dir_all(scratch.path()).unwrap();
    gone(&mut client, "");
    works(client);
}

#[test]
fn bytes_that_are_no_text() {
    let scratch = Scratch::new().unwrap();
    fs::write(scratch.path().join("a.cue"), "package p\n\na: 1\n").unwrap();
    fs::write(scratch.path().join("b.cue"), b"package p\n\nb: \"\xff\"\n").unwrap();
    let mut client = begun(&scratch);
    client.open("a.cue");
    client.diagnostics("a.cue");
    client.replace("a.cue", 14..15, "1 & 2");
    client.diagnostics("a.cue");
    // What is open counts, whatever is on disk.
    client.open_with("b.cue", "package p\n\na: 1\n");
    client.diagnostics("b.cue");
    works(client);
}

#[test]
fn columns_behind_emoji() {
    let scratch = Scratch::new().unwrap();
    for (encodings, column) in [(json!(null), 10), (json!(["utf-8", "utf-16"]), 12), (json!(["utf-32"]), 9)] {
        let mut client = client(&scratch);
        client.initialize(json!({"general": {"positionEncodings": encodings}}), Value::Null);
        client.open_with("a.cue", "a: \"😀\" & 1\n");
        let list = client.diagnostics("a.cue");
        let end = &list[0]["relatedInformation"][0]["location"]["range"]["start"];
        assert_eq!(*end, json!({"line": 0, "character": column}), "{list}");
        assert_eq!(client.leave(), Some(0));
    }
}

#[test]
fn positions_out_of_range() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    client.open_with("a.cue", "a: \"😀\"\r\nb: 1\r\n");
    client.diagnostics("a.cue");
    let uri = client.uri("a.cue");
    let at = |line: u64, character: u64| json!({"line": line, "character": character});
    let edits = [
        (at(0, 5), at(0, 5)),
        (at(7, 0), at(9, 9)),
        (at(1, 4_294_967_295), at(4_294_967_295, 4_294_967_295)),
        (at(1, 3), at(0, 0)),
    ];
    for (i, (start, end)) in edits.into_iter().enumerate() {
        let change = json!({"range": {"start": start, "end": end}, "text": "x"});
        let document = json!({"uri": uri, "version": 10 + i});
        client.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
        client.wait(|m| m["params"]["version"] == json!(10 + i));
    }
    // Of a document that nobody opened.
    let change = json!({"range": {"start": at(0, 0), "end": at(0, 0)}, "text": "x"});
    let document = json!({"uri": client.uri("b.cue"), "version": 1});
    client.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    client.notify("textDocument/didClose", json!({"textDocument": {"uri": client.uri("b.cue")}}));
    works(client);
}

#[test]
fn names_of_files() {
    let scratch = Scratch::new().unwrap();
    let folder = "a b#c/é?%20";
    fs::create_dir_all(scratch.path().join(folder)).unwrap();
    let mut client = begun(&scratch);
    for name in ["x y.cue", "文.cue", "[1].cue", "a+b&c=d.cue"] {
        let name = format!("{folder}/{name}");
        client.open_with(&name, "a: 1 & 2\n");
        assert_eq!(client.diagnostics(&name).as_array().unwrap().len(), 1, "{name}");
    }
    works(client);
}

#[test]
fn nothing_is_published_twice() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    client.open_with("a.cue", "package p\n\na: 1\n");
    client.open_with("b.cue", "package p\n\na: 2\n");
    client.published();
    client.heard();
    // A change of the one says nothing new of the other.
    client.replace("a.cue", 15..15, "\nc: 3");
    client.published();
    let heard = client.heard();
    assert!(heard.iter().all(|m| m["params"]["uri"] == json!(client.uri("a.cue"))), "{heard:?}");
    client.notify("workspace/didChangeConfiguration", json!({"settings": {"tenon": {"concrete": true}}}));
    client.published();
    assert_eq!(client.heard(), Vec::<Value>::new());
    works(client);
}

#[test]
fn answers_are_never_stale() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    client.open_with("a.cue", "a: 1\n");
    let mut text = "a: 1\n".to_owned();
    for i in 0..100 {
        client.replace("a.cue", 0..text.len(), &format!("a: {i} & {}\n", i + 1));
        text = client.text("a.cue");
    }
    let list = client.diagnostics("a.cue");
    assert!(list[0]["message"].as_str().unwrap().contains("100"), "{list}");
    // After the last version none of an older one comes.
    client.published();
    assert!(client.heard().iter().all(|m| m["params"]["version"].as_i64() < Some(101)));
    works(client);
}

#[test]
fn requests_that_are_taken_back() {
    let scratch = Scratch::new().unwrap();
    let mut client = begun(&scratch);
    // With nothing to tell it waits until something changes, or is taken back.
    let id = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(code(client.answer(id)), -32800);
    works(client);
}

#[test]
fn a_workspace_that_is_asked_for() {
    let scratch = Scratch::new().unwrap();
    let mut client = client(&scratch);
    client.initialize(json!({"textDocument": {"diagnostic": {}}}), Value::Null);
    let id = client.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    client.open_with("a.cue", "a: 1 & 2\n");
    let answer = client.answer(id).unwrap();
    assert_eq!(answer["items"][0]["items"].as_array().unwrap().len(), 1);
    assert_eq!(client.heard(), Vec::<Value>::new());
    assert_eq!(client.leave(), Some(0));
}
