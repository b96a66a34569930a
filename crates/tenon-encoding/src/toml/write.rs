//! The TOML writer: keys sorted, the values of a table before its subtables, strings in single quotes where that can be.
//!
//! A list whose elements are all structs becomes an array of tables; any other list stands on one line. A null field is
//! left out, for TOML has no null.

use crate::EncodeError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};

/// Writes a struct as a TOML document.
///
/// # Errors
/// Where the root is no struct, a list holds null, or a value is not concrete.
pub fn write(data: &Data) -> Result<String, EncodeError> {
    let DataValue::Struct(entries) = &data.value else {
        return Err(EncodeError::new("a TOML document must be a struct"));
    };
    let mut writer = Writer { out: String::new(), path: String::new() };
    writer.table(entries).map_err(EncodeError::finish)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    /// The dotted key of the table at hand, as it stands in headers.
    path: String,
}

impl Writer {
    /// Writes the fields of a table whose header already stands there.
    fn table(&mut self, entries: &[Entry]) -> Result<(), EncodeError> {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            let mut sorted: Vec<&Entry> =
                entries.iter().filter(|e| !matches!(e.value.value, DataValue::Null)).collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            let (tables, values): (Vec<&Entry>, Vec<&Entry>) = sorted.into_iter().partition(|e| is_table(&e.value));
            for entry in &values {
                write_key(&mut self.out, &entry.key);
                self.out.push_str(" = ");
                self.value(&entry.value).map_err(|e| e.within(&*entry.key))?;
                self.out.push('\n');
            }
            for (i, entry) in tables.iter().enumerate() {
                if i > 0 || !values.is_empty() {
                    self.out.push('\n');
                }
                self.subtable(entry).map_err(|e| e.within(&*entry.key))?;
            }
            Ok(())
        })
    }

    fn subtable(&mut self, entry: &Entry) -> Result<(), EncodeError> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        write_key(&mut self.path, &entry.key);
        match &entry.value.value {
            DataValue::Struct(fields) => {
                self.out.push_str(&format!("[{}]\n", self.path));
                self.table(fields)?;
            }
            DataValue::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.out.push('\n');
                    }
                    self.out.push_str(&format!("[[{}]]\n", self.path));
                    if let DataValue::Struct(fields) = &item.value {
                        self.table(fields).map_err(|e| e.within(i.to_string()))?;
                    }
                }
            }
            _ => {}
        }
        self.path.truncate(length);
        Ok(())
    }

    /// Writes a value behind its `=` or inside a list.
    fn value(&mut self, data: &Data) -> Result<(), EncodeError> {
        match &data.value {
            DataValue::Null => return Err(EncodeError::new("TOML has no null")),
            DataValue::Bool(b) => self.out.push_str(if *b { "true" } else { "false" }),
            DataValue::Num(n) => write_number(&mut self.out, n),
            DataValue::Str(s) => write_string(&mut self.out, s),
            DataValue::Bytes(b) => write_string(&mut self.out, &STANDARD.encode(b)),
            DataValue::List(items) => return stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.list(items)),
            DataValue::Struct(entries) => {
                return stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.inline(entries));
            }
            DataValue::Opaque(_) => return Err(EncodeError::opaque()),
        }
        Ok(())
    }

    fn list(&mut self, items: &[Data]) -> Result<(), EncodeError> {
        self.out.push('[');
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            self.value(item).map_err(|e| e.within(i.to_string()))?;
        }
        self.out.push(']');
        Ok(())
    }

    fn inline(&mut self, entries: &[Entry]) -> Result<(), EncodeError> {
        let mut sorted: Vec<&Entry> = entries.iter().filter(|e| !matches!(e.value.value, DataValue::Null)).collect();
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        self.out.push('{');
        for (i, entry) in sorted.iter().enumerate() {
            if i > 0 {
                self.out.push_str(", ");
            }
            write_key(&mut self.out, &entry.key);
            self.out.push_str(" = ");
            self.value(&entry.value).map_err(|e| e.within(&*entry.key))?;
        }
        self.out.push('}');
        Ok(())
    }
}

/// Whether a field becomes a table or an array of tables.
fn is_table(data: &Data) -> bool {
    match &data.value {
        DataValue::Struct(_) => true,
        DataValue::List(items) => {
            !items.is_empty() && items.iter().all(|item| matches!(item.value, DataValue::Struct(_)))
        }
        _ => false,
    }
}

fn write_number(out: &mut String, n: &Num) {
    if n.is_int() {
        return out.push_str(&n.to_json());
    }
    let plain = n.as_f64().to_string();
    out.push_str(&plain);
    if plain.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        out.push_str(".0");
    }
}

fn write_key(out: &mut String, key: &str) {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if bare {
        out.push_str(key);
    } else {
        write_string(out, key);
    }
}

fn write_string(out: &mut String, text: &str) {
    let literal = !text.bytes().any(|b| b == b'\'' || b == 0x7f || (b < 0x20 && b != b'\t'));
    if literal {
        out.push('\'');
        out.push_str(text);
        return out.push('\'');
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => out.push_str(&format!("\\u{:04X}", c as u32)),
            _ => out.push(c),
        }
    }
    out.push('"');
}
