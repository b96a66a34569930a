//! What may come at the cursor.
//!
//! The text is being written, so that its tree is seldom whole. Therefore a name is put where the cursor is, and the text is
//! parsed with it: where that name stands in the tree is what may come here. Values come from the last evaluation, by the
//! path of what is around.

mod attributes;
mod fields;
mod imports;
mod names;
mod values;

pub(crate) use fields::{Choice, allowed, choices, kind_of};

use crate::data;
use crate::host::{Cancelled, Host};
use crate::lookup::Home;
use crate::nodes::{Node, chain};
use crate::types::Edit;
use std::path::Path;
use tenon_load::files::SourceFile;
use tenon_source::FileId;
use tenon_syntax::ast::{Expr, File};
use tenon_syntax::{Parsed, Tok, Token, parse, tokens};

/// The name that stands for what is being written.
const HERE: &str = "XcursorX";

/// What sort of thing is completed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompletionKind {
    /// A field.
    Field,
    /// A definition or a type.
    Type,
    /// A value.
    Value,
    /// A `let`, an alias, a variable.
    Variable,
    /// A package.
    Package,
    /// A function.
    Function,
    /// A constant of a package.
    Constant,
    /// A keyword.
    Keyword,
    /// An attribute, or a part of one.
    Attribute,
    /// A file.
    File,
}

/// Something that may come at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// What is shown.
    pub label: String,
    /// What sort of thing it is.
    pub kind: CompletionKind,
    /// Its type or value, on one line.
    pub detail: String,
    /// Its documentation.
    pub docs: String,
    /// What is put in the place of the word at the cursor.
    pub edit: Edit,
    /// Whether that is a snippet: `$1` and `${1:x}` are places to fill in.
    pub snippet: bool,
    /// Further changes of the file.
    pub more: Vec<Edit>,
    /// Comes before others with a higher number.
    pub rank: u8,
}

/// The text at the cursor, and where it stands.
pub(crate) struct Spot<'a> {
    pub file: &'a SourceFile,
    pub text: &'a str,
    pub offset: u32,
    /// The word at the cursor.
    pub start: u32,
    pub end: u32,
    /// A string is being written.
    pub string: bool,
    /// What stands behind the word.
    pub next: Option<Tok>,
}

impl Spot<'_> {
    /// The word before the cursor.
    pub fn prefix(&self) -> &str {
        self.text.get(self.start as usize..self.offset as usize).unwrap_or("")
    }

    /// Puts a text in the place of the word.
    pub fn item(&self, label: impl Into<String>, kind: CompletionKind, text: impl Into<String>) -> Completion {
        Completion {
            label: label.into(),
            kind,
            detail: String::new(),
            docs: String::new(),
            edit: Edit { start: self.start, end: self.end, text: text.into() },
            snippet: false,
            more: Vec::new(),
            rank: 5,
        }
    }
}

/// What may come at an offset of a file.
///
/// # Errors
///
/// The evaluation was cancelled.
pub fn completion(host: &mut Host, path: &Path, offset: u32) -> Result<Vec<Completion>, Cancelled> {
    if data::encoding(path).is_some() {
        return data::complete(host, path, offset);
    }
    let (Some(file), Some(text)) = (host.file(path), host.text(path)) else { return Ok(Vec::new()) };
    let offset = offset.min(text.len() as u32);
    let in_comment = |c: &tenon_syntax::Comment| c.span.start < offset && offset <= c.span.end;
    if !text.is_char_boundary(offset as usize) || file.parsed.comments.iter().any(in_comment) {
        return Ok(Vec::new());
    }
    let tokens = tokens(&text);
    let at = tokens.iter().position(|t| t.start < offset && offset <= t.end);
    let here = at.map(|i| tokens[i]);
    if let Some(token) = here.filter(|t| t.tok == Tok::Attribute) {
        let inside = offset < token.end || !text[..token.end as usize].ends_with(')');
        return Ok(if inside { attributes::complete(host, path, &text, token, offset) } else { Vec::new() });
    }
    let spot = spot(&file, &text, &tokens, here, offset);
    if in_import(&tokens, spot.start) {
        return Ok(imports::complete(host, path, &spot, false));
    }
    let probe = Probe::new(&spot, &tokens);
    let chain = chain(&probe.parsed.file, probe.at);
    let place = place(&chain);
    if matches!(place, Place::Import | Place::Package) {
        return Ok(imports::complete(host, path, &spot, matches!(place, Place::Package)));
    }
    let wanted = matches!(place, Place::Value | Place::Operand | Place::Declaration) && !spot.prefix().is_empty();
    let packages = if wanted && !spot.string { host.importable(path) } else { Vec::new().into() };
    let Some(snapshot) = host.snapshot(path)? else { return Ok(Vec::new()) };
    let Some(home) = Home::new(snapshot, path) else { return Ok(Vec::new()) };
    let question = Question { home: &home, spot: &spot, file: &probe.parsed.file, chain: &chain };
    let mut out = Vec::new();
    match place {
        Place::Label => question.fields(chain.len().saturating_sub(2), &mut out),
        Place::Declaration => {
            question.fields(chain.len().saturating_sub(2), &mut out);
            if !spot.string {
                question.keywords(&mut out);
                question.names(&packages, &mut out);
                // A type or a truth value that stands alone is hardly ever meant.
                out.retain(|c| c.rank != names::PREDECLARED);
            }
        }
        Place::Value => {
            question.values(&mut out);
            if !spot.string {
                question.names(&packages, &mut out);
            }
        }
        Place::Operand if !spot.string => question.names(&packages, &mut out),
        Place::Member(of) => question.members(of, &mut out),
        _ => {}
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|c| seen.insert((c.label.clone(), c.more.is_empty())));
    out.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    Ok(out)
}

/// What is asked.
pub(crate) struct Question<'a> {
    pub home: &'a Home<'a>,
    pub spot: &'a Spot<'a>,
    /// The tree with a name where the cursor is.
    pub file: &'a File,
    /// What is around that name, itself included.
    pub chain: &'a [Node<'a>],
}

/// The word or the string at the cursor.
fn spot<'a>(file: &'a SourceFile, text: &'a str, tokens: &[Token], here: Option<Token>, offset: u32) -> Spot<'a> {
    let mut spot = Spot { file, text, offset, start: offset, end: offset, string: false, next: None };
    if let Some(t) = here {
        let quoted = text[t.start as usize..].trim_start_matches('#').starts_with(['"', '\'']);
        if t.tok == Tok::String && offset < t.end {
            (spot.start, spot.end, spot.string) = (t.start, t.end, true);
        } else if t.tok == Tok::BadExpr && quoted {
            // A string that nothing ends goes up to the end of the line, which may be more than was meant.
            (spot.start, spot.end, spot.string) = (t.start, offset, true);
        } else if t.tok.is_name() {
            (spot.start, spot.end) = (t.start, t.end);
        }
    }
    spot.next = tokens.iter().find(|t| t.start >= spot.end && t.start < t.end).map(|t| t.tok);
    spot
}

/// Whether an import is being written.
fn in_import(tokens: &[Token], at: u32) -> bool {
    let before = tokens.iter().rev().filter(|t| t.end <= at && t.start < at);
    let mut before = before.skip_while(|t| matches!(t.tok, Tok::String | Tok::Comma | Tok::Ident | Tok::Dot));
    match before.next().map(|t| t.tok) {
        Some(Tok::LParen) => before.next().is_some_and(|t| t.tok == Tok::Import),
        // A line that is finished is a declaration of its own.
        Some(Tok::Import) => tokens.iter().rev().find(|t| t.end <= at).is_some_and(|t| t.tok == Tok::Import),
        _ => false,
    }
}

/// The text with a name at the cursor, parsed.
struct Probe {
    parsed: Parsed,
    /// Where the name stands.
    at: u32,
}

impl Probe {
    fn new(spot: &Spot<'_>, tokens: &[Token]) -> Probe {
        let (before, after) = (&spot.text[..spot.start as usize], &spot.text[spot.end as usize..]);
        let name = if spot.string { format!("\"{HERE}\"") } else { HERE.to_owned() };
        let line = after.split('\n').next().unwrap_or("");
        let start = before.rfind('\n').map_or(0, |i| i + 1) as u32;
        let mut words = tokens.iter().zip(tokens.iter().skip(1).map(Some).chain([None]));
        let label = |next: Option<&Token>| next.is_some_and(|n| n.tok == Tok::Colon);
        // A clause without the struct that belongs behind it would be read as something else.
        let clause = !line.contains('{')
            && words.any(|(t, next)| {
                matches!(t.tok, Tok::If | Tok::In) && start <= t.start && t.end <= spot.start && !label(next)
            });
        let body = if clause { " {}" } else { "" };
        let text = format!("{before}{name}{body}{after}");
        let at = spot.start + u32::from(spot.string) + 1;
        Probe { parsed: parse(FileId(u32::MAX - 1), &text, spot.file.version), at }
    }
}

/// Where the name stands.
enum Place<'a> {
    /// It is the label of a field.
    Label,
    /// It is a declaration.
    Declaration,
    /// It is a value, or an operand of one.
    Value,
    /// It is an operand of something that computes.
    Operand,
    /// It is selected from something.
    Member(&'a Expr),
    /// It is the path of an import.
    Import,
    /// It is the name of the package.
    Package,
    /// A new name is made up here.
    New,
}

fn place<'a>(chain: &[Node<'a>]) -> Place<'a> {
    let outer = |i: usize| chain.len().checked_sub(i + 1).map(|at| chain[at]);
    match (outer(1), outer(0)) {
        (_, Some(Node::Spec(_) | Node::Import(_))) => Place::Import,
        (Some(Node::Package(_)), _) | (_, Some(Node::Package(_))) => Place::Package,
        (_, Some(Node::Name(_))) => Place::New,
        (Some(Node::Expr(Expr::Selector { expr, .. })), Some(Node::Member(_))) => Place::Member(expr),
        (Some(Node::Embed(_)), Some(Node::Expr(_))) => Place::Declaration,
        (Some(Node::Field(_)), Some(Node::Label(_))) => Place::Label,
        (_, Some(Node::Expr(_))) => {
            let computes = |n: &Node<'_>| match n {
                Node::Expr(e) => {
                    !matches!(e, Expr::Struct(_) | Expr::List(_) | Expr::Ident(_) | Expr::String(_)) && !keeps(e)
                }
                Node::Clause(_) | Node::Label(_) => true,
                _ => false,
            };
            let stops = |n: &&Node<'_>| matches!(n, Node::Field(_) | Node::Let(_) | Node::Embed(_));
            let from = chain.iter().rposition(|n| stops(&n)).unwrap_or(0);
            if chain[from..].iter().any(computes) { Place::Operand } else { Place::Value }
        }
        _ => Place::Operand,
    }
}

/// Whether the operands of an expression say what it is.
fn keeps(expr: &Expr) -> bool {
    use tenon_syntax::ast::{BinaryOp, UnaryOp};
    matches!(
        expr,
        Expr::Paren { .. }
            | Expr::Alias { .. }
            | Expr::Open { .. }
            | Expr::Unary { op: UnaryOp::Default, .. }
            | Expr::Binary { op: BinaryOp::And | BinaryOp::Or, .. }
    )
}
