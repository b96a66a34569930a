//! Code actions: changes that an editor offers at a place.

mod braces;
mod extract;
mod fill;
mod fix;
mod imports;
mod inline;
mod trim;

pub(crate) use imports::add_import;
pub use imports::organize_imports;
pub use trim::trim;

use crate::host::{Cancelled, Host};
use crate::lookup::Home;
use crate::nodes::chain;
use crate::types::{Edit, Edits};
use std::ops::Range;
use std::path::Path;
use tenon_load::files::SourceFile;

/// What sort of change it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ActionKind {
    /// It puts something right that is wrong.
    QuickFix,
    /// It writes the same in another way.
    Rewrite,
    /// It gives a part a name of its own.
    Extract,
    /// It puts what a name stands for in its place.
    Inline,
    /// It puts the imports in order.
    OrganizeImports,
    /// It takes out of files what follows from elsewhere.
    Trim,
}

/// A change that is offered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// What it does, for people.
    pub title: String,
    /// What sort of change it is.
    pub kind: ActionKind,
    /// The change.
    pub edits: Edits,
    /// Whether it is most likely what is wanted.
    pub preferred: bool,
    /// The code of the problem that it solves.
    pub solves: Option<&'static str>,
}

impl Action {
    /// A change of one file.
    pub(crate) fn of_file(file: &SourceFile, title: impl Into<String>, kind: ActionKind, edits: Vec<Edit>) -> Action {
        let mut all = Edits::default();
        if let Some(path) = &file.path {
            all.files.insert(path.clone(), edits);
        }
        Action { title: title.into(), kind, edits: all, preferred: false, solves: None }
    }
}

/// What the tree of a file alone offers for a range.
pub fn rewrites(file: &SourceFile, text: &str, range: Range<u32>) -> Vec<Action> {
    let mut out = Vec::new();
    out.extend(braces::convert(file, text, range.start));
    out.extend(extract::to_definition(file, text, range.clone()));
    out.extend(inline::reference(file, text, range.start));
    out
}

/// All that is offered for a range, but what concerns the whole file: [`organize_imports`] and [`trim`].
///
/// # Errors
///
/// The evaluation was cancelled.
pub fn actions(host: &mut Host, path: &Path, range: Range<u32>) -> Result<Vec<Action>, Cancelled> {
    let (Some(file), Some(text)) = (host.file(path), host.text(path)) else { return Ok(Vec::new()) };
    let packages = host.importable(path);
    let mut out = Vec::new();
    if let Some(home) = host.snapshot(path)?.and_then(|s| Home::new(s, path)) {
        out.extend(fix::problems(&home, &text, &range, &packages));
        out.extend(fill::required(&home, &text, &chain(&home.file.parsed.file, range.start)));
    }
    out.extend(rewrites(&file, &text, range));
    let mut seen = std::collections::HashSet::new();
    out.retain(|a| seen.insert(a.title.clone()));
    Ok(out)
}
