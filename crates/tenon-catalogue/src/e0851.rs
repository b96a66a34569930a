//! An argument that names no package.

entry!("E0851", "no such package", "check the path; folders start with `./`");

/// The argument.
pub fn message(text: &str) -> String {
    format!("cannot find package {text:?}")
}
