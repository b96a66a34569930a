//! A folder with several packages.

entry!("E0832", "several packages in a folder", "choose one: `./folder:name`, or `-p NAME`");

/// The packages, each with a file, and the folder.
pub fn message(packages: &[String], folder: &str) -> String {
    format!("found packages {} in {folder:?}", packages.join(" and "))
}
