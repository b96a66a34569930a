//! From the tree of a file to the value of its package, and from a value back to the declarations that made it.
//!
//! The way goes from a place in the tree through labels to a path, and down that path in the value: nothing is ever searched
//! for in all of it.

use crate::bound::{Binder, Bound, find};
use crate::nodes::{Node, chain, label_name};
use crate::snapshot::Snapshot;
use std::path::Path;
use std::sync::Arc;
use tenon_eval::{Conjunct, EnvId, NodeId, Value};
use tenon_ir::Label;
use tenon_ir::program::{self as ir, ExprId, Package as IrPackage};
use tenon_load::files::SourceFile;
use tenon_load::{Import, Package};
use tenon_source::Span;
use tenon_syntax::Comment;
use tenon_syntax::ast::{self, BinaryOp, Element, Expr, Field, SelectorLabel, StringValue, UnaryOp};

/// Fields that are looked at for one that a pattern or a computed label made.
const SOME_FIELDS: usize = 256;
/// Declarations whose comments are told where many values are listed.
const FEW_DECLARATIONS: usize = 4;
/// References that lead on to references.
const MAX_DEPTH: usize = 16;

/// A file in its package.
pub(crate) struct Home<'s> {
    pub snapshot: &'s Snapshot,
    pub package: &'s Package,
    pub file: &'s Arc<SourceFile>,
    root: Option<Value>,
    hidden: Arc<str>,
}

/// What a reference leads to.
pub(crate) enum Target<'a> {
    /// A value.
    Value(Value),
    /// A package: its import path, and what it is, where it was loaded.
    Package(&'a str, Option<&'a Import>),
    /// A function or another member of a builtin package.
    Builtin(&'a str, String),
}

impl<'s> Home<'s> {
    /// The home of a file that takes part.
    pub fn new(snapshot: &'s Snapshot, path: &Path) -> Option<Home<'s>> {
        let (package, file) = snapshot.file(path)?;
        let index = snapshot.packages.iter().position(|p| std::ptr::eq(p, package))?;
        let hidden = IrPackage::hidden_scope(&package.path, &package.name);
        Some(Home { snapshot, package, file, root: snapshot.value_of(index), hidden })
    }

    /// The home of what belongs to no file: the package itself.
    pub fn of_package(snapshot: &'s Snapshot) -> Option<Home<'s>> {
        let package = snapshot.packages.get(snapshot.package)?;
        let file = &package.files.first()?.source;
        let hidden = IrPackage::hidden_scope(&package.path, &package.name);
        Some(Home { snapshot, package, file, root: Some(snapshot.value.clone()), hidden })
    }

    /// The value of the package.
    pub fn root(&self) -> Option<&Value> {
        self.root.as_ref()
    }

    /// The value that each node of a chain adds to; nothing where it adds to none, as an operand does. The tree may be
    /// another one than that which was evaluated.
    pub fn values(&self, chain: &[Node<'_>]) -> Vec<Option<Value>> {
        let mut at = self.root.clone();
        let mut out: Vec<Option<Value>> = Vec::with_capacity(chain.len());
        for (i, node) in chain.iter().enumerate() {
            let outer = i.checked_sub(1).map(|o| chain[o]);
            at = at.and_then(|value| self.step(value, outer, *node));
            out.push(at.clone());
        }
        out
    }

    /// The value within a node, where that of the node around it is known.
    pub fn step(&self, value: Value, outer: Option<Node<'_>>, node: Node<'_>) -> Option<Value> {
        match node {
            Node::Field(f) => self.field(&value, f),
            Node::Embed(_) | Node::Body(_) => Some(value),
            Node::Comprehension(_) | Node::Ellipsis(_) => match outer {
                Some(Node::Expr(Expr::List(_))) => value.default().elements().next(),
                Some(Node::Expr(Expr::Struct(_)) | Node::Body(_)) | None => Some(value),
                _ => None,
            },
            Node::Expr(expr) => match outer {
                Some(Node::Expr(outer)) => within(value, outer, expr),
                Some(Node::Field(_) | Node::Embed(_) | Node::Ellipsis(_)) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of a field of a struct.
    pub fn field(&self, value: &Value, field: &Field) -> Option<Value> {
        if let Some(name) = label_name(&field.label) {
            let quoted = matches!(field.label, ast::Label::String(_));
            let found = self.named(value, name, quoted);
            return found.or_else(|| by_pattern(value).filter(|_| !name.starts_with(['#', '_'])));
        }
        let span = field.value.span();
        let made = |v: &Value| v.conjuncts().iter().any(|c| self.conjunct_span(v, *c) == span);
        value.default().fields().take(SOME_FIELDS).map(|f| f.value).find(made)
    }

    /// The field with a name.
    pub fn named(&self, value: &Value, name: &str, quoted: bool) -> Option<Value> {
        let names = value.frozen().names();
        let label = if quoted { names.find_regular(name) } else { names.find_ident(name, &self.hidden) };
        label.and_then(|label| field(value, label))
    }

    /// Where a conjunct is written.
    pub fn conjunct_span(&self, value: &Value, conjunct: Conjunct) -> Span {
        match conjunct {
            Conjunct::Expr(e, _) => value.frozen().program().span(e),
            Conjunct::Value(n) => value.frozen().value(n).span(),
        }
    }

    /// What a reference leads to. `around` are the nodes around it.
    pub fn target<'a>(&'a self, expr: &Expr, file: &'a ast::File, around: &[Node<'a>]) -> Option<Target<'a>> {
        self.target_at(expr, file, around, 0)
    }

    fn target_at<'a>(
        &'a self,
        expr: &Expr,
        file: &'a ast::File,
        around: &[Node<'a>],
        depth: usize,
    ) -> Option<Target<'a>> {
        if depth > MAX_DEPTH {
            return None;
        }
        match expr {
            Expr::Ident(i) => match find(file, around, &i.name) {
                Some(bound) => self.bound_at(&bound, file, around, depth),
                None => Some(Target::Value(self.named(self.root()?, &i.name, false)?)),
            },
            Expr::Paren { expr, .. } | Expr::Optional { expr, .. } | Expr::Open { expr, .. } => {
                self.target_at(expr, file, around, depth + 1)
            }
            Expr::Selector { expr, label, .. } => {
                let of = self.target_at(expr, file, around, depth + 1)?;
                let (name, quoted) = member_name(label)?;
                self.member(&of, name, quoted)
            }
            Expr::Index { expr, index, .. } => {
                let Target::Value(of) = self.target_at(expr, file, around, depth + 1)? else { return None };
                match &**index {
                    Expr::String(s) => match &s.value {
                        StringValue::String(name) => Some(Target::Value(self.named(&of, name, true)?)),
                        StringValue::Bytes(_) => None,
                    },
                    Expr::Number(n) => {
                        let i: usize = n.raw.parse().ok()?;
                        Some(Target::Value(of.default().elements().nth(i)?))
                    }
                    // All elements of a list, and all values of a map, tend to be of a kind.
                    _ => first_inside(&of).map(Target::Value),
                }
            }
            Expr::Binary { op: BinaryOp::And, left, right, .. } => {
                let target = self.target_at(left, file, around, depth + 1);
                target.or_else(|| self.target_at(right, file, around, depth + 1))
            }
            _ => None,
        }
    }

    /// A field of what a reference leads to.
    pub fn member<'a>(&'a self, of: &Target<'a>, name: &str, quoted: bool) -> Option<Target<'a>> {
        match of {
            Target::Value(v) => self.named(v, name, quoted).map(Target::Value),
            Target::Package(path, import) => {
                if tenon::library().package(path).is_some_and(|p| p.function(name).is_some()) {
                    return Some(Target::Builtin(path, name.to_owned()));
                }
                let value = self.snapshot.value_of(import.as_ref()?.package?);
                match value.and_then(|v| self.named(&v, name, quoted)) {
                    Some(value) => Some(Target::Value(value)),
                    None => tenon::library().package(path).map(|_| Target::Builtin(path, name.to_owned())),
                }
            }
            Target::Builtin(..) => None,
        }
    }

    /// What a name that something binds stands for.
    pub fn bound<'a>(&'a self, bound: &Bound<'a>, file: &'a ast::File, around: &[Node<'a>]) -> Option<Target<'a>> {
        self.bound_at(bound, file, around, 0)
    }

    fn bound_at<'a>(
        &'a self,
        bound: &Bound<'a>,
        file: &'a ast::File,
        around: &[Node<'a>],
        depth: usize,
    ) -> Option<Target<'a>> {
        let outer = &around[..bound.depth.min(around.len())];
        match bound.by {
            Binder::Field(f) | Binder::Alias(f) => {
                let value = match outer.last() {
                    None => self.root.clone()?,
                    Some(_) => self.values(outer).pop()??,
                };
                // The alias of a pattern constraint is the field around.
                let value = if matches!(outer.last(), Some(Node::Field(_))) { value } else { self.field(&value, f)? };
                Some(Target::Value(value))
            }
            Binder::ValueAlias => Some(Target::Value(self.values(outer).pop()??)),
            Binder::Let(l) => self.target_at(&l.expr, file, outer, depth + 1),
            Binder::Variable(ast::Clause::For { value, source, .. }) if value.span == bound.span => {
                if let Expr::List(list) = source {
                    let Some(Element::Expr(first)) = list.elems.first() else { return None };
                    return self.target_at(first, file, outer, depth + 1);
                }
                let Target::Value(of) = self.target_at(source, file, outer, depth + 1)? else { return None };
                first_inside(&of).map(Target::Value)
            }
            Binder::Variable(ast::Clause::Try { binding: Some((_, e)), .. }) => {
                self.target_at(e, file, outer, depth + 1)
            }
            Binder::Variable(_) | Binder::LabelAlias => None,
            Binder::Import(spec) => {
                let StringValue::String(path) = &spec.path.value else { return None };
                Some(Target::Package(path, self.import(path)))
            }
        }
    }

    /// What an import path of the file stands for.
    pub fn import(&self, path: &str) -> Option<&Import> {
        let here = self.package.files.iter().find(|f| f.source.id == self.file.id)?;
        here.imports.iter().find(|(p, _)| p == path).map(|(_, import)| import)
    }

    /// The field whose value a conjunct is, or is a part of, with its file.
    pub fn declaration(&self, span: Span) -> Option<(&'s SourceFile, &'s Field)> {
        let file: &'s SourceFile = &self.snapshot.files().find(|f| f.source.id == span.file)?.source;
        let fields = chain(&file.parsed.file, span.start).into_iter().rev().filter_map(|n| match n {
            Node::Field(f) => Some(f),
            _ => None,
        });
        let mut fields = fields.filter(|f| f.value.span().covers(span));
        fields.next().map(|f| (file, f))
    }

    /// The comments on the first few declarations of a value: enough where many values are listed.
    pub fn few_docs(&self, value: &Value) -> String {
        self.docs_of(value, FEW_DECLARATIONS).join("\n\n")
    }

    /// The comments on all declarations of a value, each once.
    pub fn docs(&self, value: &Value) -> Vec<String> {
        self.docs_of(value, SOME_FIELDS)
    }

    fn docs_of(&self, value: &Value, most: usize) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for span in value.spans().into_iter().take(most) {
            let doc = self.declaration(span).and_then(|(file, field)| {
                let text = self.snapshot.text(file.id);
                comment_above(text, &file.parsed.comments, field.span.start)
            });
            out.extend(doc.filter(|d| !out.contains(d)));
        }
        out
    }
}

/// What an operand of an expression adds to, where that is what the expression adds to.
fn within(value: Value, outer: &Expr, expr: &Expr) -> Option<Value> {
    match outer {
        Expr::Paren { .. } | Expr::Alias { .. } | Expr::Open { .. } | Expr::Commented { .. } => Some(value),
        Expr::Unary { op: UnaryOp::Default, .. } => Some(value),
        Expr::Binary { op: BinaryOp::And | BinaryOp::Or, .. } => Some(value),
        Expr::List(list) => {
            let before = list.elems.iter().take_while(|e| !matches!(e, Element::Expr(x) if std::ptr::eq(x, expr)));
            let before: Vec<&Element> = before.collect();
            let known = before.iter().all(|e| matches!(e, Element::Expr(_)));
            let element = value.default().elements().nth(if known { before.len() } else { 0 });
            element.or_else(|| by_element(&value))
        }
        _ => None,
    }
}

/// What a pattern constraint refers to: what a field will be that was not evaluated yet.
fn by_pattern(value: &Value) -> Option<Value> {
    value.patterns().into_iter().find_map(|(_, schema, env)| referred(value, schema, env, &[None]))
}

/// What the type of further elements refers to.
fn by_element(value: &Value) -> Option<Value> {
    value.element_types().into_iter().find_map(|c| match c {
        Conjunct::Expr(e, env) => referred(value, e, env, &[]),
        Conjunct::Value(n) => Some(value.frozen().value(n)),
    })
}

/// What a reference leads to, or the first one of several that must hold; `inner` are frames that stand within `env`.
fn referred(value: &Value, e: ExprId, env: EnvId, inner: &[Option<NodeId>]) -> Option<Value> {
    let frozen = value.frozen();
    let mut work = vec![e];
    while let Some(e) = work.pop() {
        match frozen.program().expr(e) {
            ir::Expr::Binary(ir::BinaryOp::And, a, b) => work.extend([*b, *a]),
            _ => {
                if let Some(node) = frozen.view().refer(e, env, inner) {
                    return Some(frozen.value(node));
                }
            }
        }
    }
    None
}

/// A field of a struct, or of a disjunct that has it.
pub(crate) fn field(value: &Value, label: Label) -> Option<Value> {
    if let Some(f) = value.field(label) {
        return Some(f.value);
    }
    let (disjuncts, _) = value.disjuncts()?;
    disjuncts.iter().find_map(|d| d.field(label)).map(|f| f.value)
}

/// The first element of a list, or the value of the first field.
fn first_inside(value: &Value) -> Option<Value> {
    let value = value.default();
    value.elements().next().or_else(|| value.fields().find(|f| f.label.is_regular()).map(|f| f.value))
}

/// The name of a selector's label, and whether it is in quotes.
pub(crate) fn member_name(label: &SelectorLabel) -> Option<(&str, bool)> {
    match label {
        SelectorLabel::Ident(i) => Some((&i.name, false)),
        SelectorLabel::String(s) => match &s.value {
            StringValue::String(name) => Some((name, true)),
            StringValue::Bytes(_) => None,
        },
    }
}

/// The comment directly above an offset, without slashes.
pub(crate) fn comment_above(text: &str, comments: &[Comment], offset: u32) -> Option<String> {
    let mut last = comments.partition_point(|c| c.span.end <= offset);
    let mut below = offset;
    let mut lines: Vec<&str> = Vec::new();
    while last > 0 {
        let comment = &comments[last - 1];
        let between = text.get(comment.span.end as usize..below as usize)?;
        let line = text.get(..comment.span.start as usize)?.rsplit('\n').next().unwrap_or("");
        if between.trim() != "" || between.matches('\n').count() != 1 || !line.trim().is_empty() {
            break;
        }
        let line = comment.text(text);
        lines.push(line.strip_prefix(' ').unwrap_or(line));
        below = comment.span.start;
        last -= 1;
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
