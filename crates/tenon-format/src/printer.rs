//! The printer's state, and the comments.
//!
//! Comments are written in the order of the source, each once. Before a declaration or an element stand those that come
//! before it; behind it stands the one that ends its line. A comment in a place that has no line of its own (between a
//! condition and its body, inside a selector) is put behind the declaration that holds it; where there are several
//! between a condition and its body, below the brace. After a comment the line is always ended, so no comment can swallow
//! code.

use rustc_hash::{FxHashMap, FxHashSet};

use tenon_source::{FileId, Source, Span};
use tenon_syntax::Comment;

use crate::measure::Part;
use crate::out::{Out, Row};

/// A comment that waits for the end of its declaration.
pub(crate) enum Pending {
    /// One of the source, by its number.
    Source(usize),
    /// One of a made tree.
    Made(String),
}

/// The text of a made comment, with the space after `//` that it lacks.
pub(crate) fn made_comment(text: &str) -> String {
    let gap = if text.is_empty() || text.starts_with([' ', '\t']) { "" } else { " " };
    format!("//{gap}{}", text.replace(['\n', '\r'], " "))
}

/// The state of one run.
pub(crate) struct Printer<'a> {
    /// The text being written.
    pub(crate) out: Out,
    /// The text that was parsed; nothing for a made tree.
    pub(crate) source: Option<&'a Source>,
    /// Line of the source where the last thing written ends; 0 where that isn't known.
    pub(crate) last_line: u32,
    /// Parts of made trees, by address: how wide they are on one line, unless they take several.
    pub(crate) made_widths: FxHashMap<(Part, usize), Option<usize>>,
    /// The list or struct to come is an item of a made list that breaks.
    pub(crate) item: bool,
    /// Columns behind the operand to come that belong to its line.
    pub(crate) behind: usize,
    /// Names that must stay quoted, where labels are to be simplified.
    pub(crate) used_names: Option<FxHashSet<String>>,
    file: Option<FileId>,
    comments: &'a [Comment],
    next: usize,
    deferred: Vec<Pending>,
}

impl<'a> Printer<'a> {
    /// A printer that indents by `unit`.
    pub(crate) fn new(unit: String, source: Option<(&'a Source, FileId)>, comments: &'a [Comment]) -> Printer<'a> {
        Printer {
            out: Out::new(unit),
            source: source.map(|s| s.0),
            file: source.map(|s| s.1),
            last_line: 0,
            made_widths: FxHashMap::default(),
            item: false,
            behind: 0,
            used_names: None,
            comments,
            next: 0,
            deferred: Vec::new(),
        }
    }

    /// Whether text stands behind a span.
    pub(crate) fn sourced(&self, span: Span) -> bool {
        self.file == Some(span.file)
    }

    /// The source's line at a byte; 0 for a made tree.
    pub(crate) fn line(&self, pos: u32) -> u32 {
        self.source.map_or(0, |s| s.line_col(pos).line)
    }

    /// The line where a node begins; 0 where it was made.
    pub(crate) fn start_line(&self, span: Span) -> u32 {
        if self.sourced(span) { self.line(span.start) } else { 0 }
    }

    /// The line where a node ends; 0 where it was made.
    pub(crate) fn end_line(&self, span: Span) -> u32 {
        if self.sourced(span) { self.line(span.end.saturating_sub(1).max(span.start)) } else { 0 }
    }

    /// The source between two bytes.
    pub(crate) fn between(&self, from: u32, to: u32) -> &'a str {
        self.source.and_then(|s| s.text().get(from as usize..to as usize)).unwrap_or("")
    }

    /// The first byte of the next comment.
    fn next_start(&self) -> Option<u32> {
        self.comments.get(self.next).map(|c| c.span.start)
    }

    /// Whether a comment not written yet comes before a byte.
    pub(crate) fn comment_before(&self, pos: u32) -> bool {
        self.next_start().is_some_and(|start| start < pos)
    }

    /// Whether a comment not written yet lies in a span.
    pub(crate) fn comment_in(&self, span: Span) -> bool {
        if !self.sourced(span) {
            return false;
        }
        let at =
            self.next + self.comments.get(self.next..).unwrap_or(&[]).partition_point(|c| c.span.start < span.start);
        self.comments.get(at).is_some_and(|c| c.span.start < span.end)
    }

    fn write_comment(&mut self, index: usize) {
        let Some(comment) = self.comments.get(index) else { return };
        let text = self.source.map_or("", |source| comment.text(source.text()));
        let text = text.strip_suffix('\r').unwrap_or(text);
        self.out.text("//");
        self.out.text(text);
        self.out.force_newline();
        self.last_line = self.line(comment.span.start);
    }

    /// Writes the comments before `pos`, each on a line of its own, with empty lines where the source has them.
    /// Returns whether there were any. `blank`: an empty line goes before.
    pub(crate) fn comments_before(&mut self, pos: u32, mut blank: bool) -> bool {
        let mut any = false;
        while let Some(start) = self.next_start().filter(|start| *start < pos) {
            let line = self.line(start);
            self.break_line(line, blank);
            self.write_comment(self.next);
            self.next += 1;
            (any, blank) = (true, false);
        }
        any
    }

    /// Ends the line; leaves an empty one where the source has it before `line`.
    pub(crate) fn break_line(&mut self, line: u32, blank: bool) {
        self.out.newline();
        if blank || (line > 0 && self.last_line > 0 && line > self.last_line + 1) {
            self.out.blank();
        }
    }

    /// Writes the comments between an opening token and `pos`: on its line if they stand there, else on their own.
    /// Returns whether there were any.
    pub(crate) fn slot(&mut self, pos: u32) -> bool {
        let mut any = false;
        while let Some(start) = self.next_start().filter(|start| *start < pos) {
            if self.line(start) == self.last_line && !self.out.at_line_start() {
                self.out.space();
            } else {
                self.out.newline();
            }
            self.write_comment(self.next);
            self.next += 1;
            any = true;
        }
        any
    }

    /// Writes the comment that stands on the line of an opening bracket at `open`, if one does.
    pub(crate) fn opening_comment(&mut self, open: u32) {
        if let Some(start) = self.next_start().filter(|start| *start > open)
            && self.line(start) == self.line(open)
            && self.between(open + 1, start).trim().is_empty()
        {
            self.out.space();
            self.write_comment(self.next);
            self.next += 1;
        }
        self.last_line = self.line(open);
    }

    /// Puts the comments before `pos` aside until the declaration ends.
    pub(crate) fn defer_before(&mut self, pos: u32) {
        while self.comment_before(pos) {
            self.deferred.push(Pending::Source(self.next));
            self.next += 1;
        }
    }

    /// Puts the comment between what was written last and an opening brace at `open`, or behind that, aside until the
    /// declaration ends: if it ends a line of code, and is the only one.
    pub(crate) fn defer_opening(&mut self, open: u32) {
        let ends_line = |start: u32| {
            let of_brace = self.line(start) == self.line(open) && self.between(open + 1, start).trim().is_empty();
            if start > open { of_brace } else { self.line(start) == self.last_line }
        };
        let mut there = self.comments.iter().skip(self.next).map(|c| c.span.start).take_while(|start| {
            *start < open || self.line(*start) == self.line(open) && self.between(open + 1, *start).trim().is_empty()
        });
        if let (Some(only), None) = (there.next(), there.next())
            && ends_line(only)
        {
            self.defer_before(only + 1);
        }
    }

    /// Whether a comment stands behind what ends at a byte, on the same line.
    pub(crate) fn comment_trails(&self, end: u32) -> bool {
        let at = self.next + self.comments.get(self.next..).unwrap_or(&[]).partition_point(|c| c.span.start < end);
        self.comments.get(at).is_some_and(|comment| self.is_gap(end, comment.span.start))
    }

    /// Whether between two bytes there is nothing but blanks and commas.
    fn is_gap(&self, from: u32, to: u32) -> bool {
        self.between(from, to).bytes().all(|b| matches!(b, b' ' | b'\t' | b','))
    }

    /// Begins a declaration or an element: comments put aside so far belong to what holds it.
    pub(crate) fn enter(&mut self) -> Vec<Pending> {
        std::mem::take(&mut self.deferred)
    }

    /// Ends what [`Printer::enter`] began.
    pub(crate) fn leave(&mut self, outer: Vec<Pending>) {
        self.deferred = outer;
    }

    /// Writes what belongs behind a declaration or element that ends at `end`: comments put aside or left inside it,
    /// and the one that ends its line. Only the first shares the line.
    pub(crate) fn trailing(&mut self, span: Span, row: &mut Row) {
        row.close(&self.out);
        if self.sourced(span) {
            let end = span.end;
            self.defer_before(end);
            if let Some(start) = self.next_start()
                && self.is_gap(end, start)
            {
                self.defer_before(start + 1);
            }
        }
        for pending in std::mem::take(&mut self.deferred) {
            if row.has_comment() {
                self.out.newline();
                row.end_section();
            } else {
                row.comment(&mut self.out);
            }
            self.write_pending(&pending);
        }
        if self.sourced(span) {
            self.last_line = self.end_line(span);
        }
    }

    fn write_pending(&mut self, pending: &Pending) {
        match pending {
            Pending::Source(index) => self.write_comment(*index),
            Pending::Made(text) => {
                self.out.text(text);
                self.out.force_newline();
            }
        }
    }

    /// Puts the comment of a made expression aside until its line may end.
    pub(crate) fn defer_made(&mut self, comment: &str) {
        self.deferred.push(Pending::Made(made_comment(comment)));
    }

    /// Whether the comment of a made expression is put aside.
    pub(crate) fn pending_made(&self) -> bool {
        matches!(self.deferred.last(), Some(Pending::Made(_)))
    }

    /// Adds text to the comment that was put aside last.
    pub(crate) fn add_to_pending(&mut self, more: &str) {
        if let Some(Pending::Made(text)) = self.deferred.last_mut() {
            text.push(' ');
            text.push_str(&more.replace(['\n', '\r'], " "));
        }
    }

    /// Puts the comment behind a made declaration aside, if there is one.
    pub(crate) fn defer_beside(&mut self, comment: Option<&str>) {
        if let Some(comment) = comment {
            self.defer_made(comment);
        }
    }

    /// Writes the made comments put aside since there were `count`, and ends the line.
    pub(crate) fn write_made(&mut self, count: usize) {
        let at = count.min(self.deferred.len());
        for pending in self.deferred.split_off(at) {
            match pending {
                Pending::Made(_) => {
                    self.out.space();
                    self.write_pending(&pending);
                }
                Pending::Source(_) => self.deferred.push(pending),
            }
        }
    }

    /// How many comments are put aside.
    pub(crate) fn pending(&self) -> usize {
        self.deferred.len()
    }
}
