//! Finding and reading the Rust files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

/// A Rust file: where it is, and its text.
pub struct Source {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// The lines that are not part of a `#[cfg(test)]` module at column 0, with their numbers.
    pub fn product_lines(&self) -> Vec<(usize, &str)> {
        let mut lines = Vec::new();
        let mut pending = false;
        let mut inside = false;
        for (index, line) in self.text.lines().enumerate() {
            if inside {
                inside = line != "}";
            } else if line == "#[cfg(test)]" {
                pending = true;
            } else if pending && line.starts_with("mod ") {
                pending = false;
                inside = line.ends_with('{');
            } else {
                pending = false;
                lines.push((index + 1, line));
            }
        }
        lines
    }

    /// Whether the file holds tests or build code, not the product.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.path.contains("/examples/")
            || self.path.ends_with("/tests.rs")
    }

    /// The crate folder the file belongs to (`tenon-eval`), or the empty string.
    pub fn crate_name(&self) -> &str {
        self.path.strip_prefix("crates/").and_then(|rest| rest.split('/').next()).unwrap_or("")
    }
}

/// Every Rust file under `crates/` and `tests/`, in order of path.
pub fn rust_files(root: &Path) -> Vec<Source> {
    let mut paths = Vec::new();
    for top in ["crates", "tests"] {
        collect(&root.join(top), &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        let path = path.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/");
        Some(Source { path, text })
    };
    paths.into_iter().filter_map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_modules_are_left_out() {
        let text = "//! x\nfn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n".to_owned();
        let source = Source { path: "crates/a/src/lib.rs".into(), text };
        let lines: Vec<_> = source.product_lines().into_iter().map(|(number, _)| number).collect();
        assert_eq!(lines, [1, 2, 7]);
    }
}
