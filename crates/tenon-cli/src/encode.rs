//! Data as text of the formats that `--out` names.

use crate::failure::Failure;
use tenon::encoding::json::JsonOptions;
use tenon::encoding::yaml::YamlOptions;
use tenon::encoding::{EncodeError, json, toml, yaml};
use tenon::ir::Data;
use tenon::ir::data::DataValue;
use tenon::load::filetype::Encoding;

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
