//! `tenon mod`

use crate::cli::ModInit;
use crate::failure::Failure;
use crate::outfile::replace;
use std::path::Path;
use tenon::load::module::parse_version;
use tenon::syntax::{LanguageVersion, quote_string};

/// Makes a module of the current directory.
///
/// # Errors
///
/// The path is malformed, or there is a module already.
pub fn init(flags: &ModInit) -> Result<(), Failure> {
    let path = flags.path.as_deref().unwrap_or("cue.example");
    if let Err(why) = check_path(path) {
        return Err(Failure::Usage(format!("malformed module path {path:?}: {why}")));
    }
    let latest = LanguageVersion::LATEST;
    let newest = latest.to_string();
    let version = flags.language_version.as_deref().filter(|v| *v != "current").unwrap_or(&newest);
    match parse_version(version) {
        Some(v) if v <= latest => {}
        Some(_) => {
            return Err(Failure::Usage(format!("language version {version:?} is too new; the newest is {newest}")));
        }
        None => return Err(Failure::Usage(format!("invalid language version {version:?}"))),
    }
    let file = Path::new("cue.mod/module.cue");
    if file.exists() && !flags.force {
        return Err(Failure::Message("cue.mod/module.cue already exists".to_owned()));
    }
    let text = format!("module: {}\nlanguage: version: {}\n", quote_string(path), quote_string(version));
    std::fs::create_dir_all("cue.mod")
        .and_then(|()| replace(file, text.as_bytes()))
        .map_err(|e| Failure::Message(format!("cannot write {}: {e}", file.display())))
}

/// What is wrong with a module path.
fn check_path(path: &str) -> Result<(), String> {
    let (base, version) = path.split_once('@').map_or((path, None), |(b, v)| (b, Some(v)));
    if version.is_some_and(|v| v.strip_prefix('v').is_none_or(|n| n.is_empty() || n.contains('.'))) {
        return Err("path can contain major version only".to_owned());
    }
    if base.is_empty() {
        return Err("empty string".to_owned());
    }
    for element in base.split('/') {
        let bad = element.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "-._~".contains(*c)));
        if let Some(c) = bad {
            return Err(format!("invalid char {c:?}"));
        }
        if element.is_empty() {
            return Err("empty path element".to_owned());
        }
        if element.starts_with('.') {
            return Err("leading '.' in path element".to_owned());
        }
        if element.ends_with('.') {
            return Err("trailing '.' in path element".to_owned());
        }
        if element.contains("..") {
            return Err("two dots in a row in path element".to_owned());
        }
    }
    if !base.split('/').next().unwrap_or("").contains('.') {
        return Err("missing dot in first path element".to_owned());
    }
    Ok(())
}
