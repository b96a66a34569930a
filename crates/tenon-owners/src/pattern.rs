//! Patterns of `CODEOWNERS` as globs.
//!
//! GitHub reads them as `.gitignore` does, but without negation and ranges of characters, and `folder/*` stands for no more
//! than what is in the folder itself. GitLab starts every pattern anywhere that does not begin with `/`, and only a pattern
//! that ends with `/` stands for what is in a folder.

use globset::{Glob, GlobBuilder};

/// The globs of a pattern as GitHub reads it; none where it is malformed.
pub(crate) fn github(pattern: &str) -> Vec<Glob> {
    let escaped = escape(pattern, &['[', ']', '{', '}']);
    let inner = escaped.trim_end_matches('/');
    let anchored = inner.contains('/');
    let path = inner.trim_start_matches('/');
    if path.is_empty() {
        // `/` alone is the whole repository.
        return glob("**").into_iter().collect();
    }
    let path = if anchored { path.to_owned() } else { format!("**/{path}") };
    let within = glob(&format!("{path}/**"));
    let itself = glob(&path);
    if escaped.ends_with('/') {
        within.into_iter().collect()
    } else if anchored && path.ends_with("/*") {
        itself.into_iter().collect()
    } else {
        itself.into_iter().chain(within).collect()
    }
}

/// The globs of a pattern as GitLab reads it; none where it is malformed.
pub(crate) fn gitlab(pattern: &str) -> Vec<Glob> {
    let escaped = escape(pattern, &['{', '}']);
    let mut path = match escaped.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None => format!("**/{escaped}"),
    };
    if path.is_empty() || path.ends_with('/') {
        path.push_str("**");
    }
    glob(&path).into_iter().collect()
}

fn glob(text: &str) -> Option<Glob> {
    GlobBuilder::new(text).literal_separator(true).backslash_escape(true).build().ok()
}

/// Takes the meaning off characters that have none in `CODEOWNERS`.
fn escape(pattern: &str, plain: &[char]) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            out.extend(chars.next());
            continue;
        }
        if plain.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
