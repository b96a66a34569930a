//! A JUnit report: a test case that fails for each problem, or one that passes where there is none.

use crate::found::Found;

pub(crate) fn document(all: &[Found]) -> String {
    let (tests, failures) = (all.len().max(1), all.len());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"tenon\" tests=\"{tests}\" failures=\"{failures}\">\n"));
    out.push_str(&format!("  <testsuite name=\"tenon\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"));
    if all.is_empty() {
        out.push_str("    <testcase name=\"configuration\" classname=\"tenon\"/>\n");
    }
    for found in all {
        let place = found.places.first();
        let file = place.map_or_else(|| "tenon".to_owned(), |p| p.uri());
        let name = if found.path.is_empty() { found.message.as_str() } else { found.path.as_str() };
        out.push_str(&format!("    <testcase name=\"{}\" classname=\"{}\"", escaped(name), escaped(&file)));
        if let Some(p) = place {
            out.push_str(&format!(" file=\"{}\" line=\"{}\"", escaped(&file), p.start.line));
        }
        let text = std::iter::once(found.headline()).chain(found.details()).collect::<Vec<_>>().join("\n");
        let message = escaped(&found.message);
        out.push_str(&format!(">\n      <failure message=\"{message}\" type=\"{}\">", escaped(found.code)));
        out.push_str(&escaped(&text));
        out.push_str("</failure>\n    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text for an element or an attribute. XML has no way to write most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
