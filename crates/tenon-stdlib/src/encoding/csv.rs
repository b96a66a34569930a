//! Package `encoding/csv`: records of fields, as RFC 4180 describes them and Go reads them.

use crate::args::*;
use tenon_eval::builtin::{Function, Package};
use tenon_ir::Data;
use tenon_ir::data::DataValue;

pub(crate) static PACKAGE: Package = Package {
    path: "encoding/csv",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/encoding/csv/csv.cue"),
};

static FUNCTIONS: &[Function] = functions! {
    "Encode"(x: ANY) -> STR = encode;
    "Decode"(r: TEXT) -> LIST = |a| match decode(&a.text(0)?) {
        Ok(records) => {
            let record = |fields: Vec<String>| Data::list(fields.into_iter().map(Data::str).collect());
            Ok(Data::list(records.into_iter().map(record).collect()))
        }
        Err(message) => fail(message),
    };
};

fn encode(a: &[Data]) -> Result {
    let mut out = String::new();
    for (i, record) in a.list(0)?.iter().enumerate() {
        let DataValue::List(fields) = &record.value else {
            return fail_at(
                format!(
                    "invalid list element {i} in argument 0 to call: cannot use value {} as list",
                    describe(record)
                ),
                record.span,
            );
        };
        let texts: Vec<String> = fields.iter().map(|f| quoted(&field(f))).collect();
        out.push_str(&texts.join(","));
        out.push('\n');
    }
    string(out)
}

fn field(data: &Data) -> String {
    match &data.value {
        DataValue::Str(s) => s.to_string(),
        DataValue::Bytes(b) => String::from_utf8_lossy(b).into_owned(),
        _ => show(data),
    }
}

fn quoted(field: &str) -> String {
    let needed = field == "\\." || field.contains([',', '"', '\r', '\n']) || field.starts_with(char::is_whitespace);
    if needed { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

fn decode(text: &str) -> std::result::Result<Vec<Vec<String>>, String> {
    let text = text.replace("\r\n", "\n");
    let mut records: Vec<Vec<String>> = Vec::new();
    let mut rest = text.as_str();
    let mut line = 0;
    while !rest.is_empty() {
        line += 1;
        if let Some(tail) = rest.strip_prefix('\n') {
            rest = tail;
            continue;
        }
        let first = line;
        let mut record = Vec::new();
        let mut more = true;
        let mut column = 1;
        while more {
            let start = rest.len();
            let (field, tail, next) = match rest.strip_prefix('"') {
                Some(inner) => quoted_field(inner, first, &mut line, column)?,
                None => plain_field(rest, line, column)?,
            };
            record.push(field);
            (rest, more) = (tail, next);
            column += start - rest.len();
        }
        if records.first().is_some_and(|r| r.len() != record.len()) {
            return Err(format!("record on line {first}: wrong number of fields"));
        }
        records.push(record);
    }
    Ok(records)
}

/// A field without quotes, what follows it, and whether that is another field.
fn plain_field(rest: &str, line: usize, column: usize) -> std::result::Result<(String, &str, bool), String> {
    let end = rest.find([',', '\n']).unwrap_or(rest.len());
    let (field, tail) = rest.split_at(end);
    if let Some(at) = field.find('"') {
        return Err(format!("parse error on line {line}, column {}: bare \" in non-quoted field", column + at));
    }
    Ok((field.to_owned(), tail.get(1..).unwrap_or_default(), tail.starts_with(',')))
}

fn quoted_field<'t>(
    inner: &'t str,
    first: usize,
    line: &mut usize,
    column: usize,
) -> std::result::Result<(String, &'t str, bool), String> {
    let mut field = String::new();
    let mut rest = inner;
    loop {
        let Some((text, tail)) = rest.split_once('"') else {
            let place =
                if first == *line { format!("line {first}") } else { format!("record on line {first}; line {line}") };
            return Err(format!(
                "parse error on {place}, column {}: extraneous or missing \" in quoted-field",
                column + inner.len() + 1
            ));
        };
        *line += text.matches('\n').count();
        field.push_str(text);
        if let Some(after) = tail.strip_prefix('"') {
            field.push('"');
            rest = after;
            continue;
        }
        return match tail.chars().next() {
            Some(c @ (',' | '\n')) => Ok((field, tail.get(1..).unwrap_or_default(), c == ',')),
            None => Ok((field, "", false)),
            Some(_) => {
                let at = column + inner.len() - tail.len();
                Err(format!("parse error on line {line}, column {at}: extraneous or missing \" in quoted-field"))
            }
        };
    }
}
