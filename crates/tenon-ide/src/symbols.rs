//! What a file declares: the outline of a file, and the names of a whole module.

use crate::tree::{field_span, label_text, string_text};
use crate::types::Place;
use std::path::Path;
use tenon_load::files::SourceFile;
use tenon_source::Span;
use tenon_syntax::ast::{
    BinaryOp, Clause, Comprehension, Decl, Element, Expr, Field, Ident, Label, Marker, StructLit, UnaryOp,
};

/// Outlines go this deep.
const MAX_DEPTH: u32 = 64;

/// Names of regular fields are searched this deep; definitions are at any depth.
const NAMES_DEPTH: u32 = 3;

/// A detail is this long.
const LONG: usize = 48;

/// What sort of thing a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolKind {
    /// A definition, hidden or not.
    Definition,
    /// A field with a struct.
    Struct,
    /// A field with a list.
    List,
    /// Any other field.
    Field,
    /// A constraint on all fields that match it.
    Pattern,
    /// A `let`.
    Let,
    /// An element of a list that has something in it.
    Element,
    /// A comprehension that has something in it.
    Comprehension,
}

/// Something that is declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// The name as written; for what has none, what stands for it.
    pub name: String,
    /// A few words about the value.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// From the first byte of its declaration to the last.
    pub span: Span,
    /// The name.
    pub name_span: Span,
    /// What is declared in it.
    pub children: Vec<Symbol>,
}

/// The outline of a file.
pub fn symbols(file: &SourceFile, text: &str) -> Vec<Symbol> {
    let outline = Outline { text };
    outline.decls(&file.parsed.file.decls, 0)
}

struct Outline<'t> {
    text: &'t str,
}

impl Outline<'_> {
    fn source(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    fn decls(&self, decls: &[Decl], depth: u32) -> Vec<Symbol> {
        let mut out = Vec::new();
        if depth > MAX_DEPTH {
            return out;
        }
        for decl in decls {
            match decl {
                Decl::Field(field) => out.push(self.field(field, depth)),
                Decl::Let(clause) => {
                    let name_span = clause.name.span;
                    out.push(Symbol {
                        name: clause.name.name.clone(),
                        detail: self.detail(&clause.expr),
                        kind: SymbolKind::Let,
                        span: clause.span,
                        name_span,
                        children: self.value(&clause.expr, depth + 1),
                    });
                }
                Decl::Embed(embed) => out.extend(self.value(&embed.expr, depth + 1)),
                Decl::Comprehension(c) => out.extend(self.comprehension(c, depth)),
                _ => {}
            }
        }
        out
    }

    fn field(&self, field: &Field, depth: u32) -> Symbol {
        let label = field.label.span();
        let mut name = self.source(label).split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(text) = label_text(&field.label).filter(|_| name.is_empty()) {
            name = text.to_owned();
        }
        match field.marker {
            Marker::Optional => name.push('?'),
            Marker::Required => name.push('!'),
            Marker::None => {}
        }
        let definition = matches!(&field.label, Label::Ident(i) if is_definition(i));
        let kind = match inner(&field.value) {
            _ if definition => SymbolKind::Definition,
            _ if matches!(field.label, Label::Pattern { .. }) => SymbolKind::Pattern,
            Expr::Struct(_) => SymbolKind::Struct,
            Expr::List(_) => SymbolKind::List,
            _ => SymbolKind::Field,
        };
        Symbol {
            name,
            detail: self.detail(&field.value),
            kind,
            span: field_span(field),
            name_span: label,
            children: self.value(&field.value, depth + 1),
        }
    }

    fn comprehension(&self, c: &Comprehension, depth: u32) -> Option<Symbol> {
        let mut children = self.decls(&c.body.decls, depth + 1);
        if let Some(fallback) = &c.fallback {
            children.extend(self.decls(&fallback.body.decls, depth + 1));
        }
        if children.is_empty() {
            return None;
        }
        let first = c.clauses.first()?;
        let clause = match first {
            Clause::For { span, .. } | Clause::If { span, .. } | Clause::Try { span, .. } => *span,
            Clause::Let(l) => l.span,
        };
        let name = shortened(self.source(clause));
        let kind = SymbolKind::Comprehension;
        Some(Symbol { name, detail: String::new(), kind, span: c.span, name_span: clause, children })
    }

    /// What an expression declares.
    fn value(&self, expr: &Expr, depth: u32) -> Vec<Symbol> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        match expr {
            Expr::Struct(StructLit { decls, .. }) => self.decls(decls, depth),
            Expr::List(list) => {
                let mut out = Vec::new();
                for (i, element) in list.elems.iter().enumerate() {
                    match element {
                        Element::Expr(e) => {
                            let children = self.value(e, depth + 1);
                            if !children.is_empty() {
                                let (name, detail) = (format!("[{i}]"), self.detail(e));
                                let span = e.span();
                                let kind = SymbolKind::Element;
                                out.push(Symbol { name, detail, kind, span, name_span: span, children });
                            }
                        }
                        Element::Comprehension(c) => out.extend(self.comprehension(c, depth)),
                        Element::Ellipsis(e) => {
                            out.extend(e.expr.iter().flat_map(|e| self.value(e, depth + 1)));
                        }
                    }
                }
                out
            }
            Expr::Paren { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. }
            | Expr::Unary { op: UnaryOp::Default, expr, .. } => self.value(expr, depth + 1),
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
                let mut out = self.value(left, depth + 1);
                out.extend(self.value(right, depth + 1));
                out
            }
            Expr::Call { args, .. } => args.iter().flat_map(|a| self.value(a, depth + 1)).collect(),
            _ => Vec::new(),
        }
    }

    /// What a value is, in a few words: as it is written, up to the first struct in it.
    fn detail(&self, expr: &Expr) -> String {
        if let Expr::List(list) = expr {
            return format!("[{}]", list.elems.len());
        }
        let text = self.source(expr.span());
        let braces = matches!(expr, Expr::Struct(_) | Expr::Binary { .. } | Expr::Paren { .. });
        match text.split_once('{').filter(|_| braces) {
            Some((before, _)) => shortened(before.trim_end().trim_end_matches(['&', '|', '(']).trim_end()),
            None if matches!(expr, Expr::Struct(_) | Expr::Bad(_)) => String::new(),
            None => shortened(text),
        }
    }
}

/// An expression without what is around it and without references beside it.
fn inner(expr: &Expr) -> &Expr {
    let mut at = expr;
    loop {
        match at {
            Expr::Paren { expr, .. } | Expr::Alias { expr, .. } | Expr::Open { expr, .. } => at = expr,
            Expr::Binary { op: BinaryOp::And, left, right, .. } => {
                at = if matches!(**left, Expr::Struct(_) | Expr::List(_)) { left } else { right };
            }
            _ => return at,
        }
    }
}

fn is_definition(ident: &Ident) -> bool {
    ident.name.starts_with('#') || ident.name.starts_with("_#")
}

/// A text on one line, not too long.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(LONG).collect();
    let text = words.join(" ");
    if text.chars().count() <= LONG {
        return text;
    }
    let mut out: String = text.chars().take(LONG - 1).collect();
    out.push('…');
    out
}

/// A name of a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The path of what it is declared in, with the package's name before it.
    pub container: String,
    /// What it is.
    pub kind: SymbolKind,
    /// Where the name stands.
    pub place: Place,
}

/// The names that a file declares, for searches: definitions, and fields that are not too deep.
pub(crate) fn names(file: &SourceFile, path: &Path, text: &str) -> Vec<Named> {
    let mut out = Vec::new();
    let package = file.package.as_ref().map_or("", |(name, _)| name.as_str());
    let mut todo: Vec<(Symbol, String, u32)> =
        symbols(file, text).into_iter().rev().map(|s| (s, package.to_owned(), 1)).collect();
    while let Some((symbol, container, depth)) = todo.pop() {
        let named = match symbol.kind {
            SymbolKind::Definition | SymbolKind::Let => true,
            SymbolKind::Struct | SymbolKind::List | SymbolKind::Field => depth <= NAMES_DEPTH,
            SymbolKind::Pattern | SymbolKind::Element | SymbolKind::Comprehension => false,
        };
        let name = symbol.name.trim_end_matches(['?', '!']).trim_matches('"').to_owned();
        let inner = match container.is_empty() {
            true => name.clone(),
            false => format!("{container}.{name}"),
        };
        for child in symbol.children.into_iter().rev() {
            let around = if symbol.kind == SymbolKind::Comprehension { container.clone() } else { inner.clone() };
            todo.push((child, around, depth + 1));
        }
        if named {
            let span = symbol.name_span;
            let place = Place { path: path.to_owned(), start: span.start, end: span.end };
            out.push(Named { name, container, kind: symbol.kind, place });
        }
    }
    out
}

/// How well a name answers a search: all letters of the search must come in it, in order. More is better.
pub(crate) fn fitness(name: &str, wanted: &str) -> Option<i32> {
    if wanted.is_empty() {
        return Some(0);
    }
    let (mut score, mut last) = (0, None);
    let mut chars = name.chars().enumerate().peekable();
    let mut before = None;
    for w in wanted.chars().filter(|c| !c.is_whitespace()) {
        loop {
            let (i, c) = chars.next()?;
            let word = before.is_none_or(|b: char| !b.is_alphanumeric() || b.is_lowercase() && c.is_uppercase());
            before = Some(c);
            if !c.to_lowercase().eq(w.to_lowercase()) {
                continue;
            }
            score += 1 + 3 * i32::from(word) + i32::from(c == w && w.is_uppercase());
            if last.is_some_and(|l| l + 1 == i) {
                score += 4;
            }
            last = Some(i);
            break;
        }
    }
    let length = name.chars().count() as i32;
    Some(score * 8 - length + if name.eq_ignore_ascii_case(wanted) { 1000 } else { 0 })
}

/// The path of an import as written.
pub(crate) fn imports(file: &SourceFile) -> Vec<String> {
    let specs =
        file.parsed.file.decls.iter().filter_map(|d| if let Decl::Import(i) = d { Some(&i.specs) } else { None });
    specs.flatten().filter_map(|s| string_text(&s.path).map(str::to_owned)).collect()
}
