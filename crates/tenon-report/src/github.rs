//! Workflow commands of GitHub Actions: an annotation at the primary position, the other positions in its text.
//!
//! A command is a line `::error file=F,line=L,col=C::text`. GitHub takes `%`, line breaks and, in properties, `:` and `,`
//! only when they are escaped.

use crate::found::Found;
use std::fmt::Write as _;
use tenon_source::Severity;

pub(crate) fn write(found: &Found, out: &mut String) {
    out.push_str(match found.severity {
        Severity::Error => "::error ",
        Severity::Warning => "::warning ",
        Severity::Note => "::notice ",
    });
    if let Some(p) = found.places.first() {
        let _ = write!(out, "file={},line={},col={},", property(&p.uri()), p.start.line, p.characters.0);
        let end = (p.end.line == p.start.line).then_some(p.characters.1);
        let _ = write!(out, "endLine={},", p.end.line);
        if let Some(end) = end {
            let _ = write!(out, "endColumn={end},");
        }
    }
    let title = if found.code.is_empty() { "tenon" } else { found.code };
    let lines: Vec<String> = std::iter::once(found.headline()).chain(found.details()).collect();
    let _ = writeln!(out, "title={}::{}", property(title), data(&lines.join("\n")));
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
