//! How fast the language server is on a folder of configurations, beside a cold `vet` of it. Reported, not asserted.
//!
//! `cargo run --release -p tenon-tests --bin lsp-stopwatch -- FOLDER [--file NAME] [--tenon PATH] [--edits N]`: a copy of the
//! folder is edited as people do, in one file; `tests/lsp/README.md` says what is measured.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use tenon_tests::command::{Scratch, copy_folder};
use tenon_tests::lsp::client::Client;
use tenon_tests::lsp::text;

/// Set for the process that serves: without `--tenon` this program is the command, too.
const SERVES: &str = "TENON_STOPWATCH_SERVES";

fn main() -> ExitCode {
    if std::env::var_os(SERVES).is_some() {
        return tenon_cli::main();
    }
    match options() {
        Some(options) => {
            measure(&options);
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("usage: lsp-stopwatch FOLDER [--file NAME] [--tenon PATH] [--edits N]");
            ExitCode::from(2)
        }
    }
}

struct Options {
    folder: PathBuf,
    file: Option<String>,
    tenon: Option<String>,
    edits: usize,
}

fn options() -> Option<Options> {
    let mut options = Options { folder: PathBuf::new(), file: None, tenon: None, edits: 1000 };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--file" => options.file = Some(arguments.next()?),
            "--tenon" => options.tenon = Some(arguments.next()?),
            "--edits" => options.edits = arguments.next()?.parse().ok()?,
            folder => options.folder = folder.into(),
        }
    }
    options.folder.is_dir().then_some(options)
}

impl Options {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match &self.tenon {
            Some(path) => Command::new(path),
            None => Command::new(std::env::current_exe().unwrap()),
        };
        command.args(arguments).env(SERVES, "1").env("CUE_REGISTRY", "none");
        command
    }
}

fn measure(options: &Options) {
    let scratch = Scratch::new().unwrap();
    copy_folder(&options.folder, scratch.path()).unwrap();
    let cold = cold(options, scratch.path());
    println!("cold vet                 {}", ms(cold));
    let mut watch = Watch::start(options, scratch.path(), cold);
    watch.requests();
    watch.keystrokes(options.edits.min(200));
    watch.memory(options.edits);
    watch.storm();
}

/// The median of five runs.
fn cold(options: &Options, folder: &Path) -> Duration {
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let mut command = options.command(&["vet", "."]);
        let status = command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).status();
        times.push(start.elapsed());
        status.unwrap();
    }
    times.sort();
    times[2]
}

fn ms(time: Duration) -> String {
    format!("{:9.2} ms", time.as_secs_f64() * 1000.0)
}

/// A server, and one document of it.
struct Watch {
    client: Client,
    file: String,
    cold: Duration,
    /// Where a digit stands that is a value.
    digit: usize,
    count: usize,
    letters: Vec<char>,
}

impl Watch {
    fn start(options: &Options, folder: &Path, cold: Duration) -> Watch {
        let file = options.file.clone().unwrap_or_else(|| some_file(folder));
        let mut client = Client::start(options.command(&["lsp"]), folder);
        client.initialize(json!({}), Value::Null);
        let start = Instant::now();
        client.open(&file);
        client.diagnostics(&file);
        println!("open {file:19} {}", ms(start.elapsed()));
        let digit = digit(&client.text(&file)).unwrap_or_else(|| panic!("{file} has no value to change"));
        Watch { client, file, cold, digit, count: 0, letters: Vec::new() }
    }

    /// Asks at many places of the document.
    fn requests(&mut self) {
        let text = self.client.text(&self.file);
        let places: Vec<usize> = words(&text);
        let step = (places.len() / 100).max(1);
        for method in ["hover", "completion", "definition", "references", "documentSymbol", "semanticTokens/full"] {
            let mut times = Vec::new();
            for place in places.iter().step_by(step) {
                let params = self.params(&text, *place);
                let start = Instant::now();
                // What is not there is told below, what goes wrong is not for a stopwatch.
                let answer = self.client.request(&format!("textDocument/{method}"), params);
                times.push((start.elapsed(), answer.is_ok_and(|a| !a.is_null())));
            }
            let answered = times.iter().filter(|(_, any)| *any).count();
            self.report(
                method,
                times.into_iter().map(|(time, _)| time).collect(),
                &format!("{answered} with an answer"),
            );
        }
    }

    fn params(&self, text: &str, place: usize) -> Value {
        json!({
            "textDocument": {"uri": self.client.uri(&self.file)},
            "position": text::position(text, place),
            "context": {"includeDeclaration": true, "triggerKind": 1},
        })
    }

    /// From an edit to the diagnostics for it; after some of them, to what may be written next.
    fn keystrokes(&mut self, edits: usize) {
        let mut kinds: [(&str, Vec<Duration>); 3] = [("digit", vec![]), ("letter", vec![]), ("error", vec![])];
        let mut asked = Vec::new();
        for i in 0..edits {
            let kind = i / 20 % 3;
            let start = Instant::now();
            self.edit(kind);
            if i % 5 == 4 {
                let text = self.client.text(&self.file);
                let params = self.params(&text, self.digit);
                drop(self.client.request("textDocument/hover", params));
                asked.push(start.elapsed());
            } else {
                self.client.diagnostics(&self.file);
                kinds[kind].1.push(start.elapsed());
            }
        }
        self.client.published();
        let all = kinds.iter().flat_map(|(_, times)| times.clone()).collect();
        for (name, times) in kinds {
            self.report(&format!("keystroke: {name}"), times, "");
        }
        self.report("keystroke: all", all, "");
        self.report("keystroke, then hover", asked, "");
    }

    /// One edit: a digit of a value; a letter of a new field; an error, and its repair.
    fn edit(&mut self, kind: usize) {
        const NEW: &str = "\nstopwatch: {count: 17, name: \"a\" + \"b\"}\n";
        self.count += 1;
        match kind {
            0 => {
                let new = char::from(b'1' + (self.count % 9) as u8).to_string();
                self.client.replace(&self.file, self.digit..self.digit + 1, &new);
            }
            1 => {
                let end = self.client.text(&self.file).len();
                if self.letters.is_empty() {
                    let typed = self.client.text(&self.file).rfind("\nstopwatch:").unwrap_or(end);
                    self.letters = NEW.chars().rev().collect();
                    self.client.replace(&self.file, typed..end, "");
                } else if let Some(letter) = self.letters.pop() {
                    self.client.replace(&self.file, end..end, &letter.to_string());
                }
            }
            _ => {
                const WRONG: &str = " & \"no\"";
                let behind = self.digit + 1;
                match self.client.text(&self.file)[behind..].starts_with(WRONG) {
                    true => self.client.replace(&self.file, behind..behind + WRONG.len(), ""),
                    false => self.client.replace(&self.file, behind..behind, WRONG),
                }
            }
        }
    }

    /// What the server holds after more and more edits.
    fn memory(&mut self, edits: usize) {
        for i in 1..=edits {
            self.edit(i / 20 % 3);
            self.client.diagnostics(&self.file);
            if [1, 100, edits].contains(&i) {
                println!("memory after {i:5} edits {:6} MiB", resident(self.client.process()) / 1024);
            }
        }
    }

    /// A hundred edits in a second, and a question in between each.
    fn storm(&mut self) {
        self.client.published();
        self.client.heard();
        let mut questions = Vec::new();
        let begin = Instant::now();
        for i in 0..100u32 {
            self.edit(0);
            let text = self.client.text(&self.file);
            let params = self.params(&text, self.digit);
            questions.push(self.client.ask("textDocument/hover", params));
            std::thread::sleep((begin + Duration::from_millis(10) * (i + 1)).saturating_duration_since(Instant::now()));
        }
        let end = Instant::now();
        let mut before = processor_time(self.client.process());
        let mut busy = end;
        while busy.elapsed() < Duration::from_millis(500) {
            std::thread::sleep(Duration::from_millis(10));
            let now = processor_time(self.client.process());
            if now != before {
                (before, busy) = (now, Instant::now());
            }
        }
        println!("storm: idle after        {}", ms(busy - end));
        let refused = questions.into_iter().filter(|&id| self.client.answer(id).is_err()).count();
        let uri = self.client.uri(&self.file);
        let last = self.client.published()[&uri]["version"].clone();
        let right = last.as_i64() == self.client.version(&self.file);
        println!("storm: last version      {}", if right { "published" } else { "NOT PUBLISHED" });
        println!("storm: 100 questions     {refused} refused as the text had changed");
    }

    fn report(&self, name: &str, mut times: Vec<Duration>, note: &str) {
        times.sort();
        let (Some(&median), Some(&worst)) = (times.get(times.len() / 2), times.last()) else { return };
        let part = self.cold.as_secs_f64() / median.as_secs_f64();
        let most = times.get(times.len() * 19 / 20).copied().unwrap_or(worst);
        println!("{name:24} {}   1/{part:<6.0} 95 % {}   worst {} {note}", ms(median), ms(most), ms(worst));
    }
}

/// A file in the middle of those of the folder.
fn some_file(folder: &Path) -> String {
    let names = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|n| n.ends_with(".cue")).collect();
    names.retain(|n| digit(&fs::read_to_string(folder.join(n)).unwrap_or_default()).is_some());
    names.sort();
    names.get(names.len() / 2).cloned().unwrap_or_else(|| panic!("no file with a value to change"))
}

/// Where a digit is the whole value of a field.
fn digit(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (2..bytes.len()).find(|&i| {
        bytes[i].is_ascii_digit() && &bytes[i - 2..i] == b": " && bytes.get(i + 1).is_none_or(|b| *b == b'\n')
    })
}

/// Where words begin.
fn words(text: &str) -> Vec<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '#';
    let mut places = Vec::new();
    let mut before = ' ';
    for (i, c) in text.char_indices() {
        if is_word(c) && !is_word(before) {
            places.push(i);
        }
        before = c;
    }
    places
}

/// Kibibytes of memory that a process holds; nothing where the machine does not tell.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or_default()
}

/// What a process has used of the processors, in the machine's ticks.
fn processor_time(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let behind_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    behind_name.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum()
}
