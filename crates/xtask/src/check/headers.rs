//! Every Rust file opens with a `//!` line that says what it is for.

use crate::sources::Source;

pub fn check(files: &[Source]) -> Vec<String> {
    files
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| format!("{}:1: does not open with a `//!` line that says what the file is for", file.path))
        .collect()
}
