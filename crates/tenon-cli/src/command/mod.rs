//! One file per subcommand.

pub mod completion;
pub mod def;
pub mod eval;
pub mod explain;
pub mod export;
pub mod fmt;
pub mod help;
mod help_stdlib;
pub mod lsp;
pub mod module;
pub mod trim;
pub mod version;
pub mod vet;
pub mod why;
