//! Checks one chunk of a stream.

use super::feed::Chunk;
use std::sync::Arc;
use tenon::encoding::{json, yaml};
use tenon::ir::Data;
use tenon::records::Schema;
use tenon::source::{Diagnostic, FileId, LabelRole, Place, Span, Text};
use tenon_catalogue::e0806;

/// The file of positions in the data, until its text is among the sources.
pub(super) const DATA: FileId = FileId(u32::MAX - 1);

/// Bytes of data that are evaluated together: so many that the schema, which is evaluated with each part, does not count.
const PART: usize = 1 << 17;

/// Data of fewer bytes is evaluated at once: to compile the schema for it would take longer.
const SMALL: usize = 1 << 15;

/// What the records of a stream are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Records {
    /// JSON values.
    Lines,
    /// The elements of one JSON list.
    Elements,
    /// YAML documents.
    Documents,
}

/// What a chunk comes to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How many records it has.
    pub records: u64,
    /// Where the next chunk begins, seen from the beginning of this one.
    pub length: Place,
    /// The records with something wrong in them.
    pub wrong: Vec<Wrong>,
    /// It has an element that is wrong, or is no part of a list at all.
    pub not_a_list: bool,
    /// What is no data. Nothing else counts beside it.
    pub malformed: Option<Wrong>,
    /// What is no text. Nothing else counts beside that.
    pub unreadable: Option<Wrong>,
}

/// What is wrong with a record.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Records before it.
    pub number: u64,
    /// The errors; positions in the data are in [`DATA`].
    pub errors: Vec<Diagnostic>,
    /// The lines of the record, and where they begin.
    pub text: Text,
    pub begin: Place,
}

/// A record that the checker does not understand.
struct Doubtful {
    number: u64,
    /// Where its text begins.
    start: usize,
    data: Arc<Data>,
}

/// One thread's room for its work.
pub(super) struct Worker<'a> {
    schema: &'a Schema,
    records: Records,
    known: tenon::records::Check<'a>,
    spare: Vec<u8>,
}

impl<'a> Worker<'a> {
    /// One that has done nothing yet.
    pub fn new(schema: &'a Schema, records: Records) -> Worker<'a> {
        Worker { schema, records, known: schema.check(), spare: Vec::new() }
    }

    /// Room for the next chunk.
    pub fn spare(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.spare)
    }

    /// Checks the records of a chunk.
    pub fn check(&mut self, chunk: Chunk) -> Outcome {
        let mut out = Outcome { length: Place::default().behind(&chunk.bytes), ..Outcome::default() };
        let small = chunk.number == 0 && chunk.last && chunk.bytes.len() < SMALL;
        match std::str::from_utf8(&chunk.bytes) {
            Ok(text) => match self.records {
                Records::Lines => self.lines(text, &chunk, small, &mut out),
                Records::Elements => out.not_a_list = !self.elements(text, chunk.number == 0, chunk.last, &mut out),
                Records::Documents => self.documents(text, &chunk, small, &mut out),
            },
            Err(_) if self.records == Records::Elements => out.not_a_list = true,
            Err(e) => out.unreadable = Some(no_text(&chunk.bytes, e.valid_up_to())),
        }
        self.spare = chunk.bytes;
        out
    }

    fn lines(&mut self, text: &str, chunk: &Chunk, small: bool, out: &mut Outcome) {
        let mut doubtful: Vec<Doubtful> = Vec::new();
        let (mut pos, mut size) = (0, 0);
        loop {
            pos = behind_space(text, pos);
            if pos >= text.len() {
                break;
            }
            let known = if small { None } else { self.known.json(text, pos) };
            let end = match known {
                Some(end) => end,
                None => match read(text, pos, chunk) {
                    Ok((data, end)) => {
                        doubtful.push(Doubtful { number: out.records, start: pos, data });
                        size += end - pos;
                        end
                    }
                    Err(malformed) => {
                        out.malformed = Some(Wrong { number: out.records, ..*malformed });
                        return;
                    }
                },
            };
            out.records += 1;
            pos = end;
            if size >= PART {
                self.evaluate(text, &doubtful, false, out);
                doubtful.clear();
                size = 0;
            }
        }
        self.evaluate(text, &doubtful, small, out);
    }

    /// Whether all elements in a part of a list are right. What is wrong with one that is not shows among all others.
    fn elements(&mut self, text: &str, first: bool, last: bool, out: &mut Outcome) -> bool {
        let mut pos = if first { behind_space(text, 0) + 1 } else { 0 };
        let (mut doubtful, mut size) = (Vec::new(), 0);
        let empty = first && text.as_bytes().get(behind_space(text, pos)) == Some(&b']');
        let mut more = !empty && (!last || pos < text.len());
        while more {
            pos = behind_space(text, pos);
            let end = match self.known.element(text, pos) {
                Some(end) => end,
                None => match json::parse_many(DATA, text.get(pos..).unwrap_or_default()).next() {
                    Some(Ok(data)) => {
                        let end = pos + data.span.end as usize;
                        size += end - pos;
                        doubtful.push(data);
                        end
                    }
                    _ => return false,
                },
            };
            out.records += 1;
            if size >= PART {
                if !self.are_right(&mut doubtful) {
                    return false;
                }
                size = 0;
            }
            pos = behind_space(text, end);
            more = text.as_bytes().get(pos) == Some(&b',');
            if more {
                pos += 1;
                // The next piece begins behind the comma.
                more = last || behind_space(text, pos) < text.len();
            } else if !last {
                return false;
            }
        }
        let ends = !last || text.get(behind_space(text, pos)..).is_some_and(|rest| rest.trim_ascii_end() == "]");
        ends && self.are_right(&mut doubtful)
    }

    fn are_right(&self, elements: &mut Vec<Data>) -> bool {
        let list = Arc::new(Data::list(std::mem::take(elements)));
        let tenon::ir::data::DataValue::List(items) = &list.value else { return false };
        items.is_empty() || self.schema.evaluate(&[list]).iter().all(Vec::is_empty)
    }

    fn documents(&mut self, text: &str, chunk: &Chunk, small: bool, out: &mut Outcome) {
        let documents = match yaml::parse_documents(DATA, text) {
            Ok(documents) => documents,
            Err(error) => {
                // What is wrong may be that it does not go on.
                let text = text.to_owned() + &String::from_utf8_lossy(&chunk.next);
                let error = yaml::parse_documents(DATA, &text).err().unwrap_or(error);
                let wrong = Wrong { number: 0, errors: vec![error], text: text.into(), begin: Place::default() };
                out.malformed = Some(wrong);
                return;
            }
        };
        // Of an empty document, nothing is said unless there are no others.
        let only = chunk.number == 0 && chunk.last;
        let counts = |data: &Data| only && documents.len() == 1 || !yaml::is_empty_document(data);
        let mut known = |data: &Data| !counts(data) || !small && self.known.data(data);
        let doubtful: Vec<usize> =
            (0..documents.len()).filter(|i| documents.get(*i).is_some_and(|d| !known(d))).collect();
        out.records = documents.len() as u64;
        let mut documents: Vec<Option<Data>> = documents.into_iter().map(Some).collect();
        let mut take = |i: usize| documents.get_mut(i).and_then(Option::take);
        let doubtful: Vec<Doubtful> = doubtful
            .into_iter()
            .filter_map(|i| Some(Doubtful { number: i as u64, start: 0, data: Arc::new(take(i)?) }))
            .collect();
        self.evaluate(text, &doubtful, small, out);
    }

    /// Evaluates records; `last` says that these are all.
    fn evaluate(&self, text: &str, doubtful: &[Doubtful], last: bool, out: &mut Outcome) {
        let records: Vec<Arc<Data>> = doubtful.iter().map(|d| d.data.clone()).collect();
        let mut begin = Begin { text, at: 0, place: Place::default() };
        let told = if last { self.schema.evaluate_last(&records) } else { self.schema.evaluate(&records) };
        for (record, mut errors) in doubtful.iter().zip(told) {
            if errors.is_empty() {
                continue;
            }
            let end = record.start + record.data.span.end as usize;
            let start = if self.records == Records::Documents { 0 } else { record.start };
            let (from, to) = lines(text, start, end);
            let (begin, before) = (begin.of(from), start - from);
            let text = text.get(from..to).unwrap_or_default().into();
            errors.iter_mut().for_each(|e| moved(e, before));
            out.wrong.push(Wrong { number: record.number, errors, text, begin });
        }
    }
}

/// The first place from one on at which there is no white space.
fn behind_space(text: &str, pos: usize) -> usize {
    let rest = text.as_bytes().get(pos..).unwrap_or_default();
    pos + rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// Reads the value that begins at a place, and says where it ends. Positions in it count from there.
fn read(text: &str, start: usize, chunk: &Chunk) -> Result<(Arc<Data>, usize), Box<Wrong>> {
    let rest = text.get(start..).unwrap_or_default();
    // It would count as nothing where a text begins with it.
    let mark = (start > 0 || chunk.number > 0) && rest.starts_with('\u{feff}');
    let first = if mark { None } else { json::parse_many(DATA, rest).next() };
    if let Some(Ok(data)) = first {
        let end = start + data.span.end as usize;
        return Ok((Arc::new(data), end));
    }
    // What is wrong may be what comes next.
    let (from, to) = lines(text, start, text.len());
    let (begin, before) = (Begin { text, at: 0, place: Place::default() }.of(from), start - from);
    let all = Text::from(text.get(from..to).unwrap_or_default().to_owned() + &String::from_utf8_lossy(&chunk.next));
    let tail = all.get(before..).unwrap_or_default();
    let tail = if mark { format!(" {tail}") } else { tail.to_owned() };
    let error = match json::parse_many(DATA, &tail).next() {
        Some(Err(error)) => error,
        _ => Diagnostic::error(tenon_catalogue::e0601::CODE, tenon_catalogue::e0601::END),
    };
    let mut wrong = Wrong { number: 0, errors: vec![error], text: all, begin };
    wrong.errors.iter_mut().for_each(|e| {
        moved(e, before);
        if mark {
            e.relocate(&|span| Span::new(span.file, span.start.saturating_sub(1), span.end.saturating_sub(1)));
        }
    });
    Err(Box::new(wrong))
}

/// Where the lines from one place to another begin and end.
fn lines(text: &str, start: usize, end: usize) -> (usize, usize) {
    let from = text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|t| t.find('\n')).map_or(text.len(), |at| end + at + 1);
    (from, to)
}

/// Tells places one after the other, each from the one before.
struct Begin<'a> {
    text: &'a str,
    at: usize,
    place: Place,
}

impl Begin<'_> {
    fn of(&mut self, at: usize) -> Place {
        self.place = self.place.behind(self.text.get(self.at..at).unwrap_or_default().as_bytes());
        self.at = at;
        self.place
    }
}

/// Moves the positions in the data.
fn moved(error: &mut Diagnostic, by: usize) {
    let by = by as u32;
    error.relocate(&|span| match span.file {
        DATA => Span::new(DATA, span.start.saturating_add(by), span.end.saturating_add(by)),
        _ => span,
    });
}

/// The error for bytes that are no text, at the line that they are in.
fn no_text(bytes: &[u8], at: usize) -> Wrong {
    let from = bytes.get(..at).and_then(|b| b.iter().rposition(|b| *b == b'\n')).map_or(0, |i| i + 1);
    let to = bytes.get(at..).and_then(|b| b.iter().position(|b| *b == b'\n')).map_or(bytes.len(), |i| at + i + 1);
    let text = String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default());
    let at = (at - from) as u32;
    let error = Diagnostic::error(e0806::CODE, e0806::MESSAGE).at(Span::new(DATA, at, at), LabelRole::Primary);
    let begin = Place::default().behind(bytes.get(..from).unwrap_or_default());
    Wrong { number: 0, errors: vec![error], text: text.into_owned().into(), begin }
}
