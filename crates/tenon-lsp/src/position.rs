//! Lines and columns of the protocol, and bytes.
//!
//! A line ends at `\n`, `\r\n` or `\r`. Columns are counted in units that are agreed upon: UTF-16 unless both sides like
//! another one better. A position past the end of a line means its end, one past the last line the end of the text.

use std::ops::Range;
use std::sync::Arc;
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range as LspRange};

/// What columns are counted in.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What JavaScript counts.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best of what a client offers: bytes are what we count in.
    pub fn choose(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        let offered = offered.unwrap_or_default();
        if offered.contains(&PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if !offered.contains(&PositionEncodingKind::UTF16) && offered.contains(&PositionEncodingKind::UTF32) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    /// Its name.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How many units a text has.
    pub fn len(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    /// The byte at which so many units of a text end; in the middle of a character, where that begins.
    fn byte(self, text: &str, units: usize) -> usize {
        let mut left = units;
        for (i, c) in text.char_indices() {
            let len = match self {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if left < len {
                return i;
            }
            left -= len;
        }
        text.len()
    }
}

/// A text with its lines.
#[derive(Clone, Debug)]
pub struct Text {
    text: Arc<str>,
    /// Where lines begin.
    starts: Vec<u32>,
}

impl Text {
    /// Looks for the lines of a text.
    pub fn new(text: impl Into<Arc<str>>) -> Text {
        let text = text.into();
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(i, b)| match b {
            b'\n' => true,
            b'\r' => bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = std::iter::once(0).chain(ends.map(|(i, _)| i as u32 + 1)).collect();
        Text { text, starts }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte at a position.
    pub fn offset(&self, position: Position, encoding: Encoding) -> u32 {
        let Some(&start) = self.starts.get(position.line as usize) else { return self.text.len() as u32 };
        let end = self.starts.get(position.line as usize + 1).map_or(self.text.len(), |&e| e as usize);
        let line = self.text.get(start as usize..end).unwrap_or_default().trim_end_matches(['\r', '\n']);
        start + encoding.byte(line, position.character as usize) as u32
    }

    /// The bytes of a range; those of one that ends before it begins are none.
    pub fn bytes(&self, range: LspRange, encoding: Encoding) -> Range<usize> {
        let start = self.offset(range.start, encoding) as usize;
        start..(self.offset(range.end, encoding) as usize).max(start)
    }

    /// The position of a byte.
    pub fn position(&self, offset: u32, encoding: Encoding) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|&s| s as usize <= offset).saturating_sub(1);
        let start = self.starts.get(line).map_or(0, |&s| s as usize);
        let before = self.text.get(start..offset).unwrap_or_default();
        Position { line: line as u32, character: encoding.len(before) as u32 }
    }

    /// The range of bytes.
    pub fn range(&self, bytes: Range<usize>, encoding: Encoding) -> LspRange {
        LspRange { start: self.position(bytes.start as u32, encoding), end: self.position(bytes.end as u32, encoding) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: \"😀é\"\r\nb\rc: 1\n";

    #[test]
    fn there_and_back() {
        let text = Text::new(TEXT);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (i, c) in TEXT.char_indices().filter(|(i, _)| !TEXT[..*i].ends_with('\r') || &TEXT[*i..=*i] != "\n") {
                let position = text.position(i as u32, encoding);
                assert_eq!(text.offset(position, encoding), i as u32, "{c:?} {encoding:?}");
            }
        }
        let at = |line, character| text.offset(Position { line, character }, Encoding::Utf16);
        assert_eq!((at(0, 4), at(0, 5), at(0, 6), at(0, 7)), (4, 4, 8, 10));
        assert_eq!((at(0, 8), at(0, 4000), at(1, 0), at(2, 0), at(2, 9)), (11, 11, 13, 15, 19));
        assert_eq!((at(3, 0), at(4, 0), at(u32::MAX, u32::MAX)), (20, 20, 20));
    }

    #[test]
    fn middle_of_a_character() {
        let text = Text::new(TEXT);
        assert_eq!(text.position(6, Encoding::Utf16), Position { line: 0, character: 4 });
        assert_eq!(text.position(9999, Encoding::Utf16), Position { line: 3, character: 0 });
    }

    #[test]
    fn offers() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::choose(None), Encoding::Utf16);
        assert_eq!(Encoding::choose(Some(&[Kind::UTF32, Kind::UTF16])), Encoding::Utf16);
        assert_eq!(Encoding::choose(Some(&[Kind::UTF16, Kind::UTF8])), Encoding::Utf8);
        assert_eq!(Encoding::choose(Some(&[Kind::UTF32])), Encoding::Utf32);
    }
}
