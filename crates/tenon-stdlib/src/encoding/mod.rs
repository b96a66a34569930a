//! Packages `encoding/…`: text formats and encodings of bytes.

mod base64;
mod csv;
mod hex;
mod json;
mod openapi;
mod toml;
mod yaml;

pub(crate) use base64::PACKAGE as BASE64;
pub(crate) use csv::PACKAGE as CSV;
pub(crate) use hex::PACKAGE as HEX;
pub(crate) use json::PACKAGE as JSON;
pub(crate) use openapi::PACKAGE as OPENAPI;
pub(crate) use toml::PACKAGE as TOML;
pub(crate) use yaml::PACKAGE as YAML;

use tenon_source::{FileId, Span};

/// The file of text that no error points into.
const NO_FILE: FileId = Span::NONE.file;
