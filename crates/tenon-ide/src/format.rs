//! Formatting: of a file, of a part of it, and while it is typed. The answers are the lines that change.

use crate::types::Edit;
use similar::{DiffOp, TextDiff};
use std::ops::Range;
use tenon_format::{Options, format_source};
use tenon_load::files::SourceFile;
use tenon_source::Source;
use tenon_syntax::ast::Decl;

/// What formats a file; nothing where it has syntax errors: it would not be known what was meant.
pub fn format(file: &SourceFile, text: &str) -> Vec<Edit> {
    match formatted(file, text) {
        Some(new) => difference(text, &new),
        None => Vec::new(),
    }
}

/// What formats the declarations that a range touches.
pub fn format_range(file: &SourceFile, text: &str, range: Range<u32>) -> Vec<Edit> {
    let touched = |span: tenon_source::Span| span.start <= range.end && range.start <= span.end;
    let spans: Vec<_> = file.parsed.file.decls.iter().map(decl_span).filter(|s| touched(*s)).collect();
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Vec::new() };
    let start = line_start(text, first.start as usize) as u32;
    let end = line_end(text, last.end as usize) as u32;
    let within = |e: &Edit| start <= e.start && e.end <= end;
    format(file, text).into_iter().filter(within).collect()
}

/// What formats the declaration that was just finished with a `}` or a new line, `typed`, which ends at `offset`.
pub fn format_on_type(file: &SourceFile, text: &str, offset: u32, typed: char) -> Vec<Edit> {
    let before = text.get(..offset as usize).unwrap_or("").trim_end();
    if typed == '\n' {
        // The line that the cursor is on now is not finished, and an empty line must not go away below the cursor.
        let line = line_start(text, before.len()) as u32;
        let end = before.len() as u32;
        let edits = format_range(file, text, line..end);
        return edits.into_iter().filter(|e| e.end <= line_end(text, end as usize) as u32).collect();
    }
    format_range(file, text, before.len().saturating_sub(1) as u32..before.len() as u32)
}

fn formatted(file: &SourceFile, text: &str) -> Option<String> {
    if !file.parsed.errors.is_empty() {
        return None;
    }
    let source = Source::new(file.name.as_str(), text);
    let new = format_source(&source, file.id, &file.parsed, &Options::default());
    Some(if text.contains("\r\n") { new.replace('\n', "\r\n") } else { new })
}

/// The lines that differ.
pub(crate) fn difference(old: &str, new: &str) -> Vec<Edit> {
    if old == new {
        return Vec::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let starts = |lines: &[&str]| {
        let mut at = 0usize;
        let mut out = vec![0usize];
        out.extend(lines.iter().map(|l| {
            at += l.len();
            at
        }));
        out
    };
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let at = |starts: &[usize], i: usize| starts.get(i).or(starts.last()).copied().unwrap_or(0);
    let changed = |op: &DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let text = new.get(at(&new_starts, to.start)..at(&new_starts, to.end)).unwrap_or("");
        let (start, end) = (at(&old_starts, from.start), at(&old_starts, from.end));
        Edit { start: start as u32, end: end as u32, text: text.to_owned() }
    };
    diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).map(changed).collect()
}

fn decl_span(decl: &Decl) -> tenon_source::Span {
    match decl {
        Decl::Package(p) => p.span,
        Decl::Import(i) => i.span,
        Decl::Attribute(a) => a.span,
        Decl::Field(f) => f.span,
        Decl::Let(l) => l.span,
        Decl::Embed(e) => e.span,
        Decl::Ellipsis(e) => e.span,
        Decl::Comprehension(c) => c.span,
        Decl::Bad(span) => *span,
    }
}

/// Where the line of an offset begins.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or("").rfind('\n').map_or(0, |i| i + 1)
}

/// Where the line of an offset ends, its line break included.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |i| offset + i + 1)
}

/// The blanks at the beginning of the line of an offset.
pub(crate) fn indent_of(text: &str, offset: usize) -> &str {
    let line = text.get(line_start(text, offset)..).unwrap_or("");
    let end = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
    &line[..end]
}
