//! The JSON writer: compact, or indented one item a line.

use crate::EncodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};

/// How JSON is written.
#[derive(Clone, Copy, Default, Debug)]
pub struct JsonOptions<'a> {
    /// One level of indentation; without it all stands on one line.
    pub indent: Option<&'a str>,
    /// Whether `<`, `>` and `&` are escaped, so that the text can stand inside HTML.
    pub escape_html: bool,
}

impl JsonOptions<'_> {
    /// What `export` prints: four spaces.
    pub const EXPORT: JsonOptions<'static> = JsonOptions { indent: Some("    "), escape_html: false };
}

/// Writes a value as JSON, without a line break at its end. Bytes become base64 strings.
///
/// # Errors
/// Where a value is not concrete.
pub fn write(data: &Data, options: &JsonOptions) -> Result<String, EncodeError> {
    let mut writer = Writer { out: String::new(), options, level: 0 };
    writer.value(data).map_err(EncodeError::finish)?;
    Ok(writer.out)
}

struct Writer<'a> {
    out: String,
    options: &'a JsonOptions<'a>,
    level: usize,
}

impl Writer<'_> {
    fn value(&mut self, data: &Data) -> Result<(), EncodeError> {
        match &data.value {
            DataValue::Null => self.out.push_str("null"),
            DataValue::Bool(true) => self.out.push_str("true"),
            DataValue::Bool(false) => self.out.push_str("false"),
            DataValue::Num(n) => self.out.push_str(&n.to_json()),
            DataValue::Str(s) => write_string(&mut self.out, s, self.options.escape_html),
            DataValue::Bytes(b) => {
                self.out.push('"');
                STANDARD.encode_string(b, &mut self.out);
                self.out.push('"');
            }
            DataValue::List(items) if items.is_empty() => self.out.push_str("[]"),
            DataValue::Struct(entries) if entries.is_empty() => self.out.push_str("{}"),
            DataValue::List(items) => {
                return stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.list(items));
            }
            DataValue::Struct(entries) => {
                return stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.fields(entries));
            }
            DataValue::Opaque(_) => return Err(EncodeError::opaque()),
        }
        Ok(())
    }

    fn list(&mut self, items: &[Data]) -> Result<(), EncodeError> {
        self.open('[');
        for (i, item) in items.iter().enumerate() {
            self.separate(i);
            self.value(item).map_err(|e| e.within(i.to_string()))?;
        }
        self.close(']');
        Ok(())
    }

    fn fields(&mut self, entries: &[Entry]) -> Result<(), EncodeError> {
        self.open('{');
        for (i, entry) in entries.iter().enumerate() {
            self.separate(i);
            write_string(&mut self.out, &entry.key, self.options.escape_html);
            self.out.push_str(if self.options.indent.is_some() { ": " } else { ":" });
            self.value(&entry.value).map_err(|e| e.within(&*entry.key))?;
        }
        self.close('}');
        Ok(())
    }

    fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        self.level += 1;
    }

    fn close(&mut self, bracket: char) {
        self.level -= 1;
        self.line();
        self.out.push(bracket);
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line();
    }

    fn line(&mut self) {
        if let Some(indent) = self.options.indent {
            self.out.push('\n');
            for _ in 0..self.level {
                self.out.push_str(indent);
            }
        }
    }
}

/// Writes a string with its quotes.
pub(super) fn write_string(out: &mut String, text: &str, escape_html: bool) {
    out.push('"');
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{0}'..='\u{1f}' | '\u{2028}' | '\u{2029}' => "",
            '<' | '>' | '&' if escape_html => "",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + c.len_utf8();
        if short.is_empty() {
            out.push_str(&format!("\\u{:04x}", c as u32));
        } else {
            out.push_str(short);
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.push('"');
}
