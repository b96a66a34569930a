//! A folder all of whose CUE files are left out.

entry!("E0831", "all files left out", "the lines below say why each is left out; `-t NAME` sets a tag");

/// The folder.
pub fn message(folder: &str) -> String {
    format!("build constraints exclude all CUE files in {folder}")
}

/// What to do about a file without a package clause.
pub fn nameless(file: &str) -> String {
    format!("give it a package clause, such as `package main`, or name the file: {file}")
}

/// A file, and why it is left out.
pub fn left_out(file: &str, why: &str) -> String {
    format!("{file}: {why}")
}

/// Why: the file says so.
pub const IGNORED: &str = "@ignore() attribute present";

/// Why: an attribute such as `@if(prod)` asks for tags that are not set.
pub fn no_match(attribute: &str) -> String {
    format!("{attribute} did not match")
}

/// Why: the file belongs to no package.
pub const NAMELESS: &str = "no package name";
