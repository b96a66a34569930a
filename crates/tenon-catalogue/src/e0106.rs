//! A wrong escape, or a wrong layout, in a string or bytes.

entry!("E0106", "malformed string", "in #\"…\"# a backslash is a backslash");

/// Not quoted at all.
pub const NO_LITERAL: &str = "expected a string literal";

/// The quotes at the end are not those of the start.
pub const UNTERMINATED: &str = "literal is not terminated";

/// A multi-line literal with text behind its opening quotes.
pub const TEXT_AFTER_OPENING: &str = "expected a new line after the opening quotes of a multi-line literal";

/// A multi-line literal with text before its closing quotes.
pub const TEXT_BEFORE_CLOSING: &str = "the closing quotes of a multi-line literal must stand on a line of their own";

/// A line of a multi-line literal that is indented less than the closing quotes.
pub const INDENTATION: &str =
    "a line of a multi-line literal must begin with the white space before its closing quotes";

/// A line break between single quotes.
pub const NEW_LINE: &str = "new line in a literal";

/// A backslash at the end.
pub const ESCAPE_WITHOUT_END: &str = "escape sequence is not terminated";

/// `\400` and beyond.
pub const OCTAL_TOO_LARGE: &str = "octal escape is greater than 255";

/// `\x41` or `\101` in a string.
pub const BYTE_IN_STRING: &str = "escape sequences for single bytes are allowed in bytes literals only";

/// A backslash before a character that has no meaning behind it.
pub const UNKNOWN_ESCAPE: &str = "unknown escape sequence";

/// `\uD800` and the like.
pub const NO_CODE_POINT: &str = "escape sequence is invalid Unicode code point";

/// Something else than a digit in an escape.
pub fn no_digit(c: char) -> String {
    format!("illegal character U+{:04X} '{c}' in escape sequence", u32::from(c))
}

/// The white space before a line, and that before the closing quotes.
pub fn white_space(line: &str, closing: &str) -> String {
    format!("this line begins with {}, the closing quotes with {}", blanks(line), blanks(closing))
}

/// White space in words.
fn blanks(text: &str) -> String {
    let mut words = Vec::new();
    for (kind, one, many) in [('\t', "a tab", "tabs"), (' ', "a space", "spaces")] {
        match text.chars().filter(|c| *c == kind).count() {
            0 => {}
            1 => words.push(one.to_owned()),
            n => words.push(format!("{n} {many}")),
        }
    }
    if words.is_empty() { "no white space".to_owned() } else { words.join(" and ") }
}
