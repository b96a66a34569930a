//! Semantic tokens: what each word of a file is. The tree knows what names are; words that it says nothing of are keywords
//! and operators.

use crate::nodes::{Node, walk};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use tenon_ir::program::{Basic, Predeclared};
use tenon_load::files::SourceFile;
use tenon_source::Span;
use tenon_syntax::ast::{Clause, Decl, Expr, InterpolationPart, Label, SelectorLabel};
use tenon_syntax::{Tok, tokens};

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// A string or bytes literal, or a part of one.
    String,
    /// A number.
    Number,
    /// A keyword, `true`, `null`.
    Keyword,
    /// An operator.
    Operator,
    /// A field.
    Property,
    /// A definition or a predeclared type.
    Type,
    /// A package.
    Namespace,
    /// A `let`, a loop's variable, an alias.
    Variable,
    /// A function of a builtin package or a predeclared one.
    Function,
    /// An attribute.
    Decorator,
}

impl TokenKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [TokenKind; 11] = [
        TokenKind::Comment,
        TokenKind::String,
        TokenKind::Number,
        TokenKind::Keyword,
        TokenKind::Operator,
        TokenKind::Property,
        TokenKind::Type,
        TokenKind::Namespace,
        TokenKind::Variable,
        TokenKind::Function,
        TokenKind::Decorator,
    ];

    /// The name that editors know it by.
    pub fn name(self) -> &'static str {
        match self {
            TokenKind::Comment => "comment",
            TokenKind::String => "string",
            TokenKind::Number => "number",
            TokenKind::Keyword => "keyword",
            TokenKind::Operator => "operator",
            TokenKind::Property => "property",
            TokenKind::Type => "type",
            TokenKind::Namespace => "namespace",
            TokenKind::Variable => "variable",
            TokenKind::Function => "function",
            TokenKind::Decorator => "decorator",
        }
    }
}

/// A word. It never spans lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SemanticToken {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: TokenKind,
    /// It declares the name.
    pub declaration: bool,
    /// It cannot be given another value: a `let`, a loop's variable.
    pub readonly: bool,
    /// It belongs to the language or its standard library.
    pub library: bool,
}

/// The words of a file, or those of a part of it, in order.
pub fn semantic_tokens(file: &SourceFile, text: &str, range: Option<Range<u32>>) -> Vec<SemanticToken> {
    let mut names = Names::default();
    names.imports(&file.parsed.file.decls);
    walk(&file.parsed.file, |node| {
        names.bind(node);
        true
    });
    walk(&file.parsed.file, |node| {
        names.node(node);
        true
    });
    let mut out: Vec<SemanticToken> = file.parsed.comments.iter().map(|c| word(c.span, TokenKind::Comment)).collect();
    for token in tokens(text).into_iter().filter(|t| t.start < t.end) {
        if let Some(known) = names.known.get(&token.start).filter(|k| k.end <= token.end) {
            out.push(*known);
        } else if let Some(kind) = kind(token.tok) {
            out.push(word(Span { file: file.id, start: token.start, end: token.end }, kind));
        }
    }
    out.sort_by_key(|t| t.start);
    let wanted = |t: &SemanticToken| range.as_ref().is_none_or(|r| t.start < r.end && r.start < t.end);
    out.into_iter().filter(wanted).flat_map(|t| lines(t, text)).collect()
}

/// What a word is that the tree says nothing of.
fn kind(tok: Tok) -> Option<TokenKind> {
    use Tok::*;
    Some(match tok {
        String | InterpStart | InterpMid | InterpEnd => TokenKind::String,
        Number => TokenKind::Number,
        Null | True | False | For | In | If | Let | Try | Else | Package | Import => TokenKind::Keyword,
        Attribute => TokenKind::Decorator,
        _ if tok.is_unary() || tok.is_binary() => TokenKind::Operator,
        Bottom | Ellipsis | Question | Assign | Tilde | OptMark | ReqMark => TokenKind::Operator,
        _ => return None,
    })
}

fn word(span: Span, kind: TokenKind) -> SemanticToken {
    SemanticToken { start: span.start, end: span.end, kind, declaration: false, readonly: false, library: false }
}

/// A word of several lines as one for each.
fn lines(token: SemanticToken, text: &str) -> Vec<SemanticToken> {
    let mut out = Vec::new();
    let mut start = token.start;
    for line in text.get(token.start as usize..token.end as usize).unwrap_or("").split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len() as u32;
        if start < end {
            out.push(SemanticToken { start, end, ..token });
        }
        start += line.len() as u32;
    }
    out
}

/// What is known of names by the tree.
#[derive(Default)]
struct Names<'a> {
    known: HashMap<u32, SemanticToken>,
    /// The names of imports, and whether they are builtin.
    imports: HashMap<&'a str, bool>,
    /// Names of `let`s, loops' variables, aliases.
    variables: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn add(&mut self, token: SemanticToken) {
        self.known.insert(token.start, token);
    }

    fn imports(&mut self, decls: &'a [Decl]) {
        for decl in decls {
            let Decl::Import(import) = decl else { continue };
            for spec in &import.specs {
                let tenon_syntax::ast::StringValue::String(path) = &spec.path.value else { continue };
                let standard = !path.split('/').next().unwrap_or("").contains('.');
                let last = path.rsplit(['/', ':']).next().unwrap_or(path).split('@').next().unwrap_or(path);
                self.imports.insert(spec.name.as_ref().map_or(last, |n| &n.name), standard);
            }
        }
    }

    /// Names that a node binds, but fields.
    fn bind(&mut self, node: Node<'a>) {
        if let Node::Name(ident) = node {
            self.variables.insert(&ident.name);
        }
    }

    fn node(&mut self, node: Node<'a>) {
        match node {
            Node::Package(p) => self.add(word(p.name.span, TokenKind::Namespace)),
            Node::Spec(spec) => {
                if let Some(name) = &spec.name {
                    self.add(SemanticToken { declaration: true, ..word(name.span, TokenKind::Namespace) });
                }
            }
            Node::Label(label) => self.label(label),
            Node::Name(ident) if !self.known.contains_key(&ident.span.start) => {
                let token = word(ident.span, TokenKind::Variable);
                self.add(SemanticToken { declaration: true, readonly: true, ..token });
            }
            Node::Clause(Clause::Try { .. }) => {}
            Node::Expr(Expr::Ident(ident)) => self.reference(ident.span, &ident.name),
            Node::Expr(Expr::Selector { expr, label, .. }) => self.member(expr, label),
            Node::Expr(Expr::Interpolation(i)) => self.parts(&i.parts),
            _ => {}
        }
    }

    fn label(&mut self, label: &'a Label) {
        match label {
            Label::Ident(i) => {
                let kind = if i.name.contains('#') { TokenKind::Type } else { TokenKind::Property };
                self.add(SemanticToken { declaration: true, ..word(i.span, kind) });
            }
            Label::String(s) => self.add(SemanticToken { declaration: true, ..word(s.span, TokenKind::Property) }),
            Label::Interpolation(i) => self.parts(&i.parts),
            _ => {}
        }
    }

    fn parts(&mut self, parts: &[InterpolationPart]) {
        for part in parts {
            if let InterpolationPart::Text { span, .. } = part {
                self.add(word(*span, TokenKind::String));
            }
        }
    }

    fn reference(&mut self, span: Span, name: &str) {
        let token = if let Some(library) = self.imports.get(name) {
            SemanticToken { library: *library, ..word(span, TokenKind::Namespace) }
        } else if self.variables.contains(name) {
            SemanticToken { readonly: true, ..word(span, TokenKind::Variable) }
        } else if name.contains('#') {
            word(span, TokenKind::Type)
        } else if Basic::from_name(name).is_some() {
            SemanticToken { library: true, ..word(span, TokenKind::Type) }
        } else if Predeclared::from_name(name).is_some() {
            SemanticToken { library: true, ..word(span, TokenKind::Function) }
        } else if name == "_" {
            SemanticToken { library: true, ..word(span, TokenKind::Keyword) }
        } else {
            word(span, TokenKind::Property)
        };
        self.add(token);
    }

    fn member(&mut self, of: &Expr, label: &SelectorLabel) {
        let (span, name) = match label {
            SelectorLabel::Ident(i) => (i.span, i.name.as_str()),
            SelectorLabel::String(s) => (s.span, ""),
        };
        let builtin = matches!(of, Expr::Ident(i) if self.imports.get(&*i.name) == Some(&true));
        self.add(if builtin {
            SemanticToken { library: true, ..word(span, TokenKind::Function) }
        } else if name.contains('#') {
            word(span, TokenKind::Type)
        } else {
            word(span, TokenKind::Property)
        });
    }
}
