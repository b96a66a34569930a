//! Ways out that depend on how a value is written.
//!
//! The evaluator knows values and places, not texts. What a reader should change shows at times in the text alone: `512Mi`
//! is a number and was meant as a text, the value of a field with `@tag(env)` comes from the command line.

use tenon_catalogue::{e0301, e0309, e0313, e0404};
use tenon_source::{Diagnostic, Label, LabelRole, SourceMap};

/// Adds to errors what the texts at their places tell.
pub fn remedies(errors: &mut [Diagnostic], sources: &SourceMap) {
    for error in errors {
        if let Some(note) = remedy(error, sources) {
            error.notes.push(note);
        }
    }
}

fn remedy(error: &mut Diagnostic, sources: &SourceMap) -> Option<String> {
    let first = error.labels.first().and_then(|l| text(l, sources));
    match error.code {
        e0301::CODE => of_conflict(error, sources),
        e0309::CODE if error.message.ends_with(e0309::DIVISION_BY_ZERO) => {
            let divisor = first?.rsplit_once('/')?.1.trim();
            (!divisor.starts_with('0')).then(|| e0309::zero(divisor))
        }
        e0313::CODE => {
            let (_, over) = error.message.split_once(" range over ")?;
            let (name, found) = over.split_once(" (found ")?;
            found.starts_with("int").then(|| e0313::count(name))
        }
        e0404::CODE => of_unknown(error, sources),
        _ => None,
    }
}

fn text<'s>(label: &Label, sources: &'s SourceMap) -> Option<&'s str> {
    sources.get(label.span.file)?.text().get(label.span.start as usize..label.span.end as usize)
}

fn of_conflict(error: &mut Diagnostic, sources: &SourceMap) -> Option<String> {
    let (values, types) = error.message.rsplit_once(" (mismatched types ")?;
    let (first, second) = types.strip_suffix(')')?.split_once(" and ")?;
    let is = |name: &str| first == name || second == name;
    let sides = error.labels.iter().filter(|l| l.role == LabelRole::Conflict);
    for written in sides.filter_map(|l| text(l, sources)) {
        let quantity =
            written.starts_with(|c: char| c.is_ascii_digit()) && written.ends_with(['K', 'M', 'G', 'T', 'P', 'i']);
        if is("string") && quantity {
            let value = values.trim_start_matches("conflicting values ").split(' ').find(|v| v.parse::<f64>().is_ok());
            let told = value.map(e0301::quote);
            error.notes.retain(|note| Some(note) != told.as_ref());
            return Some(e0301::quote(written));
        }
        if is("float") && is("int") && written.contains('/') {
            return Some(e0301::DIVISION.to_owned());
        }
        if is("list") && is("struct") && written.starts_with(['{', '[']) && !written.starts_with("[...") {
            return Some(if written.starts_with('{') { e0301::NO_LIST } else { e0301::NO_STRUCT }.to_owned());
        }
    }
    None
}

/// A value that is not known, of a field that asks for a tag.
fn of_unknown(error: &Diagnostic, sources: &SourceMap) -> Option<String> {
    let mut sides = error.labels.iter().filter(|l| l.role == LabelRole::Conflict);
    sides.find_map(|label| {
        let rest = sources.get(label.span.file)?.text().get(label.span.end as usize..)?;
        let (_, tag) = rest.lines().next()?.split_once("@tag(")?;
        let tag = tag.split([',', ')']).next()?.trim();
        (!tag.is_empty()).then(|| e0404::tag(tag))
    })
}
