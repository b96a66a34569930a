//! A client that does one thing after the other: each call blocks until what it waits for has come.

use super::text;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How long a conversation may take before the server is taken to hang.
const LIMIT: Duration = Duration::from_secs(120);

/// One conversation with a server.
pub struct Client {
    child: Arc<Mutex<Child>>,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    /// Goes away with the client, which ends the thread that looks at the clock.
    _alive: Sender<()>,
    folder: PathBuf,
    next: i64,
    /// Notifications that nobody has waited for.
    heard: VecDeque<Value>,
    /// Methods of the requests that the server has sent, and that nobody has waited for.
    asked: Vec<String>,
    documents: HashMap<String, (i64, String)>,
    /// The diagnostics that were published last, by address: the parameters of the notification.
    published: BTreeMap<String, Value>,
}

impl Client {
    /// Starts `binary`, as the server of a folder.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn start(mut command: Command, folder: &Path) -> Client {
        let mut child = command
            .current_dir(folder)
            .env("CUE_REGISTRY", "none")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let child = Arc::new(Mutex::new(child));
        let (alive, clock) = channel();
        let watched = child.clone();
        thread::spawn(move || {
            if clock.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                // Whoever waits then sees the end of its output.
                let _ = watched.lock().unwrap().kill();
            }
        });
        Client {
            child,
            stdin,
            stdout: BufReader::new(stdout),
            _alive: alive,
            folder: folder.canonicalize().unwrap(),
            next: 0,
            heard: VecDeque::new(),
            asked: Vec::new(),
            documents: HashMap::new(),
            published: BTreeMap::new(),
        }
    }

    /// Takes up the conversation; returns what the server can do.
    ///
    /// # Panics
    ///
    /// As [`Client::request`].
    pub fn initialize(&mut self, capabilities: Value, options: Value) -> Value {
        let uri = self.uri("");
        let answer = self.request(
            "initialize",
            json!({
                "processId": null,
                "rootUri": uri,
                "workspaceFolders": [{"uri": uri, "name": "test"}],
                "capabilities": capabilities,
                "initializationOptions": options,
            }),
        );
        self.notify("initialized", json!({}));
        answer.unwrap()
    }

    /// The folder of the conversation.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's process.
    ///
    /// # Panics
    ///
    /// When another thread panicked.
    pub fn process(&self) -> u32 {
        self.child.lock().unwrap().id()
    }

    /// The address of a file of the folder.
    pub fn uri(&self, file: &str) -> String {
        let path = self.folder.join(file);
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        let text = path.to_string_lossy();
        let encoded: String =
            text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
        format!("file://{}", encoded.trim_end_matches('/'))
    }

    /// The file of the folder at an address.
    pub fn file(&self, uri: &str) -> Option<String> {
        let mut bytes = Vec::new();
        let mut parts = uri.strip_prefix("file://")?.split('%');
        bytes.extend(parts.next()?.bytes());
        for part in parts {
            bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
            bytes.extend(part.get(2..)?.bytes());
        }
        let path = String::from_utf8(bytes).ok()?;
        Some(Path::new(&path).strip_prefix(&self.folder).ok()?.to_str()?.to_owned())
    }

    /// Sends bytes as they are.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).unwrap();
        stdin.flush().unwrap();
    }

    /// Sends a message.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, without waiting for its answer.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params}));
        self.next
    }

    /// Waits for the answer to a request: a result, or an error.
    ///
    /// # Errors
    ///
    /// What the server answers.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        loop {
            let message = self.read().expect("the server ended without an answer");
            match message.get("id") {
                Some(i) if *i == json!(id) && message.get("method").is_none() => {
                    return match message.get("error") {
                        Some(error) => Err(error.clone()),
                        None => Ok(message["result"].clone()),
                    };
                }
                _ => self.hear(message),
            }
        }
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    ///
    /// What the server answers.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Waits for a message that is no answer to a request.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(&wanted) {
                return self.heard.remove(at).unwrap();
            }
            let message = self.read().expect("the server ended without a word");
            self.hear(message);
        }
    }

    /// Waits for the diagnostics of the text that a document has now.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn diagnostics(&mut self, file: &str) -> Value {
        let uri = self.uri(file);
        let version = self.documents.get(file).map(|d| d.0);
        let message = self.wait(|m| {
            let params = &m["params"];
            m["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == json!(uri)
                && params.get("version").and_then(Value::as_i64) == version
        });
        message["params"]["diagnostics"].clone()
    }

    /// All diagnostics that are published once the server has nothing left to do: by address, the parameters of the last
    /// notification.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn published(&mut self) -> &BTreeMap<String, Value> {
        // The first answer needs all that changed before to be evaluated; after it, and before the second, it is published.
        for _ in 0..2 {
            let document = json!({"uri": self.uri("")});
            self.request("textDocument/diagnostic", json!({ "textDocument": document })).unwrap();
        }
        &self.published
    }

    /// Messages that nobody has waited for.
    pub fn heard(&mut self) -> Vec<Value> {
        self.heard.drain(..).collect()
    }

    /// Waits for a request of the server.
    ///
    /// # Panics
    ///
    /// When the server ends before.
    pub fn expect(&mut self, method: &str) {
        loop {
            if let Some(at) = self.asked.iter().position(|m| m == method) {
                self.asked.remove(at);
                return;
            }
            let message = self.read().expect("the server ended without a request");
            self.hear(message);
        }
    }

    /// Opens a document with the text of its file.
    ///
    /// # Panics
    ///
    /// When there is no such file.
    pub fn open(&mut self, file: &str) {
        let text = std::fs::read_to_string(self.folder.join(file)).unwrap();
        self.open_with(file, &text);
    }

    /// Opens a document with a text.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn open_with(&mut self, file: &str, text: &str) {
        self.documents.insert(file.to_owned(), (1, text.to_owned()));
        let language = file.rsplit_once('.').map_or("", |(_, e)| e);
        let document = json!({"uri": self.uri(file), "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Whether a document is open.
    pub fn is_open(&self, file: &str) -> bool {
        self.documents.contains_key(file)
    }

    /// The version of a document, if it is open.
    pub fn version(&self, file: &str) -> Option<i64> {
        self.documents.get(file).map(|d| d.0)
    }

    /// The text of a document, or of a file.
    pub fn text(&self, file: &str) -> String {
        match self.documents.get(file) {
            Some((_, text)) => text.clone(),
            None => std::fs::read_to_string(self.folder.join(file)).unwrap_or_default(),
        }
    }

    /// Replaces bytes of the text of a document.
    ///
    /// # Panics
    ///
    /// When the document is not open, or has no such bytes.
    pub fn replace(&mut self, file: &str, bytes: std::ops::Range<usize>, new: &str) {
        let (version, text) = self.documents.get_mut(file).unwrap();
        *version += 1;
        let range = text::range(text, bytes.clone());
        text.replace_range(bytes, new);
        let version = *version;
        let change = json!({"range": range, "text": new});
        let document = json!({"uri": self.uri(file), "version": version});
        self.notify("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// Closes a document.
    ///
    /// # Panics
    ///
    /// When the server does not read any more.
    pub fn close(&mut self, file: &str) {
        self.documents.remove(file);
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": self.uri(file)}}));
    }

    /// Takes leave as the protocol says; returns the exit status.
    ///
    /// # Panics
    ///
    /// When the server does not answer.
    pub fn leave(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null).unwrap();
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Goes away without a word; returns the exit status.
    ///
    /// # Panics
    ///
    /// When the server cannot be waited for.
    pub fn end(mut self) -> Option<i32> {
        drop(self.stdin.take());
        self.wait_for_end()
    }

    /// Waits until the server ends by itself; returns the exit status.
    ///
    /// # Panics
    ///
    /// When the server cannot be waited for.
    pub fn wait_for_end(mut self) -> Option<i32> {
        // What it still says is of no use.
        while self.read().is_some() {}
        self.child.lock().unwrap().wait().unwrap().code()
    }

    /// The next message; nothing at the end of the server's output.
    ///
    /// # Panics
    ///
    /// When it is no message.
    pub fn read(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.stdout.read_line(&mut line).unwrap_or(0) == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().unwrap(),
                _ => break,
            }
        }
        let mut body = vec![0; length];
        self.stdout.read_exact(&mut body).ok()?;
        Some(serde_json::from_slice(&body).expect("a message that is no JSON"))
    }

    /// Requests of the server are answered at once: there is nothing to refuse.
    fn hear(&mut self, message: Value) {
        match (message.get("id"), message.get("method").and_then(Value::as_str)) {
            (Some(id), Some(method)) => {
                self.asked.push(method.to_owned());
                let answer = json!({"jsonrpc": "2.0", "id": id, "result": null});
                self.send(&answer);
            }
            _ => {
                if message["method"] == "textDocument/publishDiagnostics" {
                    let uri = message["params"]["uri"].as_str().unwrap_or_default().to_owned();
                    self.published.insert(uri, message["params"].clone());
                }
                self.heard.push_back(message);
            }
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A server that has ended cannot be ended again.
        if let Ok(mut child) = self.child.lock() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
