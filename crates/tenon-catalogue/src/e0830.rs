//! A folder without CUE files.

entry!("E0830", "no CUE files", "name a folder that has some, or files");

/// The folder.
pub fn message(folder: &str) -> String {
    format!("no CUE files in {folder}")
}
