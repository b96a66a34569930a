//! Takes out of the files of a package what follows from elsewhere.

use super::{Action, ActionKind};
use crate::format::difference;
use crate::host::{Cancelled, Host};
use crate::snapshot::Instance;
use crate::types::Edits;
use std::path::Path;
use std::sync::atomic::Ordering;
use tenon_eval::Budget;
use tenon_trim::Request;

/// What `tenon trim` would change in the package of a file; nothing where it is wrong or has nothing to trim. It evaluates
/// the package several times.
///
/// # Errors
///
/// The evaluation was cancelled.
pub fn trim(host: &mut Host, path: &Path) -> Result<Option<Action>, Cancelled> {
    let cancel = host.cancel();
    let Some(request) = request(host, path) else { return Ok(None) };
    let packages = tenon_trim::trim(&request);
    if cancel.load(Ordering::Relaxed) {
        return Err(Cancelled);
    }
    let mut edits = Edits::default();
    for file in packages.into_iter().flatten().flatten().filter(|f| f.changed) {
        edits.files.insert(file.path.clone(), difference(&file.old, &file.new));
    }
    let title = "Trim what is redundant".to_owned();
    let action = Action { title, kind: ActionKind::Trim, edits, preferred: false, solves: None };
    Ok((!action.edits.files.is_empty()).then_some(action))
}

fn request(host: &mut Host, path: &Path) -> Option<Request> {
    let (dir, input, package) = match host.instance(path)? {
        Instance::Package(dir, name) => (dir, ".".to_owned(), Some(name)),
        Instance::File(file) => (file.parent()?.to_owned(), file.to_str()?.to_owned(), None),
    };
    Some(Request {
        world: host.world().clone(),
        dir,
        inputs: vec![input],
        package,
        tags: host.settings().tags.clone(),
        inject_vars: false,
        layout: tenon_format::Options::default(),
        budget: Budget { cancel: host.cancel(), ..Budget::default() },
    })
}
