//! One file per subcommand.

pub mod completion;
pub mod def;
pub mod eval;
pub mod export;
pub mod fmt;
pub mod help;
pub mod module;
pub mod trim;
pub mod version;
pub mod vet;
