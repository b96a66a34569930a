//! Data as text of the formats that `--out` names.

use crate::failure::Failure;
use crate::outfile::Target;
use std::io::{self, Write};
use tenon::encoding::json::JsonOptions;
use tenon::encoding::yaml::YamlOptions;
use tenon::encoding::{EncodeError, json, toml, yaml};
use tenon::eval::Value;
use tenon::export::{Unsent, send};
use tenon::ir::Data;
use tenon::ir::data::DataValue;
use tenon::load::filetype::Encoding;

/// A value as it is going to be written.
pub enum Form {
    /// Its text.
    Text(Vec<u8>),
    /// Its data: what the text looks like may depend on that of the others.
    Data(Data),
    /// Itself, to be written while one goes through it: a big text does not stand in memory beside it.
    Value(Value),
}

/// What is going to be written of several values: all of them have one form, which hangs on the encoding.
#[derive(Default)]
pub struct Output {
    text: Vec<u8>,
    data: Vec<Data>,
    values: Vec<Value>,
}

impl Output {
    /// Adds a value; a text with what stands before it.
    pub fn add(&mut self, before: &[u8], form: Form) {
        match form {
            Form::Text(text) => {
                self.text.extend_from_slice(before);
                self.text.extend(text);
            }
            Form::Data(data) => self.data.push(data),
            Form::Value(value) => self.values.push(value),
        }
    }

    /// Whether nothing has been added.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.data.is_empty() && self.values.is_empty()
    }

    /// Writes everything.
    ///
    /// # Errors
    ///
    /// A value has no form in the encoding, or the target cannot be written.
    pub fn write(&self, target: &Target, escape: bool) -> Result<(), Failure> {
        let encoding = target.file_type.encoding;
        if !self.data.is_empty() {
            return target.write(&encode(&self.data, encoding, escape)?);
        }
        target.write_with(|out| {
            out.write_all(&self.text)?;
            self.values.iter().try_for_each(|value| stream(value, encoding, escape, out))
        })
    }
}

/// Writes a value and a new line as JSON, while it goes through it; it is data, as has been checked.
///
/// # Errors
///
/// It cannot be written.
fn stream(value: &Value, encoding: Encoding, escape: bool, mut out: &mut dyn Write) -> io::Result<()> {
    let options = match encoding {
        Encoding::Json => JsonOptions { escape_html: escape, ..JsonOptions::EXPORT },
        _ => JsonOptions { escape_html: escape, ..JsonOptions::default() },
    };
    let mut json = json::JsonSink::new(&mut out, &options);
    match send(value, &mut json) {
        Ok(()) => {}
        Err(Unsent::Refused(e)) => return Err(e),
        Err(Unsent::NoData) => return Err(io::Error::other("value is not concrete")),
    }
    json.finish()?;
    out.write_all(b"\n")
}

/// What [`stream`] writes; nothing where it fails.
pub fn json(value: &Value, encoding: Encoding, escape: bool) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    stream(value, encoding, escape, &mut text).is_ok().then_some(text)
}

/// Writes values one after the other in an encoding.
///
/// # Errors
///
/// A value has no form in it.
fn encode(values: &[Data], encoding: Encoding, escape: bool) -> Result<Vec<u8>, Failure> {
    let fail = |e: EncodeError| Failure::Message(e.to_string());
    let mut out = Vec::new();
    match encoding {
        Encoding::Json => {
            let options = JsonOptions { escape_html: escape, ..JsonOptions::EXPORT };
            for data in values {
                out.extend(json::write(data, &options).map_err(fail)?.into_bytes());
                out.push(b'\n');
            }
        }
        Encoding::Jsonl => {
            for data in values {
                let options = JsonOptions { escape_html: escape, ..JsonOptions::default() };
                out.extend(json::write(data, &options).map_err(fail)?.into_bytes());
                out.push(b'\n');
            }
        }
        Encoding::Yaml => {
            out.extend(yaml::write_documents(values, &YamlOptions::default()).map_err(fail)?.into_bytes())
        }
        Encoding::Toml => {
            for data in values {
                out.extend(toml::write(data).map_err(fail)?.into_bytes());
            }
        }
        Encoding::Text => {
            for data in values {
                match &data.value {
                    DataValue::Str(s) => out.extend(s.as_bytes()),
                    DataValue::Bytes(b) => out.extend(b.iter()),
                    DataValue::Num(n) => out.extend(n.to_string().into_bytes()),
                    _ => {
                        return Err(Failure::Message(
                            "cannot write a value that is neither text nor number as text".to_owned(),
                        ));
                    }
                }
                out.push(b'\n');
            }
        }
        Encoding::Binary => {
            for data in values {
                match &data.value {
                    DataValue::Str(s) => out.extend(s.as_bytes()),
                    DataValue::Bytes(b) => out.extend(b.iter()),
                    _ => {
                        return Err(Failure::Message(
                            "cannot write a value that is neither text nor bytes as bytes".to_owned(),
                        ));
                    }
                }
            }
        }
        other => return Err(Failure::Message(format!("unsupported encoding {:?}", other.name()))),
    }
    Ok(out)
}
