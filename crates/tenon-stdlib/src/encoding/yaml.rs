//! Package `encoding/yaml`.

use super::NO_FILE;
use crate::args::*;
use tenon_encoding::yaml::{self, YamlOptions};
use tenon_eval::builtin::{Answer, CallError, Check, Context, Function, Handle, Package, Run, Where};
use tenon_ir::Data;
use tenon_source::{Diagnostic, FileId};

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/yaml",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/yaml/yaml.cue"),
};

static FUNCTIONS: &[Function] = &[
    pure("Marshal", &[param("v", ANY)], STR, |a| {
        string(yaml::write(a.get_arg(0)?, &YamlOptions::default()).map_err(|e| CallError::new(e.to_string()))?)
    }),
    pure("MarshalStream", &[param("v", ANY)], STR, |a| {
        string(yaml::write_documents(a.list(0)?, &YamlOptions::default()).map_err(|e| CallError::new(e.to_string()))?)
    }),
    pure("Unmarshal", &[param("data", TEXT)], ANY, unmarshal),
    pure("UnmarshalStream", &[param("data", TEXT)], LIST, |a| Ok(Data::list(read(NO_FILE, &a.text(0)?)?))),
    Function {
        name: "Validate",
        params: &[param("b", TEXT), shallow("v", ANY)],
        result: BOOL,
        run: Run::Context(|cx, a| validate(cx, a, "yaml.Validate", Check::Concrete)),
    },
    Function {
        name: "ValidatePartial",
        params: &[param("b", TEXT), shallow("v", ANY)],
        result: BOOL,
        run: Run::Context(|cx, a| validate(cx, a, "yaml.ValidatePartial", Check::Partial)),
    },
];

fn read(file: FileId, text: &str) -> Result<Vec<Data>> {
    yaml::parse_documents(file, text).map_err(|d: Diagnostic| CallError::new(d.message))
}

fn unmarshal(a: &[Data]) -> Result {
    let text = a.text(0)?;
    // A second document is refused whatever it holds.
    if let Some(start) = second_document(&text)
        && let Ok(first) = yaml::parse_documents(NO_FILE, text.get(..start).unwrap_or_default())
        && first.len() == 1
    {
        let at = start + text.get(start..).unwrap_or_default().find('\n').map_or(0, |n| n + 1);
        return single(&text, at);
    }
    let mut documents = read(NO_FILE, &text)?;
    match (documents.pop(), documents.last()) {
        (Some(only), None) => Ok(only),
        (Some(last), Some(_)) => single(&text, last.span.start as usize),
        (None, _) => Ok(Data::null()),
    }
}

/// The error for more than one document, with the place of the second.
fn single<T>(text: &str, at: usize) -> Result<T> {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |n| n + 1) + 1;
    fail(format!("{line}:{column}: expected a single YAML document"))
}

/// Where the line with `---` stands that ends a document that is not empty.
fn second_document(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut content = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if content && (bare == "---" || line.starts_with("--- ")) {
            return Some(at);
        }
        content |= !(bare.is_empty() || bare.starts_with(['#', '%']) || bare == "---");
        at += line.len();
    }
    None
}

fn validate(cx: &mut dyn Context, a: &[Handle], name: &str, check: Check) -> std::result::Result<Answer, CallError> {
    let [text, schema] = a else { return fail("wrong number of arguments") };
    let text = [cx.data(*text)?];
    let text = text.text(0)?;
    let file = cx.source(name, &text);
    for document in read(file, &text)? {
        let value = cx.value(&document);
        let unified = cx.unify(value, *schema);
        match cx.error(unified, check) {
            // What is not concrete will not become so: the text is complete.
            Some(CallError::Incomplete(message)) => return lacking(message, *schema, Where::Call),
            Some(CallError::Open { value, message }) => return lacking(message, *schema, Where::Value(value)),
            Some(error) => return Err(error),
            None => {}
        }
    }
    Ok(Answer::Data(Data::bool(true)))
}

fn lacking<T>(message: String, schema: Handle, at: Where) -> std::result::Result<T, CallError> {
    Err(CallError::Placed { message, spans: Vec::new(), values: vec![schema], at })
}
