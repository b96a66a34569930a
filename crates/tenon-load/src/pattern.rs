//! Patterns such as `./...`: all directories below one.

use crate::import_path::ImportPath;
use crate::module::Module;
use crate::paths;
use crate::world::World;
use std::path::{Path, PathBuf};
use tenon_source::Diagnostic;

/// The directory that a pattern starts from.
///
/// # Errors
///
/// It is an import path of another module.
pub fn base(text: &str, module: Option<&Module>, cwd: &Path) -> Result<PathBuf, Diagnostic> {
    let trimmed = text.trim_end_matches("...").trim_end_matches('/');
    let local = trimmed.is_empty() || trimmed.starts_with('.') || trimmed.starts_with('/');
    if local {
        let text = if text.starts_with('/') && trimmed.is_empty() { "/" } else { trimmed };
        return Ok(paths::absolute(cwd, Path::new(text)));
    }
    module
        .and_then(|m| ImportPath::parse(trimmed).within(&m.path).map(|rest| m.root.join(rest)))
        .ok_or_else(|| Diagnostic::error("E0853", format!("cannot match pattern {text:?}: not in the main module")))
}

/// The directories below `base`, itself first: no hidden ones, no `cue.mod`, no other modules.
pub fn directories(world: &dyn World, base: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut stack = vec![base.to_owned()];
    while let Some(dir) = stack.pop() {
        if dir != base && world.is_dir(&dir.join("cue.mod")) {
            continue;
        }
        if let Ok(entries) = world.list(&dir) {
            let inner = entries.into_iter().rev().filter(|e| e.is_dir);
            stack.extend(
                inner.filter(|e| !e.name.starts_with(['_', '.']) && e.name != "cue.mod").map(|e| dir.join(e.name)),
            );
        }
        out.push(dir);
    }
    out
}
