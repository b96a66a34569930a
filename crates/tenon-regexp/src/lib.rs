//! Regular expressions as Go's `regexp` package (RE2) reads them, run by the `regex` crates' engines.
//!
//! The syntax is read by a parser of our own (`parse`), because that of `regex-syntax` accepts another language:
//! it knows no `\Q…\E` and no octal escapes, takes `[[a]`, `[a&&b]` and `a**` differently, and its `\d`, `\w`, `\s` and
//! `\b` are Unicode's. The result is the crate's intermediate form, so matching costs what it costs there: linear time.
//!
//! ```
//! let re = tenon_regexp::Regex::new(r"f(?P<x>\w)").unwrap();
//! assert!(re.is_match(b"afoot"));
//! assert_eq!(tenon_regexp::Regex::new("a)").unwrap_err().to_string(), "error parsing regexp: unexpected ): `a)`");
//! ```

mod class;
mod parse;
#[cfg(test)]
mod tests;

use regex_automata::meta;
use regex_automata::util::captures::Captures;
use std::fmt;
use std::ops::Range;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Regex {
    engine: meta::Regex,
    names: Vec<Option<String>>,
}

/// Why a pattern is no regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong, in Go's words: `missing closing )`.
    pub code: &'static str,
    /// The part of the pattern that is wrong.
    pub part: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error parsing regexp: {}: `{}`", self.code, self.part)
    }
}

impl std::error::Error for Error {}

/// The groups of one match: the whole match first; none for a group that took no part.
pub type Groups = Vec<Option<Range<usize>>>;

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    ///
    /// The pattern is not in Go's syntax, or too large.
    pub fn new(pattern: &str) -> Result<Regex, Error> {
        let parsed = parse::parse(pattern)?;
        // Tables made whole before the first match cost more than the few matches that most patterns are for; the lazy ones
        // hold what matches need, and are hardly slower.
        let config = meta::Config::new().dfa(false).onepass(false);
        let config = config.utf8_empty(true).nfa_size_limit(Some(16 << 20)).hybrid_cache_capacity(4 << 20);
        let build = || meta::Builder::new().configure(config).build_from_hir(&parsed.hir).ok();
        // The engine's compiler recurses as deep as the expression nests.
        let engine = if parsed.height > 30 { stacker::grow(32 << 20, build) } else { build() };
        let engine = engine.ok_or_else(|| Error { code: "expression too large", part: pattern.to_owned() })?;
        Ok(Regex { engine, names: parsed.names })
    }

    /// Whether it matches anywhere.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.engine.is_match(text)
    }

    /// The names of the groups; the whole match, group 0, has none.
    pub fn names(&self) -> &[Option<String>] {
        &self.names
    }

    /// The leftmost match.
    pub fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        self.engine.find(text).map(|m| m.range())
    }

    /// The first `limit` matches that do not overlap. An empty match right after another match does not count.
    pub fn find_all(&self, text: &[u8], limit: usize) -> Vec<Range<usize>> {
        self.engine.find_iter(text).take(limit).map(|m| m.range()).collect()
    }

    /// The groups of the leftmost match.
    pub fn groups(&self, text: &[u8]) -> Option<Groups> {
        let mut captures = self.engine.create_captures();
        self.engine.captures(text, &mut captures);
        captures.is_match().then(|| collect(&captures))
    }

    /// The groups of the first `limit` matches.
    pub fn groups_all(&self, text: &[u8], limit: usize) -> Vec<Groups> {
        self.engine.captures_iter(text).take(limit).map(|c| collect(&c)).collect()
    }

    /// All matches replaced; in `template`, `$1`, `$name` and `${name}` stand for groups and `$$` for `$`.
    pub fn replace_all(&self, text: &str, template: &str) -> String {
        let mut out = String::new();
        let mut last = 0;
        for groups in self.groups_all(text.as_bytes(), usize::MAX) {
            if let Some(Some(whole)) = groups.first() {
                out.push_str(text.get(last..whole.start).unwrap_or_default());
                self.expand(template, text, &groups, &mut out);
                last = whole.end;
            }
        }
        out.push_str(text.get(last..).unwrap_or_default());
        out
    }

    /// All matches replaced by `replacement` as it stands.
    pub fn replace_all_literal(&self, text: &str, replacement: &str) -> String {
        let mut out = String::new();
        let mut last = 0;
        for m in self.find_all(text.as_bytes(), usize::MAX) {
            out.push_str(text.get(last..m.start).unwrap_or_default());
            out.push_str(replacement);
            last = m.end;
        }
        out.push_str(text.get(last..).unwrap_or_default());
        out
    }

    fn expand(&self, template: &str, text: &str, groups: &Groups, out: &mut String) {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            rest = after;
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
                continue;
            }
            let Some((name, after)) = reference(rest) else {
                out.push('$');
                continue;
            };
            rest = after;
            let found = match name.parse::<usize>() {
                Ok(i) if name.bytes().all(|b| b.is_ascii_digit()) => groups.get(i).cloned().flatten(),
                _ => (self.names.iter().zip(groups))
                    .find(|(n, g)| n.as_deref() == Some(name) && g.is_some())
                    .and_then(|(_, g)| g.clone()),
            };
            out.push_str(found.and_then(|g| text.get(g)).unwrap_or_default());
        }
        out.push_str(rest);
    }
}

/// The name behind a `$`, with or without braces, and what follows.
fn reference(rest: &str) -> Option<(&str, &str)> {
    let (inner, braced) = match rest.strip_prefix('{') {
        Some(inner) => (inner, true),
        None => (rest, false),
    };
    let end = inner.find(|c: char| !(c == '_' || c.is_alphanumeric())).unwrap_or(inner.len());
    let (name, after) = inner.split_at(end);
    let after = if braced { after.strip_prefix('}')? } else { after };
    (!name.is_empty()).then_some((name, after))
}

fn collect(captures: &Captures) -> Groups {
    captures.iter().map(|g| g.map(|span| span.range())).collect()
}
