//! What is told of a key or value of a data file.

use super::apply::{Applies, schema};
use super::cursor::Key;
use super::evaluate::{at, documents, text, unified};
use crate::host::{Cancelled, Host};
use crate::hover::{Hover, Teller};
use crate::lookup::Home;
use std::path::Path;
use tenon_eval::Budget;
use tenon_ir::Data;
use tenon_ir::data::DataValue;
use tenon_source::Span;

/// What is told of what stands at an offset.
pub(crate) fn hover(host: &mut Host, path: &Path, offset: u32) -> Result<Option<Hover>, Cancelled> {
    let Some(text) = text(host, path) else { return Ok(None) };
    let Applies::Schema(schema) = schema(host, path, &text) else { return Ok(None) };
    let Ok(documents) = documents(path, &text) else { return Ok(None) };
    let found = documents.iter().find_map(|d| Some((d, key_at(d, offset)?)));
    let Some((data, (keys, span))) = found else { return Ok(None) };
    let budget = Budget { cancel: host.cancel(), ..Budget::default() };
    let world = host.world().clone();
    let Some(snapshot) = host.snapshot_of(&schema.instance)? else { return Ok(None) };
    let Some(home) = Home::of_package(snapshot) else { return Ok(None) };
    let value = unified(snapshot, &schema, data, budget).and_then(|v| at(&v, &keys));
    let name = keys.iter().rev().find_map(|k| match k {
        Key::Name(name) => Some(name.as_str()),
        Key::Index(_) => None,
    });
    let text = value.map(|v| Teller { home: &home, world: &world }.value(&v, name));
    Ok(text.map(|text| Hover { start: span.start, end: span.end, text }))
}

/// The path of the key or the value without parts at an offset, and where that stands.
fn key_at(data: &Data, offset: u32) -> Option<(Vec<Key>, Span)> {
    let on = |span: Span| span.start <= offset && offset <= span.end;
    let mut path = Vec::new();
    let mut at = data;
    loop {
        match &at.value {
            DataValue::Struct(entries) => {
                let entry = entries.iter().find(|e| on(e.key_span) || on(e.value.span))?;
                path.push(Key::Name(entry.key.to_string()));
                if on(entry.key_span) {
                    return Some((path, entry.key_span));
                }
                at = &entry.value;
            }
            DataValue::List(items) => {
                let (i, item) = items.iter().enumerate().find(|(_, item)| on(item.span))?;
                path.push(Key::Index(i));
                at = item;
            }
            _ => return on(at.span).then_some((path, at.span)),
        }
    }
}
