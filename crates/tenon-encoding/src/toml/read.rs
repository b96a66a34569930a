//! The TOML reader: `toml`'s spanned tree becomes a data tree.
//!
//! Dates and times are strings with the text that stands in the file.

use crate::keys::MAX_DIGITS;
use tenon_catalogue::{e0615, e0620, e0805};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a TOML text; an empty one is an empty struct.
///
/// # Errors
/// `E0620` for text that is no TOML, `E0615` for infinity and not-a-number, `E0805` for text of more than 4 GiB.
pub fn parse(file: FileId, text: &str) -> Result<Data, Diagnostic> {
    if u32::try_from(text.len()).is_err() {
        return Err(Diagnostic::error(e0805::CODE, e0805::TOML));
    }
    let reader = Reader { file, text };
    let table = DeTable::parse(text).map_err(|e| reader.syntax(&e))?;
    let entries = reader.table(table.into_inner())?;
    Ok(Data { span: Span::new(file, 0, text.len() as u32), value: DataValue::Struct(entries) })
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
}

impl Reader<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start as u32, range.end as u32)
    }

    fn syntax(&self, error: &toml::de::Error) -> Diagnostic {
        let range = error.span().unwrap_or(self.text.len()..self.text.len());
        let found = self.text.get(range.start..).unwrap_or_default();
        let message = match error.message() {
            "duplicate key" => e0620::duplicate(found.get(..range.len()).unwrap_or_default()),
            m if m.starts_with("unquoted keys cannot be empty") => match found.chars().next() {
                Some(c) => e0620::key_start(c),
                None => e0620::NO_KEY.to_owned(),
            },
            m => m.trim().replace('\n', "; "),
        };
        Diagnostic::error(e0620::CODE, message).at(self.span(range), LabelRole::Primary)
    }

    fn table(&self, table: DeTable<'_>) -> Result<Vec<Entry>, Diagnostic> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = self.span(key.span());
            entries.push(Entry { key_span, key: key.get_ref().as_ref().into(), value: self.value(value)? });
        }
        Ok(entries)
    }

    fn value(&self, value: Spanned<DeValue<'_>>) -> Result<Data, Diagnostic> {
        let range = value.span();
        let span = self.span(range.clone());
        let written = self.text.get(range).unwrap_or_default();
        let parse = |digits: &str| match digits.len() <= MAX_DIGITS {
            true => Num::parse_json(digits.trim_start_matches('+')).ok(),
            false => None,
        };
        let value = match value.into_inner() {
            DeValue::String(s) => DataValue::Str(s.as_ref().into()),
            DeValue::Boolean(b) => DataValue::Bool(b),
            DeValue::Datetime(_) => DataValue::Str(written.into()),
            DeValue::Integer(i) => {
                let number = match i.radix() {
                    10 => parse(i.as_str()),
                    radix => {
                        u128::from_str_radix(i.as_str(), radix).ok().and_then(|v| Num::parse_json(&v.to_string()).ok())
                    }
                };
                DataValue::Num(number.ok_or_else(|| self.number(span, written))?)
            }
            DeValue::Float(f) => DataValue::Num(parse(f.as_str()).ok_or_else(|| self.number(span, written))?),
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.nested(|| self.value(item)));
                DataValue::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => DataValue::Struct(self.nested(|| self.table(table))?),
        };
        Ok(Data { span, value })
    }

    fn nested<T>(&self, read: impl FnOnce() -> T) -> T {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, read)
    }

    fn number(&self, span: Span, written: &str) -> Diagnostic {
        Diagnostic::error(e0615::CODE, e0615::toml(written)).at(span, LabelRole::Primary)
    }
}
