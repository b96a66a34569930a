//! JSON: a strict reader with byte spans, streams of values, a writer, and operations on JSON text.

mod merge;
mod read;
mod text;
mod write;

pub use read::{MAX_DEPTH, Stream, parse, parse_many, plain_length};
pub use text::{compact, html_escape, indent, valid};
pub use write::{JsonOptions, JsonSink, write};
