//! The only way from the library to the outside: files, environment, clock.
//!
//! [`OsWorld`] is the machine that the process runs on; [`Overlay`] puts files in memory over another world.

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathKind {
    /// A file.
    File,
    /// A directory.
    Dir,
}

/// One entry of a directory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DirEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a directory, or a link to one.
    pub is_dir: bool,
    /// Whether it is a link.
    pub is_link: bool,
}

/// Files, environment variables, clock: everything that a loader may ask of the outside.
pub trait World: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// The file is missing or unreadable.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The entries of a directory, sorted by name.
    ///
    /// # Errors
    ///
    /// The directory is missing or unreadable.
    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>>;
    /// What stands at a path.
    fn kind(&self, path: &Path) -> Option<PathKind>;
    /// All of standard input.
    ///
    /// # Errors
    ///
    /// Standard input is unreadable.
    fn stdin(&self) -> io::Result<Vec<u8>>;
    /// An environment variable.
    fn env(&self, name: &str) -> Option<String>;
    /// The time of day.
    fn now(&self) -> SystemTime;
    /// The current directory.
    fn current_dir(&self) -> PathBuf;
    /// The machine's name.
    fn hostname(&self) -> String;
    /// The user's name.
    fn username(&self) -> String {
        ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| self.env(name)).unwrap_or_default()
    }
    /// A number that nobody can foretell.
    fn random(&self) -> u128;

    /// Whether a file stands at the path.
    fn is_file(&self, path: &Path) -> bool {
        self.kind(path) == Some(PathKind::File)
    }
    /// Whether a directory stands at the path.
    fn is_dir(&self, path: &Path) -> bool {
        self.kind(path) == Some(PathKind::Dir)
    }
}

/// The machine that the process runs on.
#[derive(Clone, Copy, Default, Debug)]
pub struct OsWorld;

impl World for OsWorld {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        let mut out = Vec::new();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            let is_dir = if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() };
            out.push(DirEntry { name, is_dir, is_link: kind.is_symlink() });
        }
        out.sort();
        Ok(out)
    }

    fn kind(&self, path: &Path) -> Option<PathKind> {
        let meta = std::fs::metadata(path).ok()?;
        Some(if meta.is_dir() { PathKind::Dir } else { PathKind::File })
    }

    fn stdin(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes)?;
        Ok(bytes)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn current_dir(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
    }

    fn hostname(&self) -> String {
        std::fs::read_to_string("/proc/sys/kernel/hostname")
            .or_else(|_| std::fs::read_to_string("/etc/hostname"))
            .map(|s| s.trim().to_owned())
            .ok()
            .or_else(|| self.env("HOSTNAME"))
            .unwrap_or_default()
    }

    fn random(&self) -> u128 {
        use std::hash::{BuildHasher, Hasher};
        let half = |salt: u64| {
            let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
            hasher.write_u64(salt);
            hasher.write_u32(std::process::id());
            u128::from(hasher.finish())
        };
        let nanos = self.now().duration_since(UNIX_EPOCH).map_or(0, |d| d.subsec_nanos());
        half(u64::from(nanos)) << 64 | half(1)
    }
}

/// Files in memory over another world. A file of the overlay hides one of the same path below.
#[derive(Clone)]
pub struct Overlay {
    base: Option<Arc<dyn World>>,
    dir: PathBuf,
    files: BTreeMap<PathBuf, Arc<[u8]>>,
}

impl Overlay {
    /// An overlay over `base`.
    pub fn over(base: Arc<dyn World>) -> Overlay {
        let dir = base.current_dir();
        Overlay { base: Some(base), dir, files: BTreeMap::new() }
    }

    /// A world of files in memory alone; its current directory is `/`.
    pub fn empty() -> Overlay {
        Overlay { base: None, dir: PathBuf::from("/"), files: BTreeMap::new() }
    }

    /// Puts a file there. A relative path counts from the current directory.
    pub fn insert(&mut self, path: impl AsRef<Path>, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(crate::paths::absolute(&self.dir, path.as_ref()), bytes.into());
    }

    /// Takes a file away again: what stands below it shows.
    pub fn remove(&mut self, path: impl AsRef<Path>) {
        self.files.remove(&crate::paths::absolute(&self.dir, path.as_ref()));
    }

    /// The files of the overlay in a directory and those in it: paths are in order of their parts, so they stand together.
    fn below(&self, dir: &Path) -> impl Iterator<Item = &PathBuf> {
        let from = (Bound::Included(dir), Bound::Unbounded);
        self.files.range::<Path, _>(from).map(|(path, _)| path).take_while(move |path| path.starts_with(dir))
    }
}

impl World for Overlay {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match (self.files.get(path), &self.base) {
            (Some(bytes), _) => Ok(bytes.to_vec()),
            (None, Some(base)) => base.read(path),
            (None, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        let below = match &self.base {
            Some(base) => base.list(dir),
            None => Err(io::ErrorKind::NotFound.into()),
        };
        let mut out: BTreeMap<String, DirEntry> = BTreeMap::new();
        for path in self.below(dir) {
            let Ok(rest) = path.strip_prefix(dir) else { continue };
            let mut parts = rest.components();
            if let Some(first) = parts.next() {
                let name = first.as_os_str().to_string_lossy().into_owned();
                out.insert(name.clone(), DirEntry { name, is_dir: parts.next().is_some(), is_link: false });
            }
        }
        match below {
            Ok(entries) => out.extend(entries.into_iter().map(|e| (e.name.clone(), e))),
            Err(e) if out.is_empty() => return Err(e),
            Err(_) => {}
        }
        Ok(out.into_values().collect())
    }

    fn kind(&self, path: &Path) -> Option<PathKind> {
        if self.files.contains_key(path) {
            return Some(PathKind::File);
        }
        if self.below(path).next().is_some() {
            return Some(PathKind::Dir);
        }
        self.base.as_ref()?.kind(path)
    }

    fn stdin(&self) -> io::Result<Vec<u8>> {
        self.base.as_ref().map_or_else(|| Ok(Vec::new()), |b| b.stdin())
    }

    fn env(&self, name: &str) -> Option<String> {
        self.base.as_ref()?.env(name)
    }

    fn now(&self) -> SystemTime {
        self.base.as_ref().map_or(UNIX_EPOCH, |b| b.now())
    }

    fn current_dir(&self) -> PathBuf {
        self.dir.clone()
    }

    fn hostname(&self) -> String {
        self.base.as_ref().map_or_else(String::new, |b| b.hostname())
    }

    fn username(&self) -> String {
        self.base.as_ref().map_or_else(String::new, |b| b.username())
    }

    fn random(&self) -> u128 {
        self.base.as_ref().map_or(0, |b| b.random())
    }
}
