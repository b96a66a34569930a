//! A malformed number.

entry!("E0107", "malformed number", "a text that looks like a number, such as a version or a date, needs quotes");

/// `0x` without digits.
pub const HEXADECIMAL: &str = "illegal hexadecimal number";

/// `0o8`
pub const OCTAL: &str = "illegal octal number";

/// `0b2`
pub const BINARY: &str = "illegal binary number";

/// `1e`
pub const EXPONENT: &str = "exponent has no digits";

/// `007`
pub const LEADING_ZERO: &str = "illegal integer number: leading zero";

/// `1__0`, `1_`
pub const UNDERSCORE: &str = "illegal '_' in number";

/// What may have been meant by zeros and these digits.
pub fn octal(digits: &str) -> String {
    format!("write {digits}, or 0o{digits} if it is octal, or quotes around it")
}
