//! Package `encoding/json`.

use super::NO_FILE;
use crate::args::*;
use tenon_catalogue::e0601;
use tenon_encoding::json::{self, JsonOptions};
use tenon_eval::builtin::{Answer, CallError, Check, Context, Function, Handle, Package, Run};
use tenon_ir::Data;
use tenon_source::FileId;

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/json",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/json/json.cue"),
};

static FUNCTIONS: &[Function] = &[
    pure("Valid", &[param("data", TEXT)], BOOL, |a| {
        Ok(Data::bool(std::str::from_utf8(a.bytes(0)?).is_ok_and(json::valid)))
    }),
    pure("Compact", &[param("src", TEXT)], STR, |a| string(json::compact(&a.text(0)?).or_else(|_| invalid())?)),
    pure("Indent", &[param("src", TEXT), param("prefix", STR), param("indent", STR)], STR, |a| {
        string(json::indent(&a.text(0)?, a.str(1)?, a.str(2)?).or_else(|_| invalid())?)
    }),
    pure("HTMLEscape", &[param("src", TEXT)], STR, |a| string(json::html_escape(&a.text(0)?))),
    pure("Marshal", &[param("v", ANY)], STR, |a| string(write(a.get_arg(0)?)?)),
    pure("MarshalStream", &[param("v", ANY)], STR, |a| {
        let lines: Result<Vec<String>> = a.list(0)?.iter().map(|item| Ok(write(item)? + "\n")).collect();
        string(lines?.concat())
    }),
    pure("Unmarshal", &[param("b", TEXT)], ANY, |a| {
        let text = a.text(0)?;
        json::parse(NO_FILE, &text).or_else(|_| fail(why(&text)))
    }),
    pure("UnmarshalStream", &[param("data", TEXT)], LIST, |a| {
        let values: std::result::Result<Vec<Data>, _> = json::parse_many(NO_FILE, &a.text(0)?).collect();
        values.map(Data::list).or_else(|_| invalid())
    }),
    Function {
        name: "Validate",
        params: &[param("b", TEXT), shallow("v", ANY)],
        result: BOOL,
        run: Run::Context(validate),
    },
];

/// What is wrong with a text that is no JSON, and where in it. What comes behind a whole value goes without, as in the
/// reference implementation.
fn why(text: &str) -> String {
    // Errors without a file have no position.
    let Err(error) = json::parse(FileId(0), text) else { return "json: invalid JSON".to_owned() };
    if error.message.ends_with(e0601::BEHIND) {
        return "json: invalid JSON".to_owned();
    }
    let at = error.labels.first().map_or(0, |label| label.span.start as usize);
    let before = text.get(..at).unwrap_or("");
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
    let line = before.matches('\n').count() + 1;
    format!("json: {} in line {line}, column {column}", error.message)
}

fn invalid<T>() -> Result<T> {
    fail("json: invalid JSON")
}

fn write(data: &Data) -> Result<String> {
    json::write(data, &JsonOptions::default()).map_err(|e| CallError::new(e.to_string()))
}

fn validate(cx: &mut dyn Context, a: &[Handle]) -> std::result::Result<Answer, CallError> {
    let [text, schema] = a else { return fail("wrong number of arguments") };
    let text = [cx.data(*text)?];
    let text = text.text(0)?;
    let file = cx.source("json.Validate", &text);
    let data = json::parse(file, &text).or_else(|_| invalid())?;
    let value = cx.value(&data);
    let unified = cx.unify(value, *schema);
    match cx.error(unified, Check::Required) {
        Some(error) => Err(error),
        None => Ok(Answer::Data(Data::bool(true))),
    }
}
