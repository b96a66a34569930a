//! The YAML writer: block style, every level indented, quotes only where they are needed.
//!
//! How a string is written:
//!
//! 1. with line breaks: as a literal block (`|-`, `|`, `|+`), unless it holds what a block cannot show;
//! 2. plain, where it reads back as the same string;
//! 3. in double quotes, where it would read back as something else (`"true"`, `"12"`, `""`), also by the rules of YAML
//!    1.1 (`"yes"`, `"0777"`, `"12:30"`, `"2001-02-03"`), or where it needs escapes;
//! 4. in single quotes, where its punctuation would be taken for syntax (`'*'`, `'a: b'`).

use super::resolve::{Resolved, resolve};
use crate::EncodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};

/// How YAML is written.
#[derive(Clone, Copy, Debug)]
pub struct YamlOptions {
    /// Number of spaces of one level, from 2 to 9.
    pub indent: usize,
}

impl Default for YamlOptions {
    /// Two spaces.
    fn default() -> YamlOptions {
        YamlOptions { indent: 2 }
    }
}

/// Writes a value as one YAML document, with a line break at its end. Bytes become `!!binary`.
///
/// # Errors
/// Where a value is not concrete.
pub fn write(data: &Data, options: &YamlOptions) -> Result<String, EncodeError> {
    let mut writer = Writer { out: String::new(), step: options.indent.clamp(2, 9) };
    writer.root(data).map_err(EncodeError::finish)?;
    Ok(writer.out)
}

/// Writes values as a stream of documents with `---` between them.
///
/// # Errors
/// Where a value is not concrete.
pub fn write_documents<'a>(
    documents: impl IntoIterator<Item = &'a Data>,
    options: &YamlOptions,
) -> Result<String, EncodeError> {
    let mut writer = Writer { out: String::new(), step: options.indent.clamp(2, 9) };
    for (i, document) in documents.into_iter().enumerate() {
        if i > 0 {
            writer.out.push_str("---\n");
        }
        writer.root(document).map_err(|e| e.within(i.to_string()).finish())?;
    }
    Ok(writer.out)
}

struct Writer {
    out: String,
    step: usize,
}

impl Writer {
    fn root(&mut self, data: &Data) -> Result<(), EncodeError> {
        match is_block(data) {
            true => self.block(data, 0, true),
            false => {
                self.scalar(data, 0, self.step)?;
                self.out.push('\n');
                Ok(())
            }
        }
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// Writes the entries of a collection that is not empty, one a line; the first one without indentation on `inline`.
    fn block(&mut self, data: &Data, indent: usize, inline: bool) -> Result<(), EncodeError> {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match &data.value {
            DataValue::List(items) => self.list(items, indent, inline),
            DataValue::Struct(entries) => self.fields(entries, indent, inline),
            _ => Ok(()),
        })
    }

    fn list(&mut self, items: &[Data], indent: usize, inline: bool) -> Result<(), EncodeError> {
        for (i, item) in items.iter().enumerate() {
            if i > 0 || !inline {
                self.spaces(indent);
            }
            self.out.push('-');
            self.behind_dash(item, indent).map_err(|e| e.within(i.to_string()))?;
        }
        Ok(())
    }

    /// Writes a node on the line of its indicator (`-`, or `:` behind a long key).
    fn behind_dash(&mut self, item: &Data, indent: usize) -> Result<(), EncodeError> {
        self.out.push(' ');
        if is_block(item) {
            return self.block(item, indent + 2, true);
        }
        self.scalar(item, indent, 2)?;
        self.out.push('\n');
        Ok(())
    }

    fn fields(&mut self, entries: &[Entry], indent: usize, inline: bool) -> Result<(), EncodeError> {
        for (i, entry) in entries.iter().enumerate() {
            if i > 0 || !inline {
                self.spaces(indent);
            }
            self.field(entry, indent).map_err(|e| e.within(&*entry.key))?;
        }
        Ok(())
    }

    fn field(&mut self, entry: &Entry, indent: usize) -> Result<(), EncodeError> {
        if entry.key.len() > 128 || entry.key.contains('\n') {
            self.out.push_str("? ");
            self.string(&entry.key, indent, self.step);
            self.out.push('\n');
            self.spaces(indent);
            self.out.push(':');
            return self.behind_dash(&entry.value, indent);
        }
        self.string(&entry.key, indent, self.step);
        self.out.push(':');
        if is_block(&entry.value) {
            self.out.push('\n');
            return self.block(&entry.value, indent + self.step, false);
        }
        self.out.push(' ');
        self.scalar(&entry.value, indent, self.step)?;
        self.out.push('\n');
        Ok(())
    }

    /// Writes a scalar or an empty collection; the lines of a literal block stand `by` behind `indent`.
    fn scalar(&mut self, data: &Data, indent: usize, by: usize) -> Result<(), EncodeError> {
        match &data.value {
            DataValue::Null => self.out.push_str("null"),
            DataValue::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            DataValue::Num(n) => self.out.push_str(&n.to_string()),
            DataValue::Str(s) => self.string(s, indent, by),
            DataValue::Bytes(b) => {
                self.out.push_str("!!binary ");
                match b.is_empty() {
                    true => self.out.push_str("\"\""),
                    false => STANDARD.encode_string(b, &mut self.out),
                }
            }
            DataValue::List(_) => self.out.push_str("[]"),
            DataValue::Struct(_) => self.out.push_str("{}"),
            DataValue::Opaque(_) => return Err(EncodeError::opaque()),
        }
        Ok(())
    }

    fn string(&mut self, text: &str, indent: usize, by: usize) {
        let forms = Forms::of(text);
        if text.contains('\n') {
            match forms.block {
                true => self.literal(text, indent, by),
                false => double_quoted(&mut self.out, text),
            }
        } else if forms.plain && !reads_as_other(text) {
            self.out.push_str(text);
        } else if forms.plain || !forms.single {
            double_quoted(&mut self.out, text);
        } else {
            self.out.push('\'');
            self.out.push_str(&text.replace('\'', "''"));
            self.out.push('\'');
        }
    }

    /// Writes a literal block without the line break behind its last line.
    fn literal(&mut self, text: &str, indent: usize, by: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push_str(&by.to_string());
        }
        let body = match text.strip_suffix('\n') {
            None => {
                self.out.push('-');
                text
            }
            Some(body) if body.is_empty() || body.ends_with('\n') => {
                self.out.push('+');
                body
            }
            Some(body) => body,
        };
        for line in body.split('\n') {
            self.out.push('\n');
            if !line.is_empty() {
                self.spaces(indent + by);
                self.out.push_str(line);
            }
        }
    }
}

/// Whether a value takes lines of its own.
fn is_block(data: &Data) -> bool {
    match &data.value {
        DataValue::List(items) => !items.is_empty(),
        DataValue::Struct(entries) => !entries.is_empty(),
        _ => false,
    }
}

/// The forms that show a string as it is.
struct Forms {
    /// Without quotes; for one line.
    plain: bool,
    /// In single quotes; for one line.
    single: bool,
    /// As a literal block; for several lines.
    block: bool,
}

impl Forms {
    fn of(text: &str) -> Forms {
        let mut forms = Forms { plain: true, single: true, block: true };
        if text.is_empty() {
            return forms;
        }
        if text.starts_with("---") || text.starts_with("...") || text.starts_with(' ') {
            forms.plain = false;
        }
        if text.ends_with(' ') {
            forms.plain = false;
            forms.block = false;
        }
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let blank_next = chars.peek().is_none_or(|n| matches!(n, ' ' | '\t' | '\n'));
            match c {
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
                    if before.is_none() =>
                {
                    forms.plain = false;
                }
                '-' | '?' if before.is_none() && blank_next => forms.plain = false,
                '-' if chars.peek() == Some(&' ') => forms.plain = false,
                ':' if blank_next => forms.plain = false,
                '\\' => forms.plain = false,
                '#' if matches!(before, Some(' ' | '\t' | '\n')) => forms.plain = false,
                '\n' if before == Some(' ') => forms.block = false,
                '\n' => {}
                '\t' => (forms.plain, forms.single) = (false, false),
                _ if !is_printable(c) => (forms.plain, forms.single, forms.block) = (false, false, false),
                _ => {}
            }
            before = Some(c);
        }
        forms
    }
}

fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

/// Whether a string would read as something else without quotes, here or in a reader of YAML 1.1.
fn reads_as_other(text: &str) -> bool {
    let word = matches!(
        text,
        "y" | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
            | "<<"
            | "="
    );
    word || resolve(text) != Resolved::Text || is_like_digits(text) || is_like_time(text)
}

/// Digits alone, even where no integer is written like that, such as `089`.
fn is_like_digits(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

/// Dates, times, base-60 numbers and what comes close: digits and punctuation with `-`, `:` or `T` inside.
fn is_like_time(text: &str) -> bool {
    let body = text.strip_suffix(['z', 'Z']).unwrap_or(text);
    let inner = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b':' | b'.' | b' ' | b'\t');
    let mut letters = 0;
    let mut parted = false;
    for (i, b) in body.bytes().enumerate() {
        let middle = i > 0 && i + 1 < body.len();
        match b {
            b't' | b'T' if middle => {
                letters += 1;
                parted = true;
            }
            b'-' | b':' => parted |= i > 0,
            _ if inner(b) => {}
            _ => return false,
        }
    }
    parted && letters <= 1
}

fn double_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            _ if is_printable(c) => out.push(c),
            _ if (c as u32) < 0x100 => out.push_str(&format!("\\x{:02X}", c as u32)),
            _ if (c as u32) < 0x10000 => out.push_str(&format!("\\u{:04X}", c as u32)),
            _ => out.push_str(&format!("\\U{:08X}", c as u32)),
        }
    }
    out.push('"');
}
