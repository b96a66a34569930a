//! YAML 1.2 (core schema): a reader with byte spans, the rules of plain scalars, and a writer.

mod fault;
mod read;
mod resolve;
mod write;

pub use read::{MAX_ALIAS_NODES, MAX_DEPTH, is_empty_document, parse_documents};
pub use write::{YamlOptions, write, write_documents};
