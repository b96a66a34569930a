//! Reads a stream in chunks of whole records.

use super::cut::Cutter;
use std::io::Read;

/// Bytes behind a chunk, and behind white space there, that are told with it: the longest character, and what begins a document.
const NEXT: usize = 4;

/// A piece of the stream.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Chunks before it.
    pub number: u64,
    /// Whole records.
    pub bytes: Vec<u8>,
    /// The text behind it, up to its first character that is no white space at least.
    pub next: Vec<u8>,
    /// Whether it is the end.
    pub last: bool,
}

/// Where chunks come from.
pub(super) struct Feed {
    input: Box<dyn Read + Send>,
    cutter: Cutter,
    size: usize,
    /// What was read and belongs to the next chunk.
    rest: Vec<u8>,
    number: u64,
    ended: bool,
    /// Why it could not be read to its end.
    pub error: Option<std::io::Error>,
}

impl Feed {
    /// Chunks of so many bytes, or more where a record is longer.
    pub fn new(input: Box<dyn Read + Send>, cutter: Cutter, size: usize) -> Feed {
        Feed { input, cutter, size, rest: Vec::new(), number: 0, ended: false, error: None }
    }

    /// Nothing is needed of it any more.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// The next chunk; `spare` is room that is needed no more.
    pub fn next(&mut self, mut spare: Vec<u8>) -> Option<Chunk> {
        if self.ended {
            return None;
        }
        spare.clear();
        let mut bytes = std::mem::replace(&mut self.rest, spare);
        let mut size = self.size;
        let cut = loop {
            if bytes.len() < size {
                let wanted = size - bytes.len();
                bytes.reserve_exact(wanted);
                match self.input.by_ref().take(wanted as u64).read_to_end(&mut bytes) {
                    Err(e) => self.error = Some(e),
                    Ok(n) if n == wanted => {}
                    Ok(_) => self.ended = true,
                }
            }
            if self.error.is_some() {
                self.ended = true;
                return None;
            }
            if self.ended {
                break bytes.len();
            }
            if let Some(cut) = self.cutter.cut(&bytes) {
                break cut;
            }
            size *= 2;
        };
        self.rest.extend_from_slice(&bytes[cut..]);
        bytes.truncate(cut);
        if self.number == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let next = self.rest.iter().take_while(|b| b.is_ascii_whitespace()).count() + NEXT;
        let next = self.rest.get(..next.min(self.rest.len())).unwrap_or_default().to_vec();
        self.number += 1;
        Some(Chunk { number: self.number - 1, bytes, next, last: self.ended })
    }
}
