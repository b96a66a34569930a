//! Data files on the command line: where their documents are placed, and how they are put together.

use crate::flags::Input;
use std::sync::Arc;
use tenon::compile::{Compiled, Extra};
use tenon::ir::Data;
use tenon::ir::data::{DataValue, Entry};
use tenon::load::DataFile;
use tenon::place::{self, Step};
use tenon::source::{Diagnostic, SourceMap, Span};
use tenon::syntax::ast::Label;

/// A document with what path expressions may ask of it.
struct Document {
    /// The file's name and how many documents it has.
    file: (Arc<str>, usize),
    index: usize,
    data: Arc<Data>,
}

impl Document {
    /// Its data, without a copy where nobody else holds it.
    fn into_data(self) -> Data {
        Arc::try_unwrap(self.data).unwrap_or_else(|shared| (*shared).clone())
    }
}

/// The documents of data files, each placed where the flags say.
///
/// # Errors
///
/// Malformed paths, and path expressions that are no strings.
pub fn place(files: Vec<DataFile>, input: &Input, sources: &mut SourceMap) -> Result<Vec<Extra>, Vec<Diagnostic>> {
    let documents = documents(files, input);
    if input.path.is_empty() {
        if input.list && !documents.is_empty() {
            let items = documents.into_iter().map(Document::into_data).collect();
            return Ok(vec![at_root(Arc::new(Data::list(items)))]);
        }
        return Ok(documents.into_iter().map(|d| at_root(d.data)).collect());
    }
    let mut steps = Vec::with_capacity(input.path.len());
    for text in &input.path {
        steps.push(place::step(text, sources)?);
    }
    let mut groups: Vec<(String, Vec<Label>, Vec<Data>)> = Vec::new();
    for document in documents {
        let labels = labels(&steps, &document, input.with_context, sources)?;
        let key = format!("{:?}", labels.iter().map(name).collect::<Vec<_>>());
        match groups.iter_mut().find(|(k, _, _)| input.list && *k == key) {
            Some((_, _, items)) => items.push(document.into_data()),
            None => groups.push((key, labels, vec![document.into_data()])),
        }
    }
    let placed = groups.into_iter().map(|(_, labels, mut items)| {
        let data = match (input.list, items.pop()) {
            (false, Some(only)) => only,
            (true, Some(last)) => {
                items.push(last);
                Data::list(items)
            }
            (_, None) => Data::null(),
        };
        Extra { data: Vec::new(), placed: vec![place::place(labels, Arc::new(data), sources)] }
    });
    Ok(placed.collect())
}

/// All of them as one.
pub fn merge(documents: &[Extra]) -> Extra {
    let mut out = Extra::default();
    for d in documents {
        out.data.extend(d.data.iter().cloned());
        out.placed.extend(d.placed.iter().cloned());
    }
    out
}

fn at_root(data: Arc<Data>) -> Extra {
    Extra { data: vec![data], placed: Vec::new() }
}

/// All documents. An empty YAML file counts only where nothing else is.
fn documents(files: Vec<DataFile>, input: &Input) -> Vec<Document> {
    let all: usize = files.iter().map(|f| f.documents.len()).sum();
    let mut out = Vec::with_capacity(all);
    for file in files {
        let about = (Arc::from(file.name), file.documents.len());
        for (index, data) in file.documents.into_iter().enumerate() {
            let empty = matches!(data.value, DataValue::Null) && data.span.start == data.span.end;
            let skip = empty && all > 1 && (!input.list || !input.path.is_empty());
            if !skip {
                out.push(Document { file: about.clone(), index, data });
            }
        }
    }
    out
}

fn labels(
    steps: &[Step],
    document: &Document,
    with_context: bool,
    sources: &mut SourceMap,
) -> Result<Vec<Label>, Vec<Diagnostic>> {
    let mut out = Vec::new();
    for step in steps {
        match step {
            Step::Labels(labels) => out.extend(labels.iter().cloned()),
            Step::Expr(text) => {
                let scope = if with_context { context(document) } else { document.data.clone() };
                out.push(place::label(&evaluate(text, scope, sources)?));
            }
        }
    }
    Ok(out)
}

fn evaluate(text: &str, scope: Arc<Data>, sources: &mut SourceMap) -> Result<String, Vec<Diagnostic>> {
    let mut compiled = Compiled::with_sources(std::mem::take(sources));
    let package = compiled.data_package(&at_root(scope));
    let result = compiled
        .expr(package, "--path", text, tenon::library())
        .and_then(|expr| place::string_value(&compiled.program, package, expr, text));
    *sources = compiled.sources;
    result
}

fn context(document: &Document) -> Arc<Data> {
    let entry = |key: &str, value: Data| Entry { key_span: Span::NONE, key: key.into(), value };
    let (name, count) = &document.file;
    Arc::new(Data::new(DataValue::Struct(vec![
        entry("filename", Data::str(name.clone())),
        entry("index", Data::int(i64::try_from(document.index).unwrap_or(i64::MAX))),
        entry("recordCount", Data::int(i64::try_from(*count).unwrap_or(i64::MAX))),
        entry("data", (*document.data).clone()),
    ])))
}

fn name(label: &Label) -> String {
    match label {
        Label::Ident(i) => i.name.clone(),
        Label::String(s) => s.raw().into_owned(),
        _ => String::new(),
    }
}
