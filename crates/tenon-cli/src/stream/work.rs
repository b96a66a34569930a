//! Checks one chunk of a stream of JSON values.

use super::feed::Chunk;
use std::sync::Arc;
use tenon::encoding::json;
use tenon::ir::Data;
use tenon::records::Schema;
use tenon::source::{Diagnostic, FileId, LabelRole, Place, Span};
use tenon_catalogue::e0806;

/// The file of positions in the data, until its text is among the sources.
pub(super) const DATA: FileId = FileId(u32::MAX - 1);

/// Bytes of data that are evaluated together: so many that the schema, which is evaluated with each part, does not count.
const PART: usize = 1 << 17;

/// What a chunk comes to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How many records it has.
    pub records: u64,
    /// Where the next chunk begins, seen from the beginning of this one.
    pub length: Place,
    /// The records with something wrong in them.
    pub wrong: Vec<Wrong>,
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
    pub text: Arc<str>,
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
    scratch: tenon::records::Scratch,
    spare: Vec<u8>,
}

impl<'a> Worker<'a> {
    /// One that has done nothing yet.
    pub fn new(schema: &'a Schema) -> Worker<'a> {
        Worker { schema, scratch: tenon::records::Scratch::default(), spare: Vec::new() }
    }

    /// Room for the next chunk.
    pub fn spare(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.spare)
    }

    /// Checks the records of a chunk.
    pub fn check(&mut self, chunk: Chunk) -> Outcome {
        let mut out = Outcome { length: Place::default().behind(&chunk.bytes), ..Outcome::default() };
        match std::str::from_utf8(&chunk.bytes) {
            Ok(text) => self.records(text, &chunk.next, &mut out),
            Err(e) => out.unreadable = Some(no_text(&chunk.bytes, e.valid_up_to())),
        }
        self.spare = chunk.bytes;
        out
    }

    fn records(&mut self, text: &str, next: &[u8], out: &mut Outcome) {
        let mut doubtful: Vec<Doubtful> = Vec::new();
        let (mut pos, mut size) = (0, 0);
        loop {
            let rest = text.as_bytes().get(pos..).unwrap_or_default();
            pos += rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count();
            if pos >= text.len() {
                break;
            }
            let end = match self.schema.json(text, pos, &mut self.scratch) {
                Some(end) => end,
                None => match read(text, pos, next) {
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
                self.evaluate(text, &doubtful, out);
                doubtful.clear();
                size = 0;
            }
        }
        self.evaluate(text, &doubtful, out);
    }

    fn evaluate(&self, text: &str, doubtful: &[Doubtful], out: &mut Outcome) {
        let records: Vec<Arc<Data>> = doubtful.iter().map(|d| d.data.clone()).collect();
        for (record, mut errors) in doubtful.iter().zip(self.schema.evaluate(&records)) {
            if errors.is_empty() {
                continue;
            }
            let end = record.start + record.data.span.end as usize;
            let (text, begin, before) = lines(text, record.start, end);
            errors.iter_mut().for_each(|e| moved(e, before));
            out.wrong.push(Wrong { number: record.number, errors, text, begin });
        }
    }
}

/// Reads the value that begins at a place, and says where it ends. Positions in it count from there.
fn read(text: &str, start: usize, next: &[u8]) -> Result<(Arc<Data>, usize), Box<Wrong>> {
    let rest = text.get(start..).unwrap_or_default();
    // It would count as nothing where a text begins with it.
    let mark = start > 0 && rest.starts_with('\u{feff}');
    let first = if mark { None } else { json::parse_many(DATA, rest).next() };
    if let Some(Ok(data)) = first {
        let end = start + data.span.end as usize;
        return Ok((Arc::new(data), end));
    }
    // What is wrong may be what comes next.
    let (all, begin, before) = lines(text, start, text.len());
    let next = String::from_utf8_lossy(next).chars().next();
    let tail: String = all.get(before..).unwrap_or_default().chars().chain(next).collect();
    let tail = if mark { format!(" {tail}") } else { tail };
    let error = match json::parse_many(DATA, &tail).next() {
        Some(Err(error)) => error,
        _ => Diagnostic::error(tenon_catalogue::e0601::CODE, tenon_catalogue::e0601::END),
    };
    let mut wrong = Wrong { number: 0, errors: vec![error], text: all, begin };
    wrong.errors.iter_mut().for_each(|e| moved(e, before - usize::from(mark)));
    Err(Box::new(wrong))
}

/// The lines from one place to another, where they begin, and how far before the first place that is.
fn lines(text: &str, start: usize, end: usize) -> (Arc<str>, Place, usize) {
    let from = text.get(..start).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|t| t.find('\n')).map_or(text.len(), |at| end + at + 1);
    let begin = Place::default().behind(text.get(..from).unwrap_or_default().as_bytes());
    (text.get(from..to).unwrap_or_default().into(), begin, start - from)
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
    Wrong { number: 0, errors: vec![error], text: text.into(), begin }
}
