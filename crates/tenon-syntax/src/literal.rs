//! What string and bytes literals stand for.
//!
//! An escape is `\`, as many `#` as the literal has, and one of `a b f n r t v / \ " '`, `uXXXX`, `UXXXXXXXX`, and in bytes
//! `xXX` and `NNN` (octal). A quote can be escaped in a literal of its own kind only. Two escaped surrogate halves make one
//! character; a lone one makes U+FFFD.
//!
//! A multi-line literal begins with a line end and ends with a line of white space before the closing quotes. That white
//! space is taken off every line; a line that is not empty must have it. Carriage returns never count.

use crate::ast::StringValue;
use crate::scan::Quote;
use tenon_catalogue::e0106;

/// What is wrong with a literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiteralError {
    /// The offset in the literal.
    pub offset: usize,
    /// What is wrong there.
    pub message: String,
    /// A way out.
    pub note: Option<String>,
}

impl LiteralError {
    fn new(offset: usize, message: impl Into<String>) -> LiteralError {
        LiteralError { offset, message: message.into(), note: None }
    }
}

fn wrong<T>(offset: usize, message: impl Into<String>) -> Result<T, LiteralError> {
    Err(LiteralError::new(offset, message))
}

/// What stands between the double quotes of a literal, if that is its value as it is. Most literals are so.
pub(crate) fn plain(raw: &str) -> Option<&str> {
    let body = raw.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = !body.bytes().any(|b| matches!(b, b'"' | b'\\' | b'\r' | b'\n'));
    is_plain.then_some(body)
}

/// The value of a string or bytes literal without interpolation.
///
/// ```
/// use tenon_syntax::{ast::StringValue, unquote};
/// assert_eq!(unquote(r##"#"a\n\#n"#"##), Ok(StringValue::String("a\\n\n".into())));
/// ```
///
/// # Errors
///
/// Where `raw` is no literal: quotes that do not match, wrong escapes, wrong indentation.
pub fn unquote(raw: &str) -> Result<StringValue, LiteralError> {
    let Some((quote, _)) = Quote::open(raw) else { return wrong(0, e0106::NO_LITERAL) };
    if !quote.ends(raw) {
        return wrong(0, e0106::UNTERMINATED);
    }
    let layout = Layout::of(raw, raw, quote)?;
    part(raw, quote, &layout, true, true)
}

/// The indentation of a literal whose first and last part are these.
pub struct Layout {
    indent: String,
}

impl Layout {
    /// Finds the indentation. Offsets of errors count from the start of the part they are in.
    ///
    /// # Errors
    ///
    /// Where the quotes of a multi-line literal do not stand on lines of their own, or the closing ones are missing.
    pub fn of(first: &str, last: &str, quote: Quote) -> Result<Layout, LiteralError> {
        if !quote.multi {
            return Ok(Layout { indent: String::new() });
        }
        let after = first.get(quote.len()..).unwrap_or("");
        if !after.starts_with('\n') && !after.starts_with("\r\n") {
            return wrong(0, e0106::TEXT_AFTER_OPENING);
        }
        if !quote.ends(last) {
            return wrong(0, e0106::UNTERMINATED);
        }
        let close = last.len().saturating_sub(quote.len());
        let line = last[..close].rfind('\n').map(|i| &last[i + 1..close]);
        match line {
            Some(indent) if indent.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\r')) => {
                Ok(Layout { indent: indent.replace('\r', "") })
            }
            _ => wrong(0, e0106::TEXT_BEFORE_CLOSING),
        }
    }
}

/// Decodes one part of a literal; `raw` is the part with its quote, `)` and `\(`.
///
/// # Errors
///
/// Wrong escapes and indentation.
pub fn part(raw: &str, quote: Quote, layout: &Layout, first: bool, last: bool) -> Result<StringValue, LiteralError> {
    let mut start = if first { quote.len() } else { 1 };
    let mut end = raw.len().saturating_sub(if last { quote.len() } else { quote.hashes + 2 });
    let mut line_start = false;
    if quote.multi {
        if first {
            start = raw.find('\n').map_or(start, |i| i + 1);
            line_start = true;
        }
        if last {
            let close = raw[..end].rfind('\n').unwrap_or(end);
            // In `"""` + line end + `"""` one line end serves both sides.
            end = if close < start { start } else { close };
            if raw[start..end].ends_with('\r') {
                end -= 1;
            }
        }
    }
    let Some(body) = raw.get(start..end) else { return wrong(0, e0106::UNTERMINATED) };
    let bytes = quote.byte == b'\'';
    let plain = !quote.multi && !body.bytes().any(|b| matches!(b, b'\\' | b'\r' | b'\n'));
    if plain {
        return Ok(if bytes { StringValue::Bytes(body.as_bytes().into()) } else { StringValue::String(body.into()) });
    }
    let mut decoder = Decoder { raw, at: start, end, quote, out: Vec::with_capacity(body.len()) };
    decoder.run(&layout.indent, line_start)?;
    Ok(if bytes {
        StringValue::Bytes(decoder.out.into())
    } else {
        StringValue::String(String::from_utf8(decoder.out).unwrap_or_default().into())
    })
}

struct Decoder<'a> {
    raw: &'a str,
    at: usize,
    end: usize,
    quote: Quote,
    out: Vec<u8>,
}

impl Decoder<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        let i = self.at + ahead;
        if i < self.end { self.raw.as_bytes().get(i).copied() } else { None }
    }

    fn run(&mut self, indent: &str, mut line_start: bool) -> Result<(), LiteralError> {
        loop {
            if line_start {
                line_start = false;
                self.indentation(indent)?;
            }
            let Some(b) = self.peek(0) else { return Ok(()) };
            match b {
                b'\r' => self.at += 1,
                b'\n' if !self.quote.multi => return wrong(self.at, e0106::NEW_LINE),
                b'\n' => {
                    self.out.push(b);
                    self.at += 1;
                    line_start = true;
                }
                b'\\' if (1..=self.quote.hashes).all(|i| self.peek(i) == Some(b'#')) => self.escape()?,
                _ => {
                    self.out.push(b);
                    self.at += 1;
                }
            }
        }
    }

    fn indentation(&mut self, indent: &str) -> Result<(), LiteralError> {
        if matches!(self.peek(0), None | Some(b'\n')) || (self.peek(0) == Some(b'\r') && self.peek(1) == Some(b'\n')) {
            return Ok(());
        }
        if self.raw[self.at..self.end].starts_with(indent) {
            self.at += indent.len();
            return Ok(());
        }
        let line = &self.raw[self.at..self.end];
        let found = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let note = e0106::white_space(found, indent);
        Err(LiteralError { note: Some(note), ..LiteralError::new(self.at, e0106::INDENTATION) })
    }

    fn escape(&mut self) -> Result<(), LiteralError> {
        self.at += 1 + self.quote.hashes;
        let here = self.at;
        let bytes = self.quote.byte == b'\'';
        let Some(b) = self.peek(0) else { return wrong(here, e0106::ESCAPE_WITHOUT_END) };
        self.at += 1;
        let byte = match b {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'/' | b'\\' => b,
            _ if b == self.quote.byte => b,
            b'u' => return self.unicode(here, 4),
            b'U' => return self.unicode(here, 8),
            b'x' if bytes => self.digits(2, 16)? as u8,
            b'0'..=b'7' if bytes => {
                self.at -= 1;
                match u8::try_from(self.digits(3, 8)?) {
                    Ok(byte) => byte,
                    Err(_) => return wrong(here, e0106::OCTAL_TOO_LARGE),
                }
            }
            b'x' | b'0'..=b'7' => {
                return wrong(here, e0106::BYTE_IN_STRING);
            }
            _ => return wrong(here, e0106::UNKNOWN_ESCAPE),
        };
        self.out.push(byte);
        Ok(())
    }

    fn digits(&mut self, count: usize, radix: u32) -> Result<u32, LiteralError> {
        let mut value = 0u32;
        for _ in 0..count {
            let c = self.raw[self.at..].chars().next();
            let Some(digit) = c.and_then(|c| c.to_digit(radix)).filter(|_| self.at < self.end) else {
                let message = match c {
                    Some(c) => e0106::no_digit(c),
                    None => e0106::ESCAPE_WITHOUT_END.to_owned(),
                };
                return wrong(self.at, message);
            };
            value = value.wrapping_mul(radix).wrapping_add(digit);
            self.at += 1;
        }
        Ok(value)
    }

    fn unicode(&mut self, here: usize, count: usize) -> Result<(), LiteralError> {
        let mut code = self.digits(count, 16)?;
        if (0xD800..0xDC00).contains(&code)
            && let Some(low) = self.low_surrogate()
        {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        if (0xD800..0xE000).contains(&code) {
            code = 0xFFFD;
        }
        let Some(c) = char::from_u32(code) else {
            return wrong(here, e0106::NO_CODE_POINT);
        };
        self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    /// Reads `\uDC00` to `\uDFFF`, if that comes next.
    fn low_surrogate(&mut self) -> Option<u32> {
        let start = self.at;
        let intro = self.peek(0) == Some(b'\\')
            && (1..=self.quote.hashes).all(|i| self.peek(i) == Some(b'#'))
            && self.peek(1 + self.quote.hashes) == Some(b'u');
        if intro {
            self.at += 2 + self.quote.hashes;
            if let Ok(low) = self.digits(4, 16)
                && (0xDC00..0xE000).contains(&low)
            {
                return Some(low);
            }
            self.at = start;
        }
        None
    }
}
