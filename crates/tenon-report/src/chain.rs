//! How something came to a value, in one line: `string: web.name ← #Service ← ./service.cue:5`.

use tenon_source::{Chain, SourceMap};

pub(crate) fn text(chain: &Chain, sources: &SourceMap) -> String {
    let steps = chain.steps.iter().map(|(text, _)| text.clone());
    let end = sources.locate(chain.end).map(|(file, at)| format!("{file}:{}", at.line));
    format!("{}: {}", chain.what, steps.chain(end).collect::<Vec<_>>().join(" ← "))
}
