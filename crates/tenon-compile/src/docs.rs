//! Documentation comments: a group of comment lines directly above a field.

use std::ops::Range;
use tenon_syntax::Comment;

/// The comment groups of a file, each behind the place of what stands below it. They are in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Docs {
    groups: Vec<(u32, Range<usize>)>,
    /// The first group that is not above what was asked for last: mostly what is asked for next stands behind that.
    next: usize,
}

impl Docs {
    /// Finds the groups: comments that stand alone on lines that follow each other.
    pub fn new(text: &str, comments: &[Comment]) -> Docs {
        let mut groups = Vec::new();
        let mut i = 0;
        while i < comments.len() {
            let first = i;
            let mut next = following(text, &comments[i]);
            i += 1;
            if !alone(text, &comments[first]) {
                continue;
            }
            while let Some(comment) = comments.get(i)
                && next == Some(comment.span.start)
            {
                next = following(text, comment);
                i += 1;
            }
            if let Some(next) = next {
                groups.push((next, first..i));
            }
        }
        Docs { groups, next: 0 }
    }

    /// The comments directly above what starts at an offset.
    pub fn above(&mut self, offset: u32) -> Option<Range<usize>> {
        let is_before = |i: usize| self.groups.get(i).is_some_and(|group| group.0 < offset);
        let (begin, end) = (self.next.checked_sub(1).is_none_or(is_before), !is_before(self.next));
        if !(begin && end) {
            self.next = self.groups.partition_point(|group| group.0 < offset);
        }
        let (place, lines) = self.groups.get(self.next)?;
        let found = (*place == offset).then(|| lines.clone())?;
        self.next += 1;
        Some(found)
    }
}

/// Whether nothing stands before the comment on its line.
fn alone(text: &str, comment: &Comment) -> bool {
    let before = text.get(..comment.span.start as usize).unwrap_or("");
    let before = before.trim_end_matches([' ', '\t', '\u{feff}']);
    before.is_empty() || before.ends_with('\n')
}

/// The offset of the first thing on the next line, unless that line is blank.
fn following(text: &str, comment: &Comment) -> Option<u32> {
    let end = comment.span.end as usize;
    let rest = text.get(end..)?;
    let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    let rest = rest.trim_start_matches([' ', '\t']);
    let blank = rest.is_empty() || rest.starts_with(['\n', '\r']);
    (!blank).then(|| (text.len() - rest.len()) as u32)
}
