//! What is at the cursor: the nodes of the syntax tree there, which value they are about, and what a name means.
//!
//! [`At`] is what features start from. It goes from the cursor through the tree to a path, and from the path down the
//! value; so it takes no time that grows with what is evaluated.
//!
//! ```
//! use std::{path::Path, sync::Arc};
//! use tenon_ide::{At, Host, Node};
//! use tenon_load::Overlay;
//!
//! let path = Path::new("/a.cue");
//! let mut host = Host::new(Arc::new(Overlay::empty()));
//! let text = "#S: port: int\nweb: #S & {port: 80}\nn: web.port\n";
//! host.set_text(path, text);
//! let snapshot = host.snapshot(path)?.unwrap();
//!
//! // The innermost node comes first.
//! let at = At::new(snapshot, path, text.find("port: 80").unwrap() as u32).unwrap();
//! assert!(matches!(at.node(), Node::Name(ident) if ident.name == "port"));
//! assert_eq!(at.path_text(), "web.port");
//!
//! // What the values are there; none where nothing was evaluated.
//! assert!(at.values()[0].scalar().is_some());
//!
//! // What a name means: `port` in `web.port` is a field with two declarations.
//! let at = At::new(snapshot, path, text.rfind("port").unwrap() as u32).unwrap();
//! let labels: Vec<u32> = at.declarations().iter().map(|d| d.label.start).collect();
//! assert_eq!(labels, [4, 25]);
//! # Ok::<(), tenon_ide::Cancelled>(())
//! ```

use crate::ground::{Ground, field_values, once};
use crate::resolve::{Declaration, Name, Resolver, Site, frame_index, selector_name};
use crate::scope::{Binding, Scope};
use crate::snapshot::Snapshot;
use crate::tree::{Level, Node, Visit, label_text, string_text, walk};
use std::path::Path;
use tenon_eval::Value;
use tenon_ir::literal;
use tenon_source::Span;
use tenon_syntax::ast::{Expr, Field, Ident, ImportSpec, Label};

/// A place in a file: what is there.
pub struct At<'a> {
    /// The file, in its package.
    pub scope: Scope<'a>,
    /// The byte.
    pub offset: u32,
    /// The nodes around it, innermost first; never empty. A name counts up to its end, where a cursor behind it is.
    pub nodes: Vec<Node<'a>>,
    /// What is around the innermost node, outermost first.
    pub levels: Vec<Level<'a>>,
    ground: Ground,
}

/// A step of the path of a value, as far as the text tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step<'a> {
    /// A field with a label in the text; `quoted` where `#` and `_` mean nothing.
    Field {
        /// The label without quotes.
        name: &'a str,
        /// Whether it is in quotes.
        quoted: bool,
    },
    /// A field whose label is evaluated, or that matches a pattern; where the label or the pattern stands.
    Some(Span),
    /// An element of a list; nothing where a comprehension makes it, or for the type of further ones.
    Element(Option<u32>),
    /// What a `let` stands for.
    Let(&'a str),
}

/// What is meant by the name at a place.
#[derive(Clone)]
pub enum Meaning<'a> {
    /// A field: of which structs, and its name.
    Field {
        /// The structs, values where there are any.
        owners: Vec<Site<'a>>,
        /// The name, without quotes.
        name: &'a str,
        /// Whether it is written such that `#` and `_` mean nothing.
        quoted: bool,
        /// What the name is bound to, where it stands alone: more than the field, if it is an alias.
        binding: Option<Binding<'a>>,
    },
    /// A name that is declared for itself: an alias, a variable, a `let`, `self`, something predeclared.
    Local(Binding<'a>),
    /// Such a name where it is declared.
    Declared(&'a Ident),
    /// An imported package.
    Import(&'a ImportSpec),
    /// The package of the file, by its clause.
    Package(&'a Ident),
}

impl<'a> At<'a> {
    /// What is at a byte of a file; nothing for a file that takes no part.
    pub fn new(snapshot: &'a Snapshot, path: &Path, offset: u32) -> Option<At<'a>> {
        let scope = Scope::of(snapshot, path)?;
        Some(At::within(scope, offset))
    }

    /// What is at a byte of a file of a package.
    pub fn within(scope: Scope<'a>, offset: u32) -> At<'a> {
        let mut finder = Finder::find(&scope, offset);
        // Behind the colon of a field without a value is where its value comes.
        let before = scope.text().get(..offset as usize).unwrap_or("").trim_end_matches([' ', '\t']);
        if before.len() < offset as usize
            && before.ends_with(':')
            && matches!(finder.found.last(), Some((Node::File(_) | Node::Struct(_), _)))
        {
            finder = Finder::find(&scope, before.len() as u32);
        }
        let levels = finder.found.last().map_or_else(Vec::new, |(_, levels)| levels.clone());
        let nodes = finder.found.iter().rev().map(|(node, _)| *node).collect();
        let ground = Ground::at(&scope, &levels);
        At { scope, offset, nodes, levels, ground }
    }

    /// The innermost node.
    pub fn node(&self) -> Node<'a> {
        self.nodes.first().copied().unwrap_or(Node::File(self.scope.file))
    }

    /// The innermost field that the place is in: its label, value, or attributes.
    pub fn field(&self) -> Option<&'a Field> {
        self.nodes.iter().find_map(|n| if let Node::Field(f) = n { Some(*f) } else { None })
    }

    /// The field whose label the place is in.
    pub fn label(&self) -> Option<&'a Field> {
        let label = self.nodes.iter().position(|n| matches!(n, Node::Label(_)))?;
        let simple = !matches!(self.nodes.get(label)?, Node::Label(Label::Dynamic { .. } | Label::Pattern { .. }));
        match self.nodes.get(label + 1) {
            Some(Node::Field(f)) if simple || label == 0 => Some(f),
            _ => None,
        }
    }

    /// The steps from the root of the package to the value that the place is about. On a label, that is the field.
    pub fn path(&self) -> Vec<Step<'a>> {
        let mut out: Vec<Step<'a>> = self.levels.iter().filter_map(step).collect();
        out.extend(self.label().map(field_step));
        out
    }

    /// The path as text: `services.web.ports[0]`; `[…]` stands for what a pattern matches.
    pub fn path_text(&self) -> String {
        let mut out = String::new();
        for step in self.path() {
            let dot = if out.is_empty() { "" } else { "." };
            match step {
                Step::Field { name, quoted } if literal::is_identifier(name) || !quoted => {
                    out.push_str(&format!("{dot}{name}"));
                }
                Step::Field { name, .. } => out.push_str(&format!("{dot}{}", literal::one_line(name))),
                Step::Some(_) | Step::Element(None) => out.push_str("[…]"),
                Step::Element(Some(i)) => out.push_str(&format!("[{i}]")),
                Step::Let(name) => out.push_str(&format!("{dot}{name}")),
            }
        }
        out
    }

    /// The values that the place is about: on a label, those of the field. There are several where a definition or a
    /// pattern is part of several, and none where nothing was evaluated.
    pub fn values(&self) -> Vec<Value> {
        let Some(field) = self.label() else { return self.ground.places.clone() };
        let fields = self.ground.instances.iter().filter_map(|instance| {
            let owner = self.ground.frozen.frame_value(instance.1, 0)?;
            Some(field_values(&self.ground.frozen, &owner, *instance, field))
        });
        once(fields.flatten())
    }

    /// The structs around the place, of which a field that is written there becomes one.
    pub fn structs(&self) -> Vec<Value> {
        let frame = self.levels.iter().filter(|l| l.is_frame()).count();
        let innermost = self.levels.iter().rev().find(|l| l.is_frame());
        match (innermost, frame.checked_sub(1)) {
            (Some(Level::Struct { .. }), Some(frame)) => self.ground.frame(frame),
            _ => Vec::new(),
        }
    }

    /// What the name at the place means; nothing where no name is.
    pub fn meaning(&self) -> Option<Meaning<'a>> {
        meaning(&self.resolver(), &self.nodes, &self.levels)
    }

    /// What an expression leads to that stands among the same levels as the innermost node, such as the operand of a
    /// selector.
    pub fn resolve(&self, expr: &'a Expr) -> Vec<Site<'a>> {
        self.resolver().sites(expr, &self.levels)
    }

    /// The places that say what the field at the place is: all that contribute to it, by unification, too. First comes
    /// what the scopes around a reference say; otherwise they come as they were unified.
    pub fn declarations(&self) -> Vec<Declaration> {
        match self.meaning() {
            Some(Meaning::Field { owners, name, quoted, binding }) => {
                let mut found = self.resolver().declarations(&owners, Name { text: name, quoted });
                if let Some(Binding::Field { field, .. } | Binding::FieldAlias { field, .. }) = binding
                    && let Some(i) = found.iter().position(|d| d.label == field.label.span())
                {
                    found[..=i].rotate_right(1);
                }
                found
            }
            _ => Vec::new(),
        }
    }

    /// The names that can be said here, innermost first, but predeclared ones.
    pub fn names(&self) -> Vec<(String, Binding<'a>)> {
        self.scope.names(&self.levels)
    }

    pub(crate) fn resolver(&self) -> Resolver<'a, '_> {
        Resolver { scope: self.scope, ground: &self.ground }
    }
}

/// What the name of the innermost of some nodes means.
pub(crate) fn meaning<'a>(
    resolver: &Resolver<'a, '_>,
    nodes: &[Node<'a>],
    levels: &[Level<'a>],
) -> Option<Meaning<'a>> {
    let node = nodes.first()?;
    let parent = nodes.get(1);
    let field = |name: &'a str, quoted: bool, owners: Vec<Site<'a>>| {
        Some(Meaning::Field { owners, name, quoted, binding: None })
    };
    match (*node, parent) {
        (Node::Name(i), Some(Node::Label(Label::Ident(_)))) => field(&i.name, false, own_struct(resolver, levels)),
        (Node::Text(s), Some(Node::Label(_))) => field(string_text(s)?, true, own_struct(resolver, levels)),
        (Node::Text(_), Some(Node::ImportSpec(spec))) => Some(Meaning::Import(spec)),
        (Node::ImportSpec(spec), _) => Some(Meaning::Import(spec)),
        (Node::Name(i), Some(Node::Package(_))) => Some(Meaning::Package(i)),
        (Node::Name(i), _) => Some(Meaning::Declared(i)),
        (Node::Expr(Expr::Ident(i)), _) => {
            let binding = resolver.scope.find(&i.name, levels)?;
            match binding {
                Binding::Import(spec) => Some(Meaning::Import(spec)),
                Binding::FieldAlias { field, .. } => match (label_text(&field.label), &field.label) {
                    (Some(name), label) => Some(Meaning::Field {
                        owners: resolver.owners(&binding, levels)?,
                        name,
                        quoted: !matches!(label, Label::Ident(_)),
                        binding: Some(binding),
                    }),
                    _ => Some(Meaning::Local(binding)),
                },
                Binding::Field { .. } | Binding::Package => Some(Meaning::Field {
                    owners: resolver.owners(&binding, levels)?,
                    name: &i.name,
                    quoted: false,
                    binding: Some(binding),
                }),
                _ => Some(Meaning::Local(binding)),
            }
        }
        (Node::Selector(label), Some(Node::Expr(Expr::Selector { expr, .. }))) => {
            let name = selector_name(label)?;
            field(name.text, name.quoted, resolver.sites(expr, levels))
        }
        (Node::Expr(Expr::String(s)), Some(Node::Expr(Expr::Index { expr, index, .. })))
            if std::ptr::eq(&raw const **index, expr_of(node)?) =>
        {
            field(string_text(s)?, true, resolver.sites(expr, levels))
        }
        _ => None,
    }
}

fn expr_of<'a>(node: &Node<'a>) -> Option<&'a Expr> {
    if let Node::Expr(e) = node { Some(e) } else { None }
}

/// The struct whose declarations a label is among.
fn own_struct<'a>(resolver: &Resolver<'a, '_>, levels: &[Level<'a>]) -> Vec<Site<'a>> {
    let frames = levels.iter().filter(|l| l.is_frame()).count();
    let Some(frame) = frames.checked_sub(1) else { return Vec::new() };
    frame_index(levels, frame).map_or_else(Vec::new, |at| resolver.frame_sites(at, frame, levels))
}

fn step<'a>(level: &Level<'a>) -> Option<Step<'a>> {
    match *level {
        Level::Value(field) => Some(field_step(field)),
        Level::Element(i) => Some(Step::Element(i)),
        Level::MoreElements => Some(Step::Element(None)),
        Level::Let(clause) => Some(Step::Let(&clause.name.name)),
        _ => None,
    }
}

fn field_step(field: &Field) -> Step<'_> {
    match label_text(&field.label) {
        Some(name) => Step::Field { name, quoted: !matches!(field.label, Label::Ident(_)) },
        None => Step::Some(field.label.span()),
    }
}

/// Finds the nodes around a byte.
struct Finder<'a> {
    offset: u32,
    found: Vec<(Node<'a>, Vec<Level<'a>>)>,
    /// The ends of the nodes that have been gone into.
    depth: Vec<Span>,
}

impl<'a> Finder<'a> {
    fn find(scope: &Scope<'a>, offset: u32) -> Finder<'a> {
        let mut finder = Finder { offset, found: Vec::new(), depth: Vec::new() };
        walk(scope.file, scope.text().len(), &mut finder);
        finder
    }
}

impl<'a> Visit<'a> for Finder<'a> {
    fn enter(&mut self, node: Node<'a>, levels: &[Level<'a>]) -> bool {
        let span = node.span();
        if matches!(node, Node::File(_)) {
            self.found.push((node, levels.to_vec()));
            self.depth.push(span);
            return true;
        }
        if self.offset < span.start || self.offset > span.end {
            return false;
        }
        // Of two that meet at the byte, the second one counts.
        while self.depth.last().is_some_and(|s| !s.is_none() && !s.covers(span)) {
            self.depth.pop();
            self.found.pop();
        }
        self.found.push((node, levels.to_vec()));
        self.depth.push(span);
        true
    }
}
