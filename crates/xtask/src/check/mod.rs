//! The house rules, one file per rule; each returns its findings as lines `path:line: what`.

mod deps;
mod headers;
mod leftovers;
mod sizes;

use crate::sources;
use std::path::Path;

/// Runs every rule, prints what it finds, and says whether the repository is clean.
pub fn run(root: &Path, update: bool) -> bool {
    let files = sources::rust_files(root);
    let rules: [(&str, Vec<String>); 4] = [
        ("crate dependencies", deps::check(root)),
        ("file headers", headers::check(&files)),
        ("printing and leftovers", leftovers::check(&files)),
        ("sizes", sizes::check(root, &files, update)),
    ];
    let mut clean = true;
    for (rule, findings) in &rules {
        println!("{} {rule}", if findings.is_empty() { "ok  " } else { "FAIL" });
        for finding in findings {
            println!("     {finding}");
        }
        clean &= findings.is_empty();
    }
    println!("{} files, {} rules", files.len(), rules.len());
    clean
}
