//! The machine, as those see it who want to know when much is asked of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;
use tenon::eval::Watch;
use tenon::load::{DirEntry, OsWorld, PathKind, World};

/// From so many bytes on, a run is long.
const MUCH: usize = 1 << 18;

/// How many bytes a question counts for that brings none.
const QUESTION: usize = 1 << 8;

/// The machine, and a watch that is told.
pub struct Told {
    watch: Arc<Watch>,
    bytes: AtomicUsize,
}

impl Told {
    /// The machine, of which nothing has been asked yet.
    pub fn new(watch: Arc<Watch>) -> Told {
        Told { watch, bytes: AtomicUsize::new(0) }
    }

    fn count(&self, bytes: usize) {
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes >= MUCH {
            self.watch.is_long();
        }
    }
}

impl World for Told {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let bytes = OsWorld.read(path)?;
        self.count(bytes.len());
        Ok(bytes)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<DirEntry>> {
        self.count(QUESTION);
        OsWorld.list(dir)
    }

    fn kind(&self, path: &Path) -> Option<PathKind> {
        self.count(QUESTION);
        OsWorld.kind(path)
    }

    /// Whoever writes it may take their time.
    fn stdin(&self) -> io::Result<Vec<u8>> {
        self.watch.is_long();
        OsWorld.stdin()
    }

    fn env(&self, name: &str) -> Option<String> {
        OsWorld.env(name)
    }

    fn now(&self) -> SystemTime {
        OsWorld.now()
    }

    fn current_dir(&self) -> PathBuf {
        OsWorld.current_dir()
    }

    fn hostname(&self) -> String {
        OsWorld.hostname()
    }

    fn random(&self) -> u128 {
        OsWorld.random()
    }
}
