//! Cuts a stream of JSON values into chunks of whole values.
//!
//! A line may end in the middle of a value. It does not where what stands before its end can be the last of a value and what
//! comes next the first of one: within a value, a comma or a colon would stand between them. So, if the text is well-formed,
//! chunks end with values; if it is not, whoever reads on behind the end of a chunk finds there what should not come next.

use std::io::Read;

/// Bytes behind a chunk that are told with it: the longest character.
const NEXT: usize = 4;

/// A piece of the stream.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Chunks before it.
    pub number: u64,
    /// Whole values.
    pub bytes: Vec<u8>,
    /// The first bytes behind it.
    pub next: Vec<u8>,
    /// Whether it is the end.
    pub last: bool,
}

/// Where chunks come from.
pub(super) struct Feed {
    input: Box<dyn Read + Send>,
    size: usize,
    /// What was read and belongs to the next chunk.
    rest: Vec<u8>,
    number: u64,
    ended: bool,
    /// Why it could not be read to its end.
    pub error: Option<std::io::Error>,
}

impl Feed {
    /// Chunks of so many bytes, or more where a value is longer.
    pub fn new(input: Box<dyn Read + Send>, size: usize) -> Feed {
        Feed { input, size, rest: Vec::new(), number: 0, ended: false, error: None }
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
            if let Some(cut) = last_end(&bytes) {
                break cut;
            }
            size *= 2;
        };
        self.rest.extend_from_slice(&bytes[cut..]);
        bytes.truncate(cut);
        if self.number == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let next = self.rest.get(..NEXT.min(self.rest.len())).unwrap_or_default().to_vec();
        self.number += 1;
        Some(Chunk { number: self.number - 1, bytes, next, last: self.ended })
    }
}

/// Where the last line ends at which a value ends, and another one begins behind it.
fn last_end(bytes: &[u8]) -> Option<usize> {
    let space = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t');
    let mut end = bytes.len();
    loop {
        let at = bytes.get(..end)?.iter().rposition(|b| *b == b'\n')?;
        let before = bytes.get(..at)?.iter().rev().find(|b| !space(b));
        let behind = bytes.get(at + 1..)?.iter().find(|b| !space(b));
        match (before, behind) {
            (Some(b'{' | b'[' | b',' | b':'), _) | (_, Some(b'}' | b']' | b',' | b':')) => {}
            (Some(_), Some(_)) => return Some(at + 1),
            _ => {}
        }
        end = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str, size: usize) -> Vec<String> {
        let mut feed = Feed::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), size);
        std::iter::from_fn(|| feed.next(Vec::new())).map(|c| String::from_utf8_lossy(&c.bytes).into_owned()).collect()
    }

    #[test]
    fn chunks_are_whole_values() {
        assert_eq!(chunks("1\n2\n3\n", 3), ["1\n", "2\n", "3\n"]);
        assert_eq!(chunks("{\n\"a\":\n1\n}\n{}\n", 4), ["{\n\"a\":\n1\n}\n", "{}\n"]);
        assert_eq!(chunks("[1,\n2\n,3]\n\"x\"", 2), ["[1,\n2\n,3]\n", "\"x\""]);
        assert_eq!(chunks("", 4), [""]);
        assert_eq!(chunks("\u{feff}1\n2", 6), ["1\n", "2"]);
    }
}
