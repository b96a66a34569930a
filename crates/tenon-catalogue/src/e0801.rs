//! A qualifier before a file's name that is none.

entry!("E0801", "unknown file type", "`tenon help filetypes` lists them");

/// The qualifier.
pub fn message(name: &str) -> String {
    format!("unknown filetype {name}")
}
