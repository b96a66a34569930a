//! Text → tokens → syntax tree.
//!
//! [`parse`] never fails: it returns what it could read together with the errors.

//!
//! The steps, each in a module: `lexer` makes tokens and automatic commas, `context` balances brackets and tells keywords
//! from names, `parser` makes the tree by way of `build`, and `driver` starts it again after `repair` has mended a syntax error.

pub mod ast;
mod build;
mod context;
mod driver;
mod errors;
mod experiment;
mod hint;
mod lexer;
mod literal;
mod number;
mod parser;
mod quote;
mod repair;
mod scan;
mod token;

pub use context::MAX_DEPTH;
pub use experiment::{Experiment, Experiments};
pub use literal::{LiteralError, unquote};
pub use quote::{is_identifier, label_needs_quotes, quote_bytes, quote_multiline, quote_string};
pub use token::{Tok, Token};

use tenon_source::{Diagnostic, FileId, Span};

/// A comment of the source, `//` up to the end of the line. Most programs have no use for its text, which stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From `//` up to, not including, the end of the line.
    pub span: Span,
}

impl Comment {
    /// The text after `//`, as written, given the text of the file.
    ///
    /// ```
    /// use tenon_source::FileId;
    /// use tenon_syntax::{LanguageVersion, parse};
    ///
    /// let text = "a: 1 // one\n";
    /// let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    /// assert_eq!(parsed.comments[0].text(text), " one");
    /// ```
    pub fn text(self, file: &str) -> &str {
        file.get(self.span.start as usize + "//".len()..self.span.end as usize).unwrap_or_default()
    }
}

/// What [`parse`] returns.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The tree; what could not be read is a `Bad` node in it.
    pub file: ast::File,
    /// All comments in the order of the source.
    pub comments: Vec<Comment>,
    /// Syntax errors in the order of the source, codes `E01xx`.
    pub errors: Vec<Diagnostic>,
    /// What the file switches on with `@experiment(…)`.
    pub experiments: Experiments,
}

/// What a file may use of the language, by its module's language version and its `@experiment(…)` attributes.
///
/// The version bounds both what exists and what has gone; experiments are switched on by the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageVersion {
    /// Major version, 0.
    pub major: u32,
    /// Minor version, such as 18.
    pub minor: u32,
    /// Patch version.
    pub patch: u32,
}

impl LanguageVersion {
    /// The newest version that Tenon knows.
    pub const LATEST: LanguageVersion = LanguageVersion { major: 0, minor: 18, patch: 0 };
}

impl std::fmt::Display for LanguageVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "v{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Parses one file. `version` is the module's language version.
pub fn parse(file: FileId, text: &str, version: LanguageVersion) -> Parsed {
    driver::parse_file(file, text, version)
}

/// The part of a text with its package clause and its imports.
///
/// ```
/// assert_eq!(tenon_syntax::head("package p\nimport \"list\"\na: 1\n"), "package p\nimport \"list\"\n");
/// ```
pub fn head(text: &str) -> &str {
    if u32::try_from(text.len()).is_err() {
        return text;
    }
    text.get(..lexer::head_end(text)).unwrap_or(text)
}

/// The tokens of a text, commas that stand for new lines among them, without comments. Keywords that are used as names are
/// not told from others.
pub fn tokens(text: &str) -> Vec<Token> {
    if u32::try_from(text.len()).is_err() {
        return Vec::new();
    }
    lexer::lex(FileId(u32::MAX), text, driver::room(text)).tokens
}

/// Parses one expression (`-e`, `-l`, tags).
///
/// # Errors
///
/// All syntax errors, when the text is not exactly one expression.
pub fn parse_expr(file: FileId, text: &str) -> Result<ast::Expr, Vec<Diagnostic>> {
    driver::parse_expr(file, text)
}
