//! A YAML merge (`<<`) of something else than mappings.

entry!("E0617", "YAML merge of no mapping", "merge an alias of a mapping, or a list of them");

/// What is said.
pub const MESSAGE: &str = "\"<<\" merges a mapping or a list of mappings";
