//! Messages on a stream: a header with `Content-Length`, an empty line, and JSON.
//!
//! What cannot be read is told, and reading goes on with what follows: a header without a length is left out, a body that is no
//! JSON is one message less. Only a stream that ends, or a length that nobody means, ends it.

use serde_json::Value;
use std::io::{self, BufRead, Write};

/// The longest message that is read: more is a mistake of who sends it, and would be kept in memory.
const MAX_LENGTH: usize = 256 * 1024 * 1024;

/// The longest line of a header.
const MAX_LINE: u64 = 4096;

/// What was read.
#[derive(PartialEq, Debug)]
pub enum Frame {
    /// A message; whether it means anything is not known.
    Message(Value),
    /// Something that is no JSON.
    Garbage,
    /// The stream ended.
    End,
}

/// Reads the next message. `T` is a stream of bytes.
pub fn read(input: &mut impl BufRead) -> Frame {
    match header(input) {
        Ok(Some(length)) if length <= MAX_LENGTH => {
            let mut body = vec![0; length];
            if input.read_exact(&mut body).is_err() {
                return Frame::End;
            }
            serde_json::from_slice(&body).map_or(Frame::Garbage, Frame::Message)
        }
        Ok(Some(_)) => Frame::End,
        Ok(None) => Frame::Garbage,
        Err(_) => Frame::End,
    }
}

/// Writes a message.
///
/// # Errors
///
/// What the stream says.
pub fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

/// The length that a header tells, nothing where it tells none.
fn header(input: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut length = None;
    let mut any = false;
    loop {
        let line = line(input)?;
        if line.is_empty() {
            if any {
                return Ok(length);
            }
            continue;
        }
        any = true;
        // After a body that is longer than its header says, the next header stands in the middle of a line.
        if let Some((_, value)) = split(&line) {
            length = value.trim().parse().ok();
        }
    }
}

fn split(line: &str) -> Option<(&str, &str)> {
    let at = line.to_ascii_lowercase().rfind("content-length:")?;
    line.split_at_checked(at).and_then(|(before, rest)| Some((before, rest.split_once(':')?.1)))
}

/// A line without its end.
fn line(input: &mut impl BufRead) -> io::Result<String> {
    let mut bytes = Vec::new();
    io::Read::take(&mut *input, MAX_LINE).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn all(text: &str) -> Vec<Frame> {
        let mut input = text.as_bytes();
        let mut frames = Vec::new();
        loop {
            match read(&mut input) {
                Frame::End => return frames,
                frame => frames.push(frame),
            }
        }
    }

    #[test]
    fn messages() {
        let text = "Content-Length: 2\r\n\r\n{}content-length:3\nContent-Type: x\n\n[1]";
        assert_eq!(all(text), [Frame::Message(json!({})), Frame::Message(json!([1]))]);
    }

    #[test]
    fn garbage() {
        let text = "Content-Length: 2\r\n\r\n{]nonsense\r\n\r\nContent-Length: x\r\n\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(all(text), [Frame::Garbage, Frame::Garbage, Frame::Garbage, Frame::Message(json!({}))]);
    }

    #[test]
    fn longer_than_told() {
        let text = "Content-Length: 1\r\n\r\n{}Content-Length: 2\r\n\r\n{}";
        assert_eq!(all(text), [Frame::Garbage, Frame::Message(json!({}))]);
    }

    #[test]
    fn ends_early() {
        assert_eq!(all("Content-Length: 20\r\n\r\n{}"), []);
        assert_eq!(all("Content-Length: 99999999999\r\n\r\n{}"), []);
    }
}
