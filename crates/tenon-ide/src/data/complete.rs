//! What may come at the cursor of a data file: keys that the schema allows, values that it lists.
//!
//! The data is half written. It is read with a key of ours in the place of the word at the cursor, or, where that cannot be
//! read, only the path to the cursor counts; the schema is then unified with that.

use super::apply::{Applies, schema};
use super::cursor::{Cursor, Key};
use super::evaluate::{at, documents, text, unified};
use super::{encoding, json, yaml};
use crate::completion::{Choice, Completion, CompletionKind, allowed, choices, kind_of};
use crate::host::{Cancelled, Host};
use crate::lookup::Home;
use crate::show::{Show, kind_text, marker};
use crate::types::Edit;
use std::path::Path;
use std::sync::Arc;
use tenon_eval::{Budget, Field, Value};
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::program::Marker;
use tenon_load::filetype::Encoding;
use tenon_source::Span;

/// The key that stands for the word at the cursor.
const HERE: &str = "xCursorX";

/// What may come at an offset.
pub(crate) fn complete(host: &mut Host, path: &Path, offset: u32) -> Result<Vec<Completion>, Cancelled> {
    let Some(text) = text(host, path) else { return Ok(Vec::new()) };
    let syntax = match encoding(path) {
        Some(Encoding::Json | Encoding::Jsonl) => Syntax::Json,
        Some(Encoding::Yaml) => Syntax::Yaml,
        _ => return Ok(Vec::new()),
    };
    let Some(cursor) = syntax.cursor(&text, offset as usize) else { return Ok(Vec::new()) };
    let Applies::Schema(schema) = schema(host, path, &text) else { return Ok(Vec::new()) };
    let (mut data, present) = read(path, &text, &cursor, syntax);
    let container = if cursor.key { &cursor.path[..] } else { &cursor.path[..cursor.path.len().saturating_sub(1)] };
    ensure(&mut data, container);
    let budget = Budget { cancel: host.cancel(), ..Budget::default() };
    let Some(snapshot) = host.snapshot_of(&schema.instance)? else { return Ok(Vec::new()) };
    let Some(home) = Home::of_package(snapshot) else { return Ok(Vec::new()) };
    let Some(whole) = unified(snapshot, &schema, &data, budget) else { return Ok(Vec::new()) };
    let asked = Asked { home: &home, cursor: &cursor, syntax, text: &text };
    let mut out = Vec::new();
    let place = at(&whole, container);
    if cursor.key {
        if let Some(value) = place {
            let fields = allowed(&value).into_iter().filter(|f| f.label.is_regular());
            let names = value.frozen().names();
            out.extend(fields.filter(|f| !present.iter().any(|p| p == names.name(f.label))).map(|f| asked.field(&f)));
            // An element of a list may be a scalar.
            asked.values(&value, &mut out);
        }
    } else if let Some(value) = at(&whole, &cursor.path) {
        asked.values(&value, &mut out);
    }
    out.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    Ok(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
}

impl Syntax {
    fn cursor(self, text: &str, offset: usize) -> Option<Cursor> {
        match self {
            Syntax::Json => json::cursor(text, offset),
            Syntax::Yaml => yaml::cursor(text, offset),
        }
    }

    /// What may stand in the place of the word so that the text can be read.
    fn stand_ins(self, cursor: &Cursor) -> Vec<String> {
        match (self, cursor.key, cursor.colon) {
            (Syntax::Json, true, false) => {
                let pair = format!("\"{HERE}\": null");
                vec![pair.clone(), format!("{pair},"), format!(",{pair}"), format!(",{pair},")]
            }
            (Syntax::Json, true, true) => vec![format!("\"{HERE}\""), format!(",\"{HERE}\"")],
            (Syntax::Yaml, true, false) => vec![format!("{HERE}: null")],
            (Syntax::Yaml, true, true) => vec![HERE.to_owned()],
            (_, false, _) => vec!["null".to_owned(), "null,".to_owned()],
        }
    }
}

/// The data around the cursor, as far as it can be read, without what is being written; and the keys beside that.
fn read(path: &Path, text: &Arc<str>, cursor: &Cursor, syntax: Syntax) -> (Data, Vec<String>) {
    for stand_in in syntax.stand_ins(cursor) {
        let mut probe = text.to_string();
        probe.replace_range(cursor.start..cursor.end, &stand_in);
        let Ok(documents) = documents(path, &probe.into()) else { continue };
        let at = cursor.start as u32;
        let inside = |d: &&Arc<Data>| d.span.start <= at && at <= d.span.end;
        let Some(data) = documents.iter().find(inside).or(documents.first()) else { continue };
        let mut data = Data::clone(data);
        let mut keys = cursor.path.clone();
        if cursor.key {
            keys.push(Key::Name(HERE.to_owned()));
        }
        let present = take_out(&mut data, &keys);
        return (data, present);
    }
    (Data { span: Span::NONE, value: DataValue::Null }, Vec::new())
}

/// Takes a value out; says which keys are left beside it.
fn take_out(data: &mut Data, path: &[Key]) -> Vec<String> {
    let mut at = data;
    for (i, key) in path.iter().enumerate() {
        let last = i + 1 == path.len();
        at = match (key, &mut at.value) {
            (Key::Name(name), DataValue::Struct(entries)) => {
                if last {
                    entries.retain(|e| *e.key != **name);
                    return entries.iter().map(|e| e.key.to_string()).collect();
                }
                match entries.iter_mut().find(|e| *e.key == **name) {
                    Some(entry) => &mut entry.value,
                    None => return Vec::new(),
                }
            }
            (Key::Index(i), DataValue::List(items)) => match items.get_mut(*i) {
                Some(item) => item,
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
    }
    Vec::new()
}

/// Makes structs and lists where a path leads through nothing.
fn ensure(data: &mut Data, path: &[Key]) {
    let mut at = data;
    for key in path {
        match key {
            Key::Name(name) => {
                if !matches!(at.value, DataValue::Struct(_)) {
                    at.value = DataValue::Struct(Vec::new());
                }
                let DataValue::Struct(entries) = &mut at.value else { return };
                let found = entries.iter().position(|e| *e.key == **name);
                let i = found.unwrap_or(entries.len());
                if found.is_none() {
                    let value = Data { span: Span::NONE, value: DataValue::Struct(Vec::new()) };
                    entries.push(Entry { key_span: Span::NONE, key: name.as_str().into(), value });
                }
                at = &mut entries[i].value;
            }
            Key::Index(i) => {
                if !matches!(at.value, DataValue::List(_)) {
                    at.value = DataValue::List(Vec::new());
                }
                let DataValue::List(items) = &mut at.value else { return };
                while items.len() <= *i {
                    items.push(Data { span: Span::NONE, value: DataValue::Struct(Vec::new()) });
                }
                at = &mut items[*i];
            }
        }
    }
    if matches!(at.value, DataValue::Null) {
        at.value = DataValue::Struct(Vec::new());
    }
}

/// What is asked.
struct Asked<'a> {
    home: &'a Home<'a>,
    cursor: &'a Cursor,
    syntax: Syntax,
    text: &'a str,
}

impl Asked<'_> {
    fn item(&self, label: String, kind: CompletionKind, text: String) -> Completion {
        Completion {
            label,
            kind,
            detail: String::new(),
            docs: String::new(),
            edit: Edit { start: self.cursor.start as u32, end: self.cursor.end as u32, text },
            snippet: false,
            more: Vec::new(),
            rank: 1,
        }
    }

    fn field(&self, f: &Field) -> Completion {
        let name = f.value.frozen().names().name(f.label);
        let key = match self.syntax {
            Syntax::Json => json_string(name),
            Syntax::Yaml => yaml_string(name),
        };
        let given = f.marker == Marker::Regular && f.value.scalar().is_some();
        let rank = match f.marker {
            Marker::Required => 0,
            Marker::Regular if given => 1,
            Marker::Regular => 1,
            Marker::Optional => 2,
        };
        let show = Show { sources: &self.home.snapshot.sources };
        let text = if self.cursor.colon { key.clone() } else { self.pair(&key, &f.value) };
        let label = if self.syntax == Syntax::Json { key } else { name.to_owned() };
        Completion {
            detail: format!("{name}{}: {}", marker(f.marker), show.line(&f.value)),
            docs: self.home.few_docs(&f.value),
            snippet: !self.cursor.colon,
            rank,
            ..self.item(label, CompletionKind::Field, text)
        }
    }

    /// A key with a place for its value.
    fn pair(&self, key: &str, value: &Value) -> String {
        let choices: Vec<Choice> = choices(value, None).into_iter().filter(|c| !c.composed).collect();
        let key = escape(key);
        let literal = |c: &Choice| escape(&self.literal(c));
        let kind = kind_text(kind_of(value));
        let json = self.syntax == Syntax::Json;
        let text = match choices.as_slice() {
            [one] if value.scalar().is_some() => format!("{key}: {}", literal(one)),
            [] => match kind.as_str() {
                "string" if json => format!("{key}: \"$1\""),
                "{...}" if json => format!("{key}: {{\n  $0\n}}"),
                "[...]" if json => format!("{key}: [$0]"),
                "{...}" => format!("{key}:\n  $0"),
                "[...]" => format!("{key}:\n  - $0"),
                _ => format!("{key}: $1"),
            },
            several => match several.iter().find(|c| c.default) {
                Some(default) => format!("{key}: ${{1:{}}}", literal(default)),
                None => {
                    let all = several.iter().map(|c| literal(c).replace(',', "\\,").replace('|', "\\|"));
                    format!("{key}: ${{1|{}|}}", all.collect::<Vec<_>>().join(","))
                }
            },
        };
        let more = json && self.text.get(self.cursor.end..).is_some_and(|t| t.trim_start().starts_with('"'));
        if more { format!("{text},") } else { text }
    }

    fn values(&self, value: &Value, out: &mut Vec<Completion>) {
        for choice in choices(value, Some(Span::NONE)).into_iter().filter(|c| !c.composed) {
            let text = self.literal(&choice);
            let detail = if choice.default { "default" } else { "" };
            let rank = u8::from(!choice.default);
            let item = self.item(text.clone(), CompletionKind::Value, text);
            out.push(Completion { detail: detail.to_owned(), rank, ..item });
        }
    }

    fn literal(&self, choice: &Choice) -> String {
        match (&choice.string, self.syntax) {
            (Some(text), Syntax::Json) => json_string(text),
            (Some(text), Syntax::Yaml) => yaml_string(text),
            (None, _) => choice.text.clone(),
        }
    }
}

/// A text as JSON.
fn json_string(text: &str) -> String {
    let written = tenon::encoding::json::write(&Data::str(text), &tenon::encoding::json::JsonOptions::default());
    written.map_or_else(|_| format!("{text:?}"), |t| t.trim_end().to_owned())
}

/// A text as YAML.
fn yaml_string(text: &str) -> String {
    let written = tenon::encoding::yaml::write(&Data::str(text), &tenon::encoding::yaml::YamlOptions::default());
    written.map_or_else(|_| format!("{text:?}"), |t| t.trim_end().to_owned())
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}
