//! Files, spans into them, and the way back from a byte offset to a line and a column.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Names one file of a [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The file; [`FileId`]`(u32::MAX)` for a node that no text stands behind.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span of something that no text stands behind.
    pub const NONE: Span = Span { file: FileId(u32::MAX), start: 0, end: 0 };

    /// A span of `file` from byte `start` up to byte `end`.
    pub fn new(file: FileId, start: u32, end: u32) -> Span {
        Span { file, start, end }
    }

    /// Whether no text stands behind it.
    pub fn is_none(self) -> bool {
        self.file.0 == u32::MAX
    }

    /// Whether another span lies within it; never for [`Span::NONE`].
    pub fn covers(self, other: Span) -> bool {
        !other.is_none() && self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both; the other one where one is [`Span::NONE`].
    pub fn to(self, other: Span) -> Span {
        if self.is_none() {
            return other;
        }
        if other.is_none() || other.file != self.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place as people count it: both from 1, the column in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LineCol {
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub col: u32,
}

/// A text that is shared. It stays in the memory that it was read into: what is copied takes as much again.
#[derive(Clone, Debug)]
pub struct Text(Arc<String>);

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(Arc::new(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        text.to_owned().into()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// One file's name and text.
#[derive(Clone, Debug)]
pub struct Source {
    name: Arc<str>,
    text: Text,
    /// Counted when somebody asks for a line: a run that finds no errors asks of few texts.
    line_starts: OnceLock<Arc<[u32]>>,
    /// Where the text begins in its file.
    begin: Place,
}

/// A place of a file that need not be at hand as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Lines before it.
    pub lines: u32,
    /// Bytes before it in its line.
    pub column: u32,
}

impl Place {
    /// The place behind some text that begins here.
    ///
    /// ```
    /// use tenon_source::Place;
    ///
    /// let place = Place::default().behind(b"ab\ncd");
    /// assert_eq!(place, Place { offset: 5, lines: 1, column: 2 });
    /// assert_eq!(place.behind(b"e"), Place { offset: 6, lines: 1, column: 3 });
    /// ```
    #[must_use]
    pub fn behind(self, text: &[u8]) -> Place {
        let lines = text.iter().map(|b| u32::from(*b == b'\n')).sum::<u32>();
        let last = text.iter().rev().take_while(|b| **b != b'\n').count() as u32;
        Place {
            offset: self.offset + text.len() as u64,
            lines: self.lines + lines,
            column: if lines == 0 { self.column + last } else { last },
        }
    }
}

impl Source {
    /// A file called `name` (as it is to be printed in errors) that holds `text`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Text>) -> Source {
        Source { name: name.into(), text: text.into(), line_starts: OnceLock::new(), begin: Place::default() }
    }

    /// A part of a file, which begins at a place of it.
    ///
    /// ```
    /// use tenon_source::{LineCol, Place, Source};
    ///
    /// let part = Source::part("a.json", "x\ny", Place { offset: 120, lines: 11, column: 4 });
    /// assert_eq!(part.line_col(0), LineCol { line: 12, col: 5 });
    /// assert_eq!(part.line_col(2), LineCol { line: 13, col: 1 });
    /// ```
    pub fn part(name: impl Into<Arc<str>>, text: impl Into<Text>, begin: Place) -> Source {
        Source { begin, ..Source::new(name, text) }
    }

    /// Where the text begins in its file.
    pub fn begin(&self) -> Place {
        self.begin
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            // The list is as long as it needs to be: new lines are counted first, many bytes at a time.
            let new_lines = self.text.bytes().filter(|b| *b == b'\n').count();
            let mut starts = Vec::with_capacity(new_lines + 1);
            starts.push(0);
            let text = self.text.as_bytes();
            let ends = std::iter::successors(Some(line_end(text, 0)), |end| Some(line_end(text, end + 1)));
            starts.extend(ends.take(new_lines).map(|end| end as u32 + 1));
            starts.into()
        })
    }

    /// The name that errors print.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column (bytes, from 1) of a byte offset; offsets past the end count as the end.
    ///
    /// The end of a text that ends with a new line belongs to the line before: no line begins there.
    pub fn line_col(&self, offset: u32) -> LineCol {
        let offset = offset.min(self.text.len() as u32);
        let starts = self.line_starts();
        let mut line = starts.partition_point(|s| *s <= offset) - 1;
        if line > 0 && starts[line] as usize == self.text.len() {
            line -= 1;
        }
        let before = if line == 0 { self.begin.column } else { 0 };
        LineCol { line: self.begin.lines + line as u32 + 1, col: before + offset - starts[line] + 1 }
    }

    /// Byte offset in the text of the start of a line (from 1), if the text has that line.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.line_starts().get(line.checked_sub(1 + self.begin.lines)? as usize).copied()
    }
}

/// All files of one run.
#[derive(Clone, Default, Debug)]
pub struct SourceMap {
    files: Vec<Source>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file and names it.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts another text in the place of a file's. Spans into the old one lead elsewhere from now on.
    pub fn replace(&mut self, id: FileId, source: Source) {
        if let Some(file) = self.files.get_mut(id.0 as usize) {
            *file = source;
        }
    }

    /// The file behind an id; nothing for the file of [`Span::NONE`].
    pub fn get(&self, id: FileId) -> Option<&Source> {
        self.files.get(id.0 as usize)
    }

    /// File name, line and column of a span's first byte; nothing for [`Span::NONE`].
    pub fn locate(&self, span: Span) -> Option<(&str, LineCol)> {
        let source = self.get(span.file)?;
        Some((source.name(), source.line_col(span.start)))
    }

    /// All files in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(i, s)| (FileId(i as u32), s))
    }
}

/// Where the line ends that `start` is in: at its `\n`, or with the text.
///
/// ```
/// assert_eq!(tenon_source::line_end(b"ab\ncd", 1), 2);
/// assert_eq!(tenon_source::line_end(b"ab\ncd", 3), 5);
/// ```
pub fn line_end(bytes: &[u8], start: usize) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    let rest = bytes.get(start..).unwrap_or_default();
    // In blocks, of which the compiler makes a few wide comparisons.
    let (blocks, _) = rest.as_chunks::<32>();
    let without = |block: &&[u8; 32]| !block.iter().fold(false, |found, b| found | (*b == b'\n'));
    let skipped = blocks.iter().take_while(without).count() * 32;
    // Then eight bytes at a time: the lowest high bit that is left stands where the first `\n` does.
    let (words, tail) = rest[skipped..].as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word) ^ (ONES * b'\n' as u64);
        let found = word.wrapping_sub(ONES) & !word & HIGH;
        if found != 0 {
            return start + skipped + i * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    bytes.len() - tail.len() + tail.iter().position(|b| *b == b'\n').unwrap_or(tail.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that was read has one.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Span>(), 12);
        assert_eq!(size_of::<FileId>(), 4);
    }
}
