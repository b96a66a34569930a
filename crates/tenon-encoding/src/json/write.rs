//! The JSON writer: compact, or indented one item a line.

use crate::EncodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io;
use std::sync::Arc;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry, Shape, Sink};
use tenon_source::Span;

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
    let mut writer = Writer { out: String::new(), options, level: 0, line: String::new() };
    writer.value(data).map_err(EncodeError::finish)?;
    Ok(writer.out)
}

/// Writes values as JSON while their pieces come. A value's end has no line break.
///
/// ```
/// use tenon_encoding::json::{JsonOptions, JsonSink};
/// use tenon_ir::data::{DataValue, Shape, Sink};
/// use tenon_source::Span;
///
/// let mut text = Vec::new();
/// let options = JsonOptions::default();
/// let mut stream = JsonSink::new(&mut text, &options);
/// stream.begin(Span::NONE, Shape::List)?;
/// stream.scalar(Span::NONE, DataValue::Bool(true))?;
/// stream.end()?;
/// stream.finish()?;
/// assert_eq!(text, b"[true]");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct JsonSink<'a, W> {
    writer: Writer<'a>,
    to: W,
    /// What has begun, and how many parts of it there are.
    open: Vec<(Shape, usize)>,
}

/// How much text of a stream is held back at most, apart from one piece.
const HELD: usize = 1 << 15;

impl<'a, W: io::Write> JsonSink<'a, W> {
    /// Writes to `to`.
    pub fn new(to: W, options: &'a JsonOptions<'a>) -> JsonSink<'a, W> {
        let writer = Writer { out: String::with_capacity(HELD), options, level: 0, line: String::new() };
        JsonSink { writer, to, open: Vec::new() }
    }

    /// Writes the text that is held back.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.to.write_all(self.writer.out.as_bytes())
    }

    fn element(&mut self) {
        if let Some((Shape::List, count)) = self.open.last_mut() {
            self.writer.separate(*count);
            *count += 1;
        }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        if self.writer.out.len() >= HELD {
            self.to.write_all(self.writer.out.as_bytes())?;
            self.writer.out.clear();
        }
        Ok(())
    }
}

impl<W: io::Write> Sink for JsonSink<'_, W> {
    type Error = io::Error;

    fn scalar(&mut self, _: Span, value: DataValue) -> io::Result<()> {
        self.element();
        self.writer.value(&Data::new(value)).map_err(|e| io::Error::other(e.finish()))?;
        self.pass_on()
    }

    fn begin(&mut self, _: Span, shape: Shape) -> io::Result<()> {
        self.element();
        self.writer.open(if shape == Shape::List { '[' } else { '{' });
        self.open.push((shape, 0));
        Ok(())
    }

    fn key(&mut self, key: Arc<str>) -> io::Result<()> {
        if let Some((_, count)) = self.open.last_mut() {
            self.writer.separate(*count);
            *count += 1;
        }
        self.writer.key(&key);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let Some((shape, count)) = self.open.pop() else { return Ok(()) };
        let bracket = if shape == Shape::List { ']' } else { '}' };
        if count == 0 {
            self.writer.level -= 1;
            self.writer.out.push(bracket);
        } else {
            self.writer.close(bracket);
        }
        self.pass_on()
    }
}

struct Writer<'a> {
    out: String,
    options: &'a JsonOptions<'a>,
    level: usize,
    /// A new line and the indentation of the deepest level so far.
    line: String,
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
            self.key(&entry.key);
            self.value(&entry.value).map_err(|e| e.within(&*entry.key))?;
        }
        self.close('}');
        Ok(())
    }

    fn key(&mut self, key: &str) {
        write_string(&mut self.out, key, self.options.escape_html);
        self.out.push_str(if self.options.indent.is_some() { ": " } else { ":" });
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
            let end = 1 + self.level * indent.len();
            while self.line.len() < end {
                self.line.push_str(if self.line.is_empty() { "\n" } else { indent });
            }
            self.out.push_str(self.line.get(..end).unwrap_or_default());
        }
    }
}

/// Writes a string with its quotes.
pub(super) fn write_string(out: &mut String, text: &str, escape_html: bool) {
    out.push('"');
    // Nearly all strings are written as they are, which a look at each byte says faster than one at each character.
    let plain = |b: u8| matches!(b, b' '..0x7f) && !matches!(b, b'"' | b'\\' | b'<' | b'>' | b'&');
    if text.bytes().all(plain) {
        out.push_str(text);
        out.push('"');
        return;
    }
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
