//! Modules: `cue.mod/module.cue`, the language version, dependencies that stand on this machine.

use crate::paths;
use crate::world::World;
use std::path::{Path, PathBuf};
use tenon_catalogue::{e0810, e0811, e0812, e0813};
use tenon_source::{Diagnostic, FileId, LabelRole, Source, SourceMap, Span};
use tenon_syntax::ast::{Decl, Expr, Field, File, Label, StringValue};
use tenon_syntax::{LanguageVersion, parse};

/// A module.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its root directory.
    pub root: PathBuf,
    /// Its path without major version, empty where `module.cue` gives none.
    pub path: String,
    /// Its path as written.
    pub qualified: String,
    /// The language version that its files are written in.
    pub version: LanguageVersion,
    /// Dependencies that are replaced with a directory: module path and root.
    pub replaced: Vec<(String, PathBuf)>,
}

/// The root of the module that `dir` is in: the nearest directory upwards with a `cue.mod` in it.
pub fn find_root(world: &dyn World, dir: &Path) -> Option<PathBuf> {
    let mut at = Some(dir);
    while let Some(dir) = at {
        if world.is_dir(&dir.join("cue.mod")) {
            return Some(dir.to_owned());
        }
        at = dir.parent();
    }
    None
}

/// Whether `dir` is inside of a `cue.mod` directory where no packages are.
pub fn inside_cue_mod(dir: &Path) -> bool {
    let mut parts = dir.components().map(|c| c.as_os_str().to_string_lossy());
    parts.any(|p| p == "cue.mod") && !matches!(parts.next().as_deref(), Some("pkg" | "gen" | "usr"))
}

/// Reads the module at `root`.
///
/// # Errors
///
/// `module.cue` is unreadable or wrong, or written for a newer language.
pub fn load(world: &dyn World, sources: &mut SourceMap, cwd: &Path, root: &Path) -> Result<Module, Vec<Diagnostic>> {
    let mut module = Module {
        root: root.to_owned(),
        path: String::new(),
        qualified: String::new(),
        version: LanguageVersion::LATEST,
        replaced: Vec::new(),
    };
    let file = root.join("cue.mod/module.cue");
    let Ok(bytes) = world.read(&file) else { return Ok(module) };
    let Ok(text) = String::from_utf8(bytes) else {
        let name = paths::display(cwd, &file);
        return Err(vec![Diagnostic::error(e0810::CODE, e0810::message(&name))]);
    };
    let id = sources.add(Source::new(paths::display(cwd, &file), text.as_str()));
    let parsed = parse(id, &text, LanguageVersion::LATEST);
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    if let Some((path, span)) = string_at(&parsed.file.decls, &["module"]) {
        check_path(&path, span)?;
        module.path = path.split('@').next().unwrap_or("").to_owned();
        module.qualified = path;
    }
    if let Some((version, span)) = string_at(&parsed.file.decls, &["language", "version"]) {
        module.version = check_version(&version, span)?;
    }
    replacements(world, root, &parsed.file, &mut module);
    Ok(module)
}

fn check_path(path: &str, span: Span) -> Result<(), Vec<Diagnostic>> {
    let bad = path.is_empty() || path.starts_with('/') || path.ends_with('/') || path.chars().any(char::is_whitespace);
    if bad {
        return Err(vec![Diagnostic::error(e0811::CODE, e0811::message(path)).at(span, LabelRole::Primary)]);
    }
    Ok(())
}

fn check_version(text: &str, span: Span) -> Result<LanguageVersion, Vec<Diagnostic>> {
    let Some(version) = parse_version(text) else {
        return Err(vec![Diagnostic::error(e0812::CODE, e0812::message(text)).at(span, LabelRole::Primary)]);
    };
    let latest = LanguageVersion::LATEST;
    if version > latest {
        return Err(vec![Diagnostic::error(e0813::CODE, e0813::message(text, latest))]);
    }
    Ok(version)
}

/// Reads `v0.9.0` or `v0.9.0-alpha.1`.
pub fn parse_version(text: &str) -> Option<LanguageVersion> {
    let core = text.strip_prefix('v')?.split(['-', '+']).next()?;
    let mut parts = core.split('.').map(|p| p.parse::<u32>().ok());
    let version = LanguageVersion { major: parts.next()??, minor: parts.next()??, patch: parts.next()?? };
    parts.next().is_none().then_some(version)
}

/// Dependencies with `replaceWith` and a directory, in `module.cue` and `local-module.cue`.
fn replacements(world: &dyn World, root: &Path, file: &File, module: &mut Module) {
    let mut add = |file: &File| {
        for (name, value) in fields_at(&file.decls, "deps") {
            let path = name.split('@').next().unwrap_or("").to_owned();
            if let Some((dir, _)) = string_in(value, &["replaceWith"])
                && dir.starts_with('.')
            {
                module.replaced.push((path, paths::absolute(root, Path::new(&dir))));
            }
        }
    };
    add(file);
    if let Ok(bytes) = world.read(&root.join("cue.mod/local-module.cue"))
        && let Ok(text) = String::from_utf8(bytes)
    {
        add(&parse(FileId(u32::MAX - 1), &text, LanguageVersion::LATEST).file);
    }
}

fn label_text(field: &Field) -> Option<String> {
    match &field.label {
        Label::Ident(i) => Some(i.name.clone()),
        Label::String(s) => match &s.value {
            StringValue::String(text) => Some(text.to_string()),
            StringValue::Bytes(_) => None,
        },
        _ => None,
    }
}

fn fields<'a>(decls: &'a [Decl], name: &str) -> impl Iterator<Item = &'a Expr> {
    let name = name.to_owned();
    decls.iter().filter_map(move |d| match d {
        Decl::Field(f) if label_text(f).as_deref() == Some(name.as_str()) => Some(&f.value),
        _ => None,
    })
}

fn fields_at<'a>(decls: &'a [Decl], name: &str) -> Vec<(String, &'a Expr)> {
    let mut out = Vec::new();
    for value in fields(decls, name) {
        let Expr::Struct(s) = value else { continue };
        for decl in &s.decls {
            if let Decl::Field(f) = decl
                && let Some(label) = label_text(f)
            {
                out.push((label, &f.value));
            }
        }
    }
    out
}

fn string_in(value: &Expr, path: &[&str]) -> Option<(String, Span)> {
    match (value, path) {
        (Expr::String(s), []) => match &s.value {
            StringValue::String(text) => Some((text.to_string(), s.span)),
            StringValue::Bytes(_) => None,
        },
        (Expr::Struct(s), [_, ..]) => string_at(&s.decls, path),
        _ => None,
    }
}

fn string_at(decls: &[Decl], path: &[&str]) -> Option<(String, Span)> {
    let (first, rest) = path.split_first()?;
    fields(decls, first).find_map(|value| string_in(value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(parse_version("v0.9.0-alpha.1"), Some(LanguageVersion { major: 0, minor: 9, patch: 0 }));
        assert_eq!(parse_version("0.9.0"), None);
        assert_eq!(parse_version("v0.9"), None);
    }

    #[test]
    fn nothing_is_loaded_inside_of_cue_mod() {
        assert!(inside_cue_mod(Path::new("/a/cue.mod/sub")));
        assert!(!inside_cue_mod(Path::new("/a/cue.mod/pkg/x.com/y")));
        assert!(!inside_cue_mod(Path::new("/a/b")));
    }
}
