//! String literals: those of several lines are moved to the indentation of the place where they stand.

use tenon_syntax::ast::{Interpolation, InterpolationPart, StringLit};

use crate::printer::Printer;

/// Whether a literal, from its opening quote on, has several lines.
fn is_multiline(raw: &str) -> bool {
    let quotes = raw.trim_start_matches('#');
    quotes.starts_with("\"\"\"") || quotes.starts_with("'''")
}

/// The white space before the closing quotes of a literal of several lines.
fn closing_indent(last: &str) -> &str {
    let line = last.rsplit('\n').next().unwrap_or("");
    let end = line.find(|c: char| c != ' ' && c != '\t').unwrap_or(line.len());
    line.get(..end).unwrap_or("")
}

impl Printer<'_> {
    /// A literal without interpolation.
    pub(crate) fn string(&mut self, s: &StringLit) {
        let raw = s.raw();
        if is_multiline(&raw) && raw.contains('\n') {
            self.reindent(&raw, closing_indent(&raw));
        } else {
            self.out.raw(&raw);
        }
    }

    /// A literal with interpolation.
    pub(crate) fn interpolation(&mut self, i: &Interpolation) {
        let first = match i.parts.first() {
            Some(InterpolationPart::Text { raw, .. }) => raw.as_str(),
            _ => "",
        };
        let last = match i.parts.last() {
            Some(InterpolationPart::Text { raw, .. }) => raw.as_str(),
            _ => "",
        };
        let multi = is_multiline(first);
        let indent = closing_indent(last);
        for part in &i.parts {
            match part {
                InterpolationPart::Text { raw, .. } if multi && !self.sourced(i.span) => {
                    // In made text, an empty line behind the opening quotes keeps its indentation.
                    match raw.strip_prefix(first).and_then(|_| raw.split_once("\n\n")) {
                        Some((opening, rest)) if !opening.contains('\n') => {
                            self.out.text(opening);
                            self.out.indented_line();
                            self.reindent(&format!("\n{rest}"), indent);
                        }
                        _ => self.reindent(raw, indent),
                    }
                }
                InterpolationPart::Text { raw, .. } if multi => self.reindent(raw, indent),
                InterpolationPart::Text { raw, .. } => self.out.raw(raw),
                InterpolationPart::Expr(expr) => self.expr(expr, 2),
            }
        }
    }

    fn reindent(&mut self, raw: &str, indent: &str) {
        let mut lines = raw.split('\n');
        self.out.text(lines.next().unwrap_or(""));
        for line in lines {
            match line.strip_prefix(indent) {
                Some(rest) => self.out.literal_line(rest),
                None => self.out.raw(&format!("\n{line}")),
            }
        }
    }
}
