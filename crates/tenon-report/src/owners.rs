//! Who a problem concerns: the owners of its positions.

use std::collections::BTreeMap;
use tenon_source::Diagnostic;

/// Problems by who can do something about them: each once for every owner of one of its positions, and those without an owner
/// last. The order of the problems stays.
///
/// ```
/// use tenon_source::{Diagnostic, FileId, LabelRole, Span};
///
/// let mut error = Diagnostic::error(tenon_catalogue::e0301::CODE, "conflicting values 2 and 1")
///     .at(Span::new(FileId(0), 3, 4), LabelRole::Conflict)
///     .at(Span::new(FileId(1), 8, 9), LabelRole::Conflict);
/// error.labels[0].owners = vec!["@web".to_owned()];
/// error.labels[1].owners = vec!["@policy".to_owned(), "@web".to_owned()];
/// let nobodys = Diagnostic::error(tenon_catalogue::e0910::CODE, "nothing there");
/// let groups = tenon_report::by_owner(&[error.clone(), nobodys.clone()]);
/// let expected = [(Some("@policy".to_owned()), vec![error.clone()]), (Some("@web".to_owned()), vec![error]), (None, vec![nobodys])];
/// assert_eq!(groups, expected);
/// ```
pub fn by_owner(diagnostics: &[Diagnostic]) -> Vec<(Option<String>, Vec<Diagnostic>)> {
    let mut groups: BTreeMap<&str, Vec<Diagnostic>> = BTreeMap::new();
    let mut nobodys = Vec::new();
    for d in diagnostics {
        let mut owners: Vec<&str> = d.labels.iter().flat_map(|l| &l.owners).map(String::as_str).collect();
        owners.sort_unstable();
        owners.dedup();
        if owners.is_empty() {
            nobodys.push(d.clone());
        }
        owners.into_iter().for_each(|owner| groups.entry(owner).or_default().push(d.clone()));
    }
    let mut out: Vec<_> = groups.into_iter().map(|(owner, list)| (Some(owner.to_owned()), list)).collect();
    if !nobodys.is_empty() {
        out.push((None, nobodys));
    }
    out
}

/// `owners: @a (policy/limits.cue), @b (web.cue)`, of files and their owners; nothing where none is known.
pub(crate) fn line<'a>(places: impl Iterator<Item = (&'a str, &'a [String])>) -> Option<String> {
    let mut files_of: Vec<(&str, Vec<&str>)> = Vec::new();
    for (file, owners) in places {
        let file = short(file);
        for owner in owners {
            match files_of.iter_mut().find(|(name, _)| name == owner) {
                Some((_, files)) if files.contains(&file) => {}
                Some((_, files)) => files.push(file),
                None => files_of.push((owner, vec![file])),
            }
        }
    }
    let parts: Vec<String> = files_of.iter().map(|(owner, files)| format!("{owner} ({})", files.join(", "))).collect();
    (!parts.is_empty()).then(|| format!("owners: {}", parts.join(", ")))
}

/// A file's name without `./`.
pub(crate) fn short(file: &str) -> &str {
    file.strip_prefix("./").unwrap_or(file)
}
