//! A data file in CUE that holds more than data.

entry!("E0860", "more than data in a data file", "write the values out, or read the file as `cue:`");

/// What is not allowed: `comprehensions`, `let`, `references`, `expressions`.
pub fn message(what: &str) -> String {
    format!("{what} not allowed in data mode")
}
