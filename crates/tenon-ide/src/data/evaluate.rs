//! Data and schema, evaluated together.

use super::apply::{Applies, Schema, schema};
use super::encoding;
use crate::host::{Cancelled, Host};
use crate::problem::{Problem, problem_by};
use crate::show::quoted_label;
use crate::snapshot::Snapshot;
use crate::types::Place;
use std::path::Path;
use std::sync::Arc;
use tenon_catalogue::{e0303, e0804};
use tenon_eval::glimpse::Step;
use tenon_eval::{Budget, Evaluator, Value};
use tenon_explain::diagnostics;
use tenon_ir::Data;
use tenon_ir::data::DataValue;
use tenon_load::World;
use tenon_load::data::decode;
use tenon_load::filetype::FileType;
use tenon_source::{Diagnostic, FileId, LabelRole, Severity, Span};

/// The file of spans in the data.
const DATA: FileId = FileId(u32::MAX - 2);

/// The text of a data file, without a byte order mark.
pub(super) fn text(host: &Host, path: &Path) -> Option<Arc<str>> {
    let text = String::from_utf8(host.world().read(path).ok()?).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).into())
}

/// The documents of a text.
pub(super) fn documents(path: &Path, text: &Arc<str>) -> Result<Vec<Arc<Data>>, Vec<Diagnostic>> {
    match encoding(path) {
        Some(encoding) => decode(DATA, text, FileType::plain(encoding)),
        None => Ok(Vec::new()),
    }
}

/// What is wrong with a data file; nothing where no schema applies to it.
pub(crate) fn problems(host: &mut Host, path: &Path) -> Result<Vec<Problem>, Cancelled> {
    let Some(text) = text(host, path) else { return Ok(Vec::new()) };
    let schema = match schema(host, path, &text) {
        Applies::Nothing => return Ok(Vec::new()),
        Applies::Missing(named, range) => {
            let place = Place { path: path.to_owned(), start: range.start as u32, end: range.end as u32 };
            return Ok(vec![Problem {
                place,
                severity: Severity::Error,
                code: e0804::CODE,
                message: format!("the schema {named} is not there"),
                path: String::new(),
                related: Vec::new(),
            }]);
        }
        Applies::Schema(schema) => schema,
    };
    let budget = Budget { cancel: host.cancel(), ..Budget::default() };
    let read = documents(path, &text);
    let Some(snapshot) = host.snapshot_of(&schema.instance)? else { return Ok(Vec::new()) };
    let place = |span: Span| match span.file {
        DATA => Some(Place { path: path.to_owned(), start: span.start, end: span.end }),
        _ => snapshot.place(span),
    };
    let documents = match read {
        Ok(documents) => documents,
        Err(errors) => return Ok(errors.iter().filter_map(|d| problem_by(&place, d)).collect()),
    };
    let mut out = Vec::new();
    if schema.embedded {
        // The package was evaluated with the data in it.
        let own =
            snapshot.diagnostics().filter_map(|d| anchored(d, |span| place(span).is_some_and(|p| p.path == path)));
        out.extend(own.filter_map(|d| problem_by(&place, &d)));
        return Ok(out);
    }
    for data in documents.iter().filter(|d| !is_empty(d)) {
        let Some(value) = unified(snapshot, &schema, data, budget.clone()) else { continue };
        for d in diagnostics(&value, true) {
            let mut here = anchored(&d, |span| span.file == DATA).unwrap_or_else(|| at_path(d, data));
            if let Some(label) = here.labels.first_mut().filter(|_| here.code == e0303::CODE) {
                label.span = key_of(data, label.span).unwrap_or(label.span);
            }
            out.extend(problem_by(&place, &here));
        }
    }
    if budget.cancel.load(std::sync::atomic::Ordering::Relaxed) { Err(Cancelled) } else { Ok(out) }
}

fn is_empty(data: &Data) -> bool {
    matches!(data.value, DataValue::Null) && data.span.start == data.span.end
}

/// What is at the path of a schema, unified with data.
pub(super) fn unified(snapshot: &Snapshot, schema: &Schema, data: &Data, budget: Budget) -> Option<Value> {
    let program = snapshot.program.clone();
    let mut evaluator = Evaluator::new(&program, tenon::library(), budget);
    let root = evaluator.root(*snapshot.ids.get(snapshot.package)?, None);
    let found = evaluator.find(root, &schema.path).ok()?;
    let data = evaluator.data_value(data);
    let node = evaluator.unify_all(&[found.place, data]);
    Some(evaluator.freeze(program.clone()).value(node))
}

/// A diagnostic with its first place in the data in front; nothing where none is.
fn anchored(d: &Diagnostic, is_here: impl Fn(Span) -> bool) -> Option<Diagnostic> {
    let at = d.labels.iter().position(|l| is_here(l.span))?;
    let mut d = d.clone();
    let label = d.labels.remove(at);
    d.labels.insert(0, label);
    Some(d)
}

/// A diagnostic at the nearest key around its path: what is missing has no place of its own.
fn at_path(mut d: Diagnostic, data: &Data) -> Diagnostic {
    let (mut at, mut span, mut rest) = (data, Span { end: data.span.start, ..data.span }, d.path.as_str());
    loop {
        let next = match &at.value {
            DataValue::Struct(entries) => entries.iter().find_map(|e| {
                let rest = behind(rest, &quoted_label(&e.key))?;
                Some((&e.value, e.key_span, rest))
            }),
            DataValue::List(items) => items.iter().enumerate().find_map(|(i, item)| {
                let rest = behind(rest, &i.to_string())?;
                Some((item, item.span, rest))
            }),
            _ => None,
        };
        let Some(next) = next else { break };
        (at, span, rest) = next;
    }
    d.labels.insert(0, tenon_source::Label { span, role: LabelRole::Primary, text: String::new(), owners: Vec::new() });
    d
}

/// The key of the value at a place.
fn key_of(data: &Data, place: Span) -> Option<Span> {
    let mut work = vec![data];
    while let Some(at) = work.pop() {
        match &at.value {
            DataValue::Struct(entries) => {
                if let Some(entry) = entries.iter().find(|e| e.value.span == place) {
                    return Some(entry.key_span);
                }
                work.extend(entries.iter().map(|e| &e.value));
            }
            DataValue::List(items) => work.extend(items),
            _ => {}
        }
    }
    None
}

/// What comes behind the first step of a path.
fn behind<'p>(path: &'p str, step: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(step)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

/// The step in the value to a key of data.
pub(super) fn step_of(key: &super::cursor::Key) -> Step {
    match key {
        super::cursor::Key::Name(name) => Step::Field(name.clone()),
        super::cursor::Key::Index(i) => Step::Index(*i),
    }
}

/// The value at a path.
pub(super) fn at(value: &Value, path: &[super::cursor::Key]) -> Option<Value> {
    let mut at = value.clone();
    for key in path {
        at = match step_of(key) {
            Step::Index(i) => at.default().elements().nth(i)?,
            Step::Field(name) | Step::Name(name) => {
                let label = at.frozen().names().find_regular(&name)?;
                crate::lookup::field(&at, label)?
            }
        };
    }
    Some(at)
}
