//! Command-line arguments: which are packages, which are files, and of what type.

use crate::filetype::{FileType, Qualifier, extension};
use crate::paths::is_identifier;
use tenon_catalogue::e0803;
use tenon_source::Diagnostic;

/// One argument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Arg {
    /// A package: a directory, a pattern or an import path.
    Package(String),
    /// A file; `-` is standard input.
    File(String, FileType),
}

/// Tells packages from files. A qualifier alone, such as `yaml:`, makes everything after it a file of that type.
///
/// # Errors
///
/// Unknown file types and extensions, and a qualifier at the end.
pub fn classify(args: &[String]) -> Result<Vec<Arg>, Diagnostic> {
    if let Some(last) = args.last().filter(|a| a.ends_with(':')) {
        return Err(Diagnostic::error(e0803::CODE, e0803::no_file(last)));
    }
    let mut scope: Option<Qualifier> = None;
    let mut out = Vec::with_capacity(args.len());
    for arg in args {
        if let Some(text) = arg.strip_suffix(':') {
            scope = Some(Qualifier::parse(text)?);
        } else if scope.is_none() && is_package(arg) {
            out.push(Arg::Package(arg.clone()));
        } else {
            out.push(file(arg, scope.unwrap_or_default())?);
        }
    }
    Ok(out)
}

fn file(arg: &str, scope: Qualifier) -> Result<Arg, Diagnostic> {
    // A single letter before a colon is a drive.
    if let Some((left, right)) = arg.split_once(':')
        && left.len() > 1
        && left.chars().all(|c| c.is_ascii_alphanumeric() || c == '+')
    {
        return Ok(Arg::File(right.to_owned(), Qualifier::parse(left)?.file_type(right)?));
    }
    Ok(Arg::File(arg.to_owned(), scope.file_type(arg)?))
}

/// Where the output of `-o` goes and how it is written: `json:-`, `out.yaml`, `openapi+cue:out.cue`.
///
/// # Errors
///
/// Unknown file types and extensions.
pub fn output(arg: &str) -> Result<(String, FileType), Diagnostic> {
    let (qualifier, name) = match arg.split_once(':') {
        Some((left, right)) => (Qualifier::parse(left)?, right),
        None => (Qualifier::default(), arg),
    };
    Ok((name.to_owned(), qualifier.file_type(name)?))
}

/// Whether an argument names a package, by its text alone.
pub fn is_package(arg: &str) -> bool {
    match arg {
        "." | ".." => return true,
        "-" | "" => return false,
        _ => {}
    }
    if let Some((path, qualifier)) = arg.rsplit_once(':') {
        return is_identifier(qualifier) && !path.contains(':') && path != "-";
    }
    if arg.ends_with('/') || arg.ends_with("...") || arg.ends_with("/.") || arg.ends_with("/..") {
        return true;
    }
    if let Some((_, version)) = arg.rsplit_once('@') {
        return !version.contains('/');
    }
    extension(arg).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_and_files() {
        for p in [".", "./...", "./.foo", "x", "mod.example:x", "mod.example/p@v0:p", "./a/", "./a/b", "..", "../.."] {
            assert!(is_package(p), "{p}");
        }
        for f in ["-", "a.cue", "foo.bar", "mod.example", "./cue.mod", "json:a.json", ".foo.cue", "yaml:-"] {
            assert!(!is_package(f), "{f}");
        }
    }
}
