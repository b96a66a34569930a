//! Which crate may depend on which: the table in `docs/architecture.md`, held against every `Cargo.toml`.
//!
//! A row reads ``| `tenon-syntax` | what it is | source, regexp |``: the last column lists crates without their prefix,
//! `all of the above`, or `–`. Tests may use what they like, so `[dev-dependencies]` are not looked at.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub fn check(root: &Path) -> Vec<String> {
    let Ok(document) = fs::read_to_string(root.join("docs/architecture.md")) else {
        return vec!["docs/architecture.md: cannot be read".to_owned()];
    };
    let allowed = table(&document);
    let mut findings = Vec::new();
    let mut seen = Vec::new();
    let Ok(entries) = fs::read_dir(root.join("crates")) else { return vec!["crates: cannot be read".to_owned()] };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    for folder in folders {
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        seen.push(name.clone());
        let Some(may) = allowed.get(&name) else {
            findings.push(format!("crates/{name}: has no row in the table of docs/architecture.md"));
            continue;
        };
        for (line, dependency) in internal(&manifest) {
            if !may.contains(&dependency) {
                findings.push(format!("crates/{name}/Cargo.toml:{line}: {name} may not depend on {dependency}"));
            }
        }
    }
    for name in allowed.keys().filter(|name| !seen.contains(name)) {
        findings.push(format!("docs/architecture.md: the table has a row for {name}, but there is no such crate"));
    }
    findings
}

/// The rows of the table: crate, and what it may depend on.
fn table(document: &str) -> BTreeMap<String, Vec<String>> {
    let mut rows = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for line in document.lines() {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may] = cells[..] else { continue };
        let Some(name) = name.strip_prefix('`').and_then(|name| name.strip_suffix('`')) else { continue };
        let may = if may == "all of the above" {
            order.clone()
        } else {
            may.split(',').map(str::trim).filter(|word| *word != "–").map(full_name).collect()
        };
        order.push(name.to_owned());
        rows.insert(name.to_owned(), may);
    }
    rows
}

fn full_name(short: &str) -> String {
    if short.starts_with("tenon") { short.to_owned() } else { format!("tenon-{short}") }
}

/// The crates of this workspace among a manifest's dependencies, with the lines they stand on.
fn internal(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut counts = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            counts = section.ends_with("dependencies") && !section.contains("dev-dependencies");
        } else if counts {
            let name = line.split(['.', '=', ' ']).next().unwrap_or("");
            if name == "tenon" || name.starts_with("tenon-") {
                found.push((index + 1, name.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_manifests_are_read() {
        let rows =
            table("| crate | what | may |\n|---|---|---|\n| `tenon-a` | x | – |\n| `tenon-b` | y | a, tenon |\n");
        assert_eq!(rows["tenon-a"], Vec::<String>::new());
        assert_eq!(rows["tenon-b"], ["tenon-a", "tenon"]);
        let found =
            internal("[dependencies]\ntenon-a.workspace = true\nserde = \"1\"\n[dev-dependencies]\ntenon-c = {}\n");
        assert_eq!(found, [(2, "tenon-a".to_owned())]);
    }
}
