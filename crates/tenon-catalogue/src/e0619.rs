//! A plain YAML value that starts with two quotation marks, which the reference implementation cannot read.

entry!("E0619", "YAML value that starts with two quotation marks", "put something before the quotation marks");

/// What is said.
pub const MESSAGE: &str = "a string that starts with two quotation marks opens a multi-line string";

/// What to do about it.
pub const WAY_OUT: &str = "put something before the quotation marks";
