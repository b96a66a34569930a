//! Takes out of the files of a package what follows from elsewhere.

use super::{Action, ActionKind};
use crate::format::difference;
use crate::host::Host;
use crate::snapshot::Instance;
use crate::types::Edits;
use std::path::Path;
use tenon_trim::Request;

/// What `tenon trim` would change in the package of a file; nothing where it is wrong or has nothing to trim. It evaluates
/// the package several times.
pub fn trim(host: &mut Host, path: &Path) -> Option<Action> {
    let (dir, input, package) = match host.instance(path)? {
        Instance::Package(dir, name) => (dir.clone(), ".".to_owned(), Some(name)),
        Instance::File(file) => (file.parent()?.to_owned(), file.to_str()?.to_owned(), None),
    };
    let request = Request {
        world: host.world().clone(),
        dir,
        inputs: vec![input],
        package,
        tags: host.settings().tags.clone(),
        inject_vars: false,
        layout: tenon_format::Options::default(),
    };
    let packages = tenon_trim::trim(&request).ok()?;
    let mut edits = Edits::default();
    for file in packages.into_iter().flatten().filter(|f| f.changed) {
        edits.files.insert(file.path.clone(), difference(&file.old, &file.new));
    }
    let title = "Trim what is redundant".to_owned();
    (!edits.files.is_empty()).then_some(Action { title, kind: ActionKind::Trim, edits, preferred: false, solves: None })
}
