//! An import whose package is mentioned nowhere in the file.

entry!("E0202", "unused import", "remove the import");

/// The path, and the name that the file gives it where that is not its own.
pub fn message(path: &str, name: Option<&str>) -> String {
    let rename = name.map_or_else(String::new, |name| format!(" as {name}"));
    format!("imported and not used: {path:?}{rename}")
}
