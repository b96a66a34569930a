//! Attributes: their names, their options, the tags and files that they name.

use super::{Completion, CompletionKind};
use crate::host::Host;
use crate::types::Edit;
use std::path::Path;
use tenon_load::World;
use tenon_syntax::{Experiment, Token};

/// What may come within an attribute.
pub(super) fn complete(host: &Host, path: &Path, text: &str, token: Token, offset: u32) -> Vec<Completion> {
    let before = text.get(token.start as usize..offset as usize).unwrap_or("");
    let Some((name, body)) = before[1..].split_once('(') else {
        let rest = text.get(token.start as usize..token.end as usize).unwrap_or("");
        let called = rest.contains('(');
        let end = token.start + rest.find('(').unwrap_or(rest.len()) as u32;
        let place = Place { start: token.start, end: end.max(offset) };
        let one = |a: &crate::predeclared::Attribute| {
            let insert = if called { format!("@{}", a.name) } else { format!("@{}({})", a.name, a.snippet) };
            Completion { docs: a.docs.to_owned(), snippet: !called, ..place.item(&format!("@{}", a.name), insert) }
        };
        return crate::predeclared::ATTRIBUTES.iter().map(one).collect();
    };
    let argument = body.rsplit(',').next().unwrap_or(body).trim_start();
    let start = offset - argument.len() as u32;
    let place = Place { start, end: offset };
    match (name, argument.split_once('=')) {
        ("embed", Some(("file", value))) => files(host, path, value, offset),
        ("embed", None) => place.options(&["file=", "glob=", "type=", "allowEmptyGlob"]),
        ("embed", Some(("type", value))) => {
            let place = Place { start: offset - value.len() as u32, end: offset };
            place.options(&["json", "yaml", "toml", "text", "binary"])
        }
        ("extern", None) => place.options(&["embed"]),
        ("experiment", None) => place.options(&Experiment::ALL.map(Experiment::name)),
        ("tag", Some(("var", value))) => {
            let place = Place { start: offset - value.len() as u32, end: offset };
            place.options(&["now", "os", "arch", "cwd", "username", "hostname", "rand"])
        }
        ("tag", Some(("type", value))) => {
            let place = Place { start: offset - value.len() as u32, end: offset };
            place.options(&["string", "int", "number", "bool"])
        }
        ("tag", None) if body.contains(',') => place.options(&["short=", "type=", "var="]),
        ("tag" | "if", None) => {
            let tags = host.settings().tags.iter().map(|t| t.split('=').next().unwrap_or(t));
            let mut tags: Vec<&str> = tags.collect();
            let label = label_before(text, token.start);
            tags.extend(label.filter(|_| name == "tag"));
            place.options(&tags)
        }
        _ => Vec::new(),
    }
}

/// The label of the field that an attribute stands behind: a tag is mostly called like its field.
fn label_before(text: &str, at: u32) -> Option<&str> {
    let line = text.get(..at as usize)?.rsplit('\n').next()?;
    let label = line.split(':').next()?.trim().trim_end_matches(['?', '!']);
    tenon_ir::literal::is_identifier(label).then_some(label)
}

/// The files and directories beside the file, or in the directory that is being written.
fn files(host: &Host, path: &Path, value: &str, offset: u32) -> Vec<Completion> {
    let written = value.trim_start_matches('"');
    let (dir, name) = written.rsplit_once('/').map_or(("", written), |(dir, name)| (dir, name));
    let Some(base) = path.parent() else { return Vec::new() };
    let at = tenon_load::paths::absolute(base, Path::new(dir));
    let place = Place { start: offset - name.len() as u32, end: offset };
    let mut out = Vec::new();
    for entry in host.world().list(&at).unwrap_or_default() {
        if entry.name.starts_with('.') || entry.name == "cue.mod" || entry.name.ends_with(".cue") {
            continue;
        }
        let text = if entry.is_dir { format!("{}/", entry.name) } else { entry.name.clone() };
        out.push(Completion { kind: CompletionKind::File, ..place.item(&text, text.clone()) });
    }
    out
}

/// What is replaced.
struct Place {
    start: u32,
    end: u32,
}

impl Place {
    fn item(&self, label: &str, text: String) -> Completion {
        Completion {
            label: label.to_owned(),
            kind: CompletionKind::Attribute,
            detail: String::new(),
            docs: String::new(),
            edit: Edit { start: self.start, end: self.end, text },
            snippet: false,
            more: Vec::new(),
            rank: 1,
        }
    }

    fn options(&self, options: &[&str]) -> Vec<Completion> {
        options.iter().map(|o| self.item(o, (*o).to_owned())).collect()
    }
}
