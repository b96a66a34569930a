//! TOML: a reader with byte spans and a writer.

mod read;
mod write;

pub use read::parse;
pub use write::write;
