//! `tenon explain`: the pages on the codes of errors.

use crate::cli::Explain;
use crate::failure::{Failure, print};
use std::fmt::Write as _;
use std::io::IsTerminal;
use tenon_catalogue::{Entry, all, find};

/// Codes that are offered where one is unknown.
const NEAREST: usize = 3;

/// Prints the pages of codes; without any, all codes with their titles.
///
/// # Errors
///
/// There is no such code, or standard output cannot be written to.
pub fn run(flags: &Explain) -> Result<(), Failure> {
    let bold = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    let mut out = String::new();
    if flags.codes.is_empty() {
        for entry in all() {
            let _ = writeln!(out, "{}  {}", entry.code, entry.title);
        }
    }
    for (i, code) in flags.codes.iter().enumerate() {
        let entry = find(code).ok_or_else(|| Failure::Message(unknown(code)))?;
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&text(entry.page, bold));
    }
    print(out.as_bytes())
}

fn unknown(code: &str) -> String {
    let digits = code.trim_start_matches(['E', 'e']);
    let Ok(wanted) = digits.parse::<u32>() else {
        return format!("there is no code {code:?}; tenon explain lists the codes");
    };
    let distance = |entry: &Entry| entry.code[1..].parse::<u32>().map_or(u32::MAX, |code| code.abs_diff(wanted));
    let mut near: Vec<&Entry> = all().collect();
    near.sort_by_key(|entry| distance(entry));
    near.truncate(NEAREST);
    near.sort_by_key(|entry| entry.code);
    let near: Vec<String> = near.iter().map(|entry| format!("{} ({})", entry.code, entry.title)).collect();
    format!("there is no code {code:?}; the nearest are {}", near.join(", "))
}

/// A page as plain text: headings without their marks, examples indented and below the names of their files.
fn text(page: &str, bold: bool) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            inside = !inside;
            let name = info.split_whitespace().find_map(|word| word.strip_prefix("file="));
            if let Some(name) = name.filter(|_| inside) {
                let _ = writeln!(out, "{name}:\n");
            }
        } else if inside {
            let _ = writeln!(out, "{}{line}", if line.is_empty() { "" } else { "    " });
        } else if line.starts_with("<!--") {
            lines.next_if(|line| line.is_empty());
        } else if line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim_start();
            let _ = if bold { writeln!(out, "\x1b[1m{heading}\x1b[0m") } else { writeln!(out, "{heading}") };
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_bold_on_a_terminal() {
        let page = "# E1: x\n\n<!-- not run: long -->\n\n```cue file=in.cue\na: {\n\n}\n```\n";
        assert_eq!(text(page, true), "\x1b[1mE1: x\x1b[0m\n\nin.cue:\n\n    a: {\n\n    }\n");
        assert_eq!(text(page, false), "E1: x\n\nin.cue:\n\n    a: {\n\n    }\n");
    }
}
