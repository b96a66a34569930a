//! What every package's table is written with: declaring functions, taking arguments apart, making results.

use num_traits::ToPrimitive;
use std::borrow::Cow;
use tenon_eval::builtin::{CallError, Depth, Function, Param, Run, Where};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Kind, Num, NumError};
use tenon_source::Span;

pub(crate) const ANY: Kind = Kind::TOP;
pub(crate) const BOOL: Kind = Kind::BOOL;
pub(crate) const BYTES: Kind = Kind::BYTES;
pub(crate) const INT: Kind = Kind::INT;
pub(crate) const LIST: Kind = Kind::LIST;
pub(crate) const NUM: Kind = Kind::NUMBER;
pub(crate) const STR: Kind = Kind::STRING;
pub(crate) const STRUCT: Kind = Kind::STRUCT;
/// Strings and bytes.
pub(crate) const TEXT: Kind = Kind(Kind::STRING.0 | Kind::BYTES.0);

/// What a function gives.
pub(crate) type Result<T = Data> = std::result::Result<T, CallError>;

/// A parameter whose argument must be known down to the leaves.
pub(crate) const fn param(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, depth: Depth::Deep, choices: &[] }
}

/// A parameter whose argument may hold what is not concrete.
pub(crate) const fn shallow(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, depth: Depth::Shallow, choices: &[] }
}

/// A function of data.
pub(crate) const fn pure(
    name: &'static str,
    params: &'static [Param],
    result: Kind,
    run: fn(&[Data]) -> Result,
) -> Function {
    Function { name, params, result, run: Run::Pure(run) }
}

/// A table of functions of data: `"Name"(param: KIND, …) -> KIND = |a| …;`
macro_rules! functions {
    ($($name:literal($($p:ident: $k:ident),*) -> $r:ident = $f:expr;)*) => {
        &[$(crate::args::pure($name, &[$(crate::args::param(stringify!($p), $k)),*], $r, $f)),*]
    };
}
pub(crate) use functions;

/// A fatal error.
pub(crate) fn fail<T>(message: impl Into<String>) -> Result<T> {
    Err(CallError::new(message))
}

/// A fatal error with a path of its own, and a place.
pub(crate) fn fail_at<T>(message: impl Into<String>, span: Span) -> Result<T> {
    let spans = if span.is_none() { Vec::new() } else { vec![span] };
    Err(CallError::Placed { message: message.into(), spans, values: Vec::new(), at: Where::Call })
}

/// The arguments of a call.
pub(crate) trait Args {
    fn get_arg(&self, i: usize) -> Result<&Data>;

    /// Text.
    fn str(&self, i: usize) -> Result<&str> {
        match &self.get_arg(i)?.value {
            DataValue::Str(s) => Ok(s),
            _ => wrong(self.get_arg(i)?, i, "string"),
        }
    }

    /// Bytes, or the bytes of text.
    fn bytes(&self, i: usize) -> Result<&[u8]> {
        match &self.get_arg(i)?.value {
            DataValue::Str(s) => Ok(s.as_bytes()),
            DataValue::Bytes(b) => Ok(b),
            _ => wrong(self.get_arg(i)?, i, "bytes"),
        }
    }

    /// Text, or bytes as text, what is not UTF-8 replaced.
    fn text(&self, i: usize) -> Result<Cow<'_, str>> {
        Ok(String::from_utf8_lossy(self.bytes(i)?))
    }

    /// A truth value.
    fn bool(&self, i: usize) -> Result<bool> {
        match &self.get_arg(i)?.value {
            DataValue::Bool(b) => Ok(*b),
            _ => wrong(self.get_arg(i)?, i, "bool"),
        }
    }

    /// A number.
    fn num(&self, i: usize) -> Result<&Num> {
        match &self.get_arg(i)?.value {
            DataValue::Num(n) => Ok(n),
            _ => wrong(self.get_arg(i)?, i, "number"),
        }
    }

    /// An integer that fits.
    fn int(&self, i: usize) -> Result<i64> {
        self.num(i)?.as_i64().map_or_else(|| wrong(self.get_arg(i)?, i, "int64"), Ok)
    }

    /// A number of bytes, characters or elements; negative ones are none.
    fn count(&self, i: usize) -> Result<Option<usize>> {
        Ok(usize::try_from(self.int(i)?).ok())
    }

    /// A number as a binary float.
    fn float(&self, i: usize) -> Result<f64> {
        let f = self.num(i)?.as_f64();
        if f.is_finite() {
            return Ok(f);
        }
        let arg = self.get_arg(i)?;
        let way = if f < 0.0 { "down" } else { "up" };
        fail_at(format!("cannot use {} as float64 in argument {i}: value was rounded {way}", describe(arg)), arg.span)
    }

    /// A list's elements.
    fn list(&self, i: usize) -> Result<&[Data]> {
        match &self.get_arg(i)?.value {
            DataValue::List(items) => Ok(items),
            _ => wrong(self.get_arg(i)?, i, "list"),
        }
    }

    /// A list of strings.
    fn strings(&self, i: usize) -> Result<Vec<&str>> {
        self.list(i)?
            .iter()
            .enumerate()
            .map(|(n, item)| match &item.value {
                DataValue::Str(s) => Ok(&**s),
                _ => wrong_element(item, n, i, "string"),
            })
            .collect()
    }

    /// A list of numbers.
    fn numbers(&self, i: usize) -> Result<Vec<&Num>> {
        self.list(i)?
            .iter()
            .enumerate()
            .map(|(n, item)| match &item.value {
                DataValue::Num(num) => Ok(num),
                _ => wrong_element(item, n, i, "number"),
            })
            .collect()
    }
}

impl Args for [Data] {
    fn get_arg(&self, i: usize) -> Result<&Data> {
        self.get(i).ok_or_else(|| CallError::new(format!("missing argument {i}")))
    }
}

fn wrong<T>(data: &Data, i: usize, want: &str) -> Result<T> {
    fail_at(format!("cannot use {} as {want} in argument {i}", describe(data)), data.span)
}

fn wrong_element<T>(data: &Data, n: usize, i: usize, want: &str) -> Result<T> {
    let what = format!("cannot use value {} ({}) as {want}", show(data), kind(data));
    fail_at(format!("invalid list element {n} in argument {i} to call: {what}"), data.span)
}

/// The name of a value's type.
pub(crate) fn kind(data: &Data) -> &'static str {
    match &data.value {
        DataValue::Null => "null",
        DataValue::Bool(_) => "bool",
        DataValue::Num(n) if n.is_int() => "int",
        DataValue::Num(_) => "float",
        DataValue::Str(_) => "string",
        DataValue::Bytes(_) => "bytes",
        DataValue::List(_) => "list",
        DataValue::Struct(_) => "struct",
        DataValue::Opaque(_) => "_",
    }
}

/// A value and its type, as errors show them.
pub(crate) fn describe(data: &Data) -> String {
    format!("{} (type {})", show(data), kind(data))
}

/// A value as errors show it.
pub(crate) fn show(data: &Data) -> String {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || show_value(data))
}

fn show_value(data: &Data) -> String {
    let all = |parts: Vec<String>| parts.join(",");
    match &data.value {
        DataValue::Null => "null".into(),
        DataValue::Bool(b) => b.to_string(),
        DataValue::Num(n) => n.to_json(),
        DataValue::Str(s) => format!("{s:?}"),
        DataValue::Bytes(b) => format!("'{}'", b.escape_ascii()),
        DataValue::List(items) => format!("[{}]", all(items.iter().map(show).collect())),
        DataValue::Struct(entries) => {
            let field = |e: &Entry| format!("{}:{}", key_text(&e.key), show(&e.value));
            format!("{{{}}}", all(entries.iter().map(field).collect()))
        }
        DataValue::Opaque(_) => "_".into(),
    }
}

/// A label, in quotation marks unless it is an identifier.
fn key_text(key: &str) -> String {
    let first = key.starts_with(|c: char| c.is_alphabetic() || c == '$');
    let plain = first && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    if plain { key.to_owned() } else { format!("{key:?}") }
}

/// A string.
pub(crate) fn string(s: impl AsRef<str>) -> Result {
    Ok(Data::str(s.as_ref()))
}

/// A number.
pub(crate) fn number(n: impl Into<Num>) -> Result {
    Ok(Data::new(DataValue::Num(n.into())))
}

/// A count or an index.
pub(crate) fn size(n: usize) -> Result {
    number(Num::from(n))
}

/// A decimal: an integer where it is integral.
pub(crate) fn decimal(n: std::result::Result<Num, NumError>) -> Result {
    match n {
        Ok(n) if n.parts().1.to_i64().is_some_and(|e| e < 1000) => number(n.int_if_integral()),
        Ok(n) => number(n),
        Err(e) => fail(e.to_string()),
    }
}

/// The decimal of a binary float.
pub(crate) fn float(f: f64) -> Result {
    match Num::from_f64(f) {
        Some(n) => number(n),
        None if f.is_nan() => fail("result is not a number"),
        None => fail("result is infinite"),
    }
}

/// A list of strings.
pub(crate) fn string_list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Result {
    Ok(Data::list(items.into_iter().map(|s| Data::str(s.as_ref())).collect()))
}

/// A struct of computed fields.
pub(crate) fn record<'k>(fields: impl IntoIterator<Item = (&'k str, Data)>) -> Data {
    let entry = |(key, value): (&str, Data)| Entry { key_span: Span::NONE, key: key.into(), value };
    Data::new(DataValue::Struct(fields.into_iter().map(entry).collect()))
}
