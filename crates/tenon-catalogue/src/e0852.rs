//! A folder that belongs to another module within this one.

entry!("E0852", "package of a nested module", "run the command in that module: `tenon -C FOLDER …`");

/// The argument.
pub fn message(text: &str) -> String {
    format!("cannot determine import path for {text:?} (directory is in a nested module)")
}
