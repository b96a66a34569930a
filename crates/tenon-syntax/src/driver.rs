//! Runs the parser until the text is read, with a repair of the tokens after each error.
//!
//! A syntax error is repaired where it is: a missing comma is put in, otherwise what cannot be read (the value of a field,
//! else an element or a whole declaration) becomes one token that stands for a `Bad` node. Then the parser starts again;
//! so every error is found by the one grammar, each in the place where it is, and the rest of the file stays in the tree.

use crate::ast::{Decl, Expr, File};
use crate::build::{Build, Output};
use crate::context::{Arranged, arrange};
use crate::experiment::{Experiment, Experiments};
use crate::lexer::{self, Lexed};
use crate::token::{Tok, Token};
use crate::{LanguageVersion, Parsed, errors, parser};
use std::cell::Cell;
use tenon_catalogue::{e0104, e0109, e0112, e0805};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};

/// After so many syntax errors the rest of the file counts as one.
const MAX_ERRORS: usize = 30;

/// There is room for so many tokens at least, so that most files can do with that of the one before.
const MIN_ROOM: usize = 1 << 12;

/// The room of more tokens than this is not kept: the tree and what is made of it can have use of it.
const MAX_KEPT: usize = 1 << 12;

thread_local! {
    /// Room for the tokens of the next file, as read and as arranged: of many small ones, each would have memory of its own that
    /// nothing has touched yet.
    static KEPT: Cell<[Vec<Token>; 2]> = const { Cell::new([Vec::new(), Vec::new()]) };
}

/// Room for all tokens of a text. What is not used costs nothing, but a table that is copied stands twice in memory.
pub fn room(text: &str) -> Vec<Token> {
    room_of(text.len() / 2 + 4)
}

/// Room for so many tokens.
fn room_of(tokens: usize) -> Vec<Token> {
    let [kept, other] = KEPT.take();
    KEPT.set([other, Vec::new()]);
    if kept.capacity() >= tokens { kept } else { Vec::with_capacity(tokens.max(MIN_ROOM)) }
}

fn keep(mut tokens: Vec<Token>) {
    if tokens.len() <= MAX_KEPT {
        tokens.clear();
        let [first, _] = KEPT.take();
        KEPT.set([tokens, first]);
    }
}

/// Parses a file; see [`crate::parse`].
pub fn parse_file(file: FileId, text: &str, version: LanguageVersion) -> Parsed {
    if u32::try_from(text.len()).is_err() {
        let error = errors::at(e0805::CODE, Span::new(file, 0, 0), e0805::CUE);
        return Parsed { errors: vec![error], ..Parsed::default() };
    }
    let Lexed { tokens: raw, comments, errors: mut problems } = lexer::lex(file, text, room(text));
    let Arranged { mut tokens, errors: arranged, too_deep } =
        arrange(file, text, &raw, room_of(raw.len() + 2), Tok::StartFile, version);
    // The tree is to have this room if it is big.
    keep(raw);
    problems.extend(arranged);
    let whole = Span::new(file, 0, text.len() as u32);
    let mut experiments = Experiments::default();
    let mut decls = vec![Decl::Bad(whole)];
    if !too_deep {
        experiments = find_experiments(file, text, &tokens, version, &mut problems);
        let mut build = Build::new(file, text, version, experiments);
        let mut repairs = 0;
        loop {
            build.errors.clear();
            match parser::read(&tokens, &mut build) {
                Ok(output) => {
                    if let Output::File(d) = output {
                        decls = d;
                    }
                    break;
                }
                Err(_) if repairs > 2 * MAX_ERRORS => break,
                Err(stop) => {
                    repairs += 1;
                    crate::repair::repair(file, text, &mut tokens, stop.index, &stop.expected, &mut problems);
                    if repairs == MAX_ERRORS {
                        crate::repair::give_up(&mut tokens, stop.index);
                    }
                }
            }
        }
        problems.append(&mut build.errors);
        keep(tokens);
        check_order(&decls, &mut problems);
    }
    check_nul(file, text, &mut problems);
    sort(&mut problems);
    Parsed { file: File { decls, ..File::default() }, comments, errors: problems, experiments }
}

/// Parses an expression; see [`crate::parse_expr`].
pub fn parse_expr(file: FileId, text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let version = LanguageVersion::LATEST;
    if u32::try_from(text.len()).is_err() {
        return Err(vec![errors::at(e0805::CODE, Span::new(file, 0, 0), e0805::EXPRESSION)]);
    }
    let Lexed { tokens: raw, errors: mut problems, .. } = lexer::lex(file, text, room(text));
    let Arranged { mut tokens, errors: arranged, too_deep } =
        arrange(file, text, &raw, room_of(raw.len() + 2), Tok::StartExpr, version);
    keep(raw);
    problems.extend(arranged);
    if too_deep {
        return Err(problems);
    }
    let mut build = Build::new(file, text, version, Experiments::default());
    match parser::read(&tokens, &mut build) {
        Ok(Output::Expr(expr)) => {
            build.no_alias(&expr);
            problems.append(&mut build.errors);
            if problems.is_empty() {
                return Ok(expr);
            }
        }
        Ok(Output::File(_)) => {}
        Err(stop) => crate::repair::repair(file, text, &mut tokens, stop.index, &stop.expected, &mut problems),
    }
    sort(&mut problems);
    Err(problems)
}

fn sort(problems: &mut [Diagnostic]) {
    problems.sort_by_key(|d| d.labels.first().map_or(u32::MAX, |l| l.span.start));
}

fn check_nul(file: FileId, text: &str, problems: &mut Vec<Diagnostic>) {
    // In blocks, of which the compiler makes a few wide comparisons: almost no text has any.
    let has_nul = |block: &[u8]| block.iter().fold(false, |found, byte| found | (*byte == 0));
    if !text.as_bytes().chunks(256).any(has_nul) {
        return;
    }
    if let Some(at) = text.find('\0') {
        let at = at as u32;
        if !problems.iter().any(|d| d.labels.first().is_some_and(|l| l.span.start == at)) {
            problems.push(errors::at(e0104::CODE, Span::new(file, at, at + 1), e0104::NUL));
        }
    }
}

/// Reads the `@experiment(…)` attributes in front of the declarations.
fn find_experiments(
    file: FileId,
    text: &str,
    tokens: &[Token],
    version: LanguageVersion,
    problems: &mut Vec<Diagnostic>,
) -> Experiments {
    let mut found = Experiments::default();
    let mut prev = Tok::StartFile;
    for token in tokens.iter().skip(1) {
        match token.tok {
            Tok::Attribute => {
                let raw = text.get(token.start as usize..token.end as usize).unwrap_or("");
                let span = Span::new(file, token.start, token.end);
                if let Some(body) = raw.strip_prefix("@experiment(").and_then(|b| b.strip_suffix(')')) {
                    for name in body.split(',').map(str::trim).filter(|n| !n.is_empty()) {
                        switch_on(name, span, version, &mut found, problems);
                    }
                }
            }
            Tok::Comma | Tok::Package | Tok::Import | Tok::String | Tok::LParen | Tok::RParen | Tok::Dot => {}
            Tok::Ident if matches!(prev, Tok::Package | Tok::Import) => {}
            _ => break,
        }
        prev = token.tok;
    }
    found
}

fn switch_on(
    name: &str,
    span: Span,
    version: LanguageVersion,
    found: &mut Experiments,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(experiment) = Experiment::from_name(name) else {
        let names = Experiment::ALL.map(Experiment::name).join(", ");
        let error = errors::at(e0112::CODE, span, e0112::unknown(name));
        problems.push(error.note(e0112::known(&names)));
        return;
    };
    let since = experiment.since();
    if version < since {
        problems.push(errors::at(e0112::CODE, span, e0112::too_new(name, since, version)));
    }
    // Switched on all the same, so that one error is enough.
    found.insert(experiment);
}

/// `package` comes first, `import` before everything else.
fn check_order(decls: &[Decl], problems: &mut Vec<Diagnostic>) {
    let mut first: Option<Span> = None;
    let mut package: Option<Span> = None;
    let mut import = false;
    for decl in decls {
        let span = match decl {
            Decl::Attribute(_) => continue,
            Decl::Package(p) => {
                if let Some(other) = package {
                    let error = errors::at(e0109::CODE, p.span, e0109::SECOND_PACKAGE);
                    problems.push(error.at(other, LabelRole::Related));
                } else if import || first.is_some() {
                    problems.push(errors::at(e0109::CODE, p.span, e0109::LATE_PACKAGE));
                }
                package.get_or_insert(p.span);
                continue;
            }
            Decl::Import(i) => {
                import = true;
                if let Some(other) = first {
                    let error = errors::at(e0109::CODE, i.span, e0109::LATE_IMPORT);
                    problems.push(error.at(other, LabelRole::Related));
                }
                continue;
            }
            Decl::Field(f) => f.span,
            Decl::Let(l) => l.span,
            Decl::Embed(e) => e.span,
            Decl::Ellipsis(e) => e.span,
            Decl::Comprehension(c) => c.span,
            Decl::Bad(_) => continue,
        };
        first.get_or_insert(span);
    }
}
