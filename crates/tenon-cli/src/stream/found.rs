//! What is wrong with the records of a stream: as much of it as is told, in the order in which it is told.
//!
//! Errors are told in one order for all records, which is not that of the records. Where no more than some are told, those that come
//! last in that order can be forgotten as soon as there are enough others. The lines of a record stay as long as one of its errors does.

use super::work::{DATA, Outcome, Records, Wrong};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::NonZeroU32;
use tenon::source::{Diagnostic, FileId, Place, Source, SourceMap, Span};
use tenon_report::sorted;

/// The errors so far.
pub(super) struct Found {
    /// The texts of the errors that there are.
    sources: SourceMap,
    /// The texts without those of the data.
    others: SourceMap,
    name: String,
    limit: Option<usize>,
    errors: Vec<Diagnostic>,
    /// How many have been forgotten.
    forgotten: usize,
    /// Errors without a place in the data, which many records may have in common.
    common: HashSet<u64>,
    /// Records and text before the next chunk.
    records: u64,
    at: Place,
    /// Whether the elements are of no list, or wrong.
    pub not_a_list: bool,
    malformed: Option<Wrong>,
    unreadable: Option<Wrong>,
}

/// What is told of a stream.
pub(super) struct Told {
    pub errors: Vec<Diagnostic>,
    /// How many other errors there are.
    pub more: usize,
    /// The texts that the errors have positions in.
    pub sources: SourceMap,
}

impl Found {
    /// None yet. `sources` are the texts of the schema, `name` is what errors call the data.
    pub fn new(sources: SourceMap, name: &str, limit: Option<usize>) -> Found {
        Found {
            others: sources.clone(),
            sources,
            name: name.to_owned(),
            limit,
            errors: Vec::new(),
            forgotten: 0,
            common: HashSet::new(),
            records: 0,
            at: Place::default(),
            not_a_list: false,
            malformed: None,
            unreadable: None,
        }
    }

    /// Takes what the next chunk comes to.
    pub fn add(&mut self, outcome: Outcome) {
        let (records, at) = (self.records, self.at);
        let placed = |wrong: Wrong| Wrong { number: records + wrong.number, begin: behind(at, wrong.begin), ..wrong };
        if self.unreadable.is_none() {
            self.unreadable = outcome.unreadable.map(placed);
        }
        if self.malformed.is_none() {
            self.malformed = outcome.malformed.map(placed);
        }
        self.not_a_list |= outcome.not_a_list;
        if self.malformed.is_some() || self.unreadable.is_some() {
            self.errors.clear();
        } else {
            outcome.wrong.into_iter().map(placed).for_each(|wrong| self.record(wrong));
        }
        self.records += outcome.records;
        self.at = behind(at, outcome.length);
    }

    fn record(&mut self, wrong: Wrong) {
        let id = self.text(&wrong);
        for mut error in sorted(&wrong.errors, &self.others) {
            let mut in_data = false;
            error.labels.iter().for_each(|label| in_data |= label.span.file == DATA);
            if !in_data && !self.common.insert(hash(&error)) {
                continue;
            }
            settle(&mut error, id, Some(wrong.number));
            self.errors.push(error);
        }
        if let Some(limit) = self.limit
            && self.errors.len() > 2 * limit + 100
        {
            self.forget(limit);
        }
    }

    /// The text of a record, among the sources.
    fn text(&mut self, wrong: &Wrong) -> FileId {
        self.sources.add(Source::part(self.name.as_str(), wrong.text.clone(), wrong.begin))
    }

    /// Keeps so many errors.
    fn forget(&mut self, limit: usize) {
        let mut errors = sorted(&self.errors, &self.sources);
        self.forgotten += errors.len().saturating_sub(limit);
        errors.truncate(limit);
        let mut sources = self.others.clone();
        let own = self.others.iter().count() as u32;
        let mut kept: Vec<(FileId, FileId)> = Vec::new();
        for error in &mut errors {
            let mut files = HashSet::new();
            collect(error, &mut files);
            for file in files.into_iter().filter(|f| f.0 >= own) {
                if kept.iter().all(|(old, _)| *old != file)
                    && let Some(source) = self.sources.get(file)
                {
                    kept.push((file, sources.add(source.clone())));
                }
            }
            let renamed = |file: FileId| kept.iter().find(|(old, _)| *old == file).map_or(file, |(_, new)| *new);
            error.relocate(&|span| Span { file: renamed(span.file), ..span });
        }
        (self.errors, self.sources) = (errors, sources);
    }

    /// What is told in the end.
    pub fn finish(mut self, records: Records) -> Told {
        // One document is no stream.
        let numbered = records == Records::Lines || self.records > 1;
        let wrong = self.unreadable.take().map(|w| (w, false)).or(self.malformed.take().map(|w| (w, true)));
        if let Some((wrong, counts)) = wrong {
            let id = self.text(&wrong);
            let mut errors = wrong.errors;
            errors.iter_mut().for_each(|error| settle(error, id, (counts && numbered).then_some(wrong.number)));
            return Told { errors, more: 0, sources: self.sources };
        }
        if let Some(limit) = self.limit {
            self.forget(limit);
        }
        if !numbered {
            self.errors.iter_mut().for_each(|error| error.record = None);
        }
        Told { errors: self.errors, more: self.forgotten, sources: self.sources }
    }
}

/// Gives an error its file and the number of its record.
fn settle(error: &mut Diagnostic, id: FileId, before: Option<u64>) {
    error.relocate(&|span| if span.file == DATA { Span { file: id, ..span } } else { span });
    error.record = before.and_then(|number| NonZeroU32::new(u32::try_from(number + 1).ok()?));
}

/// The files that an error has positions in.
fn collect(error: &mut Diagnostic, files: &mut HashSet<FileId>) {
    let found = std::cell::RefCell::new(files);
    error.relocate(&|span| {
        found.borrow_mut().insert(span.file);
        span
    });
}

/// A place that is told from another one.
fn behind(at: Place, place: Place) -> Place {
    Place {
        offset: at.offset + place.offset,
        lines: at.lines.saturating_add(place.lines),
        column: if place.lines == 0 { at.column + place.column } else { place.column },
    }
}

fn hash(error: &Diagnostic) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&error.path, &error.message).hash(&mut hasher);
    error.labels.iter().for_each(|label| label.span.hash(&mut hasher));
    hasher.finish()
}
