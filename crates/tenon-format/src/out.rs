//! The text being written, and the columns of lines that stand together.
//!
//! Text goes into one buffer without padding. Where a column begins, a [`Row`] remembers the place; when a section of
//! rows ends, [`Section::flush`] turns the places into pads, and [`Out::finish`] copies the buffer with all pads put in.
//! So every byte is written twice, whatever the nesting.

/// The width of a level of indentation.
const TAB: usize = 4;

/// The buffer.
pub(crate) struct Out {
    buf: String,
    unit: String,
    /// Where the current line begins.
    line_begin: usize,
    indent: usize,
    line_start: bool,
    forced: bool,
    lines: usize,
    pads: Vec<(usize, usize)>,
}

impl Out {
    /// An empty buffer that indents by `unit`.
    pub(crate) fn new(unit: String) -> Out {
        Out {
            buf: String::new(),
            unit,
            line_begin: 0,
            indent: 0,
            line_start: true,
            forced: false,
            lines: 0,
            pads: Vec::new(),
        }
    }

    /// Writes what is due before text: a line break that a comment demands, and the indentation.
    pub(crate) fn begin(&mut self) {
        if self.forced {
            self.newline();
        }
        if self.line_start {
            for _ in 0..self.indent {
                self.buf.push_str(&self.unit);
            }
            self.line_start = false;
        }
    }

    /// Writes text without line breaks.
    pub(crate) fn text(&mut self, text: &str) {
        self.begin();
        self.buf.push_str(text);
    }

    /// Writes text that may hold line breaks, as it is.
    pub(crate) fn raw(&mut self, text: &str) {
        self.begin();
        self.lines += text.bytes().filter(|b| *b == b'\n').count();
        if let Some(last) = text.rfind('\n') {
            self.line_begin = self.buf.len() + last + 1;
        }
        self.buf.push_str(text);
    }

    /// Writes a space, unless a line begins here.
    pub(crate) fn space(&mut self) {
        if !self.forced && !self.line_start {
            self.buf.push(' ');
        }
    }

    /// Ends the line, unless it is empty.
    pub(crate) fn newline(&mut self) {
        self.forced = false;
        if !self.line_start {
            self.buf.push('\n');
            self.lines += 1;
            self.line_start = true;
            self.line_begin = self.buf.len();
        }
    }

    /// Ends the line and leaves one line empty, unless nothing was written yet.
    pub(crate) fn blank(&mut self) {
        self.newline();
        if !self.buf.is_empty() && !self.buf.ends_with("\n\n") {
            self.buf.push('\n');
            self.lines += 1;
            self.line_begin = self.buf.len();
        }
    }

    /// Writes a line break and the indentation of a literal's inner lines, with nothing after it where `rest` is empty.
    pub(crate) fn literal_line(&mut self, rest: &str) {
        self.buf.push('\n');
        self.lines += 1;
        self.line_begin = self.buf.len();
        if !rest.is_empty() {
            for _ in 0..=self.indent {
                self.buf.push_str(&self.unit);
            }
            self.buf.push_str(rest);
        }
    }

    /// Writes a line break and the indentation of a literal's inner lines.
    pub(crate) fn indented_line(&mut self) {
        self.literal_line(" ");
        self.buf.pop();
    }

    /// Demands a line break before the next text: a comment was written.
    pub(crate) fn force_newline(&mut self) {
        self.forced = true;
    }

    /// Whether nothing was written on this line yet.
    pub(crate) fn at_line_start(&self) -> bool {
        self.line_start || self.forced
    }

    /// Goes one level in.
    pub(crate) fn indent(&mut self) {
        self.indent += 1;
    }

    /// Comes back one level.
    pub(crate) fn dedent(&mut self) {
        self.indent = self.indent.saturating_sub(1);
    }

    /// Where the next byte goes.
    pub(crate) fn pos(&self) -> usize {
        self.buf.len()
    }

    /// How many columns are written on the current line, not counting the padding to come.
    pub(crate) fn column(&self) -> usize {
        if self.at_line_start() {
            return TAB * self.indent;
        }
        let line = self.buf.get(self.line_begin..).unwrap_or("");
        line.chars().map(|c| if c == '\t' { TAB } else { 1 }).sum()
    }

    /// How many lines were ended.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    fn width(&self, from: usize, to: usize) -> usize {
        self.buf.get(from..to).map_or(0, |s| s.chars().count())
    }

    fn pad(&mut self, at: Option<usize>, spaces: usize) {
        if let Some(at) = at {
            self.pads.push((at, spaces));
        }
    }

    /// The text with all pads, ending in one line break unless it is empty.
    pub(crate) fn finish(mut self) -> String {
        self.newline();
        self.pads.sort_unstable();
        let total: usize = self.pads.iter().map(|p| p.1).sum();
        let mut text = String::with_capacity(self.buf.len() + total);
        let mut from = 0;
        for (at, spaces) in self.pads {
            text.push_str(self.buf.get(from..at).unwrap_or(""));
            text.extend(std::iter::repeat_n(' ', spaces));
            from = at;
        }
        text.push_str(self.buf.get(from..).unwrap_or(""));
        text
    }
}

/// What rows may stand in one section.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RowKind {
    /// A field whose path on the line has so many labels.
    Field(usize),
    /// Anything without a column for values.
    Plain,
}

/// One line, with the places where its columns begin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    kind: RowKind,
    start: usize,
    first_line: usize,
    value: Option<usize>,
    attr: Option<usize>,
    comment: Option<usize>,
    multi: bool,
    broken_attrs: bool,
    inline: bool,
    last: bool,
}

impl Row {
    /// A row that begins here. `inline`: it shares its line with others, so nothing in it is aligned.
    pub(crate) fn new(out: &mut Out, inline: bool) -> Row {
        out.begin();
        Row {
            kind: RowKind::Plain,
            start: out.pos(),
            first_line: out.lines(),
            value: None,
            attr: None,
            comment: None,
            multi: false,
            broken_attrs: false,
            inline,
            last: false,
        }
    }

    /// The value of a field with so many labels begins here.
    pub(crate) fn value(&mut self, out: &mut Out, labels: usize) {
        self.kind = RowKind::Field(labels);
        self.value = self.cell(out);
    }

    /// The attributes begin here.
    pub(crate) fn attr(&mut self, out: &mut Out) {
        self.attr = self.cell(out);
    }

    /// The attributes are written. Their line breaks don't count: a row goes on aligned with the others.
    pub(crate) fn attrs_end(&mut self, out: &Out, broken: bool) {
        self.first_line = out.lines();
        self.broken_attrs = broken;
    }

    /// The comment at the end of the line begins here.
    pub(crate) fn comment(&mut self, out: &mut Out) {
        self.comment = self.cell(out);
    }

    fn cell(&self, out: &mut Out) -> Option<usize> {
        if self.inline {
            out.space();
            return None;
        }
        Some(out.pos())
    }

    /// Whether a comment already has its place.
    pub(crate) fn has_comment(&self) -> bool {
        self.comment.is_some()
    }

    /// A comment stands on a line of its own behind it: the section ends here, as it does when that is read again.
    pub(crate) fn end_section(&mut self) {
        self.last = true;
    }

    /// Everything so far is written: notes whether that took more than one line.
    pub(crate) fn close(&mut self, out: &Out) {
        self.multi = self.multi || out.lines() != self.first_line;
    }
}

/// Rows on consecutive lines whose columns are aligned.
#[derive(Default)]
pub(crate) struct Section {
    rows: Vec<Row>,
}

impl Section {
    /// Adds a row; a row of another kind or of several lines ends the section.
    pub(crate) fn push(&mut self, row: Row, out: &mut Out) {
        if row.multi {
            self.flush(out);
            self.rows.push(row);
            self.flush(out);
            return;
        }
        if self.rows.last().is_some_and(|last| last.kind != row.kind) {
            self.flush(out);
        }
        self.rows.push(row);
        if row.last {
            self.flush(out);
        }
    }

    /// Ends the section.
    ///
    /// A column is as wide as its widest cell among the rows that go on after that cell.
    pub(crate) fn flush(&mut self, out: &mut Out) {
        let mut labels = 0;
        let mut values = 0;
        let mut attrs = 0;
        for row in &self.rows {
            if let Some(value) = row.value {
                labels = labels.max(out.width(row.start, value));
            }
            if let Some(end) = row.attr.or(row.comment) {
                values = values.max(out.width(row.value.unwrap_or(row.start), end));
            }
            if let (Some(attr), Some(comment), false) = (row.attr, row.comment, row.broken_attrs) {
                attrs = attrs.max(out.width(attr, comment));
            }
        }
        for row in std::mem::take(&mut self.rows) {
            if row.multi {
                out.pad(row.value, 1);
                out.pad(row.attr, 1);
                out.pad(row.comment, 1);
                continue;
            }
            if let Some(value) = row.value {
                let pad = labels - out.width(row.start, value) + 1;
                out.pad(row.value, pad);
            }
            if let Some(end) = row.attr.or(row.comment) {
                let mut pad = values - out.width(row.value.unwrap_or(row.start), end) + 1;
                if row.attr.is_none() && attrs > 0 {
                    pad += attrs + 1;
                }
                out.pad(Some(end), pad);
            }
            if let (Some(attr), Some(comment)) = (row.attr, row.comment) {
                let pad = if row.broken_attrs { 1 } else { attrs - out.width(attr, comment) + 1 };
                out.pad(row.comment, pad);
            }
        }
    }
}
