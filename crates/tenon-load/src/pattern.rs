//! Patterns such as `./...`, `./p...` and `./a/.../b`: `...` stands for any text, `/...` at the end also for nothing.

use crate::files::Files;
use crate::import_path::ImportPath;
use crate::module::Module;
use crate::paths;
use crate::world::{DirEntry, World};
use std::path::{Path, PathBuf};
use tenon_catalogue::{e0853, e0854};
use tenon_source::Diagnostic;

/// Whether an argument without its package name is a pattern.
pub fn is_pattern(path: &str) -> bool {
    path.contains("...")
}

/// The directories that a pattern matches, outer ones first: no hidden ones, no `cue.mod`, no other modules. Links to
/// directories are not followed, as they may lead back up.
///
/// # Errors
///
/// The pattern is one of import paths of another module.
pub fn matching(files: &mut Files<'_>, pattern: &str, module: Option<&Module>) -> Result<Vec<PathBuf>, Diagnostic> {
    let (base, prefix, rest) = start(pattern, module, &files.cwd)?;
    let tokens = tokens(&rest);
    let mut out = Vec::new();
    let mut stack = vec![(base.clone(), prefix)];
    while let Some((dir, name)) = stack.pop() {
        if dir != base && files.is_root(&dir) {
            continue;
        }
        let entries = files.list(&dir);
        for entry in entries.iter().rev().filter(|e| is_inner(e)) {
            let inner = format!("{name}/{}", entry.name);
            if may_match_below(&rest, &inner) {
                stack.push((dir.join(&entry.name), inner));
            }
        }
        if matches(&tokens, &name) {
            out.push(dir);
        }
    }
    Ok(out)
}

/// All directories below one, itself first, whatever modules they are in.
pub fn below(world: &dyn World, dir: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut stack = vec![dir.to_owned()];
    while let Some(dir) = stack.pop() {
        let entries = world.list(&dir).unwrap_or_default();
        stack.extend(entries.iter().rev().filter(|e| is_inner(e)).map(|e| dir.join(&e.name)));
        out.push(dir);
    }
    out
}

fn is_inner(entry: &DirEntry) -> bool {
    entry.is_dir && !entry.is_link && !entry.name.starts_with(['_', '.']) && entry.name != "cue.mod"
}

/// Where to start looking, how that directory is called in the pattern's terms, and the pattern in these terms.
fn start(pattern: &str, module: Option<&Module>, cwd: &Path) -> Result<(PathBuf, String, String), Diagnostic> {
    let fixed = pattern.split("...").next().unwrap_or("");
    let (dir, rest) = pattern.split_at(fixed.rfind('/').map_or(0, |at| at + 1));
    if pattern == "..." || dir.starts_with(['.', '/']) {
        return Ok((paths::absolute(cwd, Path::new(dir)), ".".to_owned(), format!("./{rest}")));
    }
    let Some(module) = module.filter(|m| !m.path.is_empty()) else { return Err(foreign(pattern)) };
    let dir = dir.trim_end_matches('/');
    match ImportPath::parse(dir).within(&module.path) {
        Some(inner) => Ok((module.root.join(inner), dir.to_owned(), pattern.to_owned())),
        None if module.path.starts_with(fixed) => Ok((module.root.clone(), module.path.clone(), pattern.to_owned())),
        None => Err(foreign(pattern)),
    }
}

/// The error for a pattern that no package matches.
pub fn no_match(pattern: &str) -> Diagnostic {
    Diagnostic::error(e0854::CODE, e0854::message(pattern))
}

fn foreign(pattern: &str) -> Diagnostic {
    Diagnostic::error(e0853::CODE, e0853::message(pattern))
}

/// A part of a pattern.
enum Token<'a> {
    /// This text.
    Text(&'a str),
    /// Any text.
    Any,
    /// Nothing, or a slash and any text: `/...` at the end.
    Below,
    /// A slash, or any text between two: `/.../`.
    Between,
}

fn tokens(pattern: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("...") {
        let (text, token, after) = match (before.strip_suffix('/'), after.strip_prefix('/')) {
            (Some(text), Some(after)) => (text, Token::Between, after),
            (Some(text), None) if after.is_empty() => (text, Token::Below, after),
            _ => (before, Token::Any, after),
        };
        out.extend([Token::Text(text), token]);
        rest = after;
    }
    out.push(Token::Text(rest));
    out
}

/// Whether the whole text matches: which places the tokens so far may end at is kept as a set.
fn matches(tokens: &[Token<'_>], text: &str) -> bool {
    let slash = |at: &usize| text.as_bytes().get(*at) == Some(&b'/');
    let mut ends: Vec<usize> = vec![0];
    for token in tokens {
        let Some(&first) = ends.first() else { return false };
        ends = match token {
            Token::Text(part) => {
                let found = |at: usize| text.get(at..).is_some_and(|t| t.starts_with(part));
                ends.into_iter().filter(|at| found(*at)).map(|at| at + part.len()).collect()
            }
            Token::Any => (first..=text.len()).collect(),
            Token::Below => match ends.into_iter().find(slash) {
                Some(from) => (from..=text.len()).collect(),
                None => vec![text.len()].into_iter().filter(|_| first == text.len()).collect(),
            },
            Token::Between => match ends.into_iter().find(slash) {
                Some(from) => (from..text.len()).filter(slash).map(|at| at + 1).collect(),
                None => Vec::new(),
            },
        };
    }
    ends.last() == Some(&text.len())
}

/// Whether the directory `name` or one below it can match: where the text before the first `...` allows it.
fn may_match_below(pattern: &str, name: &str) -> bool {
    let fixed = pattern.split("...").next().unwrap_or("");
    name.starts_with(fixed) || fixed.starts_with(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        let holds = |pattern: &str, text: &str| matches(&tokens(pattern), text);
        for (pattern, text) in [
            ("./...", "."),
            ("./...", "./a/b"),
            ("./.../b", "./b"),
            ("p...", "p"),
            ("p...", "px/y"),
            ("a/...", "a"),
            ("a/...", "a/b/c"),
            ("a/.../b", "a/b"),
            ("a/.../b", "a/x/y/b"),
            (".../b", "x/b"),
            ("a...c...", "abc"),
            ("...b/...", "ab/c"),
        ] {
            assert!(holds(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("p...", ""), ("p...", "xp"), ("a/...", "ab"), ("a/.../b", "ab"), ("a/.../b", "a/xb"), ("...b", "a")]
        {
            assert!(!holds(pattern, text), "{pattern} {text}");
        }
    }
}
