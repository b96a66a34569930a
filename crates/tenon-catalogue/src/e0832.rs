//! A folder with several packages.

entry!("E0832", "several packages in a folder", "choose one: `./folder:name`, or `-p NAME`");

/// The packages, each with a file, and the folder.
pub fn message(packages: &[String], folder: &str) -> String {
    format!("found packages {} in {folder:?}", packages.join(" and "))
}

/// How one is chosen, and what to do where there should be one.
pub fn choose(folder: &str, package: &str) -> String {
    format!("choose one, as in {folder}:{package}, or give all files the same package clause")
}
