//! The JSON reader: RFC 8259 to the letter, over bytes, without recursion.
//!
//! Open lists and objects are frames on a stack of their own; finished children wait on two shared stacks and move out in
//! one piece when their parent closes, so that every vector has exactly the size it needs.
//!
//! A key that stands twice is no error as such: both values are one field, as if they were two declarations of it.
//! They merge where that is possible (see [`super::merge`]) and conflict otherwise.

use super::merge;
use crate::keys::{self, Strings};
use std::sync::Arc;
use tenon_catalogue::{e0601, e0602, e0604, e0805};
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::{Data, Num};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};

/// How deep lists and objects may be nested.
pub const MAX_DEPTH: usize = 10_000;

/// Reads the one JSON value that `text` holds.
///
/// # Errors
/// `E0601` for text that is no JSON, `E0602` where it is nested too deeply, `E0603` for two conflicting values of one
/// key, `E0604` for a number that is out of range, `E0805` for text of more than 4 GiB.
pub fn parse(file: FileId, text: &str) -> Result<Data, Diagnostic> {
    Reader::new(file, text).and_then(|mut reader| reader.whole()).map_err(|fault| *fault)
}

/// Whether `text` is one JSON value, whatever its keys are.
pub(super) fn check(text: &str) -> Result<(), Diagnostic> {
    let whole = Reader::new(FileId(u32::MAX), text).and_then(|mut reader| {
        reader.merge = false;
        reader.whole()
    });
    whole.map(drop).map_err(|fault| *fault)
}

/// Reads JSON values that follow each other, with or without white space between them: JSON Lines, for one.
///
/// # Errors
/// The iterator ends after the first error.
pub fn parse_many(file: FileId, text: &str) -> Stream<'_> {
    match Reader::new(file, text) {
        Ok(reader) => Stream { reader: Some(reader), failed: None },
        Err(fault) => Stream { reader: None, failed: Some(*fault) },
    }
}

/// The values of a JSON stream; made by [`parse_many`].
pub struct Stream<'a> {
    reader: Option<Reader<'a>>,
    failed: Option<Diagnostic>,
}

impl Iterator for Stream<'_> {
    type Item = Result<Data, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(diagnostic) = self.failed.take() {
            return Some(Err(diagnostic));
        }
        let reader = self.reader.as_mut()?;
        reader.space();
        reader.peek()?;
        let result = reader.value();
        if result.is_err() {
            self.reader = None;
        }
        Some(result.map_err(|fault| *fault))
    }
}

/// An open list or object, and where its children begin on their stack.
enum Frame {
    List { start: usize, children: usize },
    Struct { start: usize, children: usize, key: Option<Arc<str>>, key_span: Span },
}

/// Small, for it stands beside every value that is returned.
type Fault = Box<Diagnostic>;

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    frames: Vec<Frame>,
    values: Vec<Data>,
    entries: Vec<Entry>,
    strings: Strings,
    scratch: String,
    merge: bool,
}

impl<'a> Reader<'a> {
    fn new(file: FileId, text: &'a str) -> Result<Reader<'a>, Fault> {
        if u32::try_from(text.len()).is_err() {
            return Err(Box::new(Diagnostic::error(e0805::CODE, e0805::JSON)));
        }
        let pos = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Ok(Reader {
            file,
            text,
            bytes: text.as_bytes(),
            pos,
            frames: Vec::new(),
            values: Vec::new(),
            entries: Vec::new(),
            strings: Strings::new(text.len()),
            scratch: String::new(),
            merge: true,
        })
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.pos).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.pos += 1;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start as u32, end as u32)
    }

    fn data(&self, start: usize, value: DataValue) -> Data {
        Data { span: self.span(start, self.pos), value }
    }

    /// Reads the value that the whole text is.
    fn whole(&mut self) -> Result<Data, Fault> {
        let data = self.value()?;
        self.space();
        match self.peek() {
            None => Ok(data),
            Some(_) => Err(self.unexpected(e0601::BEHIND)),
        }
    }

    /// Reads one value with all that it holds.
    fn value(&mut self) -> Result<Data, Fault> {
        self.frames.clear();
        self.values.clear();
        self.entries.clear();
        loop {
            if let Some(data) = self.begin()?
                && let Some(whole) = self.attach(data)?
            {
                return Ok(whole);
            }
        }
    }

    /// Reads a scalar or an empty collection, or opens a collection and gives nothing.
    fn begin(&mut self) -> Result<Option<Data>, Fault> {
        self.space();
        let start = self.pos;
        let value = match self.peek() {
            Some(b'"') => DataValue::Str(self.string()?),
            Some(b'-' | b'0'..=b'9') => DataValue::Num(self.number()?),
            Some(b'{') => {
                self.pos += 1;
                self.space();
                if self.peek() != Some(b'}') {
                    let (key, key_span) = self.key()?;
                    let children = self.entries.len();
                    return self.open(Frame::Struct { start, children, key: Some(key), key_span });
                }
                self.pos += 1;
                DataValue::Struct(Vec::new())
            }
            Some(b'[') => {
                self.pos += 1;
                self.space();
                if self.peek() != Some(b']') {
                    return self.open(Frame::List { start, children: self.values.len() });
                }
                self.pos += 1;
                DataValue::List(Vec::new())
            }
            Some(b't') => self.word("true", DataValue::Bool(true))?,
            Some(b'f') => self.word("false", DataValue::Bool(false))?,
            Some(b'n') => self.word("null", DataValue::Null)?,
            _ => return Err(self.unexpected("looking for beginning of value")),
        };
        Ok(Some(self.data(start, value)))
    }

    fn open(&mut self, frame: Frame) -> Result<Option<Data>, Fault> {
        if self.frames.len() >= MAX_DEPTH {
            let (Frame::List { start, .. } | Frame::Struct { start, .. }) = frame;
            return Err(self.fault(e0602::CODE, e0602::message(MAX_DEPTH), start, start + 1));
        }
        self.frames.push(frame);
        Ok(None)
    }

    /// Gives a finished value to its parent, and every parent that it finishes to the next; the whole value at last.
    fn attach(&mut self, data: Data) -> Result<Option<Data>, Fault> {
        let mut item = data;
        loop {
            match self.frames.last_mut() {
                None => return Ok(Some(item)),
                Some(Frame::List { .. }) => self.values.push(item),
                Some(Frame::Struct { key, key_span, .. }) => {
                    let key = key.take().unwrap_or_default();
                    self.entries.push(Entry { key_span: *key_span, key, value: item });
                }
            }
            self.space();
            match (self.peek(), self.frames.last()) {
                (Some(b','), Some(Frame::List { .. })) => {
                    self.pos += 1;
                    return Ok(None);
                }
                (Some(b','), _) => {
                    self.pos += 1;
                    self.space();
                    let (next, next_span) = self.key()?;
                    if let Some(Frame::Struct { key, key_span, .. }) = self.frames.last_mut() {
                        (*key, *key_span) = (Some(next), next_span);
                    }
                    return Ok(None);
                }
                (Some(b']'), Some(Frame::List { .. })) | (Some(b'}'), Some(Frame::Struct { .. })) => {
                    self.pos += 1;
                    item = self.close()?;
                }
                (_, Some(Frame::List { .. })) => return Err(self.unexpected("after array element")),
                _ => return Err(self.unexpected("after object key:value pair")),
            }
        }
    }

    fn close(&mut self) -> Result<Data, Fault> {
        match self.frames.pop() {
            Some(Frame::List { start, children }) => {
                let items = self.values.drain(children..).collect();
                Ok(self.data(start, DataValue::List(items)))
            }
            Some(Frame::Struct { start, children, .. }) => {
                let entries: Vec<Entry> = self.entries.drain(children..).collect();
                let entries = match self.merge {
                    true => merge::unique(entries).map_err(|conflict| Box::new(conflict.diagnostic(&self.path())))?,
                    false => entries,
                };
                Ok(self.data(start, DataValue::Struct(entries)))
            }
            None => Ok(Data::null()),
        }
    }

    /// The way to the innermost open collection.
    fn path(&self) -> Vec<String> {
        let mut steps = Vec::new();
        for (i, frame) in self.frames.iter().enumerate() {
            match frame {
                Frame::Struct { key, .. } => steps.push(key.as_deref().unwrap_or_default().to_owned()),
                Frame::List { children, .. } => {
                    let inner = self.frames.iter().skip(i + 1).find_map(|f| match f {
                        Frame::List { children, .. } => Some(*children),
                        Frame::Struct { .. } => None,
                    });
                    steps.push(inner.unwrap_or(self.values.len()).saturating_sub(*children).to_string());
                }
            }
        }
        steps
    }

    /// Reads a key and the colon after it.
    fn key(&mut self) -> Result<(Arc<str>, Span), Fault> {
        let start = self.pos;
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("looking for beginning of object key string"));
        }
        let key = self.string()?;
        let span = self.span(start, self.pos);
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("after object key"));
        }
        self.pos += 1;
        Ok((key, span))
    }

    fn word(&mut self, word: &'static str, value: DataValue) -> Result<DataValue, Fault> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                return Err(self.unexpected(&format!("in literal {word} (expecting {:?})", expected as char)));
            }
            self.pos += 1;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Num, Fault> {
        let start = self.pos;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.pos += 1;
        }
        let mut small: i64 = 0;
        let first = self.pos;
        match self.peek() {
            Some(b'0') => self.pos += 1,
            Some(b'1'..=b'9') => {
                while let Some(digit @ b'0'..=b'9') = self.peek() {
                    small = small.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
                    self.pos += 1;
                }
            }
            _ => return Err(self.unexpected("in numeric literal")),
        }
        let digits = self.pos - first;
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.pos += 1;
            self.digits("after decimal point in numeric literal")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            integer = false;
            self.pos += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.pos += 1;
            }
            self.digits("in exponent of numeric literal")?;
        }
        if integer && digits <= 18 {
            return Ok(Num::from(if negative { -small } else { small }));
        }
        let literal = self.text.get(start..self.pos).unwrap_or_default();
        let number = match literal.len() <= keys::MAX_DIGITS {
            true => Num::parse_json(literal).ok(),
            false => None,
        };
        number.ok_or_else(|| self.fault(e0604::CODE, e0604::MESSAGE.to_owned(), start, self.pos))
    }

    fn digits(&mut self, place: &str) -> Result<(), Fault> {
        if !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return Err(self.unexpected(place));
        }
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
        }
        Ok(())
    }

    /// Reads a string from its opening quote on.
    fn string(&mut self) -> Result<Arc<str>, Fault> {
        self.pos += 1;
        let mut from = self.pos;
        let rest = self.bytes.get(from..).unwrap_or_default();
        self.pos += plain_length(rest);
        if self.peek() == Some(b'"') {
            let text = self.text.get(from..self.pos).unwrap_or_default();
            self.pos += 1;
            return Ok(self.strings.get(text));
        }
        let mut built = std::mem::take(&mut self.scratch);
        built.clear();
        loop {
            built.push_str(self.text.get(from..self.pos).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => built.push(self.escape()?),
                _ => return Err(self.unexpected("in string literal")),
            }
            from = self.pos;
            self.pos += plain_length(self.bytes.get(from..).unwrap_or_default());
        }
        self.pos += 1;
        let string = self.strings.get(&built);
        self.scratch = built;
        Ok(string)
    }

    /// Reads an escape from its backslash on.
    fn escape(&mut self) -> Result<char, Fault> {
        self.pos += 1;
        let simple = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => c as char,
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.pos += 1;
                return self.unicode();
            }
            _ => return Err(self.unexpected("in string escape code")),
        };
        self.pos += 1;
        Ok(simple)
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair; half a pair alone reads as U+FFFD.
    fn unicode(&mut self) -> Result<char, Fault> {
        let high = self.hex4()?;
        if let Some(c) = char::from_u32(high) {
            return Ok(c);
        }
        if high < 0xdc00 && self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(b"\\u")) {
            let back = self.pos;
            self.pos += 2;
            let low = self.hex4()?;
            if (0xdc00..0xe000).contains(&low) {
                let joined = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return Ok(char::from_u32(joined).unwrap_or('\u{fffd}'));
            }
            self.pos = back;
        }
        Ok('\u{fffd}')
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|b| (b as char).to_digit(16)) else {
                return Err(self.unexpected("in \\u hexadecimal character escape"));
            };
            code = code * 16 + digit;
            self.pos += 1;
        }
        Ok(code)
    }

    /// The error for the character at hand, or for the end of the text.
    #[cold]
    fn unexpected(&self, place: &str) -> Fault {
        let found = self.text.get(self.pos..).and_then(|rest| rest.chars().next());
        let (message, length) = match found {
            Some(c) => (e0601::message(&quoted(c), place), c.len_utf8()),
            None => (e0601::END.to_owned(), 0),
        };
        let mut fault = self.fault(e0601::CODE, message, self.pos, self.pos + length);
        let before = self.text.get(..self.pos).unwrap_or("").trim_end();
        let note = match found {
            Some(c @ ('}' | ']')) if before.ends_with(',') => e0601::comma(c),
            Some('/' | '#') => e0601::COMMENT.to_owned(),
            Some('\'') => e0601::SINGLE_QUOTE.to_owned(),
            _ => return fault,
        };
        fault.notes.push(note);
        fault
    }

    #[cold]
    fn fault(&self, code: &'static str, message: String, start: usize, end: usize) -> Fault {
        Box::new(Diagnostic::error(code, message).at(self.span(start, end), LabelRole::Primary))
    }
}

fn quoted(c: char) -> String {
    match c {
        '\'' => "'\\''".to_owned(),
        '"' => "'\"'".to_owned(),
        _ => format!("'{}'", c.escape_debug()),
    }
}

/// Number of bytes before the first one that ends a run of plain string text: a quote, a backslash, a control character.
#[inline]
pub fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let zero_byte = |x: u64| x.wrapping_sub(ONES) & !x & HIGHS;
    let mut length = 0;
    let (words, _) = bytes.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let hit = zero_byte(word ^ (ONES * b'"' as u64)) | zero_byte(word ^ (ONES * b'\\' as u64)) | control;
        if hit != 0 {
            return length + (hit.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let tail = bytes.get(length..).unwrap_or_default();
    length + tail.iter().position(|b| *b == b'"' || *b == b'\\' || *b < 0x20).unwrap_or(tail.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_ends() {
        for (text, length) in
            [("", 0), ("abc", 3), ("abcdefghij\"k", 10), ("abcdefg\\", 7), ("abcdefgh\nij", 8), ("é\u{7f}\"", 3)]
        {
            assert_eq!(plain_length(text.as_bytes()), length, "{text:?}");
        }
    }
}
