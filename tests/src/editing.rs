//! Somebody works on a module in an editor: texts are opened, changed, closed, and anything is asked in between. Whatever
//! happens, nothing may crash; and what is wrong must be what a host finds that sees the texts for the first time.
//!
//! While a text cannot be read or compiled, values may be those of the last one that could. Then only errors of syntax must be the
//! same, until the texts with errors are again what they were at first.

use crate::permute::Choices;
use crate::random;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tenon_ide::{Cancelled, Edits, Host, Problem};
use tenon_load::{Overlay, World};

/// What may be typed into a line of its own.
const LINES: [&str; 24] = [
    "import \"test.example/lib\"",
    "import \"strings\"",
    "x: 1",
    "x: 1 & 2",
    "x: y",
    "y: x",
    "y: {a: 1, b: a}",
    "y: lib.#Part",
    "y: lib.#Part & {a: 1, c: \"😀\"}",
    "z: strings.ToUpper(w0)",
    "n0: \"text\"",
    "#D0: {extra: int}",
    "#D0: {",
    "}",
    "let l = n0",
    "u: l + 1",
    "[string]: _",
    "if n0 > 3 {big: true}",
    "for k, v in y {(k): v}",
    "list: [1, 2, ...int]",
    "q: *1 | 2",
    "q: 3",
    "s: \"\\(x) and \\(y)\"",
    "deep: a: b: c: 1",
];

/// What may be typed anywhere.
const PIECES: [&str; 18] =
    ["{", "}", "[", "]", ":", ",", "\"", "#", "|", "&", "\n", " ", "a", "n0", "1", "_", "...", "😀\r\n"];

const LIB: &str = "package lib\n\n#Part: {\n\ta: int\n\tb?: string\n}\n\nsum: 1 + 2\n";

/// The module that is worked on.
struct Module {
    disk: Overlay,
    /// What each file said at first.
    first: BTreeMap<PathBuf, String>,
    /// What each file says now, open or not.
    texts: BTreeMap<PathBuf, String>,
    host: Host,
}

/// Works on a module that is made, changed and asked about as the choices go.
///
/// # Errors
///
/// What is wrong is not what a new host finds: both lists, and the texts.
pub fn work(choices: &mut impl Choices, steps: usize) -> Result<(), String> {
    let mut module = Module::new(choices);
    let paths: Vec<PathBuf> = module.texts.keys().cloned().collect();
    for path in &paths {
        if choices.below(4) > 0 {
            module.set(path, module.texts[path].clone());
        }
    }
    for _ in 0..steps {
        let path = &paths[choices.below(paths.len())];
        match choices.below(12) {
            0 => module.close(path),
            1 => module.interrupted(choices),
            2..=4 => module.ask(path, choices).unwrap_or_default(),
            5 => drop(module.problems()),
            _ => {
                let text = changed(&module.texts[path], choices);
                module.set(path, text);
            }
        }
    }
    for path in &paths {
        module.set(path, module.texts[path].clone());
    }
    module.compare()
}

impl Module {
    fn new(choices: &mut impl Choices) -> Module {
        let mut texts = BTreeMap::new();
        for (name, text) in random::input("editing", choices).files {
            texts.insert(Path::new("/m/p").join(name.rsplit('/').next().unwrap_or(&name)), text);
        }
        texts.insert("/m/lib/lib.cue".into(), LIB.to_owned());
        let mut disk = Overlay::empty();
        disk.insert("/m/cue.mod/module.cue", &b"module: \"test.example\"\nlanguage: version: \"v0.15.0\"\n"[..]);
        for (path, text) in &texts {
            disk.insert(path, text.as_bytes());
        }
        let host = Host::new(Arc::new(disk.clone()));
        Module { disk, first: texts.clone(), texts, host }
    }

    fn set(&mut self, path: &Path, text: String) {
        self.host.set_text(path, &text);
        self.texts.insert(path.to_owned(), text);
    }

    /// Nothing is saved: what is on disk counts again.
    fn close(&mut self, path: &Path) {
        self.host.close(path);
        let bytes = self.disk.read(path).unwrap_or_default();
        self.texts.insert(path.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
    }

    fn paths(&self) -> Vec<PathBuf> {
        self.texts.keys().cloned().collect()
    }

    fn problems(&mut self) -> Result<BTreeMap<PathBuf, Vec<Problem>>, Cancelled> {
        let paths = self.paths();
        self.host.problems(&paths)
    }

    /// A question that a change overtakes.
    fn interrupted(&mut self, choices: &mut impl Choices) {
        let switch = self.host.cancel();
        switch.store(true, Ordering::SeqCst);
        let path = self.paths()[choices.below(self.texts.len())].clone();
        // What comes of it is of no use.
        let _ = self.ask(&path, choices);
        drop(self.problems());
        switch.store(false, Ordering::SeqCst);
    }

    /// Asks one thing at a place of a file.
    fn ask(&mut self, path: &Path, choices: &mut impl Choices) -> Result<(), Cancelled> {
        let text = self.texts[path].clone();
        let at = place(&text, choices) as u32;
        let range = at..(at + choices.below(40) as u32).min(text.len() as u32);
        let host = &mut self.host;
        let Some(file) = host.file(path) else { return Ok(()) };
        let Some(shown) = host.text(path) else { return Ok(()) };
        match choices.below(20) {
            0 => drop(tenon_ide::hover(host, path, at)?),
            1 | 2 => drop(tenon_ide::completion(host, path, at)?),
            3 => drop(tenon_ide::hints(host, path, 0..text.len() as u32)?),
            4 => drop(tenon_ide::actions(host, path, range)?),
            5 => drop(tenon_ide::trim(host, path)?),
            6 => drop(tenon_ide::references(host, path, at, true)?),
            7 => drop(tenon_ide::prepare_rename(host, path, at)?),
            8 => {
                if let Ok(edits) = tenon_ide::rename(host, path, at, "renamed")? {
                    self.apply(&edits);
                }
            }
            9 => drop(tenon_ide::symbols(&file, &shown)),
            10 => drop(tenon_ide::folds(&file, &shown)),
            11 => drop(tenon_ide::selections(&file, &shown, at)),
            12 => drop(tenon_ide::semantic_tokens(&file, &shown, None)),
            13 => drop(tenon_ide::signature_help(&file, &shown, at)),
            14 => {
                let edits = tenon_ide::format(&file, &shown);
                self.apply(&Edits { files: BTreeMap::from([(path.to_owned(), edits)]) });
            }
            15 => drop(tenon_ide::format_on_type(&file, &shown, at, '}')),
            _ => {
                let world = host.world().clone();
                if let Some(snapshot) = host.snapshot(path)? {
                    drop(tenon_ide::definition(snapshot, &world, path, at));
                    drop(tenon_ide::type_definition(snapshot, path, at));
                    drop(tenon_ide::implementations(snapshot, path, at));
                    drop(tenon_ide::highlights(snapshot, path, at));
                    drop(tenon_ide::links(snapshot, &world, path));
                }
            }
        }
        Ok(())
    }

    /// Makes changes that an answer proposes.
    fn apply(&mut self, edits: &Edits) {
        for (path, list) in &edits.files {
            let Some(old) = self.texts.get(path) else { continue };
            let mut text = old.clone();
            let mut list = list.clone();
            list.sort();
            for edit in list.iter().rev() {
                text.replace_range(edit.start as usize..edit.end as usize, &edit.text);
            }
            self.set(path, text);
        }
    }

    /// What is wrong, as this host finds it and as a new one does, as it is and with the texts mended.
    fn compare(&mut self) -> Result<(), String> {
        loop {
            let (found, expected) = (self.problems(), self.fresh().problems(&self.paths()));
            let (found, expected) = found.and_then(|f| Ok((f, expected?))).map_err(|e| e.to_string())?;
            let broken: Vec<PathBuf> =
                expected.iter().filter(|(_, list)| list.iter().any(is_static)).map(|(p, _)| p.clone()).collect();
            let kept = |p: &Problem| broken.is_empty() || p.code.starts_with("E01");
            let (found, expected) = (print(&found, kept), print(&expected, kept));
            if found != expected {
                let texts: String = self.texts.iter().map(|(p, t)| format!("-- {} --\n{t}\n", p.display())).collect();
                return Err(format!("{texts}== after the edits\n{found}== at once\n{expected}"));
            }
            let mut mended = false;
            for path in broken {
                mended |= self.texts[&path] != self.first[&path];
                self.set(&path, self.first[&path].clone());
            }
            if !mended {
                return Ok(());
            }
        }
    }

    /// A host that sees the texts for the first time.
    fn fresh(&self) -> Host {
        let mut host = Host::new(Arc::new(self.disk.clone()));
        for (path, text) in &self.texts {
            host.set_text(path, text);
        }
        host
    }
}

/// Whether a problem shows without evaluation, so that there may be nothing to evaluate.
fn is_static(problem: &Problem) -> bool {
    ["E01", "E02", "E08"].iter().any(|group| problem.code.starts_with(group))
}

/// The lists, in an order that does not matter.
fn print(problems: &BTreeMap<PathBuf, Vec<Problem>>, kept: impl Fn(&Problem) -> bool) -> String {
    let mut out = String::new();
    for (path, list) in problems {
        let mut lines: Vec<String> = list
            .iter()
            .filter(|p| kept(p))
            .map(|p| format!("{}..{} {} {} {:?}", p.place.start, p.place.end, p.code, p.message, p.related))
            .collect();
        lines.sort();
        out.extend(lines.iter().map(|line| format!("{}: {line}\n", path.display())));
    }
    out
}

/// A place between two characters.
fn place(text: &str, choices: &mut impl Choices) -> usize {
    let mut at = (choices.below(256) * 256 + choices.below(256)) % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The text after one change.
fn changed(text: &str, choices: &mut impl Choices) -> String {
    let mut text = text.to_owned();
    let at = place(&text, choices);
    let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let next = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
    match choices.below(6) {
        0 => text.replace_range(line..next, ""),
        1 => text.insert_str(at, PIECES[choices.below(PIECES.len())]),
        2 => {
            let end = text[at..].char_indices().nth(choices.below(6)).map_or(text.len(), |(i, _)| at + i);
            text.replace_range(at..end, "");
        }
        3 => {
            let again = text[line..next].to_owned();
            text.insert_str(line, &again);
        }
        _ => text.insert_str(line, &format!("{}\n", LINES[choices.below(LINES.len())])),
    }
    text
}
