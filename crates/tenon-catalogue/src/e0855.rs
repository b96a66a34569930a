//! Files beside several packages.

entry!("E0855", "files beside several packages", "name one package, or the files alone");

/// How many packages there are.
pub fn message(packages: usize) -> String {
    format!("files can be combined with one package, and there are {packages}")
}
