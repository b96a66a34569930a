//! Where a stream may be cut so that each piece has whole records, by the bytes alone.
//!
//! *JSON Lines*: a line may end in the middle of a value. It does not where what stands before its end can be the last of a value and
//! what comes next the first of one: within a value, a comma or a colon would stand between them. So, if the text is well-formed,
//! pieces end with values; if it is not, whoever reads on behind the end of a piece finds there what should not come next.
//!
//! *A list of JSON*: behind a comma between its elements, for which brackets and braces are counted.
//!
//! *YAML*: before a line that begins a document with `---`, unless there is nothing but comments and directives before it, which
//! belong to what follows.

/// Finds where to cut.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cutter {
    /// A stream of JSON values.
    Lines,
    /// The elements of one JSON list.
    Elements(Brackets),
    /// YAML documents.
    Documents,
}

impl Cutter {
    /// The last place at which a piece that begins with the bytes may end, if there is one.
    pub fn cut(&mut self, bytes: &[u8]) -> Option<usize> {
        match self {
            Cutter::Lines => last_value(bytes),
            Cutter::Elements(brackets) => brackets.last_element(bytes),
            Cutter::Documents => last_document(bytes),
        }
    }
}

/// Where the last line ends at which a value ends, and another one begins behind it.
fn last_value(bytes: &[u8]) -> Option<usize> {
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

/// How far brackets are open.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Brackets {
    /// How many bytes of the piece have been gone through.
    done: usize,
    depth: usize,
    in_string: bool,
    /// Behind the last comma between elements.
    last: usize,
}

impl Brackets {
    fn last_element(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = self.done;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => self.in_string = !self.in_string,
                // What is escaped ends nothing. It may come with the next bytes.
                b'\\' if self.in_string && at == bytes.len() => {
                    at -= 1;
                    break;
                }
                b'\\' if self.in_string => at += 1,
                _ if self.in_string => {}
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                b',' if self.depth == 1 => self.last = at,
                _ => {}
            }
        }
        (self.done, at) = (at, self.last);
        if at == 0 {
            return None;
        }
        // The next piece begins there.
        (self.done, self.last) = (self.done - at, 0);
        Some(at)
    }
}

/// Where the last document begins that is not the first.
fn last_document(bytes: &[u8]) -> Option<usize> {
    let mut end = bytes.len();
    loop {
        let at = bytes.get(..end)?.iter().rposition(|b| *b == b'\n')?;
        let line = bytes.get(at + 1..)?;
        let begins = line.starts_with(b"---") && matches!(line.get(3), Some(b' ' | b'\t' | b'\r' | b'\n'));
        if begins && has_content(bytes.get(..at)?) {
            return Some(at + 1);
        }
        end = at;
    }
}

/// Whether the last line that says something before a document belongs to another one.
fn has_content(before: &[u8]) -> bool {
    let lines = before.rsplit(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let mut told = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#") && *line != b"\xef\xbb\xbf");
    told.next().is_some_and(|line| !line.starts_with(b"%"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::feed::Feed;

    fn pieces(cutter: Cutter, text: &str, size: usize) -> Vec<String> {
        let mut feed = Feed::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), cutter, size);
        std::iter::from_fn(|| feed.next(Vec::new())).map(|c| String::from_utf8_lossy(&c.bytes).into_owned()).collect()
    }

    #[test]
    fn whole_values() {
        let pieces = |text, size| pieces(Cutter::Lines, text, size);
        assert_eq!(pieces("1\n2\n3\n", 3), ["1\n", "2\n", "3\n"]);
        assert_eq!(pieces("{\n\"a\":\n1\n}\n{}\n", 13), ["{\n\"a\":\n1\n}\n", "{}\n"]);
        assert_eq!(pieces("[1,\n2\n,3]\n\"x\"", 12), ["[1,\n2\n,3]\n", "\"x\""]);
        assert_eq!(pieces("", 4), [""]);
        assert_eq!(pieces("\u{feff}1\n2", 6), ["1\n", "2"]);
    }

    #[test]
    fn elements() {
        let pieces = |text, size| pieces(Cutter::Elements(Brackets::default()), text, size);
        assert_eq!(pieces("[1, 2,3]\n", 1), ["[1,", " 2,", "3]\n"]);
        assert_eq!(
            pieces("[[1,2],{\"a,]\\\\\": 3, \"b\\\",\": 1},\n4]", 9),
            ["[[1,2],", "{\"a,]\\\\\": 3, \"b\\\",\": 1},\n4]"]
        );
        assert_eq!(pieces("[]", 1), ["[]"]);
        assert_eq!(pieces("[1,2,3,4]", 7), ["[1,2,3,", "4]"]);
    }

    #[test]
    fn documents() {
        let pieces = |text, size| pieces(Cutter::Documents, text, size);
        assert_eq!(pieces("a: 1\n---\nb: 2\n--- c\n", 13), ["a: 1\n", "---\nb: 2\n", "--- c\n"]);
        assert_eq!(pieces("# c\n\n---\na: 1\n---\n---\n", 18), ["# c\n\n---\na: 1\n", "---\n---\n"]);
        assert_eq!(pieces("a\n...\n%YAML 1.2\n# x\n---\nb\n----\n", 2), ["a\n...\n%YAML 1.2\n# x\n---\nb\n----\n"]);
        assert_eq!(pieces("a: |\n ---\n x\n", 2), ["a: |\n ---\n x\n"]);
    }
}
