//! Data files to which a schema applies: what is wrong in them, what their keys mean, what may come.
//!
//! A schema applies by a comment in the first lines, by the settings, or because a package embeds the file. The package of
//! the schema is evaluated as ever; the data is then unified with what is at the schema's path, and nothing else of the
//! package is worked out for it.

mod apply;
mod complete;
mod cursor;
mod evaluate;
mod hover;
mod json;
mod yaml;

pub(crate) use apply::{Embedded, embedded};
pub(crate) use complete::complete;
pub(crate) use evaluate::problems;
pub(crate) use hover::hover;

use std::path::Path;
use tenon_load::filetype::{Encoding, by_extension};

/// How a file is written, where it is data with a structure of its own.
pub(crate) fn encoding(path: &Path) -> Option<Encoding> {
    let name = path.file_name()?.to_str()?;
    let found = by_extension(name).ok()?;
    matches!(found, Encoding::Json | Encoding::Jsonl | Encoding::Yaml | Encoding::Toml).then_some(found)
}
