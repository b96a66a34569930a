//! Diagnostics with their positions looked up, for formats that keep them until all are known.

use crate::{chain, order, owners, plain};
use std::num::NonZeroU32;
use tenon_source::{Diagnostic, LabelRole, LineCol, Severity, Source, SourceMap};

/// A diagnostic whose positions need no sources any more.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub code: &'static str,
    pub severity: Severity,
    pub message: String,
    pub path: String,
    pub notes: Vec<String>,
    /// How what is in conflict came here, a line each.
    pub chains: Vec<String>,
    /// What is folded under it.
    pub children: Vec<Found>,
    pub minor: bool,
    /// The number of the record that it is about.
    pub record: Option<NonZeroU32>,
    /// The primary position first.
    pub places: Vec<Place>,
}

/// A position. Columns count from 1, in bytes as elsewhere, and in characters for those that want them so.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub file: String,
    pub start: LineCol,
    pub end: LineCol,
    /// The columns of both in characters.
    pub characters: (u32, u32),
    pub role: LabelRole,
    pub text: String,
    pub owners: Vec<String>,
}

impl Found {
    pub(crate) fn new(diagnostic: &Diagnostic, sources: &SourceMap) -> Found {
        let places = order::labels(diagnostic, sources).into_iter().filter_map(|label| {
            let source = sources.get(label.span.file)?;
            let (start, end) = (source.line_col(label.span.start), source.line_col(label.span.end));
            Some(Place {
                file: source.name().to_owned(),
                start,
                end,
                characters: (in_characters(source, start), in_characters(source, end)),
                role: label.role,
                text: label.text.clone(),
                owners: label.owners.clone(),
            })
        });
        Found {
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            path: diagnostic.path.clone(),
            notes: plain::record(diagnostic).into_iter().chain(diagnostic.notes.iter().cloned()).collect(),
            chains: diagnostic.chains.iter().map(|c| chain::text(c, sources)).collect(),
            children: diagnostic.children.iter().map(|c| Found::new(c, sources)).collect(),
            minor: diagnostic.minor,
            record: diagnostic.record,
            places: places.collect(),
        }
    }

    /// `path: message`
    pub(crate) fn headline(&self) -> String {
        match self.path.as_str() {
            "" => self.message.clone(),
            path => format!("{path}: {}", self.message),
        }
    }

    /// What plain text says below the headline: the positions, their owners, and the notes.
    pub(crate) fn details(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::with_capacity(self.places.len() + self.notes.len());
        for p in &self.places {
            let line = format!("{}:{}:{}", p.file, p.start.line, p.start.col);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.extend(self.reasons());
        lines.extend(self.chains.iter().cloned());
        lines.extend(self.children.iter().map(Found::headline));
        lines
    }

    /// The owners and the notes, a line each.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = String> {
        let owners = owners::line(self.places.iter().map(|p| (p.file.as_str(), p.owners.as_slice())));
        owners.into_iter().chain(self.notes.iter().cloned())
    }
}

impl Place {
    /// The file as repositories name it.
    pub(crate) fn uri(&self) -> String {
        owners::short(&self.file).replace('\\', "/")
    }
}

/// A column in characters.
fn in_characters(source: &Source, at: LineCol) -> u32 {
    let text = source.text();
    let start = source.line_start(at.line).unwrap_or(0) as usize;
    let mut end = (start + at.col as usize - 1).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end).map_or(0, |line| line.chars().count() as u32) + 1
}
