//! The nodes of a syntax tree in one type, and those around a place.

use tenon_source::Span;
use tenon_syntax::ast::{
    Attribute, Clause, Comprehension, Decl, Element, Ellipsis, Embed, Expr, Field, File, Ident, ImportDecl, ImportSpec,
    InterpolationPart, Label, LetClause, Package, SelectorLabel, StructLit,
};

/// A node of a tree.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node<'a> {
    Package(&'a Package),
    Import(&'a ImportDecl),
    Spec(&'a ImportSpec),
    Attribute(&'a Attribute),
    Field(&'a Field),
    Label(&'a Label),
    Let(&'a LetClause),
    Embed(&'a Embed),
    Ellipsis(&'a Ellipsis),
    Comprehension(&'a Comprehension),
    Clause(&'a Clause),
    /// What a comprehension yields, or its fallback.
    Body(&'a StructLit),
    Expr(&'a Expr),
    /// The label of a selector.
    Member(&'a SelectorLabel),
    /// A name that is declared: of a package, an alias, a `let`, a loop's variable.
    Name(&'a Ident),
    Bad(Span),
}

impl<'a> Node<'a> {
    fn of(decl: &'a Decl) -> Node<'a> {
        match decl {
            Decl::Package(p) => Node::Package(p),
            Decl::Import(i) => Node::Import(i),
            Decl::Attribute(a) => Node::Attribute(a),
            Decl::Field(f) => Node::Field(f),
            Decl::Let(l) => Node::Let(l),
            Decl::Embed(e) => Node::Embed(e),
            Decl::Ellipsis(e) => Node::Ellipsis(e),
            Decl::Comprehension(c) => Node::Comprehension(c),
            Decl::Bad(span) => Node::Bad(*span),
        }
    }

    /// Where it stands.
    pub fn span(self) -> Span {
        match self {
            Node::Package(p) => p.span,
            Node::Import(i) => i.span,
            Node::Spec(s) => s.span,
            Node::Attribute(a) => a.span,
            Node::Field(f) => f.span,
            Node::Label(l) => l.span(),
            Node::Let(l) => l.span,
            Node::Embed(e) => e.span,
            Node::Ellipsis(e) => e.span,
            Node::Comprehension(c) => c.span,
            Node::Clause(Clause::Let(l)) => l.span,
            Node::Clause(Clause::For { span, .. } | Clause::If { span, .. } | Clause::Try { span, .. }) => *span,
            Node::Body(s) => s.span,
            Node::Expr(e) => e.span(),
            Node::Member(SelectorLabel::Ident(i)) => i.span,
            Node::Member(SelectorLabel::String(s)) => s.span,
            Node::Name(i) => i.span,
            Node::Bad(span) => span,
        }
    }

    /// What it is made of, in the order of the text.
    pub fn children(self) -> Vec<Node<'a>> {
        let mut out = Vec::new();
        match self {
            Node::Package(p) => out.push(Node::Name(&p.name)),
            Node::Import(i) => out.extend(i.specs.iter().map(Node::Spec)),
            Node::Spec(s) => out.extend(s.name.as_ref().map(Node::Name)),
            Node::Field(f) => {
                out.extend(f.alias.as_deref().map(Node::Name));
                out.push(Node::Label(&f.label));
                if let Some(p) = &f.postfix {
                    out.extend(p.label.iter().chain(&p.value).map(Node::Name));
                }
                out.push(Node::Expr(&f.value));
                out.extend(f.attrs.iter().map(Node::Attribute));
            }
            Node::Label(Label::Interpolation(i)) => out.extend(parts(&i.parts)),
            Node::Label(Label::Dynamic { expr, .. }) => out.push(Node::Expr(expr)),
            Node::Label(Label::Pattern { alias, expr, .. }) => {
                out.extend(alias.as_deref().map(Node::Name));
                out.push(Node::Expr(expr));
            }
            Node::Let(l) | Node::Clause(Clause::Let(l)) => out.extend([Node::Name(&l.name), Node::Expr(&l.expr)]),
            Node::Embed(e) => {
                out.push(Node::Expr(&e.expr));
                out.extend(e.attrs.iter().map(Node::Attribute));
            }
            Node::Ellipsis(e) => out.extend(e.expr.as_deref().map(Node::Expr)),
            Node::Comprehension(c) => {
                out.extend(c.clauses.iter().map(Node::Clause));
                out.push(Node::Body(&c.body));
                out.extend(c.fallback.as_ref().map(|f| Node::Body(&f.body)));
            }
            Node::Clause(Clause::For { key, value, source, .. }) => {
                out.extend(key.iter().map(Node::Name));
                out.extend([Node::Name(value), Node::Expr(source)]);
            }
            Node::Clause(Clause::If { condition, .. }) => out.push(Node::Expr(condition)),
            Node::Clause(Clause::Try { binding, .. }) => {
                out.extend(binding.iter().flat_map(|(name, e)| [Node::Name(name), Node::Expr(e)]));
            }
            Node::Body(s) => out.extend(s.decls.iter().map(Node::of)),
            Node::Expr(e) => of_expr(e, &mut out),
            Node::Attribute(_) | Node::Label(_) | Node::Member(_) | Node::Name(_) | Node::Bad(_) => {}
        }
        out
    }
}

fn parts(parts: &[InterpolationPart]) -> impl Iterator<Item = Node<'_>> {
    parts.iter().filter_map(|p| match p {
        InterpolationPart::Expr(e) => Some(Node::Expr(e)),
        InterpolationPart::Text { .. } => None,
    })
}

fn of_expr<'a>(expr: &'a Expr, out: &mut Vec<Node<'a>>) {
    match expr {
        Expr::Interpolation(i) => out.extend(parts(&i.parts)),
        Expr::Struct(s) => out.extend(s.decls.iter().map(Node::of)),
        Expr::List(l) => out.extend(l.elems.iter().map(|e| match e {
            Element::Expr(e) => Node::Expr(e),
            Element::Comprehension(c) => Node::Comprehension(c),
            Element::Ellipsis(e) => Node::Ellipsis(e),
        })),
        Expr::Paren { expr, .. }
        | Expr::Unary { expr, .. }
        | Expr::Optional { expr, .. }
        | Expr::Open { expr, .. }
        | Expr::Commented { expr, .. } => out.push(Node::Expr(expr)),
        Expr::Binary { left, right, .. } => out.extend([Node::Expr(left), Node::Expr(right)]),
        Expr::Selector { expr, label, .. } => out.extend([Node::Expr(expr), Node::Member(label)]),
        Expr::Index { expr, index, .. } => out.extend([Node::Expr(expr), Node::Expr(index)]),
        Expr::Slice { expr, low, high, .. } => {
            out.push(Node::Expr(expr));
            out.extend(low.iter().chain(high).map(|e| Node::Expr(e)));
        }
        Expr::Call { fun, args, .. } => {
            out.push(Node::Expr(fun));
            out.extend(args.iter().map(Node::Expr));
        }
        Expr::Alias { name, expr, .. } => out.extend([Node::Name(name), Node::Expr(expr)]),
        Expr::Ident(_)
        | Expr::Null(_)
        | Expr::Bool(..)
        | Expr::Bottom(_)
        | Expr::Number(_)
        | Expr::String(_)
        | Expr::Bad(_) => {}
    }
}

/// The declarations at the top of a file.
pub(crate) fn top(file: &File) -> impl Iterator<Item = Node<'_>> {
    file.decls.iter().map(Node::of)
}

/// The nodes around an offset, from the outermost one in. Where two nodes meet, the second one counts.
pub(crate) fn chain(file: &File, offset: u32) -> Vec<Node<'_>> {
    let mut out = Vec::new();
    let mut next: Vec<Node<'_>> = top(file).collect();
    loop {
        let around = |n: &&Node<'_>| n.span().start <= offset && offset <= n.span().end;
        let Some(node) = next.iter().rev().find(around).copied() else { return out };
        out.push(node);
        next = node.children();
    }
}

/// All nodes of a file that come before `visit` says `false`; what is in such a node is left out.
pub(crate) fn walk<'a>(file: &'a File, mut visit: impl FnMut(Node<'a>) -> bool) {
    let mut work: Vec<Node<'a>> = top(file).collect();
    work.reverse();
    while let Some(node) = work.pop() {
        if visit(node) {
            let mut inner = node.children();
            inner.reverse();
            work.append(&mut inner);
        }
    }
}

/// The name that a label without expressions gives.
pub(crate) fn label_name(label: &Label) -> Option<&str> {
    match label {
        Label::Ident(i) => Some(&i.name),
        Label::String(s) => match &s.value {
            tenon_syntax::ast::StringValue::String(text) => Some(text),
            tenon_syntax::ast::StringValue::Bytes(_) => None,
        },
        _ => None,
    }
}

/// The declarations of a struct literal, or of what a comprehension yields.
pub(crate) fn decls<'a>(node: Node<'a>) -> Option<&'a [Decl]> {
    match node {
        Node::Expr(Expr::Struct(s)) => Some(&s.decls),
        Node::Body(s) => Some(&s.decls),
        _ => None,
    }
}
