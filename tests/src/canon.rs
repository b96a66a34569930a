//! Printed values in a form that does not depend on the order of fields.

/// A struct's entries, as printed by the formatter, sorted on every level; lists and strings keep their order.
pub fn cue(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut entries = entries(&lines);
    entries.sort();
    entries.join("\n")
}

/// The entries among lines of one level: a line that is not indented further, and all lines that belong to it.
fn entries(lines: &[&str]) -> Vec<String> {
    let level = lines.iter().find(|line| !line.trim().is_empty()).map_or(0, |line| indent(line));
    let mut entries: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let head = lines[at];
        let inner = lines[at + 1..].iter().take_while(|line| line.trim().is_empty() || indent(line) > level).count();
        let body = &lines[at + 1..at + 1 + inner];
        let text = if body.is_empty() {
            head.to_owned()
        } else if head.ends_with('{') {
            let mut inside = self::entries(body);
            inside.sort();
            format!("{head}\n{}", inside.join("\n"))
        } else {
            format!("{head}\n{}", body.join("\n"))
        };
        let closes = head.trim_start().starts_with(['}', ']', ')', '"', '\'']) && !head.contains("\": ");
        match entries.last_mut() {
            Some(last) if closes => {
                last.push('\n');
                last.push_str(&text);
            }
            _ => entries.push(text),
        }
        at += 1 + inner;
    }
    // Labels are padded to line up with their neighbours.
    entries.iter_mut().for_each(|entry| *entry = squeeze(entry));
    entries
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches('\t').len()
}

/// Runs of spaces as one space.
fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Whether two JSON texts hold equal values; numbers are compared as written.
pub fn same_json(a: &str, b: &str) -> bool {
    match (json(a), json(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_fields_does_not_count() {
        assert_eq!(cue("a: {\n\tx:  1\n\tyy: 2\n}\nb: 1\n"), cue("b: 1\na: {\n\tyy: 2\n\tx:  1\n}\n"));
        assert_ne!(cue("a: {\n\tx: 1\n}\n"), cue("a: {\n\tx: 2\n}\n"));
        assert_ne!(cue("a: [\n\t1,\n\t2,\n]\n"), cue("a: [\n\t2,\n\t1,\n]\n"));
    }
}
