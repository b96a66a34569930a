//! Formatting what parses gives text that parses, and that formatting leaves alone.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon_format::{Options, format_source};
use tenon_source::{Source, SourceMap};
use tenon_syntax::{LanguageVersion, parse};

fn format(text: &str) -> Option<String> {
    let mut sources = SourceMap::new();
    let file = sources.add(Source::new("in.cue", text));
    let parsed = parse(file, text, LanguageVersion::LATEST);
    let source = sources.get(file)?;
    parsed.errors.is_empty().then(|| format_source(source, file, &parsed, &Options::default()))
}

fuzz_target!(|text: &str| {
    if let Some(once) = format(text) {
        let twice = format(&once).expect("what was formatted parses");
        assert_eq!(once, twice);
    }
});
