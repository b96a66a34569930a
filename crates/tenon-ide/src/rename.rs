//! Renaming: a field with all declarations that contribute to it, its references and selectors; aliases, variables, `let`s,
//! names of imports; packages with the imports of them. Across files and packages, opened or not.
//!
//! What a name is part of shows only when everything is evaluated: a pattern that it matches, a text made of it, a data file
//! that sets the same field. So the changed texts are evaluated aside, and when a name there means something else or a value is
//! another one but for the name, renaming is refused with the place where.

use crate::at::At;
use crate::host::{Cancelled, Host};
use crate::module_index::target;
use crate::occurrence::{Form, Occurrence};
use crate::references::{Target, fields, local, packages, target_at};
use crate::resolve::Sort;
use crate::scope::Scope;
use crate::snapshot::Instance;
use crate::tree::{Node, string_text};
use crate::types::{Edit, Edits, Place};
use crate::unchanged::{same_meaning, same_value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_load::import_path::ImportPath;
use tenon_source::Span;
use tenon_syntax::{is_identifier, label_needs_quotes, quote_string};

/// Why something cannot be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal(pub String);

/// What can be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamable {
    /// The name at the cursor, without quotes.
    pub place: Place,
    /// The name.
    pub name: String,
}

/// Whether what is at a byte of a file can be renamed, as far as that shows before the new name is known.
///
/// # Errors
///
/// It was cancelled.
pub fn prepare_rename(host: &mut Host, path: &Path, offset: u32) -> Result<Result<Renamable, Refusal>, Cancelled> {
    let nothing = || Ok(Err(Refusal("there is no name here".to_owned())));
    let Some(snapshot) = host.snapshot(path)? else { return nothing() };
    let Some(at) = At::new(snapshot, path, offset) else { return nothing() };
    let Some(target) = target_at(snapshot, path, offset) else { return nothing() };
    let span = at.node().span();
    let Some(place) = snapshot.place(span) else { return nothing() };
    if let Target::Nothing(why) = target {
        return Ok(Err(Refusal(why.to_owned())));
    }
    if let Target::Field { .. } = &target {
        let declarations = at.declarations();
        if declarations.is_empty() || declarations.iter().all(|d| snapshot.place(d.label).is_none()) {
            return Ok(Err(Refusal("nothing in these files declares it".to_owned())));
        }
        if let Some(data) = declarations.iter().find(|d| d.sort == Sort::Data) {
            let file = snapshot.place(data.label).map(|p| p.path.display().to_string()).unwrap_or_default();
            return Ok(Err(Refusal(format!("a data file sets it: {file}"))));
        }
        if let Some(d) = declarations.iter().find(|d| d.sort == Sort::Computed) {
            return Ok(Err(Refusal(format!("its label is evaluated: {}", shown(&at, d.label)))));
        }
        if let Some(foreign) =
            declarations.iter().filter_map(|d| snapshot.place(d.label)).find(|p| foreign(snapshot, p))
        {
            return Ok(Err(Refusal(format!("another module declares it: {}", foreign.path.display()))));
        }
    }
    let text = shown(&at, span);
    let name = match at.node() {
        Node::Text(s) if matches!(target, Target::Local(_)) => {
            let import = ImportPath::parse(string_text(s).unwrap_or(""));
            import.package_name().unwrap_or("").to_owned()
        }
        _ => text.trim_matches(['#', '"']).to_owned(),
    };
    let quoted = text.starts_with('"') && !text.starts_with("\"\"\"");
    let place = match quoted {
        true => Place { start: place.start + 1, end: place.end.saturating_sub(1), ..place },
        false => place,
    };
    let name = if quoted || !text.starts_with('#') { name } else { text.to_owned() };
    Ok(Ok(Renamable { place, name }))
}

fn shown<'a>(at: &At<'a>, span: Span) -> &'a str {
    at.scope.snapshot.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
}

/// Whether a file is of another module.
fn foreign(snapshot: &crate::snapshot::Snapshot, place: &Place) -> bool {
    let Some(module) = &snapshot.module else { return false };
    !place.path.starts_with(&module.root) || place.path.starts_with(module.root.join("cue.mod"))
}

/// The changes that give what is at a byte of a file another name.
///
/// # Errors
///
/// It was cancelled.
pub fn rename(host: &mut Host, path: &Path, offset: u32, new: &str) -> Result<Result<Edits, Refusal>, Cancelled> {
    let old = match prepare_rename(host, path, offset)? {
        Ok(renamable) => renamable.name,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some(target) = host.snapshot(path)?.and_then(|s| target_at(s, path, offset)) else {
        return Ok(Err(Refusal("there is no name here".to_owned())));
    };
    let found = match &target {
        Target::Field { name, seed } => fields(host, path, name, *seed)?,
        Target::Local(declared) => local(host, path, *declared)?,
        Target::Package(dir, name) => return rename_package(host, path, dir, name, new),
        Target::Nothing(why) => return Ok(Err(Refusal((*why).to_owned()))),
    };
    let edits = match &target {
        Target::Field { name, .. } => field_edits(&found, name, new),
        _ => local_edits(&found, new),
    };
    match edits {
        Ok(edits) => {
            let name = if let Target::Field { name, .. } = &target { Some(name.as_str()) } else { None };
            check(host, path, edits, name.map(|n| (n, new)), &old)
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// What a prefix makes of a name: a regular field, a definition, and so on.
fn class(name: &str) -> &str {
    ["_#", "#", "_"].into_iter().find(|p| name.starts_with(p)).unwrap_or("")
}

fn field_edits(found: &[(PathBuf, Occurrence)], old: &str, new: &str) -> Result<Edits, Refusal> {
    let plain = |f: Form| matches!(f, Form::Label | Form::Reference | Form::Selector);
    if new.is_empty() {
        return Err(Refusal("the new name is empty".to_owned()));
    }
    if found.iter().any(|(_, o)| plain(o.form)) {
        if class(old) != class(new) {
            let what = |name| match class(name) {
                "#" => "a definition",
                "_" => "a hidden field",
                "_#" => "a hidden definition",
                _ => "a regular field",
            };
            return Err(Refusal(format!("`{old}` is {}, and `{new}` would be {}", what(old), what(new))));
        }
        if !is_identifier(new) {
            let bare = found.iter().any(|(_, o)| o.form == Form::Reference);
            if bare || !class(old).is_empty() {
                return Err(Refusal(format!("`{new}` is no identifier, and references need one")));
            }
        }
    }
    let quoted = quote_string(new);
    let label = if label_needs_quotes(new) && class(new).is_empty() { quoted.clone() } else { new.to_owned() };
    let selector = if is_identifier(new) { new.to_owned() } else { quoted.clone() };
    Ok(edits(found, |form| match form {
        Form::Label => label.clone(),
        Form::QuotedLabel | Form::QuotedSelector => quoted.clone(),
        Form::Selector => selector.clone(),
        Form::Reference | Form::Binder | Form::Path => new.to_owned(),
    }))
}

fn local_edits(found: &[(PathBuf, Occurrence)], new: &str) -> Result<Edits, Refusal> {
    let import = found.iter().any(|(_, o)| o.form == Form::Path);
    if !is_identifier(new) || new == "_" || new.starts_with("__") || import && new.contains('#') {
        return Err(Refusal(format!("`{new}` is no name for it")));
    }
    let mut out = edits(found, |_| new.to_owned());
    // An import without a name of its own gets one.
    for (path, o) in found.iter().filter(|(_, o)| o.form == Form::Path) {
        for edit in out.files.get_mut(path).into_iter().flatten().filter(|e| e.start == o.span.start) {
            edit.end = edit.start;
            edit.text = format!("{new} ");
        }
    }
    Ok(out)
}

fn edits(found: &[(PathBuf, Occurrence)], text: impl Fn(Form) -> String) -> Edits {
    let mut out = Edits::default();
    for (path, o) in found {
        let edit = Edit { start: o.span.start, end: o.span.end, text: text(o.form) };
        out.files.entry(path.clone()).or_default().push(edit);
    }
    for list in out.files.values_mut() {
        list.sort();
        list.dedup();
    }
    out
}

/// Gives a package another name: in the clauses of its files and of those in directories above and below that belong to it,
/// and in the imports of it, whose files call it by the new name then.
fn rename_package(
    host: &mut Host,
    path: &Path,
    dir: &Path,
    old: &str,
    new: &str,
) -> Result<Result<Edits, Refusal>, Cancelled> {
    if !is_identifier(new) || new.starts_with(['_', '#']) {
        return Ok(Err(Refusal(format!("`{new}` is no name for a package"))));
    }
    let (root, module) = host.module_of(path);
    let all = host.packages(path);
    let related = |d: &Path| d.starts_with(dir) || dir.starts_with(d);
    let dirs: Vec<PathBuf> = all.iter().filter(|p| p.name == old && related(&p.dir)).map(|p| p.dir.clone()).collect();
    if let Some(taken) = all.iter().find(|p| p.name == new && related(&p.dir)) {
        return Ok(Err(Refusal(format!("there is a package `{new}` in {}", taken.dir.display()))));
    }
    let mut out = Edits::default();
    let mut importers: BTreeSet<(PathBuf, Span)> = BTreeSet::new();
    for dir in &dirs {
        for (path, o) in packages(host, path, dir, old) {
            if o.form == Form::Binder {
                let edit = Edit { start: o.span.start, end: o.span.end, text: new.to_owned() };
                out.files.entry(path).or_default().push(edit);
            } else {
                importers.insert((path, o.span));
            }
        }
    }
    for (path, span) in importers {
        let Some(text) = host.text(&path) else { continue };
        let written = text.get(span.start as usize + 1..span.end as usize - 1).unwrap_or("");
        let parts = ImportPath::parse(written);
        let bare = match written.rsplit_once(':') {
            Some((bare, _)) if parts.qualifier.is_some() => bare,
            _ => written,
        };
        let implied = ImportPath::parse(bare).package_name() == Some(new);
        let import = if implied { bare.to_owned() } else { format!("{bare}:{new}") };
        let list = out.files.entry(path.clone()).or_default();
        list.push(Edit { start: span.start, end: span.end, text: quote_string(&import) });
        if target(&root, &module, written).is_some() {
            let names = local(host, &path, span)?.into_iter().filter(|(_, o)| o.form == Form::Reference);
            let list = out.files.entry(path).or_default();
            list.extend(names.map(|(_, o)| Edit { start: o.span.start, end: o.span.end, text: new.to_owned() }));
        }
    }
    for list in out.files.values_mut() {
        list.sort();
        list.dedup();
    }
    // The packages are called otherwise then, so that there is nothing to compare them with.
    Ok(Ok(out))
}

/// Evaluates the changed texts aside, and refuses changes that change more than a name.
fn check(
    host: &mut Host,
    path: &Path,
    edits: Edits,
    field: Option<(&str, &str)>,
    old: &str,
) -> Result<Result<Edits, Refusal>, Cancelled> {
    let mut aside = Host::new(Arc::new(host.world().clone()));
    aside.share(host);
    let mut instances: Vec<Instance> = host.instance(path).into_iter().collect();
    for (file, list) in &edits.files {
        let Some(text) = host.text(file) else { continue };
        aside.set_text(file, &applied(&text, list));
        instances.extend(host.instance(file));
        if field.is_some() {
            instances.extend(host.dependents(file));
        }
    }
    let mut seen = BTreeSet::new();
    instances.retain(|i| seen.insert(i.clone()));
    for instance in &instances {
        let (Some(before), Some(after)) = (host.snapshot_of(instance)?, aside.snapshot_of(instance)?) else { continue };
        let errors = |s: &crate::snapshot::Snapshot| s.files().map(|f| f.source.parsed.errors.len()).sum::<usize>();
        if errors(after) > errors(before) {
            return Ok(Err(Refusal(format!("the new name cannot stand where `{old}` stands"))));
        }
        for (p, package) in before.packages.iter().enumerate().filter(|(_, p)| !p.builtin) {
            for file in package.files.iter().filter_map(|f| f.source.path.as_deref()) {
                let Some(one) = Scope::of(before, file).filter(|s| s.package == p) else { continue };
                let Some(other) = Scope::of(after, file) else { continue };
                if let Some(place) = same_meaning(one, other, &edits).and_then(|s| before.place(s)) {
                    let line = one.text()[..place.start as usize].matches('\n').count() + 1;
                    let name = one.text().get(place.range()).unwrap_or("");
                    let why = format!("`{name}` in {}:{line} would mean something else", place.path.display());
                    return Ok(Err(Refusal(why)));
                }
            }
        }
        if let Some(path) = same_value(before, after, field) {
            let why = match path.is_empty() {
                true => "the value would be another one".to_owned(),
                false => format!("the value of {path} would be another one"),
            };
            return Ok(Err(Refusal(why)));
        }
    }
    Ok(Ok(edits))
}

/// A text with changes made.
pub(crate) fn applied(text: &str, edits: &[Edit]) -> String {
    let mut out = text.to_owned();
    for edit in edits.iter().rev() {
        if out.get(edit.start as usize..edit.end as usize).is_some() {
            out.replace_range(edit.start as usize..edit.end as usize, &edit.text);
        }
    }
    out
}
