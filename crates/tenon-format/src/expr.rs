//! Expressions, structs and comprehensions.

use tenon_syntax::ast::{BinaryOp, Clause, Comprehension, Decl, Expr, Field, Ident, SelectorLabel, StructLit, UnaryOp};

use crate::decl::{Layout, decl_span};
use crate::out::Row;
use crate::printer::Printer;

/// One operator of a chain, as [`Printer::binary`] takes it apart.
struct Link<'e> {
    op: BinaryOp,
    right: &'e Expr,
    /// Whether spaces stand around the operator.
    blanks: bool,
    /// Nesting of the right operand.
    depth: u32,
}

/// How much deeper an operand is than its operator.
///
/// `&` and `|` always have spaces, and leave their operands theirs: only before a struct is the left one set densely.
/// Any other operator sets operands of another precedence densely.
fn operand_depth(op: BinaryOp, operand: &Expr, other: &Expr, left: bool, depth: u32) -> u32 {
    let Expr::Binary { op: inner, .. } = operand else { return depth };
    if inner.precedence() == op.precedence() {
        return depth;
    }
    if matches!(op, BinaryOp::And | BinaryOp::Or) {
        let dense = left && op == BinaryOp::And && matches!(other, Expr::Struct(_));
        return if dense { depth + 1 } else { 1 };
    }
    depth + 1
}

/// Whether spaces stand around an operator.
fn has_blanks(op: BinaryOp, depth: u32) -> bool {
    depth <= 1 || op.precedence() < BinaryOp::Add.precedence() || op.as_str().len() > 1
}

impl Printer<'_> {
    /// An expression; `depth` counts the operators around it, 1 outside of all.
    pub(crate) fn expr(&mut self, expr: &Expr, depth: u32) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.expr_inner(expr, depth));
    }

    fn expr_inner(&mut self, expr: &Expr, depth: u32) {
        match expr {
            Expr::Ident(i) => self.out.text(&i.name),
            Expr::Null(_) => self.out.text("null"),
            Expr::Bool(_, value) => self.out.text(if *value { "true" } else { "false" }),
            Expr::Bottom(_) => self.out.text("_|_"),
            Expr::Number(n) => self.out.text(&n.raw),
            Expr::String(s) => self.string(s),
            Expr::Interpolation(i) => self.interpolation(i),
            Expr::Struct(s) => self.struct_lit(s),
            Expr::List(l) => self.list(l),
            Expr::Paren { span, expr } => self.paren(*span, expr),
            Expr::Unary { op, expr, .. } => {
                self.out.text(op.as_str());
                self.apart_from_equals(expr);
                self.expr(expr, depth);
            }
            Expr::Binary { .. } => self.binary(expr, depth),
            Expr::Selector { expr, label, .. } => {
                self.expr(expr, 1);
                // `0.a` would be a number with a letter behind it.
                self.out.text(if matches!(**expr, Expr::Number(_)) { " ." } else { "." });
                match &**label {
                    SelectorLabel::Ident(i) => self.out.text(&i.name),
                    SelectorLabel::String(s) => self.string(s),
                }
            }
            Expr::Index { expr, index, .. } => {
                self.expr(expr, 1);
                self.out.text("[");
                self.expr(index, depth + 1);
                self.out.text("]");
            }
            Expr::Slice { expr, low, high, .. } => {
                self.expr(expr, 1);
                self.out.text("[");
                if let Some(low) = low {
                    self.expr(low, depth + 1);
                }
                self.out.text(":");
                if let Some(high) = high {
                    self.expr(high, depth + 1);
                }
                self.out.text("]");
            }
            Expr::Call { span, fun, args } => self.call(*span, fun, args),
            Expr::Alias { name, expr, .. } => {
                self.alias(name, expr, depth);
            }
            Expr::Optional { expr, .. } => {
                self.expr(expr, depth);
                self.out.text("?");
            }
            Expr::Open { expr, .. } => {
                self.expr(expr, depth);
                self.out.text("...");
            }
            Expr::Commented { expr, comment } => {
                self.expr(expr, depth);
                self.defer_made(comment);
            }
            Expr::Bad(span) => {
                let text = self.between(span.start, span.end);
                self.out.raw(text);
            }
        }
    }

    fn paren(&mut self, span: tenon_source::Span, expr: &Expr) {
        self.out.text("(");
        let inner = expr.span();
        let sourced = self.sourced(span) && self.sourced(inner);
        let broken = sourced && (self.line(inner.start) > self.line(span.start) || self.comment_before(inner.start));
        if !broken {
            self.expr(expr, 1);
            self.out.text(")");
            return;
        }
        self.last_line = self.line(span.start);
        self.out.indent();
        self.slot(inner.start);
        self.out.newline();
        let outer = self.enter();
        let mut row = Row::new(&mut self.out, false);
        self.expr(expr, 1);
        self.trailing(inner, &mut row);
        self.leave(outer);
        let mut section = crate::out::Section::default();
        section.push(row, &mut self.out);
        section.flush(&mut self.out);
        self.comments_before(span.end, false);
        if self.line(span.end.saturating_sub(1)) > self.end_line(inner) {
            self.out.newline();
        }
        self.out.dedent();
        self.out.text(")");
    }

    /// `X=` and what it names.
    pub(crate) fn alias(&mut self, name: &Ident, expr: &Expr, depth: u32) {
        self.out.text(&name.name);
        self.out.text("=");
        self.apart_from_equals(expr);
        self.expr(expr, depth);
    }

    /// A space before what begins with `=`: behind `=`, `!`, `<` or `>` it would become part of another operator.
    fn apart_from_equals(&mut self, expr: &Expr) {
        let mut first = expr;
        while let Expr::Binary { left, .. } = first {
            first = left;
        }
        if matches!(first, Expr::Unary { op: UnaryOp::Match | UnaryOp::Equal, .. }) {
            self.out.space();
        }
    }

    /// A chain of operators. The left operands are taken apart without recursion, for chains may be long. Lines break
    /// after operators, where the source breaks them; all that follows the first break is indented once.
    fn binary(&mut self, expr: &Expr, depth: u32) {
        let mut links = Vec::new();
        let mut first = expr;
        let mut at = depth;
        while let Expr::Binary { op, left, right, .. } = first {
            let inner = operand_depth(*op, right, left, false, at);
            links.push(Link { op: *op, right, blanks: has_blanks(*op, at), depth: inner });
            at = operand_depth(*op, left, right, true, at);
            first = left;
        }
        self.expr(first, at);
        let apart = self.stands_apart(first, &links);
        let mut indented = false;
        let mut end = first.span();
        for link in links.iter().rev() {
            if link.blanks {
                self.out.space();
            }
            self.out.text(link.op.as_str());
            let span = link.right.span();
            let sourced = self.sourced(span) && self.sourced(end);
            let broken = sourced && (self.line(span.start) > self.end_line(end) || self.comment_before(span.start));
            let joins = matches!(link.op, BinaryOp::And | BinaryOp::Or);
            if broken || (joins && is_commented(link.right)) {
                if !indented {
                    self.out.indent();
                    indented = true;
                }
                self.last_line = self.end_line(end);
                if sourced {
                    self.slot(span.start);
                }
                self.out.newline();
            } else if apart {
                self.out.newline();
            } else if link.blanks {
                self.out.space();
            }
            self.expr(link.right, link.depth);
            end = span;
        }
        if indented {
            self.out.dedent();
        }
    }

    /// Whether each disjunct of a made tree begins a line: of three or more, one that is no struct stands behind a struct
    /// of several lines, and the last is no such struct.
    fn stands_apart(&mut self, first: &Expr, links: &[Link<'_>]) -> bool {
        let made = links.len() > 1 && links.iter().all(|l| l.op == BinaryOp::Or && !self.sourced(l.right.span()));
        if !made || self.sourced(first.span()) {
            return false;
        }
        let mut seen = false;
        let mut scalar_behind = false;
        let mut long = false;
        for disjunct in std::iter::once(first).chain(links.iter().rev().map(|l| l.right)) {
            long = matches!(disjunct, Expr::Struct(s) if self.made_multi(s));
            scalar_behind |= seen && !matches!(disjunct, Expr::Struct(_));
            seen |= long;
        }
        scalar_behind && !long
    }

    /// A struct with its braces; the struct of `a: b: c` is written as its field alone.
    pub(crate) fn struct_lit(&mut self, s: &StructLit) {
        if !s.braces {
            self.decls(&s.decls, s.span.end, Layout::Lines);
            return;
        }
        self.out.text("{");
        let comments = self.comment_in(s.span);
        if s.decls.is_empty() && !comments {
            self.out.text("}");
            return;
        }
        let layout = self.struct_layout(s, comments);
        if layout == Layout::Inline {
            self.decls(&s.decls, s.span.end, layout);
            self.out.text("}");
            return;
        }
        if self.sourced(s.span) {
            self.opening_comment(s.span.start);
        }
        self.out.indent();
        self.out.newline();
        if let (Layout::Shared, Some(first)) = (layout, s.decls.first()) {
            self.break_line(self.start_line(decl_span(first)), false);
        }
        self.decls(&s.decls, s.span.end, layout);
        self.break_line(self.end_line(s.span), false);
        self.out.dedent();
        self.out.text("}");
    }

    /// A struct on one line stays there. One on several lines gives each declaration its own, unless all share one.
    fn struct_layout(&mut self, s: &StructLit, comments: bool) -> Layout {
        if !self.sourced(s.span) {
            let hugged = matches!(s.decls.as_slice(), [Decl::Comprehension(c)] if c.hugged);
            return if self.made_multi(s) && !hugged { Layout::Lines } else { Layout::Inline };
        }
        if self.line(s.span.start) == self.end_line(s.span) {
            return Layout::Inline;
        }
        let mut shared = !comments && s.decls.len() > 1;
        for (i, decl) in s.decls.iter().enumerate() {
            let span = decl_span(decl);
            let next = s.decls.get(i + 1).map(decl_span);
            if self.start_line(span) != self.end_line(span) {
                shared = false;
            }
            if next.is_some_and(|next| self.start_line(next) != self.end_line(span)) {
                shared = false;
            }
        }
        if shared { Layout::Shared } else { Layout::Lines }
    }

    /// Whether a made struct takes several lines: it has several declarations, or one that does.
    fn made_multi(&mut self, s: &StructLit) -> bool {
        let key = std::ptr::from_ref(s) as usize;
        if let Some(known) = self.made_multi.get(&key) {
            return *known;
        }
        let multi = stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match s.decls.as_slice() {
            [] => false,
            [Decl::Field(f)] => self.made_multi_field(f),
            [Decl::Embed(e)] => self.made_multi_expr(&e.expr),
            [Decl::Let(l)] => self.made_multi_expr(&l.expr),
            [Decl::Comprehension(c)] => !c.body.decls.is_empty(),
            [_] => false,
            _ => true,
        });
        self.made_multi.insert(key, multi);
        multi
    }

    fn made_multi_field(&mut self, field: &Field) -> bool {
        !field.doc.is_empty() || self.made_multi_expr(&field.value)
    }

    fn made_multi_expr(&mut self, expr: &Expr) -> bool {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || match expr {
            Expr::Struct(s) => self.made_multi(s),
            Expr::String(s) => s.raw.contains('\n'),
            Expr::Commented { .. } => true,
            Expr::List(l) => l.elems.iter().any(|e| match e {
                tenon_syntax::ast::Element::Expr(e) => self.made_multi_expr(e),
                tenon_syntax::ast::Element::Comprehension(c) => !c.body.decls.is_empty(),
                tenon_syntax::ast::Element::Ellipsis(e) => e.expr.as_ref().is_some_and(|e| self.made_multi_expr(e)),
            }),
            Expr::Binary { left, right, .. } => self.made_multi_expr(left) || self.made_multi_expr(right),
            Expr::Paren { expr, .. } | Expr::Unary { expr, .. } | Expr::Selector { expr, .. } => {
                self.made_multi_expr(expr)
            }
            Expr::Index { expr, .. } | Expr::Slice { expr, .. } => self.made_multi_expr(expr),
            Expr::Call { args, .. } => args.iter().any(|a| self.made_multi_expr(a)),
            Expr::Alias { expr, .. } | Expr::Optional { expr, .. } | Expr::Open { expr, .. } => {
                self.made_multi_expr(expr)
            }
            _ => false,
        })
    }

    /// `for … if … { }`. In a made tree its body takes lines of its own.
    pub(crate) fn comprehension(&mut self, c: &Comprehension) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
            for (i, clause) in c.clauses.iter().enumerate() {
                if i > 0 {
                    self.between_clauses(clause, c.broken);
                }
                let pending = self.pending();
                self.clause(clause);
                self.write_made(pending);
                let span = clause_span(clause);
                self.last_line = self.end_line(span);
            }
            self.body(&c.body);
            if let Some(fallback) = &c.fallback {
                self.out.space();
                self.out.text(&fallback.keyword.name);
                self.body(&fallback.body);
            }
        });
    }

    fn between_clauses(&mut self, clause: &Clause, made: bool) {
        let span = clause_span(clause);
        let sourced = self.sourced(span);
        let broken = sourced && (self.line(span.start) > self.last_line || self.comment_before(span.start));
        if broken {
            self.slot(span.start);
            self.out.newline();
        } else if made && !sourced {
            self.out.newline();
        } else {
            self.out.space();
        }
    }

    /// The struct of a comprehension. Comments before its brace and on its brace's line go behind the comprehension.
    fn body(&mut self, body: &StructLit) {
        self.out.space();
        if self.sourced(body.span) {
            self.defer_before(body.span.start);
            self.defer_opening(body.span.start);
        } else if !body.decls.is_empty() {
            self.made_multi.insert(std::ptr::from_ref(body) as usize, true);
        }
        self.struct_lit(body);
    }

    fn clause(&mut self, clause: &Clause) {
        match clause {
            Clause::For { key, value, source, .. } => {
                self.out.text("for ");
                if let Some(key) = key {
                    self.out.text(&key.name);
                    self.out.text(", ");
                }
                self.out.text(&value.name);
                self.out.text(" in ");
                self.expr(source, 1);
            }
            Clause::If { condition, .. } => {
                self.out.text("if ");
                self.expr(condition, 1);
            }
            Clause::Let(l) => self.let_clause(l),
            Clause::Try { binding, .. } => {
                self.out.text("try");
                if let Some((name, expr)) = binding {
                    self.out.space();
                    self.out.text(&name.name);
                    self.out.text(" = ");
                    self.expr(expr, 1);
                }
            }
        }
    }
}

/// Whether a made operand carries a comment, and so stands on a line of its own.
pub(crate) fn is_commented(expr: &Expr) -> bool {
    match expr {
        Expr::Commented { .. } => true,
        Expr::Unary { expr, .. } => matches!(**expr, Expr::Commented { .. }),
        _ => false,
    }
}

fn clause_span(clause: &Clause) -> tenon_source::Span {
    match clause {
        Clause::For { span, .. } | Clause::If { span, .. } | Clause::Try { span, .. } => *span,
        Clause::Let(l) => l.span,
    }
}
