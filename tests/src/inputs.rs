//! All inputs there are: the cases of the suite, and the conformance vectors where they lie beside the repository.

use crate::case::Case;
use crate::evaluate::Input;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The cases of the suite, by chapter and name.
///
/// # Errors
///
/// What the file system says.
pub fn suite() -> io::Result<Vec<Input>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let case = |(name, text): (String, String)| suite_input(name, &Case::parse(&text));
    Ok(archives(&root)?.into_iter().map(case).collect())
}

/// The conformance vectors with CUE files in them, by suite and name; none where they are not on this machine.
///
/// # Errors
///
/// What the file system says.
pub fn vectors() -> io::Result<Option<Vec<Input>>> {
    let Some(root) = shared() else { return Ok(None) };
    let vector = |(name, text): (String, String)| vector_inputs(&name, &Case::parse(&text));
    Ok(Some(archives(&root)?.into_iter().flat_map(vector).collect()))
}

/// The folder of the vectors: below `TENON_SHARED`, or below `shared` beside the repository.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let candidates = [std::env::var_os("TENON_SHARED").map(PathBuf::from), Some(beside)];
    candidates
        .into_iter()
        .flatten()
        .map(|folder| folder.join("conformance"))
        .find(|folder| folder.join("run").is_file())
}

/// Name and text of the archives in the folders of a folder, sorted by name.
fn archives(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == "txtar")
                && let Ok(name) = path.strip_prefix(root)
            {
                let bytes = fs::read(&path)?;
                let name = name.with_extension("").to_string_lossy().replace('\\', "/");
                all.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    all.sort();
    Ok(all)
}

/// A case as an input: of its arguments, only tags matter to its values.
fn suite_input(name: String, case: &Case) -> Input {
    let (mut arguments, mut tags) = (Vec::new(), Vec::new());
    let mut words = case.args().into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-t" => tags.extend(words.next()),
            "-e" => drop(words.next()),
            flag if flag.starts_with('-') => {}
            _ => arguments.push(word),
        }
    }
    Input { name, files: case.files().cloned().collect(), arguments, tags }
}

/// A vector as inputs: its module as a whole, or without one the files of each folder together.
fn vector_inputs(name: &str, vector: &Case) -> Vec<Input> {
    let mut files: Vec<(String, String)> = vector.sections.clone();
    files.retain(|(name, _)| !name.starts_with("want/") && name != "cmds");
    for (name, _) in &mut files {
        if name == "stdin" && name_of_input(vector) {
            *name = "stdin.cue".to_owned();
        }
    }
    let input =
        |arguments: Vec<String>, name: String| Input { name, files: files.clone(), arguments, tags: Vec::new() };
    let sources = || files.iter().map(|(name, _)| name).filter(|name| name.ends_with(".cue"));
    if sources().any(|name| name == "cue.mod/module.cue") {
        return vec![input(vec!["./...".to_owned()], name.to_owned())];
    }
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let mut folders: Vec<String> = sources().map(|name| folder(name)).collect();
    folders.sort();
    folders.dedup();
    let together = |wanted: &String| {
        let arguments = sources().filter(|name| folder(name) == *wanted).cloned().collect();
        let place = if wanted.is_empty() { String::new() } else { format!(":{wanted}") };
        input(arguments, format!("{name}{place}"))
    };
    folders.iter().map(together).collect()
}

/// Whether what comes from standard input is CUE.
fn name_of_input(vector: &Case) -> bool {
    vector.section("cmds").is_some_and(|commands| commands.starts_with("fmt "))
}
