//! What is told of the name or value at the cursor: documentation, the evaluated value, and what is said of it, with places
//! and owners.

use crate::data;
use crate::host::{Cancelled, Host};
use crate::lookup::{Home, Target, comment_above};
use crate::nodes::{Node, chain};
use crate::predeclared;
use crate::show::{Show, label_text, path_text};
use std::collections::HashSet;
use std::path::Path;
use tenon_eval::{Conjunct, Value};
use tenon_ir::program::{self as ir, Basic, ExprId, Predeclared};
use tenon_load::{Overlay, Package, World};
use tenon_owners::Owners;
use tenon_source::Span;
use tenon_stdlib::declarations::declarations;
use tenon_syntax::ast::{Decl, Expr, ImportSpec, Label, StringValue};
use tenon_syntax::tokens;

/// Constraints that are told.
const MOST: usize = 12;

/// What is told of something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// First byte of what it is about.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// The text, as Markdown.
    pub text: String,
}

/// What is told of what stands at an offset of a file.
///
/// # Errors
///
/// The evaluation was cancelled.
pub fn hover(host: &mut Host, path: &Path, offset: u32) -> Result<Option<Hover>, Cancelled> {
    if data::encoding(path).is_some() {
        return data::hover(host, path, offset);
    }
    let (Some(file), Some(text)) = (host.file(path), host.text(path)) else { return Ok(None) };
    let around = chain(&file.parsed.file, offset);
    let comment = file.parsed.comments.iter().any(|c| c.span.start <= offset && offset <= c.span.end);
    if comment {
        return Ok(None);
    }
    if let Some(Node::Attribute(a)) = around.last() {
        return Ok(predeclared::attribute(a.name()).map(|docs| of(a.span, format!("`@{}`\n\n{docs}", a.name()))));
    }
    let word = tokens(&text).into_iter().find(|t| t.start <= offset && offset < t.end);
    let word = word.and_then(|t| Some((t, text.get(t.start as usize..t.end as usize)?)));
    let world = host.world().clone();
    let Some(snapshot) = host.snapshot(path)? else { return Ok(None) };
    let Some(home) = Home::new(snapshot, path) else { return Ok(None) };
    let teller = Teller { home: &home, world: &world };
    if let Some(found) = teller.node(&around) {
        return Ok(Some(found));
    }
    let of_word = word.and_then(|(t, word)| {
        let docs = predeclared_docs(word)?;
        Some(Hover { start: t.start, end: t.end, text: docs })
    });
    Ok(of_word)
}

fn of(span: Span, text: String) -> Hover {
    Hover { start: span.start, end: span.end, text }
}

fn predeclared_docs(word: &str) -> Option<String> {
    if let Some(basic) = Basic::from_name(word) {
        return Some(format!("{}\n\n{}", fenced(word), predeclared::basic(basic)));
    }
    if let Some(function) = Predeclared::from_name(word) {
        let (signature, docs) = predeclared::function(function);
        return Some(format!("{}\n\n{docs}", fenced(&format!("{word}{signature}"))));
    }
    predeclared::keyword(word).map(str::to_owned)
}

fn fenced(code: &str) -> String {
    format!("```cue\n{code}\n```")
}

/// Tells of values.
pub(crate) struct Teller<'a> {
    pub home: &'a Home<'a>,
    pub world: &'a Overlay,
}

impl Teller<'_> {
    /// What is told of the last node of a chain.
    fn node(&self, around: &[Node<'_>]) -> Option<Hover> {
        let (node, outer) = around.split_last()?;
        let tree = &self.home.file.parsed.file;
        match node {
            Node::Spec(spec) => Some(of(spec.span, self.import(spec)?)),
            Node::Name(name) if matches!(outer.last(), Some(Node::Package(_))) => {
                Some(of(name.span, self.package(self.home.package, &name.name)))
            }
            Node::Name(name) => {
                let mut inner = around.to_vec();
                // What a clause binds is in scope behind it.
                if let Some(Node::Clause(_)) = outer.last() {
                    inner.truncate(outer.len() - 1);
                    let Some(Node::Comprehension(c)) = inner.last() else { return None };
                    inner.push(Node::Body(&c.body));
                }
                let value = self.home.target(&Expr::Ident((*name).clone()), tree, &inner)?;
                Some(of(name.span, self.target(&value, &name.name)?))
            }
            Node::Label(label @ (Label::Ident(_) | Label::String(_))) => {
                let value = self.home.values(outer).pop()??;
                Some(of(label.span(), self.value(&value, None)))
            }
            Node::Expr(expr @ Expr::Ident(i)) => {
                let target = self.home.target(expr, tree, outer)?;
                Some(of(i.span, self.target(&target, &i.name)?))
            }
            Node::Member(_) => {
                let (Some(Node::Expr(selector)), outer) = (outer.last(), &outer[..outer.len().saturating_sub(1)])
                else {
                    return None;
                };
                let target = self.home.target(selector, tree, outer)?;
                Some(of(node.span(), self.target(&target, "")?))
            }
            Node::Expr(Expr::String(_) | Expr::Number(_) | Expr::Bool(..) | Expr::Null(_) | Expr::Interpolation(_)) => {
                let value = self.home.values(around).pop()??;
                Some(of(node.span(), self.value(&value, None)))
            }
            _ => None,
        }
    }

    fn target(&self, target: &Target<'_>, name: &str) -> Option<String> {
        match target {
            Target::Value(value) => Some(self.value(value, Some(name).filter(|n| !n.is_empty()))),
            Target::Package(path, import) => {
                let package = import.and_then(|i| i.package).and_then(|i| self.home.snapshot.packages.get(i));
                Some(self.imported(path, package))
            }
            Target::Builtin(path, name) => {
                let package = tenon::library().package(path)?;
                let item = declarations(package).items.into_iter().find(|i| i.name == *name)?;
                let short = path.rsplit('/').next().unwrap_or(path);
                let head = match &item.signature {
                    Some(signature) => format!("{short}.{name}{signature}"),
                    None => item.text.clone(),
                };
                Some(format!("{}\n\n{}", fenced(&head), markdown(&item.doc)))
            }
        }
    }

    fn import(&self, spec: &ImportSpec) -> Option<String> {
        let StringValue::String(path) = &spec.path.value else { return None };
        let package = self.home.import(path).and_then(|i| i.package);
        Some(self.imported(path, package.and_then(|i| self.home.snapshot.packages.get(i))))
    }

    fn imported(&self, path: &str, package: Option<&Package>) -> String {
        if let Some(builtin) = tenon::library().package(path) {
            return format!("{}\n\n{}", fenced(&format!("import {path:?}")), markdown(&declarations(builtin).doc));
        }
        let head = fenced(&format!("import {path:?}"));
        match package {
            Some(package) => format!("{head}\n\n{}", self.package_docs(package)),
            None => head,
        }
    }

    fn package(&self, package: &Package, name: &str) -> String {
        format!("{}\n\n{}", fenced(&format!("package {name}")), self.package_docs(package)).trim_end().to_owned()
    }

    /// The comments above the package clauses of a package.
    fn package_docs(&self, package: &Package) -> String {
        let docs = package.files.iter().filter_map(|f| {
            let clause = f.source.parsed.file.decls.iter().find_map(|d| match d {
                Decl::Package(p) => Some(p.span.start),
                _ => None,
            })?;
            comment_above(self.home.snapshot.text(f.source.id), &f.source.parsed.comments, clause)
        });
        docs.collect::<Vec<_>>().join("\n\n")
    }

    /// A value; `name` is what it is called where that is not its label.
    pub fn value(&self, value: &Value, name: Option<&str>) -> String {
        let show = Show { sources: &self.home.snapshot.sources };
        let taken = value.default();
        let label = value.label().map(|l| label_text(value.frozen().names(), l));
        let label = name.map(str::to_owned).or(label);
        let head = label.map(|l| format!("{l}: ")).unwrap_or_default();
        let default =
            if taken.id() == value.id() { String::new() } else { format!(" // default of {}", show.line(value)) };
        let mut out = fenced(&format!("{head}{}{default}", show.block(&taken)));
        let path = path_text(value);
        if !path.is_empty() {
            out.push_str(&format!("\n\n`{path}`"));
        }
        for doc in self.home.docs(value) {
            out.push_str(&format!("\n\n{}", markdown(&doc)));
        }
        if let Some(error) = value.error().filter(|_| value.is_fatal()) {
            out.push_str(&format!("\n\n{}", tenon_explain::error_line(value, error)));
        }
        out.push_str(&self.constraints(value));
        out
    }

    /// What is said of a value, as it is written, with places and owners.
    fn constraints(&self, value: &Value) -> String {
        let snapshot = self.home.snapshot;
        let show = Show { sources: &snapshot.sources };
        let mut owners = Owners::new(self.world as &dyn World, snapshot.dir());
        let mut parts: Vec<(Conjunct, Span)> = Vec::new();
        for conjunct in value.conjuncts() {
            match conjunct {
                Conjunct::Expr(e, env) => split(value, e, &mut |e, span| parts.push((Conjunct::Expr(e, env), span))),
                Conjunct::Value(n) => parts.push((conjunct, value.frozen().value(n).span())),
            }
        }
        let mut seen = HashSet::new();
        parts.retain(|(_, span)| seen.insert(*span));
        let mut out = String::new();
        for (conjunct, span) in parts.iter().take(MOST) {
            let text = match conjunct {
                Conjunct::Expr(e, _) if matches!(value.frozen().program().expr(*e), ir::Expr::Struct(_)) => {
                    "{…}".to_owned()
                }
                Conjunct::Expr(..) => show.text(*span),
                Conjunct::Value(n) => show.line(&value.frozen().value(*n)),
            };
            let ticks = if text.contains('`') { "``" } else { "`" };
            out.push_str(&format!("\n- {ticks}{text}{ticks}"));
            if let Some((name, at)) = snapshot.sources.locate(*span) {
                out.push_str(&format!(" {}:{}", name.trim_start_matches("./"), at.line));
            }
            let owners = owners.at(*span, &snapshot.sources);
            if !owners.is_empty() {
                out.push_str(&format!(" ({})", owners.join(", ")));
            }
        }
        if parts.len() > MOST {
            out.push_str(&format!("\n- and {} more", parts.len() - MOST));
        }
        if out.is_empty() { out } else { format!("\n{out}") }
    }
}

/// The operands of `&`, each on its own.
fn split(value: &Value, e: ExprId, tell: &mut dyn FnMut(ExprId, Span)) {
    let program = value.frozen().program();
    let mut work = vec![e];
    while let Some(e) = work.pop() {
        match program.expr(e) {
            ir::Expr::Binary(ir::BinaryOp::And, a, b) => work.extend([*b, *a]),
            _ => tell(e, program.span(e)),
        }
    }
}

/// A comment as Markdown: lines that are indented are code.
fn markdown(doc: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    for line in doc.trim_end().lines() {
        let indented = line.starts_with('\t') || line.starts_with("    ");
        if indented != code && !(code && line.is_empty()) {
            out.push_str(if indented { "```cue\n" } else { "```\n" });
            code = indented;
        }
        out.push_str(line.strip_prefix('\t').unwrap_or(line));
        out.push('\n');
    }
    if code {
        out.push_str("```\n");
    }
    out.truncate(out.trim_end().len());
    out
}
