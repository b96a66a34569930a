//! Differences of two texts, line by line, in the unified form.
//!
//! Lines that stand once in each text are anchors; the longest row of anchors in the same order is kept, and matches grow
//! from each to both sides. That takes n log n time whatever the texts are.

use std::collections::HashMap;
use std::fmt::Write as _;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The unified difference; empty for equal texts.
pub fn unified(old_name: &str, old: &str, new_name: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    let x = lines(old);
    let y = lines(new);
    let mut out = format!("diff {old_name} {new_name}\n--- {old_name}\n+++ {new_name}\n");
    for hunk in hunks(&x, &y) {
        let (a, b) = (&hunk.old, &hunk.new);
        let _ = writeln!(out, "@@ -{},{} +{},{} @@", first(a), a.len(), first(b), b.len());
        out.push_str(&hunk.text);
    }
    out
}

fn first(range: &std::ops::Range<usize>) -> usize {
    if range.is_empty() { range.start } else { range.start + 1 }
}

fn lines(text: &str) -> Vec<String> {
    let mut out: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(last) = out.last_mut()
        && !last.ends_with('\n')
    {
        last.push_str("\n\\ No newline at end of file\n");
    }
    out
}

struct Hunk {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
    text: String,
}

fn hunks(x: &[String], y: &[String]) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::new();
    // Matching stretches: start in x, start in y, length; the last one is empty and at the end.
    let mut done = (0, 0);
    let mut stretches = Vec::new();
    for (i, j) in anchors(x, y).into_iter().chain([(x.len(), y.len())]) {
        if i < done.0 || j < done.1 {
            continue;
        }
        let (mut start, mut other) = (i, j);
        while start > done.0 && other > done.1 && x.get(start - 1) == y.get(other - 1) {
            start -= 1;
            other -= 1;
        }
        let mut len = i - start;
        while start + len < x.len() && other + len < y.len() && x[start + len] == y[other + len] {
            len += 1;
        }
        stretches.push((start, other, len));
        done = (start + len, other + len);
    }
    let mut from = (0, 0);
    let mut before: &[String] = &[];
    for (start, other, len) in stretches {
        let changed = start > from.0 || other > from.1;
        if changed {
            let lead = before.len().min(CONTEXT);
            let joined = before.len() <= 2 * CONTEXT && !out.is_empty();
            let context = if joined { before } else { &before[before.len() - lead..] };
            if !joined {
                if let Some(hunk) = out.last_mut() {
                    extend(hunk, &before[..before.len().min(CONTEXT)]);
                }
                let (a, b) = (from.0 - lead, from.1 - lead);
                out.push(Hunk { old: a..a, new: b..b, text: String::new() });
            }
            if let Some(hunk) = out.last_mut() {
                extend(hunk, context);
                for line in &x[from.0..start] {
                    let _ = write!(hunk.text, "-{line}");
                }
                for line in &y[from.1..other] {
                    let _ = write!(hunk.text, "+{line}");
                }
                hunk.old.end = start;
                hunk.new.end = other;
            }
        }
        before = &x[start..start + len];
        from = (start + len, other + len);
    }
    if let Some(hunk) = out.last_mut() {
        extend(hunk, &before[..before.len().min(CONTEXT)]);
    }
    out
}

fn extend(hunk: &mut Hunk, context: &[String]) {
    for line in context {
        let _ = write!(hunk.text, " {line}");
    }
    hunk.old.end += context.len();
    hunk.new.end += context.len();
}

/// The longest row of lines that stand once in each text, in the order of both.
fn anchors(x: &[String], y: &[String]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&str, (u8, usize, u8, usize)> = HashMap::new();
    for (i, line) in x.iter().enumerate() {
        let e = seen.entry(line).or_default();
        *e = (e.0.saturating_add(1), i, e.2, e.3);
    }
    for (j, line) in y.iter().enumerate() {
        let e = seen.entry(line).or_default();
        *e = (e.0, e.1, e.2.saturating_add(1), j);
    }
    let mut pairs: Vec<(usize, usize)> =
        seen.into_values().filter(|e| e.0 == 1 && e.2 == 1).map(|e| (e.1, e.3)).collect();
    pairs.sort_unstable();
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; pairs.len()];
    for (k, (_, j)) in pairs.iter().enumerate() {
        let at = tails.partition_point(|t| pairs[*t].1 < *j);
        previous[k] = at.checked_sub(1).map(|p| tails[p]);
        if at == tails.len() {
            tails.push(k);
        } else {
            tails[at] = k;
        }
    }
    let mut row = Vec::new();
    let mut at = tails.last().copied();
    while let Some(k) = at {
        row.push(pairs[k]);
        at = previous[k];
    }
    row.reverse();
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line() {
        let text = unified("a.orig", "foo:   1\n", "a", "foo: 1\n");
        assert_eq!(text, "diff a.orig a\n--- a.orig\n+++ a\n@@ -1,1 +1,1 @@\n-foo:   1\n+foo: 1\n");
    }

    #[test]
    fn far_changes_are_apart() {
        let old: String = (0..40).map(|i| format!("{i}\n")).collect();
        let new = old.replace("\n5\n", "\nfive\n").replace("\n30\n", "\n30\nmore\n");
        let text = unified("a", &old, "b", &new);
        let heads: Vec<&str> = text.lines().filter(|l| l.starts_with("@@")).collect();
        assert_eq!(heads, ["@@ -3,7 +3,7 @@", "@@ -29,6 +29,7 @@"]);
    }
}
