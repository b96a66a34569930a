//! JSON with more levels than any program needs.

entry!("E0602", "JSON nested too deeply", "split the file");

/// How many levels there may be.
pub fn message(most: usize) -> String {
    format!("invalid JSON: nested deeper than {most} levels")
}
