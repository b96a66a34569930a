//! Names that can be used at a place of a file, by its tree: what the structs, comprehensions and aliases around it bind.

use crate::nodes::{Node, label_name, top};
use tenon_load::import_path::ImportPath;
use tenon_source::Span;
use tenon_syntax::ast::{
    Clause, Comprehension, Decl, Expr, Field, File, Ident, ImportSpec, Label, LetClause, StringValue,
};

/// What binds a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Binder<'a> {
    /// A field.
    Field(&'a Field),
    /// A `let`.
    Let(&'a LetClause),
    /// Another name of a field's value.
    Alias(&'a Field),
    /// A name of a label that matches a pattern, or of a dynamic one.
    LabelAlias,
    /// Another name of the value around.
    ValueAlias,
    /// A variable of a comprehension, with its clause.
    Variable(&'a Clause),
    /// An import.
    Import(&'a ImportSpec),
}

/// A name and what binds it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it is bound.
    pub span: Span,
    /// What binds it.
    pub by: Binder<'a>,
    /// How many nodes of the chain are around what binds it.
    pub depth: usize,
}

/// All names that can be used within the last node of a chain, the nearest ones first.
pub(crate) fn bounds<'a>(file: &'a File, chain: &[Node<'a>]) -> Vec<Bound<'a>> {
    let mut out = Vec::new();
    for depth in (0..chain.len()).rev() {
        of_node(chain, depth, &mut out);
    }
    of_decls(top(file), 0, &mut out);
    for decl in &file.decls {
        let Decl::Import(import) = decl else { continue };
        out.extend(import.specs.iter().filter_map(|s| {
            let name = import_name(s)?;
            Some(Bound { name, span: s.span, by: Binder::Import(s), depth: 0 })
        }));
    }
    out
}

/// What a name stands for within the last node of a chain, as far as the file tells.
pub(crate) fn find<'a>(file: &'a File, chain: &[Node<'a>], name: &str) -> Option<Bound<'a>> {
    bounds(file, chain).into_iter().find(|b| b.name == name)
}

/// The name by which a file calls what it imports, where the path tells.
pub(crate) fn import_name(spec: &ImportSpec) -> Option<&str> {
    if let Some(name) = &spec.name {
        return Some(&name.name);
    }
    let StringValue::String(path) = &spec.path.value else { return None };
    let parsed = ImportPath::parse(path);
    let name = parsed.package_name()?;
    path.rfind(name).and_then(|at| path.get(at..at + name.len()))
}

fn of_node<'a>(chain: &[Node<'a>], depth: usize, out: &mut Vec<Bound<'a>>) {
    let (node, inner) = (chain[depth], chain.get(depth + 1));
    match node {
        Node::Expr(Expr::Struct(_)) | Node::Body(_) => of_decls(node.children().into_iter(), depth + 1, out),
        Node::Expr(Expr::Alias { name, .. }) => {
            out.push(Bound { name: &name.name, span: name.span, by: Binder::ValueAlias, depth });
        }
        Node::Comprehension(c) => of_clauses(c, inner, depth, out),
        Node::Field(f) => {
            if let Label::Pattern { alias: Some(alias), .. } = &f.label {
                out.push(bound(alias, Binder::LabelAlias, depth));
            }
            let pattern = matches!(f.label, Label::Pattern { .. });
            if let Some(alias) = f.alias.as_deref().filter(|_| pattern) {
                out.push(bound(alias, Binder::Alias(f), depth));
            }
        }
        _ => {}
    }
}

fn bound<'a>(name: &'a Ident, by: Binder<'a>, depth: usize) -> Bound<'a> {
    Bound { name: &name.name, span: name.span, by, depth }
}

/// The variables of the clauses before the one that is `inner`, of all of them in the body.
fn of_clauses<'a>(c: &'a Comprehension, inner: Option<&Node<'a>>, depth: usize, out: &mut Vec<Bound<'a>>) {
    let at = match inner {
        Some(Node::Clause(clause)) => c.clauses.iter().position(|k| std::ptr::eq(k, *clause)).unwrap_or(0),
        Some(Node::Body(body)) if std::ptr::eq(*body, &c.body) => c.clauses.len(),
        _ => 0,
    };
    for clause in c.clauses.iter().take(at).rev() {
        match clause {
            Clause::For { key, value, .. } => {
                out.push(bound(value, Binder::Variable(clause), depth));
                out.extend(key.iter().map(|k| bound(k, Binder::Variable(clause), depth)));
            }
            Clause::Let(l) => out.push(bound(&l.name, Binder::Let(l), depth)),
            Clause::Try { binding: Some((name, _)), .. } => out.push(bound(name, Binder::Variable(clause), depth)),
            Clause::If { .. } | Clause::Try { .. } => {}
        }
    }
}

/// The names that declarations bind for each other: labels without quotes, aliases, `let`s.
fn of_decls<'a>(decls: impl Iterator<Item = Node<'a>>, depth: usize, out: &mut Vec<Bound<'a>>) {
    for decl in decls {
        match decl {
            Node::Let(l) => out.push(bound(&l.name, Binder::Let(l), depth)),
            Node::Field(f) => {
                if let Label::Ident(i) = &f.label {
                    out.push(bound(i, Binder::Field(f), depth));
                }
                let pattern = matches!(f.label, Label::Pattern { .. });
                out.extend(f.alias.as_deref().filter(|_| !pattern).map(|a| bound(a, Binder::Alias(f), depth)));
                if let Some(p) = &f.postfix {
                    out.extend(p.value.iter().map(|a| bound(a, Binder::Alias(f), depth)));
                    out.extend(p.label.iter().map(|a| bound(a, Binder::LabelAlias, depth)));
                }
            }
            _ => {}
        }
    }
}

/// Whether a name is declared by one of some declarations.
pub(crate) fn declares(decls: &[Decl], name: &str) -> bool {
    decls.iter().any(|d| matches!(d, Decl::Field(f) if label_name(&f.label) == Some(name)))
}
