//! Data as text of the formats that `--out` names.

use crate::failure::Failure;
use std::io::{self, Write};
use tenon::encoding::json::JsonOptions;
use tenon::encoding::yaml::YamlOptions;
use tenon::encoding::{EncodeError, json, toml, yaml};
use tenon::eval::Value;
use tenon::export::{Unsent, send};
use tenon::ir::Data;
use tenon::ir::data::DataValue;
use tenon::load::filetype::Encoding;

/// Writes values one after the other as JSON, while it goes through them; each is data, as has been checked.
///
/// # Errors
///
/// It cannot be written.
pub fn stream(values: &[&Value], encoding: Encoding, escape: bool, out: &mut dyn Write) -> io::Result<()> {
    let options = match encoding {
        Encoding::Json => JsonOptions { escape_html: escape, ..JsonOptions::EXPORT },
        _ => JsonOptions { escape_html: escape, ..JsonOptions::default() },
    };
    for value in values {
        let mut json = json::JsonSink::new(&mut *out, &options);
        match send(value, &mut json) {
            Ok(()) => {}
            Err(Unsent::Refused(e)) => return Err(e),
            Err(Unsent::NoData) => return Err(io::Error::other("value is not concrete")),
        }
        json.finish()?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes values one after the other in an encoding.
///
/// # Errors
///
/// A value has no form in it.
pub fn encode(values: &[Data], encoding: Encoding, escape: bool) -> Result<Vec<u8>, Failure> {
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
