//! `@embed`: files of the module as values of fields.

use crate::attr;
use crate::constraint::file_attributes;
use crate::data::decode;
use crate::files::{Files, SourceFile};
use crate::filetype::{Encoding, FileType, Qualifier};
use crate::{glob, hint, paths};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_catalogue::{e0804, e0844};
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_source::{Diagnostic, LabelRole, Span};
use tenon_syntax::ast::Attribute;

/// The data that the file's `@embed` attributes stand for, by the attributes' spans.
///
/// `module` is the root of the module that the file belongs to.
pub fn resolve(
    files: &mut Files<'_>,
    file: &SourceFile,
    module: Option<&Path>,
    errors: &mut Vec<Diagnostic>,
) -> Vec<(Span, Arc<Data>)> {
    let enabled = file_attributes(&file.parsed.file)
        .any(|a| a.name() == "extern" && attr::args(a.body()).iter().any(|arg| arg.key == "embed"));
    if !enabled {
        return Vec::new();
    }
    let mut found: Vec<&Attribute> = Vec::new();
    attr::walk(&file.parsed.file, &mut |a, _, _| {
        if a.name() == "embed" {
            found.push(a);
        }
    });
    let mut out = Vec::new();
    for attribute in found {
        let result = place(file, module).and_then(|(dir, root)| one(files, attribute, &dir, root));
        match result {
            Ok(data) => out.push((attribute.span, Arc::new(data))),
            Err(message) => {
                let mut error = Diagnostic::error(e0844::CODE, e0844::message(message));
                error.notes.extend(near(files, file, attribute));
                errors.push(error.at(attribute.span, LabelRole::Primary));
            }
        }
    }
    out
}

/// The file that may have been meant by one that is not there.
fn near(files: &Files<'_>, file: &SourceFile, attribute: &Attribute) -> Option<String> {
    let name = attr::args(attribute.body()).into_iter().find(|arg| arg.key == "file")?.value?;
    let path = paths::absolute(file.path.as_deref()?.parent()?, Path::new(&name));
    if files.world.kind(&path).is_some() {
        return None;
    }
    hint::beside(files.world, &path, false).map(|near| e0804::nearest(&near))
}

fn place<'m>(file: &SourceFile, module: Option<&'m Path>) -> Result<(PathBuf, &'m Path), String> {
    let Some(root) = module else { return Err(e0844::NO_MODULE.to_owned()) };
    match file.path.as_deref().and_then(Path::parent) {
        Some(dir) if dir.starts_with(root) => Ok((dir.to_owned(), root)),
        _ => Err(e0844::OUTSIDE.to_owned()),
    }
}

fn one(files: &mut Files<'_>, attribute: &Attribute, dir: &Path, root: &Path) -> Result<Data, String> {
    let (mut file, mut pattern, mut kind, mut allow_empty) = (None, None, None, false);
    for arg in attr::args(attribute.body()) {
        match (arg.key.as_str(), arg.value) {
            ("file", Some(v)) => file = Some(v),
            ("glob", Some(v)) => pattern = Some(v),
            ("type", Some(v)) => kind = Some(v),
            ("allowEmptyGlob", None) => allow_empty = true,
            (key, _) => return Err(e0844::option(key)),
        }
    }
    let qualifier = match &kind {
        Some(kind) => Qualifier::parse(kind).map_err(|e| e.message)?,
        None => Qualifier::default(),
    };
    match (file, pattern) {
        (Some(_), _) if allow_empty => Err(e0844::NO_GLOB.to_owned()),
        (Some(_), Some(_)) => Err(e0844::BOTH.to_owned()),
        (Some(name), None) => {
            let file_type = qualifier.file_type(&name).map_err(|e| e.message)?;
            let path = inside(files, dir, root, &name)?;
            load(files, &path, &name, file_type)
        }
        (None, Some(pattern)) => {
            let found = expand(files, dir, root, &pattern)?;
            if found.is_empty() && !allow_empty {
                return Err(e0844::no_match(&pattern));
            }
            let file_type = qualifier.file_type(&pattern).map_err(|e| e.message)?;
            let mut entries = Vec::with_capacity(found.len());
            for (name, path) in found {
                let value = load(files, &path, &name, file_type)?;
                entries.push(Entry { key_span: Span::NONE, key: name.into(), value });
            }
            // With a place of its own, for the places of what is in it to count.
            Ok(Data { span: attribute.span, value: DataValue::Struct(entries) })
        }
        (None, None) => Err(e0844::NEITHER.to_owned()),
    }
}

/// The path of `name` seen from `dir`, which must not leave the module at `root`.
fn inside(files: &Files<'_>, dir: &Path, root: &Path, name: &str) -> Result<PathBuf, String> {
    if name.is_empty() {
        return Err(e0844::EMPTY.to_owned());
    }
    if name.starts_with('/') {
        return Err(e0844::absolute(name));
    }
    let path = paths::absolute(dir, Path::new(name));
    if !path.starts_with(root) || path.starts_with(root.join("cue.mod")) {
        return Err(e0844::outside(name));
    }
    let mut at = path.parent();
    while let Some(parent) = at.filter(|p| *p != dir && p.starts_with(dir)) {
        if files.world.is_dir(&parent.join("cue.mod")) {
            return Err(e0844::other_module(name));
        }
        at = parent.parent();
    }
    Ok(path)
}

fn load(files: &mut Files<'_>, path: &Path, name: &str, file_type: FileType) -> Result<Data, String> {
    match file_type.encoding {
        Encoding::Cue => return Err(e0844::encoding("cue")),
        Encoding::Jsonl => {
            return Err(e0844::stream("jsonl"));
        }
        Encoding::Binary => return files.bytes(path).map(Data::bytes).map_err(|e| e.message),
        _ => {}
    }
    if files.world.is_dir(path) {
        return Err(e0844::folder(name));
    }
    let (id, text) = files.text(path).map_err(|e| e.message)?;
    let mut documents = decode(id, &text, file_type)
        .map_err(|errors| errors.into_iter().next().map_or_else(String::new, |e| e.message))?;
    match (documents.len(), documents.pop()) {
        (1, Some(data)) => Ok(Arc::unwrap_or_clone(data)),
        (0, _) => Ok(Data::null()),
        _ => Err(e0844::several(name)),
    }
}

/// The files that match, by their path from `dir`, sorted.
fn expand(files: &Files<'_>, dir: &Path, root: &Path, pattern: &str) -> Result<Vec<(String, PathBuf)>, String> {
    if pattern.contains("**") && !pattern.contains("\\*") {
        return Err(e0844::DOUBLE_STAR.to_owned());
    }
    let mut level = vec![(String::new(), dir.to_owned())];
    let parts: Vec<&str> = pattern.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    for (i, part) in parts.iter().enumerate() {
        let last = i + 1 == parts.len();
        let mut next = Vec::new();
        for (name, path) in level {
            if *part == ".." {
                let path = inside(files, dir, root, &format!("{name}../x"))?;
                next.push((format!("{name}../"), path.parent().unwrap_or(root).to_owned()));
                continue;
            }
            let Ok(entries) = files.world.list(&path) else { continue };
            for entry in entries {
                let hidden = entry.name.starts_with('.') && !part.starts_with('.');
                if hidden || entry.is_dir == last || !glob::matches(part, &entry.name) {
                    continue;
                }
                let slash = if last { "" } else { "/" };
                next.push((format!("{name}{}{slash}", entry.name), path.join(&entry.name)));
            }
        }
        level = next;
    }
    level.sort();
    for (name, _) in &level {
        inside(files, dir, root, name)?;
    }
    Ok(level)
}
