//! Formatting what parses gives text that parses to the same tree, with all comments, and that formatting leaves alone.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon_format::{Options, format_file, format_source};
use tenon_source::{Source, SourceMap};
use tenon_syntax::{LanguageVersion, Parsed, parse};

/// The tree and the formatted text of what parses.
fn format(text: &str) -> Option<(Parsed, String)> {
    let mut sources = SourceMap::new();
    let file = sources.add(Source::new("in.cue", text));
    let parsed = parse(file, text, LanguageVersion::LATEST);
    let source = sources.get(file)?;
    let formatted = parsed.errors.is_empty().then(|| format_source(source, file, &parsed, &Options::default()))?;
    Some((parsed, formatted))
}

/// The tree without what the layout of its source says.
fn tree(parsed: &Parsed) -> String {
    format_file(&parsed.file, &Options::default())
}

/// The comments of a text; in their order where none may have moved: behind its bracket goes what stands in front of the
/// bracket of a comprehension.
fn comments(text: &str, parsed: &Parsed) -> Vec<String> {
    let mut all: Vec<String> = parsed.comments.iter().map(|c| c.text(text).trim_end().to_owned()).collect();
    if ["for", "if", "try", "let"].iter().any(|word| text.contains(word)) {
        all.sort();
    }
    all
}

fuzz_target!(|text: &str| {
    if let Some((before, once)) = format(text) {
        let (after, twice) = format(&once).expect("what was formatted parses");
        assert_eq!(once, twice);
        assert_eq!(tree(&before), tree(&after));
        assert_eq!(comments(text, &before), comments(&once, &after));
    }
});
