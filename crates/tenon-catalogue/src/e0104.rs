//! A character that begins nothing in the language.

entry!("E0104", "illegal character", "remove the character, or put the text that holds it in quotes");

/// The character NUL.
pub const NUL: &str = "illegal character NUL";

/// A byte order mark that is not at the start of the file.
pub const BYTE_ORDER_MARK: &str = "illegal byte order mark";

/// Any other character.
pub fn message(c: char) -> String {
    match c {
        '\0' => NUL.to_owned(),
        '\u{feff}' => BYTE_ORDER_MARK.to_owned(),
        c => format!("illegal character U+{:04X} '{c}'", u32::from(c)),
    }
}
