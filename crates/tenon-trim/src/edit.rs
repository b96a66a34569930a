//! From the choice for each unit to the text that is left.

use crate::units::{Choice, Content, Role, Units, range};
use std::ops::Range;

/// The text without what is taken out, not formatted yet.
pub fn render(text: &str, units: &Units, roots: &[usize]) -> String {
    let mut edits = Vec::new();
    collect(text, units, roots, &mut edits);
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in edits {
        let Some(before) = text.get(at..range.start) else { continue };
        out.push_str(before);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

fn collect(text: &str, units: &Units, ids: &[usize], edits: &mut Vec<(Range<usize>, &'static str)>) {
    let mut open = ids.to_vec();
    while let Some(id) = open.pop() {
        let unit = &units.list[id];
        let spent = units.is_spent(id);
        match (unit.role, unit.choice) {
            (Role::Field(decl), Choice::Out) if spent => edits.push((declaration(text, range(decl)), "")),
            (_, Choice::Out | Choice::Blank) if spent && unit.content != Content::List => {
                edits.push((range(unit.value), "_"));
            }
            // `a: b: 1` without `b: 1` needs braces.
            _ if spent && !unit.children.is_empty() && !text.get(range(unit.value)).is_some_and(is_enclosed) => {
                edits.push((range(unit.value), "{}"));
            }
            _ => open.extend(unit.children.iter().copied()),
        }
    }
}

fn is_enclosed(literal: &str) -> bool {
    literal.starts_with(['{', '['])
}

/// A declaration with the comments that belong to it: those on the lines above and on the rest of its line.
fn declaration(text: &str, span: Range<usize>) -> Range<usize> {
    let line_start = text.get(..span.start).map_or(0, |t| t.rfind('\n').map_or(0, |i| i + 1));
    let alone = text.get(line_start..span.start).is_some_and(|t| t.trim().is_empty());
    let rest = text.get(span.end..).unwrap_or_default();
    let after_blank = rest.trim_start_matches([' ', '\t']);
    let after = after_blank.strip_prefix(',').unwrap_or(after_blank).trim_start_matches([' ', '\t', '\r']);
    let end = text.len() - after.len();
    let line_end = after.find('\n').map_or(text.len(), |i| end + i + 1);
    if !alone || !(after.is_empty() || after.starts_with('\n') || after.starts_with("//")) {
        return span.start..end;
    }
    let mut start = line_start;
    while let Some(above) = text.get(..start.saturating_sub(1)) {
        let above_start = above.rfind('\n').map_or(0, |i| i + 1);
        if start == 0 || !above[above_start..].trim_start().starts_with("//") {
            break;
        }
        start = above_start;
    }
    start..line_end
}
