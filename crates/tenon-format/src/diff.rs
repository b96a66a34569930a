//! Differences between two texts, as `fmt --diff` shows them.

use similar::{ChangeTag, TextDiff};

/// A unified diff of `old` and `new`, both of the file `name`, with three lines of context.
///
/// It is empty where the texts are equal; else it begins with a line `diff NAME.orig NAME`.
/// Both counts of a range are always written.
///
/// ```
/// let diff = tenon_format::unified_diff("a:  1\n", "a: 1\n", "x.cue");
/// assert_eq!(diff, "diff x.cue.orig x.cue\n--- x.cue.orig\n+++ x.cue\n@@ -1,1 +1,1 @@\n-a:  1\n+a: 1\n");
/// ```
pub fn unified_diff(old: &str, new: &str, name: &str) -> String {
    if old == new {
        return String::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let mut text = format!("diff {name}.orig {name}\n--- {name}.orig\n+++ {name}\n");
    for group in diff.grouped_ops(3) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let range = |from: std::ops::Range<usize>, to: std::ops::Range<usize>| {
            let count = to.end - from.start;
            format!("{},{count}", if count == 0 { from.start } else { from.start + 1 })
        };
        text.push_str(&format!(
            "@@ -{} +{} @@\n",
            range(first.old_range(), last.old_range()),
            range(first.new_range(), last.new_range())
        ));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            text.push(match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            });
            text.push_str(change.value());
            if change.missing_newline() {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text
}
