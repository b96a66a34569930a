//! Reading and parsing source files, each once.

use crate::dir::DirFiles;
use crate::world::{DirEntry, World};
use crate::{hint, parallel, paths};
use rustc_hash::FxHashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_catalogue::{e0804, e0805, e0806, e0843};
use tenon_source::{Diagnostic, FileId, LabelRole, Source, SourceMap, Span, Text};
use tenon_syntax::ast::{Decl, StringValue};
use tenon_syntax::{LanguageVersion, Parsed, head, parse};

/// A file of source text, parsed.
#[derive(Debug)]
pub struct SourceFile {
    /// Its id.
    pub id: FileId,
    /// Where it stands; nothing for standard input.
    pub path: Option<PathBuf>,
    /// As errors print it.
    pub name: String,
    /// Its tree, comments and syntax errors.
    pub parsed: Parsed,
    /// The name in its package clause. `_` counts as none.
    pub package: Option<(String, Span)>,
    /// Its imports: path as written, and where.
    pub imports: Vec<(String, Span)>,
    /// The language version that it was parsed as.
    pub version: LanguageVersion,
    /// Whether only its head has been parsed, which has no errors: see [`SourceFile::whole`].
    pub is_head: bool,
}

impl SourceFile {
    /// Parses the text of a file.
    pub fn parse(id: FileId, path: Option<PathBuf>, name: String, text: &str, version: LanguageVersion) -> SourceFile {
        let mut parsed = parse(id, text, version);
        let mut package = None;
        let mut imports = Vec::new();
        for decl in &parsed.file.decls {
            match decl {
                Decl::Package(p) if p.name.name != "_" => package = Some((p.name.name.clone(), p.name.span)),
                Decl::Import(import) => {
                    for spec in &import.specs {
                        if let Some(name) = spec.name.as_ref().filter(|n| n.name.contains('#')) {
                            let error = Diagnostic::error(e0843::CODE, e0843::MESSAGE);
                            parsed.errors.push(error.at(name.span, LabelRole::Primary));
                        }
                        if let StringValue::String(path) = &spec.path.value {
                            imports.push((path.to_string(), spec.span));
                        }
                    }
                }
                Decl::Package(_) | Decl::Attribute(_) => {}
                _ => break,
            }
        }
        SourceFile { id, path, name, parsed, package, imports, version, is_head: false }
    }

    /// Parses the head of a file, the package clause and the imports, if the rest can wait: there are no attributes, which
    /// say how files are loaded, and nothing is wrong.
    fn head(id: FileId, path: &Path, name: &str, text: &str, version: LanguageVersion) -> Option<SourceFile> {
        if text.contains('@') {
            return None;
        }
        let file = SourceFile::parse(id, Some(path.to_owned()), name.to_owned(), head(text), version);
        file.parsed.errors.is_empty().then_some(SourceFile { is_head: true, ..file })
    }

    /// Parses all of the text of a file of which there is the head.
    #[must_use]
    pub fn whole(&self, text: &str) -> SourceFile {
        SourceFile::parse(self.id, self.path.clone(), self.name.clone(), text, self.version)
    }
}

/// Bytes for which a thread that parses is worth its start.
const PART: usize = 1 << 18;

/// Finds a file that has been parsed before, by its path.
pub type Known<'a> = &'a dyn Fn(&Path) -> Option<Arc<SourceFile>>;

/// By the text of a path, which is hashed and compared faster than its parts: the loader writes each path in one way.
type ByPath<T> = FxHashMap<OsString, T>;

/// All files read so far.
pub struct Files<'w> {
    /// The outside.
    pub world: &'w dyn World,
    /// The directory that names in errors count from.
    pub cwd: PathBuf,
    /// Texts by id.
    pub sources: SourceMap,
    cache: ByPath<Result<Arc<SourceFile>, Diagnostic>>,
    lists: ByPath<Option<Arc<[DirEntry]>>>,
    pub(crate) dirs: ByPath<Arc<DirFiles>>,
    parsed: Option<Known<'w>>,
    later: bool,
}

impl<'w> Files<'w> {
    /// No file read yet; texts come after those of `sources`.
    pub fn new(world: &'w dyn World, cwd: PathBuf, sources: SourceMap) -> Files<'w> {
        Files {
            world,
            cwd,
            sources,
            cache: FxHashMap::default(),
            lists: FxHashMap::default(),
            dirs: FxHashMap::default(),
            parsed: None,
            later: false,
        }
    }

    /// Whether files may be parsed later, as far as that is possible.
    #[must_use]
    pub fn with_later(self, later: bool) -> Files<'w> {
        Files { later, ..self }
    }

    /// Takes files that have been parsed before for what stands at their paths.
    #[must_use]
    pub fn with_parsed(self, parsed: Option<Known<'w>>) -> Files<'w> {
        Files { parsed, ..self }
    }

    /// A path as errors print it.
    pub fn display(&self, path: &Path) -> String {
        paths::display(&self.cwd, path)
    }

    /// The entries of a directory, none where it is unreadable. It is read once: each package below asks for it again.
    pub fn list(&mut self, dir: &Path) -> Arc<[DirEntry]> {
        self.listed(dir).unwrap_or_default()
    }

    /// Whether a path is a directory. Where one is, it is one that will be listed, so that nothing has to be asked twice.
    pub fn is_dir(&mut self, dir: &Path) -> bool {
        self.listed(dir).is_some() || self.world.is_dir(dir)
    }

    /// Whether a directory is the root of a module.
    pub fn is_root(&mut self, dir: &Path) -> bool {
        let list = self.list(dir);
        let found = list.binary_search_by(|entry| entry.name.as_str().cmp("cue.mod"));
        found.is_ok_and(|at| list.get(at).is_some_and(|entry| entry.is_dir))
    }

    /// Whether a module of its own stands between the directories `root` and `dir`.
    pub fn is_nested(&mut self, root: &Path, dir: &Path) -> bool {
        paths::below(root, dir).any(|at| self.is_root(at))
    }

    fn listed(&mut self, dir: &Path) -> Option<Arc<[DirEntry]>> {
        if let Some(list) = self.lists.get(dir.as_os_str()) {
            return list.clone();
        }
        let list: Option<Arc<[DirEntry]>> = self.world.list(dir).ok().map(Into::into);
        self.lists.insert(dir.into(), list.clone());
        list
    }

    /// The name of a text.
    fn name(&self, id: FileId) -> String {
        self.sources.get(id).map_or_else(String::new, |source| source.name().to_owned())
    }

    /// Reads and parses files before somebody asks for them: many at once, on several threads. They have their numbers
    /// before, so that nothing depends on the threads.
    pub fn cue_ahead(&mut self, paths: Vec<PathBuf>, version: LanguageVersion, threads: fn() -> usize) {
        if self.parsed.is_some() {
            return;
        }
        let mut texts = Vec::with_capacity(paths.len());
        let mut bytes = 0;
        for path in paths.into_iter().filter(|path| !self.cache.contains_key(path.as_os_str())).collect::<Vec<_>>() {
            match self.text(&path) {
                Ok((id, text)) => {
                    bytes += text.len();
                    texts.push((id, self.name(id), path, text));
                }
                Err(error) => drop(self.cache.insert(path.into(), Err(error))),
            }
        }
        if self.later && bytes >= 2 * PART {
            texts.retain(|(id, name, path, text)| match SourceFile::head(*id, path, name, text, version) {
                Some(file) => {
                    self.cache.insert(path.clone().into(), Ok(Arc::new(file)));
                    false
                }
                None => true,
            });
        }
        let bytes: usize = texts.iter().map(|(.., text)| text.len()).sum();
        let threads = if bytes < 2 * PART { 1 } else { threads().min(bytes / PART) };
        let parsed = parallel::each(texts, threads, |(id, name, path, text)| {
            let file = SourceFile::parse(id, Some(path.clone()), name, &text, version);
            (path.into(), Ok(Arc::new(file)))
        });
        self.cache.extend(parsed);
    }

    /// Reads and parses the file at `path`.
    ///
    /// # Errors
    ///
    /// It is unreadable or no UTF-8. Syntax errors stay in [`SourceFile::parsed`].
    pub fn cue(&mut self, path: &Path, version: LanguageVersion) -> Result<Arc<SourceFile>, Diagnostic> {
        if let Some(file) = self.cache.get(path.as_os_str()) {
            return file.clone();
        }
        let known = self.parsed.and_then(|parsed| parsed(path)).filter(|file| file.version == version);
        let file = match known {
            Some(file) => Ok(file),
            None => self.text(path).map(|(id, text)| {
                let file = SourceFile::parse(id, Some(path.to_owned()), self.name(id), &text, version);
                Arc::new(file)
            }),
        };
        self.cache.insert(path.into(), file.clone());
        file
    }

    /// Reads and parses standard input.
    ///
    /// # Errors
    ///
    /// It is unreadable or no UTF-8.
    pub fn cue_stdin(&mut self, version: LanguageVersion) -> Result<Arc<SourceFile>, Diagnostic> {
        let (id, text) = self.text_stdin()?;
        Ok(Arc::new(SourceFile::parse(id, None, "-".to_owned(), &text, version)))
    }

    /// A text of the standard library. All of it is parsed when its package is compiled, if anything of it is used then; for an
    /// editor, which keeps files parsed, at once.
    pub fn cue_text(&mut self, name: &str, text: &str, version: LanguageVersion) -> Arc<SourceFile> {
        let id = self.sources.add(Source::new(name, text));
        let is_head = self.parsed.is_none();
        let text = if is_head { head(text) } else { text };
        Arc::new(SourceFile { is_head, ..SourceFile::parse(id, None, name.to_owned(), text, version) })
    }

    /// Reads a file of text.
    ///
    /// # Errors
    ///
    /// It is unreadable or no UTF-8.
    pub fn text(&mut self, path: &Path) -> Result<(FileId, Text), Diagnostic> {
        let name = self.display(path);
        let bytes = self.bytes(path)?;
        self.add_text(name, bytes)
    }

    /// Reads standard input as text.
    ///
    /// # Errors
    ///
    /// It is unreadable or no UTF-8.
    pub fn text_stdin(&mut self) -> Result<(FileId, Text), Diagnostic> {
        let bytes = self.bytes_stdin()?;
        self.add_text("-".to_owned(), bytes)
    }

    /// Reads a file of bytes.
    ///
    /// # Errors
    ///
    /// It is unreadable.
    pub fn bytes(&self, path: &Path) -> Result<Vec<u8>, Diagnostic> {
        self.world.read(path).map_err(|e| {
            let name = paths::relative(&self.cwd, path);
            let mut error = Diagnostic::error(e0804::CODE, e0804::message(&name, reason(&e)));
            if e.kind() == std::io::ErrorKind::NotFound {
                error.notes.extend(hint::beside(self.world, path, false).map(|near| e0804::nearest(&near)));
            }
            error
        })
    }

    /// Reads standard input as bytes.
    ///
    /// # Errors
    ///
    /// It is unreadable.
    pub fn bytes_stdin(&self) -> Result<Vec<u8>, Diagnostic> {
        self.world.stdin().map_err(|e| Diagnostic::error(e0804::CODE, e0804::stdin(reason(&e))))
    }

    fn add_text(&mut self, name: String, mut bytes: Vec<u8>) -> Result<(FileId, Text), Diagnostic> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        if bytes.len() >= u32::MAX as usize {
            return Err(Diagnostic::error(e0805::CODE, e0805::file(&name)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = Text::from(text);
                Ok((self.sources.add(Source::new(name, text.clone())), text))
            }
            Err(e) => {
                let at = e.utf8_error().valid_up_to() as u32;
                let id = self.sources.add(Source::new(name, String::from_utf8_lossy(e.as_bytes()).into_owned()));
                Err(Diagnostic::error(e0806::CODE, e0806::MESSAGE).at(Span::new(id, at, at), LabelRole::Primary))
            }
        }
    }
}

/// The words for an error of the operating system, without its number.
pub fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        _ => e.to_string(),
    }
}
