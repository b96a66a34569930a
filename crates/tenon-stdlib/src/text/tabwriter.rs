//! Package `text/tabwriter`: text with tabs laid out in columns.
//!
//! A cell is what stands before a tab. A column is a run of lines that follow each other and all have a cell there; it is
//! as wide as its widest cell and one space.

use crate::args::*;
use tenon_eval::builtin::{Function, Package};
use tenon_ir::data::DataValue;

pub(crate) static PACKAGE: Package = Package {
    path: "text/tabwriter",
    functions: FUNCTIONS,
    cue: include_str!("../../../../stdlib/text/tabwriter/tabwriter.cue"),
};

static FUNCTIONS: &[Function] = functions! {
    "Write"(data: ANY) -> STR = |a| match &a.get_arg(0)?.value {
        DataValue::List(_) => string(layout(&a.strings(0)?.iter().map(|l| format!("{l}\n")).collect::<String>())),
        _ => string(layout(&a.text(0)?)),
    };
};

const PADDING: usize = 1;

fn layout(text: &str) -> String {
    let lines: Vec<Vec<&str>> =
        text.split(['\n', '\u{c}']).map(|l| l.split(['\t', '\u{b}']).collect::<Vec<&str>>()).collect();
    // Per column, the number of the run of lines that it is in now; per run, its width.
    let mut runs: Vec<usize> = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    let mut placed: Vec<Vec<usize>> = Vec::new();
    for cells in &lines {
        runs.truncate(cells.len() - 1);
        let mut line = Vec::with_capacity(cells.len());
        for (column, cell) in cells.iter().take(cells.len() - 1).enumerate() {
            let run = match runs.get(column) {
                Some(run) => *run,
                None => {
                    widths.push(0);
                    runs.push(widths.len() - 1);
                    widths.len() - 1
                }
            };
            if let Some(width) = widths.get_mut(run) {
                *width = (*width).max(cell.chars().count() + PADDING);
            }
            line.push(run);
        }
        placed.push(line);
    }
    let mut out = String::new();
    for (i, (cells, line)) in lines.iter().zip(&placed).enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for (column, cell) in cells.iter().enumerate() {
            out.push_str(cell);
            let width = line.get(column).and_then(|run| widths.get(*run)).copied().unwrap_or(0);
            let fill = width.saturating_sub(cell.chars().count());
            out.extend(std::iter::repeat_n(' ', fill));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn columns() {
        assert_eq!(layout("a\tb\tc\naaa\tbb\tvv"), "a   b  c\naaa bb vv");
        assert_eq!(layout("a\tb\nno cells\naaa\tb\n"), "a b\nno cells\naaa b\n");
        assert_eq!(layout(""), "");
        assert_eq!(layout(&"\t".repeat(100_000)).len(), 100_000);
    }
}
