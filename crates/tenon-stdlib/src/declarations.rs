//! What the declarations in `/stdlib` say, for people: a package's comment, and each function, constant and type with
//! its own.
//!
//! The texts are ours, so they are read line by line: a comment belongs to the lines below it, `Name: _ @func("…")` is a
//! function, and the braces around the types of a package that is one struct do not count.

use tenon_eval::builtin::Package;

/// The declarations of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declarations {
    /// Comment on the package, without slashes.
    pub doc: String,
    /// What it declares, in order.
    pub items: Vec<Item>,
}

/// A function, constant or type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its name in the package.
    pub name: String,
    /// A function's signature behind its name, `(x: int) string`; none for what is no function.
    pub signature: Option<String>,
    /// The declaration as it is written.
    pub text: String,
    /// The comment, without slashes; lines with examples are indented with a tab. Declarations without an empty line
    /// between them share the comment of the first.
    pub doc: String,
}

/// Reads a package's declarations.
pub fn declarations(package: &Package) -> Declarations {
    let mut out = Declarations { doc: String::new(), items: Vec::new() };
    let (mut comment, mut shared) = (String::new(), String::new());
    let mut depth = 0;
    for line in package.cue.lines() {
        if let Some(text) = line.strip_prefix("//") {
            comment.push_str(text.strip_prefix(' ').unwrap_or(text));
            comment.push('\n');
            continue;
        }
        if out.doc.is_empty() && comment.starts_with("Package ") {
            out.doc = std::mem::take(&mut comment);
        }
        let line = if package.cue.starts_with('{') { line.strip_prefix('\t').unwrap_or(line) } else { line };
        if line.is_empty() || line.starts_with("package ") || matches!(line, "{" | "}") && depth == 0 {
            comment.clear();
            shared.clear();
            continue;
        }
        if depth > 0 {
            if let Some(item) = out.items.last_mut() {
                item.text.push('\n');
                item.text.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            if !comment.is_empty() {
                shared = std::mem::take(&mut comment);
            }
            let signature = value.trim().strip_prefix("_ @func(\"").and_then(|s| s.strip_suffix("\")"));
            out.items.push(Item {
                name: name.to_owned(),
                signature: signature.map(str::to_owned),
                text: line.to_owned(),
                doc: shared.clone(),
            });
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
    }
    if out.doc.is_empty() && comment.starts_with("Package ") {
        out.doc = comment;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_declared() {
        for package in crate::packages() {
            let declared = declarations(package);
            assert!(declared.doc.starts_with("Package "), "{}", package.path);
            for item in &declared.items {
                assert!(
                    item.signature.is_none() || !item.doc.is_empty(),
                    "{}.{} has no comment",
                    package.path,
                    item.name
                );
            }
            let mut documented: Vec<(&str, usize)> = declared
                .items
                .iter()
                .filter_map(|item| {
                    Some((&*item.name, item.signature.as_ref()?.split(')').next()?.matches(':').count()))
                })
                .collect();
            let mut native: Vec<(&str, usize)> = package.functions.iter().map(|f| (f.name, f.params.len())).collect();
            documented.sort_unstable();
            native.sort_unstable();
            assert_eq!(documented, native, "{}", package.path);
        }
    }

    #[test]
    fn types_of_a_package_that_is_one_struct() {
        let list = crate::library().package("list").map(declarations).expect("a package");
        let comparer = list.items.first().expect("an item");
        assert_eq!((&*comparer.name, comparer.signature.is_none()), ("Comparer", true));
        assert_eq!(comparer.text, "Comparer: {\n\tT:    _\n\tx:    T\n\ty:    T\n\tless: bool\n}");
    }

    #[test]
    fn constants_share_a_comment() {
        let time = crate::library().package("time").map(declarations).expect("a package");
        let kitchen = time.items.iter().find(|item| item.name == "Kitchen").expect("an item");
        assert_eq!((&*kitchen.text, &*kitchen.doc), ("Kitchen:     \"3:04PM\"", "Layouts in use.\n"));
    }
}
