//! The functions that every template has.

use super::exec::Value;
use super::format::{print, sprintf};
use std::cmp::Ordering;
use tenon_ir::Data;
use tenon_ir::data::DataValue;

const NAMES: &[&str] = &[
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf",
    "println", "slice", "urlquery",
];

pub(super) fn exists(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Whether a value counts as true: not empty and not zero.
pub(super) fn is_true(value: &Value) -> bool {
    match value.as_ref().map(|d| &d.value) {
        None | Some(DataValue::Null) => false,
        Some(DataValue::Bool(b)) => *b,
        Some(DataValue::Num(n)) => !n.is_zero(),
        Some(DataValue::Str(s)) => !s.is_empty(),
        Some(DataValue::Bytes(b)) => !b.is_empty(),
        Some(DataValue::List(items)) => !items.is_empty(),
        Some(DataValue::Struct(entries)) => !entries.is_empty(),
        Some(DataValue::Opaque(_)) => true,
    }
}

/// Calls a function.
pub(super) fn call(name: &str, args: &[Value]) -> Result<Value, String> {
    let count = |least: usize, most: usize| match args.len() {
        n if (least..=most).contains(&n) => Ok(()),
        n => Err(format!("wrong number of args for {name}: want {} got {n}", if n < least { least } else { most })),
    };
    let first = args.first().cloned().flatten();
    let second = args.get(1).cloned().flatten();
    let boolean = |b: bool| Ok(Some(Data::bool(b)));
    let ordered = |want: &[Ordering]| -> Result<Value, String> {
        count(2, 2)?;
        boolean(want.contains(&compare(first.as_ref(), second.as_ref())?))
    };
    match name {
        "not" => {
            count(1, 1)?;
            boolean(!is_true(&first))
        }
        "eq" => {
            count(2, usize::MAX)?;
            for other in args.iter().skip(1) {
                if equal(first.as_ref(), other.as_ref())? {
                    return boolean(true);
                }
            }
            boolean(false)
        }
        "ne" => {
            count(2, 2)?;
            boolean(!equal(first.as_ref(), second.as_ref())?)
        }
        "lt" => ordered(&[Ordering::Less]),
        "le" => ordered(&[Ordering::Less, Ordering::Equal]),
        "gt" => ordered(&[Ordering::Greater]),
        "ge" => ordered(&[Ordering::Greater, Ordering::Equal]),
        "len" => {
            count(1, 1)?;
            length(first.as_ref()).map(|n| Some(Data::int(n as i64)))
        }
        "index" => args.iter().skip(1).try_fold(first, |value, key| index(value, key.as_ref())),
        "slice" => slice(first.as_ref(), args.get(1..).unwrap_or_default()).map(Some),
        "print" => Ok(Some(Data::str(join(args, false)))),
        "println" => Ok(Some(Data::str(join(args, true) + "\n"))),
        "printf" => match first.as_ref().map(|d| &d.value) {
            Some(DataValue::Str(format)) => Ok(Some(Data::str(sprintf(format, args.get(1..).unwrap_or_default())?))),
            _ => Err("wrong type for format; expected string".into()),
        },
        "html" => Ok(Some(Data::str(html(&join(args, false))))),
        "js" => Ok(Some(Data::str(js(&join(args, false))))),
        "urlquery" => Ok(Some(Data::str(crate::net::escape_query(&join(args, false))))),
        "call" => Err("non-function".into()),
        // `and` and `or` come here only without arguments.
        _ => Err(format!("wrong number of args for {name}: want at least 1 got 0")),
    }
}

/// The values one behind the other: spaces between all of them, or between those that are no strings.
fn join(args: &[Value], always: bool) -> String {
    let mut out = String::new();
    let mut before: Option<bool> = None;
    for arg in args {
        let text = arg.as_ref().is_some_and(|d| matches!(d.value, DataValue::Str(_)));
        if before.is_some_and(|b| always || (!b && !text)) {
            out.push(' ');
        }
        out.push_str(&arg.as_ref().map_or("<nil>".into(), print));
        before = Some(text);
    }
    out
}

fn equal(a: Option<&Data>, b: Option<&Data>) -> Result<bool, String> {
    match (a.map(|d| &d.value), b.map(|d| &d.value)) {
        (None | Some(DataValue::Null), None | Some(DataValue::Null)) => Ok(true),
        (None | Some(DataValue::Null), _) | (_, None | Some(DataValue::Null)) => Ok(false),
        (Some(DataValue::List(_) | DataValue::Struct(_)), _) | (_, Some(DataValue::List(_) | DataValue::Struct(_))) => {
            Err("non-comparable type".into())
        }
        (Some(DataValue::Num(a)), Some(DataValue::Num(b))) if a.is_int() == b.is_int() => Ok(a == b),
        (Some(DataValue::Str(a)), Some(DataValue::Str(b))) => Ok(a == b),
        (Some(DataValue::Bool(a)), Some(DataValue::Bool(b))) => Ok(a == b),
        (Some(DataValue::Bytes(a)), Some(DataValue::Bytes(b))) => Ok(a == b),
        _ => Err("incompatible types for comparison".into()),
    }
}

fn compare(a: Option<&Data>, b: Option<&Data>) -> Result<Ordering, String> {
    match (a.map(|d| &d.value), b.map(|d| &d.value)) {
        (Some(DataValue::Num(a)), Some(DataValue::Num(b))) if a.is_int() == b.is_int() => Ok(a.compare(b)),
        (Some(DataValue::Str(a)), Some(DataValue::Str(b))) => Ok(a.cmp(b)),
        (Some(DataValue::Num(_) | DataValue::Str(_)), Some(DataValue::Num(_) | DataValue::Str(_))) => {
            Err("incompatible types for comparison".into())
        }
        _ => Err("invalid type for comparison".into()),
    }
}

fn length(value: Option<&Data>) -> Result<usize, String> {
    match value.map(|d| &d.value) {
        Some(DataValue::Str(s)) => Ok(s.len()),
        Some(DataValue::Bytes(b)) => Ok(b.len()),
        Some(DataValue::List(items)) => Ok(items.len()),
        Some(DataValue::Struct(entries)) => Ok(entries.len()),
        None | Some(DataValue::Null) => Err("len of nil pointer".into()),
        _ => Err(format!("len of type {}", value.map_or("nil", crate::args::kind))),
    }
}

/// An index: not negative, and at most `limit`.
fn position(key: Option<&Data>, limit: usize) -> Result<usize, String> {
    let number = match key.map(|d| &d.value) {
        Some(DataValue::Num(n)) if n.is_int() => n,
        _ => return Err(format!("cannot index slice/array with type {}", key.map_or("nil", crate::args::kind))),
    };
    let at = number.as_i64().and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= limit);
    at.ok_or_else(|| format!("index out of range: {number}"))
}

fn index(value: Value, key: Option<&Data>) -> Result<Value, String> {
    match value.as_ref().map(|d| &d.value) {
        Some(DataValue::List(items)) => {
            let at = position(key, items.len().saturating_sub(1))?;
            items.get(at).cloned().map(Some).ok_or_else(|| format!("index out of range: {at}"))
        }
        Some(DataValue::Str(s)) => {
            let at = position(key, s.len().saturating_sub(1))?;
            let byte = s.as_bytes().get(at).ok_or_else(|| format!("index out of range: {at}"))?;
            Ok(Some(Data::int(i64::from(*byte))))
        }
        Some(DataValue::Struct(entries)) => match key.map(|d| &d.value) {
            Some(DataValue::Str(key)) => Ok(entries.iter().find(|e| e.key == *key).map(|e| e.value.clone())),
            _ => Err(format!("value has type {}; should be string", key.map_or("nil", crate::args::kind))),
        },
        None | Some(DataValue::Null) => Err("index of untyped nil".into()),
        _ => Err(format!("can't index item of type {}", value.as_ref().map_or("nil", crate::args::kind))),
    }
}

fn slice(value: Option<&Data>, bounds: &[Value]) -> Result<Data, String> {
    if bounds.len() > 3 {
        return Err(format!("too many slice indexes: {}", bounds.len()));
    }
    let total = match value.map(|d| &d.value) {
        Some(DataValue::Str(s)) if bounds.len() < 3 => s.len(),
        Some(DataValue::Str(_)) => return Err("cannot 3-index slice a string".into()),
        Some(DataValue::List(items)) => items.len(),
        None | Some(DataValue::Null) => return Err("slice of untyped nil".into()),
        _ => return Err(format!("can't slice item of type {}", value.map_or("nil", crate::args::kind))),
    };
    let bound = |i: usize, default: usize| match bounds.get(i) {
        Some(key) => position(key.as_ref(), total),
        None => Ok(default),
    };
    let (from, to) = (bound(0, 0)?, bound(1, total)?);
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    match value.map(|d| &d.value) {
        Some(DataValue::Str(s)) => {
            Ok(Data::str(String::from_utf8_lossy(s.as_bytes().get(from..to).unwrap_or_default())))
        }
        Some(DataValue::List(items)) => Ok(Data::list(items.get(from..to).unwrap_or_default().to_vec())),
        _ => Ok(Data::null()),
    }
}

/// The text with what HTML gives a meaning as character references.
pub(super) fn html(text: &str) -> String {
    crate::html::escape(text).replace('\0', "\u{fffd}")
}

/// The text as it can stand inside a string of JavaScript.
pub(super) fn js(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '"' => out.push_str("\\\""),
            '<' | '>' | '&' | '=' => out.push_str(&format!("\\u{:04X}", c as u32)),
            c if c < ' ' => out.push_str(&format!("\\u{:04X}", c as u32)),
            c if c.is_ascii() || crate::strconv::is_print(c) => out.push(c),
            c => out.push_str(&format!("\\u{:04X}", c as u32)),
        }
    }
    out
}
