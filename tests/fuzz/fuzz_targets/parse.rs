//! Parsing whatever text returns a tree whose declarations lie in the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tenon_source::FileId;
use tenon_syntax::{LanguageVersion, parse};

fuzz_target!(|text: &str| {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    for comment in &parsed.comments {
        assert!(text.get(comment.span.start as usize..comment.span.end as usize).is_some());
    }
});
