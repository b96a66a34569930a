//! The label of a field that depends on the field itself.

entry!("E0208", "field whose label depends on itself", "compute the label from something else");

/// What is said.
pub const MESSAGE: &str = "cyclic reference in field alias";
