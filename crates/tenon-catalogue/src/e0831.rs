//! A folder all of whose CUE files are left out.

entry!("E0831", "all files left out", "the lines below say why each is left out; `-t NAME` sets a tag");

/// The folder.
pub fn message(folder: &str) -> String {
    format!("build constraints exclude all CUE files in {folder}")
}
