//! What two values of one key mean: the same field declared twice.
//!
//! Equal scalars are one scalar, objects join their fields, lists of one length join element by element; all else is a
//! conflict.

use crate::keys;
use std::sync::Arc;
use tenon_catalogue::e0603;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_source::{Diagnostic, LabelRole};

/// Two values of one key that cannot both hold.
pub(super) struct Conflict {
    first: Box<Data>,
    second: Box<Data>,
    /// From the inside out.
    path: Vec<String>,
}

impl Conflict {
    fn new(first: Data, second: Data) -> Conflict {
        Conflict { first: Box::new(first), second: Box::new(second), path: Vec::new() }
    }

    fn within(mut self, step: impl Into<String>) -> Conflict {
        self.path.push(step.into());
        self
    }

    /// The conflict as a problem of the object at `outer`.
    pub(super) fn diagnostic(self, outer: &[String]) -> Diagnostic {
        let mut path = outer.to_vec();
        path.extend(self.path.into_iter().rev());
        let message = e0603::message(brief(&self.second), brief(&self.first));
        Diagnostic::error(e0603::CODE, message)
            .path(path.join("."))
            .at(self.second.span, LabelRole::Conflict)
            .at(self.first.span, LabelRole::Conflict)
    }
}

fn brief(data: &Data) -> String {
    match &data.value {
        DataValue::List(_) => "a list".to_owned(),
        DataValue::Struct(_) => "an object".to_owned(),
        _ => super::write(data, &super::JsonOptions::default()).unwrap_or_default(),
    }
}

/// The entries with every key once, where it stood first.
pub(super) fn unique(entries: Vec<Entry>) -> Result<Vec<Entry>, Conflict> {
    let groups = keys::duplicates(&entries);
    if groups.is_empty() {
        return Ok(entries);
    }
    let mut slots: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
    for group in groups {
        let mut members = group.iter().filter_map(|i| slots.get_mut(*i).and_then(Option::take));
        let Some(Entry { key, key_span, value }) = members.next() else { continue };
        let rest: Vec<Data> = members.map(|e| e.value).collect();
        let value = join(value, rest).map_err(|c| c.within(&*key))?;
        if let Some(slot) = group.first().and_then(|i| slots.get_mut(*i)) {
            *slot = Some(Entry { key_span, key: Arc::clone(&key), value });
        }
    }
    Ok(slots.into_iter().flatten().collect())
}

fn join(first: Data, rest: Vec<Data>) -> Result<Data, Conflict> {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match first.value {
        DataValue::Struct(mut entries) => {
            for other in rest {
                match other.value {
                    DataValue::Struct(more) => entries.extend(more),
                    _ => {
                        let first = Data { span: first.span, value: DataValue::Struct(entries) };
                        return Err(Conflict::new(first, other));
                    }
                }
            }
            Ok(Data { span: first.span, value: DataValue::Struct(unique(entries)?) })
        }
        DataValue::List(items) => join_lists(first.span, items, rest),
        _ => match rest.into_iter().find(|other| *other != first) {
            Some(other) => Err(Conflict::new(first, other)),
            None => Ok(first),
        },
    })
}

fn join_lists(span: tenon_source::Span, items: Vec<Data>, rest: Vec<Data>) -> Result<Data, Conflict> {
    let mut columns: Vec<(Data, Vec<Data>)> = items.into_iter().map(|item| (item, Vec::new())).collect();
    for other in rest {
        match other.value {
            DataValue::List(more) if more.len() == columns.len() => {
                for (column, item) in columns.iter_mut().zip(more) {
                    column.1.push(item);
                }
            }
            _ => {
                let items = columns.into_iter().map(|c| c.0).collect();
                return Err(Conflict::new(Data { span, value: DataValue::List(items) }, other));
            }
        }
    }
    let mut joined = Vec::with_capacity(columns.len());
    for (i, (item, more)) in columns.into_iter().enumerate() {
        joined.push(join(item, more).map_err(|c| c.within(i.to_string()))?);
    }
    Ok(Data { span, value: DataValue::List(joined) })
}
