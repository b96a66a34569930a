//! Where output goes: standard output, or a file that appears whole or not at all.

use crate::failure::{Failure, print_with};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tenon::load::args;
use tenon::load::files::reason;
use tenon::load::filetype::{Encoding, FileType, Qualifier};

/// The temporary file that is being written.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

fn set_unfinished(path: Option<PathBuf>) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

/// Removes what is written so far, for a process that ends in the middle of it.
pub fn remove_unfinished() {
    if let Some(path) = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = std::fs::remove_file(path);
    }
}

/// Where output goes and how it is written.
#[derive(Clone, Debug)]
pub struct Target {
    /// The file; nothing for standard output.
    pub file: Option<String>,
    /// How it is written.
    pub file_type: FileType,
    /// Whether an existing file may be overwritten.
    pub force: bool,
}

impl Target {
    /// The target of `--out` and `--outfile`.
    ///
    /// # Errors
    ///
    /// Unknown formats.
    pub fn new(out: Option<&str>, outfile: Option<&str>, force: bool, default: Encoding) -> Result<Target, Failure> {
        let usage = |e: tenon::source::Diagnostic| Failure::Usage(e.message);
        let by_flag = match out {
            Some("xml" | "xml+koala") => {
                return Err(Failure::Usage(
                    "unsupported encoding \"xml\"; there are json, jsonl, yaml, toml, cue, text, binary".to_owned(),
                ));
            }
            Some(text) => Some(Qualifier::parse(text).and_then(|q| q.or_encoding(default)).map_err(usage)?),
            None => None,
        };
        let Some(outfile) = outfile else {
            return Ok(Target { file: None, file_type: by_flag.unwrap_or(FileType::plain(default)), force });
        };
        let (name, by_name) = match args::output(outfile) {
            Ok((name, file_type)) => (name, file_type),
            Err(_) if by_flag.is_some() => (outfile.to_owned(), FileType::plain(default)),
            // `-out yaml` is `-o ut` to a parser of flags.
            Err(_) if outfile == "ut" => return Err(Failure::Usage("-out means -o ut; write --out".to_owned())),
            Err(e) => return Err(usage(e)),
        };
        let stdout = name == "-";
        let file_type = match by_flag {
            Some(t) => t,
            None if stdout && !outfile.contains(':') => FileType::plain(default),
            None => by_name,
        };
        Ok(Target { file: (!stdout).then_some(name), file_type, force })
    }

    /// Writes everything.
    ///
    /// # Errors
    ///
    /// The file exists and `--force` was not given, or it cannot be written.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(|out| out.write_all(bytes))
    }

    /// Writes what `text` writes.
    ///
    /// # Errors
    ///
    /// The file exists and `--force` was not given, or it cannot be written.
    pub fn write_with(&self, text: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
        let Some(name) = &self.file else { return print_with(text) };
        let path = Path::new(name);
        if !self.force && path.exists() {
            return Err(Failure::Message(format!("error writing {name:?}: file already exists")));
        }
        replace_with(path, text).map_err(|e| Failure::Message(format!("error writing {name:?}: {}", reason(&e))))
    }
}

/// Writes a file through a temporary one beside it, so that readers see the old or the new text and nothing between.
/// Into what is no file, such as a pipe, it is written as it is.
///
/// # Errors
///
/// The directory cannot be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    replace_with(path, |out| out.write_all(bytes))
}

fn replace_with(path: &Path, text: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        // A device or a pipe cannot be replaced: /dev/stdout would be a file from then on.
        return text(&mut std::fs::OpenOptions::new().write(true).open(path)?);
    }
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir.to_owned(),
        _ => ".".into(),
    };
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = dir.join(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        set_unfinished(Some(temporary.clone()));
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        text(&mut file)?;
        if let Ok(meta) = std::fs::metadata(&path) {
            file.set_permissions(meta.permissions())?;
        }
        drop(file);
        std::fs::rename(&temporary, &path)
    };
    let result = write();
    set_unfinished(None);
    if result.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    result
}
