//! Data files: JSON, YAML, TOML, text and bytes as data trees.

use crate::files::Files;
use crate::filetype::{Encoding, FileType};
use std::path::Path;
use std::sync::Arc;
use tenon_catalogue::e0807;
use tenon_ir::Data;
use tenon_source::{Diagnostic, FileId};

/// A data file and its documents.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its name as given.
    pub name: String,
    /// Its id; nothing for bytes.
    pub id: Option<FileId>,
    /// Its type.
    pub file_type: FileType,
    /// Its documents; a file that holds one value has one.
    pub documents: Vec<Arc<Data>>,
}

/// Reads a data file; `-` is standard input.
///
/// # Errors
///
/// It is unreadable or malformed.
pub fn read(files: &mut Files<'_>, name: &str, path: &Path, file_type: FileType) -> Result<DataFile, Vec<Diagnostic>> {
    let stdin = name == "-";
    if file_type.encoding == Encoding::Binary {
        let bytes = if stdin { files.bytes_stdin() } else { files.bytes(path) }.map_err(|e| vec![e])?;
        let data = Arc::new(Data::bytes(bytes));
        return Ok(DataFile { name: name.to_owned(), id: None, file_type, documents: vec![data] });
    }
    let (id, text) = if stdin { files.text_stdin() } else { files.text(path) }.map_err(|e| vec![e])?;
    let documents = decode(id, &text, file_type)?;
    Ok(DataFile { name: name.to_owned(), id: Some(id), file_type, documents })
}

/// Reads text as documents of an encoding.
///
/// # Errors
///
/// It is malformed, or nothing reads that encoding.
pub fn decode(id: FileId, text: &str, file_type: FileType) -> Result<Vec<Arc<Data>>, Vec<Diagnostic>> {
    if let Some(interpretation) = file_type.interpretation {
        return Err(vec![Diagnostic::error(e0807::CODE, e0807::interpretation(interpretation))]);
    }
    let one = |r: Result<Data, Diagnostic>| r.map(|d| vec![Arc::new(d)]).map_err(|e| vec![e]);
    match file_type.encoding {
        Encoding::Json => one(tenon_encoding::json::parse(id, text)),
        Encoding::Jsonl => many(tenon_encoding::json::parse_many(id, text).collect()),
        Encoding::Yaml => many(tenon_encoding::yaml::parse_documents(id, text)),
        Encoding::Toml => one(tenon_encoding::toml::parse(id, text)),
        Encoding::Text => Ok(vec![Arc::new(Data::str(text))]),
        Encoding::Binary => Ok(vec![Arc::new(Data::bytes(text.as_bytes()))]),
        other => Err(vec![Diagnostic::error(e0807::CODE, e0807::encoding(other.name()))]),
    }
}

fn many(result: Result<Vec<Data>, Diagnostic>) -> Result<Vec<Arc<Data>>, Vec<Diagnostic>> {
    result.map(|list| list.into_iter().map(Arc::new).collect()).map_err(|e| vec![e])
}

/// Whether a file of that type is source of a package rather than data.
pub fn is_source(file_type: FileType) -> bool {
    file_type.encoding == Encoding::Cue && file_type.interpretation.is_none()
}

/// Whether a file of that type is data with a structure of its own, rather than text, bytes or source.
pub fn is_structured(file_type: FileType) -> bool {
    matches!(file_type.encoding, Encoding::Json | Encoding::Jsonl | Encoding::Yaml | Encoding::Toml)
}
