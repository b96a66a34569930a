//! `tenon help stdlib`: the packages of the standard library, one of them, or one of their functions.

use crate::failure::Failure;
use std::fmt::Write as _;
use tenon::eval::builtin::Package;
use tenon::stdlib::declarations::{Declarations, Item, declarations};

/// The text for no name, the name of a package, or `package.Name`. A package may be called by the end of its path.
///
/// # Errors
///
/// There is nothing of that name.
pub(super) fn text(names: &[String]) -> Result<String, Failure> {
    let [name] = names else {
        return match names {
            [] => Ok(overview()),
            _ => Err(Failure::Usage("tenon help stdlib takes one package or function".to_owned())),
        };
    };
    if let Some(p) = package(name) {
        return Ok(whole(p));
    }
    let found = name.rsplit_once('.').and_then(|(path, member)| Some((package(path)?, member)));
    let Some((p, member)) = found else {
        let message = format!("there is no package {name:?}; tenon help stdlib lists the packages");
        return Err(Failure::Usage(message));
    };
    let declared = declarations(p);
    match declared.items.iter().find(|item| item.name == member) {
        Some(item) => Ok(format!("import {:?}\n\n{}", p.path, entry(p, item))),
        None => {
            let names: Vec<&str> = declared.items.iter().map(|item| &*item.name).collect();
            let message = format!("package {:?} has no {member:?}; it has {}", p.path, names.join(", "));
            Err(Failure::Usage(message))
        }
    }
}

fn package(name: &str) -> Option<&'static Package> {
    let all = tenon::stdlib::packages;
    all().find(|p| p.path == name).or_else(|| all().find(|p| short(p) == name))
}

/// What a file calls the package that it imports.
fn short(package: &Package) -> &'static str {
    package.path.rsplit('/').next().unwrap_or(package.path)
}

fn overview() -> String {
    let mut out = "The packages of the standard library

Each is imported by its path. `tenon help stdlib PACKAGE` shows a package, and
`tenon help stdlib PACKAGE.NAME` a function, a constant or a type.

"
    .to_owned();
    for p in tenon::stdlib::packages() {
        let Declarations { doc, .. } = declarations(p);
        let line = doc.lines().next().unwrap_or_default();
        let sentence = line.split(". ").next().unwrap_or(line).trim_end_matches(['.', ':']);
        let about = sentence.strip_prefix("Package ").and_then(|s| s.split_once(' ')).map_or("", |(_, s)| s);
        let _ = writeln!(out, "    {:<18}{about}", p.path);
    }
    out
}

fn whole(p: &Package) -> String {
    let declared = declarations(p);
    let mut out = format!("import {:?}\n\n{}", p.path, declared.doc);
    let mut comment = None;
    for item in &declared.items {
        if item.signature.is_some() {
            let _ = write!(out, "\n{}", entry(p, item));
            continue;
        }
        if comment != Some(&item.doc) {
            let _ = write!(out, "\n{}", indented(&item.doc));
        }
        comment = Some(&item.doc);
        let _ = writeln!(out, "{}", item.text);
    }
    out
}

/// A declaration with its comment below it.
fn entry(p: &Package, item: &Item) -> String {
    let head = match &item.signature {
        Some(signature) => format!("{}.{}{signature}", short(p), item.name),
        None => item.text.clone(),
    };
    let doc = indented(&item.doc);
    if doc.is_empty() { format!("{head}\n") } else { format!("{head}\n{doc}") }
}

fn indented(doc: &str) -> String {
    doc.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect()
}
