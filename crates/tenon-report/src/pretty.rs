//! Snippets of source with marks below them, for a terminal.

use crate::{chain, order, plain};
use ariadne::{Color, Config, IndexType, Label as Mark, Report, ReportKind, Source as Text};
use std::collections::HashMap;
use std::ops::Range;
use tenon_source::{Diagnostic, FileId, Label, LabelRole, Severity, Source, SourceMap};

type Place = (String, Range<usize>);

/// The way out that fits most errors of this kind, unless the error has something better to say.
pub(crate) fn help(diagnostic: &Diagnostic) -> Option<&'static str> {
    let plain = diagnostic.minor || !diagnostic.notes.is_empty() || !diagnostic.children.is_empty();
    let help = tenon_catalogue::find(diagnostic.code).map(|entry| entry.help);
    help.filter(|help| !help.is_empty() && !plain)
}

pub(crate) fn write(diagnostic: &Diagnostic, sources: &SourceMap, color: bool, help: Option<&str>, out: &mut String) {
    if diagnostic.minor {
        return plain::write(diagnostic, sources, out);
    }
    let mut labels = order::labels(diagnostic, sources);
    if labels.iter().any(|l| !l.text.is_empty()) {
        labels.retain(|l| l.role != LabelRole::Related || !l.text.is_empty());
    }
    let Some(first) = labels.first().and_then(|l| place(l, sources)) else {
        return plain::write(diagnostic, sources, out);
    };
    let kind = match diagnostic.severity {
        Severity::Error => ReportKind::Error,
        Severity::Warning => ReportKind::Warning,
        Severity::Note => ReportKind::Advice,
    };
    let config = Config::default().with_index_type(IndexType::Byte).with_color(color);
    let mut report = Report::build(kind, first).with_config(config).with_message(plain::headline(diagnostic));
    if !diagnostic.code.is_empty() {
        report = report.with_code(diagnostic.code);
    }
    for label in &labels {
        if let Some(place) = place(label, sources) {
            report = report.with_label(Mark::new(place).with_message(words(label)).with_color(shade(label.role)));
        }
    }
    if let Some(record) = plain::record(diagnostic) {
        report = report.with_note(record);
    }
    for note in &diagnostic.notes {
        report = report.with_note(note);
    }
    for chain in &diagnostic.chains {
        report = report.with_note(chain::text(chain, sources));
    }
    for child in &diagnostic.children {
        let at = child.labels.first().and_then(|l| sources.locate(l.span));
        let at = at.map_or_else(String::new, |(file, at)| format!(" ({file}:{}:{})", at.line, at.col));
        report = report.with_note(format!("{}{at}", plain::headline(child)));
    }
    if let Some(help) = help {
        report = report.with_help(help);
    }
    let mut bytes = Vec::new();
    if report.finish().write(Cache { sources, texts: HashMap::new() }, &mut bytes).is_ok() {
        out.push_str(&String::from_utf8_lossy(&bytes));
    } else {
        plain::write(diagnostic, sources, out);
    }
}

/// A label's file and bytes, moved to where characters start and kept inside of the text.
fn place(label: &Label, sources: &SourceMap) -> Option<Place> {
    let source = sources.get(label.span.file)?;
    let (text, before) = (source.text(), empty_lines(source));
    let start = floor(text, label.span.start as usize);
    let end = floor(text, label.span.end as usize).max(start);
    Some((label.span.file.0.to_string(), before + start..before + end))
}

/// How many empty lines stand for those before a part of a file: ariadne counts lines from the first one that it has. Where there
/// are very many, only the line above the snippet has its number.
fn empty_lines(source: &Source) -> usize {
    let lines = source.begin().lines as usize;
    if lines > MAX_EMPTY_LINES { 0 } else { lines }
}

const MAX_EMPTY_LINES: usize = 100_000;

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn words(label: &Label) -> String {
    let text = if label.text.is_empty() { role(label.role) } else { &label.text };
    if label.owners.is_empty() { text.to_owned() } else { format!("{text}, owned by {}", label.owners.join(", ")) }
}

fn role(role: LabelRole) -> &'static str {
    match role {
        LabelRole::Primary => "here",
        LabelRole::Conflict => "one of the values",
        LabelRole::Reference => "brought here by this reference",
        LabelRole::ClosedBy => "closed by this definition",
        LabelRole::Remedy => "a change would help here",
        LabelRole::Related => "see also",
    }
}

fn shade(role: LabelRole) -> Color {
    match role {
        LabelRole::Primary => Color::Red,
        LabelRole::Conflict => Color::Yellow,
        LabelRole::Reference | LabelRole::Related => Color::Blue,
        LabelRole::ClosedBy => Color::Magenta,
        LabelRole::Remedy => Color::Green,
    }
}

/// Texts by the number of their file.
struct Cache<'a> {
    sources: &'a SourceMap,
    texts: HashMap<String, Text>,
}

impl ariadne::Cache<String> for Cache<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &String) -> Result<&Text, impl std::fmt::Debug> {
        let sources = self.sources;
        if !self.texts.contains_key(id) {
            let file = id.parse().ok().and_then(|n| sources.get(FileId(n)));
            let Some(file) = file else { return Err("no such file") };
            let before = empty_lines(file);
            let text = Text::from("\n".repeat(before) + file.text());
            self.texts.insert(id.clone(), text.with_display_line_offset(file.begin().lines as usize - before));
        }
        self.texts.get(id).ok_or("no such file")
    }

    fn display<'a>(&self, id: &'a String) -> Option<impl std::fmt::Display + 'a> {
        let file = id.parse().ok().and_then(|n| self.sources.get(FileId(n)));
        file.map(|f| f.name().to_owned())
    }
}
