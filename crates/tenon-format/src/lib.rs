//! Syntax tree and comments → canonical text, the layout of `cue fmt`.
//!
//! [`format_source`] prints parsed text: it keeps the line breaks and single empty lines that the author chose inside
//! structs, lists, calls and chains of operators, aligns the columns of lines that stand together, and settles
//! everything else. [`format_file`] and [`format_expr`] print trees made by programs with one fixed layout. Formatting
//! twice changes nothing, and no value changes.
//!
//! A line break of the source counts, its width doesn't: nothing is ever wrapped.

mod decl;
mod diff;
mod expr;
mod literal;
mod measure;
mod out;
mod printer;
mod sequence;
mod simplify;
#[cfg(test)]
mod tests;

use tenon_source::{FileId, Source};
use tenon_syntax::{Parsed, ast};

pub use diff::unified_diff;
use printer::Printer;

/// What a level of indentation is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Indent {
    /// One tab.
    #[default]
    Tabs,
    /// So many spaces.
    Spaces(usize),
}

/// How to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Takes the quotes off labels that don't need them.
    pub simplify: bool,
    /// The indentation.
    pub indent: Indent,
}

impl Options {
    fn unit(&self) -> String {
        match self.indent {
            Indent::Tabs => "\t".to_owned(),
            Indent::Spaces(n) => " ".repeat(n),
        }
    }
}

/// Formats a parsed file.
///
/// `parsed` must come from `source`, which is `file`, without errors: text that could not be read is copied as it stands.
/// Nodes of other files in it are laid out as made ones.
pub fn format_source(source: &Source, file: FileId, parsed: &Parsed, options: &Options) -> String {
    let mut printer = Printer::new(options.unit(), Some((source, file)), &parsed.comments);
    if options.simplify {
        printer.used_names = Some(simplify::used_names(&parsed.file));
    }
    printer.file(&parsed.file);
    printer.out.finish()
}

/// Formats a made tree; spans in it count for nothing.
///
/// A struct with several declarations takes a line for each, one with a single short declaration stays on its line.
pub fn format_file(file: &ast::File, options: &Options) -> String {
    let mut printer = Printer::new(options.unit(), None, &[]);
    printer.file(file);
    printer.out.finish()
}

/// Formats a made expression, without a line break at its end.
pub fn format_expr(expr: &ast::Expr, options: &Options) -> String {
    let mut printer = Printer::new(options.unit(), None, &[]);
    printer.expr(expr, 1);
    printer.write_made(0);
    let mut text = printer.out.finish();
    text.truncate(text.trim_end_matches('\n').len());
    text
}
