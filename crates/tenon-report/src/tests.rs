//! What CI systems get to read.

use crate::{Document, DocumentFormat, Format, render};
use serde_json::Value;
use tenon_catalogue::e0301;
use tenon_source::{Diagnostic, LabelRole, Source, SourceMap, Span};

/// A conflict whose message and file have characters that need escapes.
fn conflict() -> (Diagnostic, SourceMap) {
    let mut sources = SourceMap::new();
    let id = sources.add(Source::new("./a, b.cue", "é: 1\né: \"50%\"\n"));
    let error = Diagnostic::error(e0301::CODE, "conflicting values \"50%\" and 1")
        .path("é")
        .at(Span::new(id, 10, 15), LabelRole::Conflict)
        .at(Span::new(id, 4, 5), LabelRole::Primary);
    (error, sources)
}

#[test]
fn annotations_are_escaped() {
    let (error, sources) = conflict();
    assert_eq!(
        render(&[error], &sources, Format::Github),
        "::error file=a%2C b.cue,line=1,col=4,endLine=1,endColumn=5,title=E0301::\
         é: conflicting values \"50%25\" and 1%0A./a, b.cue:1:5%0A./a, b.cue:2:5\n"
    );
}

#[test]
fn equal_problems_have_fingerprints_of_their_own() {
    let (error, sources) = conflict();
    let mut document = Document::default();
    document.add(std::slice::from_ref(&error), &sources);
    document.add(&[error], &sources);
    let list: Value = serde_json::from_str(&document.render(DocumentFormat::Gitlab)).unwrap();
    assert_eq!(list[0]["location"]["path"], "a, b.cue");
    assert_eq!(list[0]["location"]["lines"]["begin"], 1);
    assert_eq!(list[0]["severity"], "major");
    assert_ne!(list[0]["fingerprint"], list[1]["fingerprint"]);
}

#[test]
fn sarif_counts_characters_and_escapes_names() {
    let (error, sources) = conflict();
    let text = render(&[error], &sources, Format::Document(DocumentFormat::Sarif));
    let document: Value = serde_json::from_str(&text).unwrap();
    let run = &document["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], e0301::CODE);
    let location = &run["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "a,%20b.cue");
    assert_eq!(location["physicalLocation"]["region"]["startColumn"], 4);
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "é");
    let related = &run["results"][0]["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 2);
    assert_eq!(related["message"]["text"], "conflict");
}

#[test]
fn junit_passes_where_nothing_is_wrong() {
    let none = Document::default().render(DocumentFormat::Junit);
    assert!(none.contains("tests=\"1\" failures=\"0\""), "{none}");
    let (error, sources) = conflict();
    let text = render(&[error], &sources, Format::Document(DocumentFormat::Junit));
    assert!(text.contains("<failure message=\"conflicting values &quot;50%&quot; and 1\" type=\"E0301\">"), "{text}");
}
