//! Where the comments of a file stand: within which declaration or element, behind how many others in it, and whether on
//! a line of their own.

use tenon_source::Span;
use tenon_syntax::ast::{Clause, Comprehension, Decl, Element, Expr, InterpolationPart, Label, StructLit};
use tenon_syntax::{Comment, Parsed};

/// Where a comment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its text.
    pub text: String,
    /// The innermost declaration or element that holds it, by its number in the order of the source; 0 is the file.
    pub within: usize,
    /// How many of the declarations and elements right in there end before it.
    pub behind: usize,
    /// Whether it begins its line.
    pub own_line: bool,
    /// Whether it stands on a line of its own above a declaration or an element, with nothing but comments between.
    pub above: bool,
    /// Whether a declaration or an element ends on its line, with nothing but a comma between.
    pub trails: bool,
}

#[derive(Debug)]
struct Node {
    span: Span,
    parent: usize,
    children: Vec<usize>,
}

/// The declarations and elements of a file, and where its comments stand among them.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// Each comment's place.
    pub comments: Vec<Place>,
}

impl<'a> Places<'a> {
    /// The places of a parsed text.
    pub fn of(text: &'a str, parsed: &Parsed) -> Self {
        let whole = Span { start: 0, end: text.len() as u32 + 1, ..Span::NONE };
        let nodes = vec![Node { span: whole, parent: 0, children: Vec::new() }];
        let mut places = Places { text, nodes, comments: Vec::new() };
        places.decls(&parsed.file.decls, 0);
        places.comments = parsed.comments.iter().map(|comment| places.place(comment)).collect();
        places
    }

    /// Whether a comment that stood at one place may stand at the other: the same one, or right behind what held it.
    /// What stood above something still does, and what stood behind something does unless another comment does so now.
    pub fn may_move(&self, from: &Place, to: &Place, another: Option<&Place>) -> bool {
        if (from.within, from.behind) == (to.within, to.behind) {
            let another = another.is_some_and(|a| (a.within, a.behind) == (to.within, to.behind) && to.own_line);
            return (to.above || !from.above) && (to.trails || !from.trails || another);
        }
        let mut at = from.within;
        while at != 0 {
            let Some(node) = self.nodes.get(at) else { return false };
            let Some(parent) = self.nodes.get(node.parent) else { return false };
            let index = parent.children.iter().position(|child| *child == at).unwrap_or(0);
            if (node.parent, index + 1) == (to.within, to.behind) {
                return true;
            }
            if index + 1 != parent.children.len() {
                return false;
            }
            at = node.parent;
        }
        false
    }

    fn place(&self, comment: &Comment) -> Place {
        let at = comment.span.start;
        let mut within = 0;
        let mut behind = 0;
        let (mut last_end, mut next_start) = (None, None);
        while let Some(node) = self.nodes.get(within) {
            let spans = node.children.iter().filter_map(|child| Some((*child, self.nodes.get(*child)?.span)));
            behind = spans.clone().filter(|(_, span)| span.end <= at).count();
            last_end = spans.clone().map(|(_, span)| span.end).filter(|end| *end <= at).max();
            next_start = spans.clone().map(|(_, span)| span.start).find(|start| *start > at);
            let Some((inner, _)) = spans.clone().find(|(_, span)| span.start < at && at < span.end) else { break };
            within = inner;
        }
        let before = self.text.get(..at as usize).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        let gap = last_end.and_then(|end| before.get(end as usize..));
        let own_line = line.trim().is_empty();
        let rest = next_start.and_then(|start| self.text.get(at as usize..start as usize)).unwrap_or("-");
        let only_comments = |text: &str| text.lines().all(|l| l.trim().is_empty() || l.trim().starts_with("//"));
        Place {
            text: comment.text(self.text).trim_end().to_owned(),
            within,
            behind,
            own_line,
            above: own_line && only_comments(rest),
            trails: gap.is_some_and(|gap| !gap.contains('\n') && gap.trim().trim_matches(',').is_empty()),
        }
    }

    fn node(&mut self, span: Span, parent: usize) -> usize {
        let number = self.nodes.len();
        self.nodes.push(Node { span, parent, children: Vec::new() });
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.children.push(number);
        }
        number
    }

    fn leaf(&mut self, span: Span, parent: usize) {
        self.node(span, parent);
    }

    fn decls(&mut self, decls: &[Decl], parent: usize) {
        for decl in decls {
            match decl {
                Decl::Package(p) => self.leaf(p.span, parent),
                Decl::Attribute(a) => self.leaf(a.span, parent),
                Decl::Bad(span) => self.leaf(*span, parent),
                Decl::Import(import) => {
                    let node = self.node(import.span, parent);
                    import.specs.iter().for_each(|spec| self.leaf(spec.span, node));
                }
                Decl::Field(field) => {
                    let node = self.node(field.span, parent);
                    if let Label::Dynamic { expr, .. } | Label::Pattern { expr, .. } = &field.label {
                        self.expr(expr, node);
                    }
                    self.expr(&field.value, node);
                }
                Decl::Let(clause) => {
                    let node = self.node(clause.span, parent);
                    self.expr(&clause.expr, node);
                }
                Decl::Embed(embed) => {
                    let node = self.node(embed.span, parent);
                    self.expr(&embed.expr, node);
                }
                Decl::Ellipsis(ellipsis) => {
                    let node = self.node(ellipsis.span, parent);
                    ellipsis.expr.iter().for_each(|expr| self.expr(expr, node));
                }
                Decl::Comprehension(comprehension) => self.comprehension(comprehension, parent),
            }
        }
    }

    fn literal(&mut self, literal: &StructLit, parent: usize) {
        self.decls(&literal.decls, parent);
    }

    fn comprehension(&mut self, comprehension: &Comprehension, parent: usize) {
        let node = self.node(comprehension.span, parent);
        for clause in &comprehension.clauses {
            match clause {
                Clause::For { source: expr, .. } | Clause::If { condition: expr, .. } => self.expr(expr, node),
                Clause::Let(clause) => self.expr(&clause.expr, node),
                Clause::Try { binding, .. } => binding.iter().for_each(|(_, expr)| self.expr(expr, node)),
            }
        }
        self.literal(&comprehension.body, node);
        comprehension.fallback.iter().for_each(|fallback| self.literal(&fallback.body, node));
    }

    fn expr(&mut self, expr: &Expr, parent: usize) {
        match expr {
            Expr::Struct(literal) => self.literal(literal, parent),
            Expr::List(list) => {
                for element in &list.elems {
                    match element {
                        Element::Expr(expr) => {
                            let node = self.node(expr.span(), parent);
                            self.expr(expr, node);
                        }
                        Element::Comprehension(comprehension) => self.comprehension(comprehension, parent),
                        Element::Ellipsis(ellipsis) => {
                            let node = self.node(ellipsis.span, parent);
                            ellipsis.expr.iter().for_each(|expr| self.expr(expr, node));
                        }
                    }
                }
            }
            Expr::Interpolation(interpolation) => interpolation.parts.iter().for_each(|part| match part {
                InterpolationPart::Expr(expr) => self.expr(expr, parent),
                InterpolationPart::Text { .. } => {}
            }),
            Expr::Binary { left, right, .. } => {
                self.expr(left, parent);
                self.expr(right, parent);
            }
            Expr::Call { fun, args, .. } => {
                self.expr(fun, parent);
                for arg in args {
                    let node = self.node(arg.span(), parent);
                    self.expr(arg, node);
                }
            }
            Expr::Index { expr, index, .. } => {
                self.expr(expr, parent);
                self.expr(index, parent);
            }
            Expr::Slice { expr, low, high, .. } => {
                self.expr(expr, parent);
                low.iter().chain(high).for_each(|bound| self.expr(bound, parent));
            }
            Expr::Paren { expr, .. }
            | Expr::Unary { expr, .. }
            | Expr::Selector { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. } => self.expr(expr, parent),
            _ => {}
        }
    }
}
