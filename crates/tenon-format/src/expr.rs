//! Expressions, structs and comprehensions.

use tenon_syntax::ast::{BinaryOp, Clause, Comprehension, Decl, Expr, Ident, SelectorLabel, StructLit, UnaryOp};

use crate::decl::{Layout, decl_span};
use crate::measure::{begins_below, begins_beside};
use crate::out::Row;
use crate::printer::Printer;
use crate::sequence::has_only_brackets;

/// One operator of a chain, as [`Printer::binary`] takes it apart.
struct Link<'e> {
    op: BinaryOp,
    right: &'e Expr,
    /// Whether spaces stand around the operator.
    blanks: bool,
    /// Nesting of the right operand.
    depth: u32,
}

/// Where a chain of operators breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Breaks {
    /// Where the source does.
    AsWritten,
    /// Nowhere.
    Nowhere,
    /// Behind each operator, and what follows is indented.
    Indented,
    /// Behind each operator.
    Plain,
    /// Before operands that must begin a line, which are indented.
    Below,
}

/// Whether a made operand begins a line.
fn begins_line(expr: &Expr) -> bool {
    is_commented(expr) || matches!(expr, Expr::Struct(s) if begins_below(s))
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
    ///
    /// A chain of a made tree goes as far as it has the same operator.
    fn binary(&mut self, expr: &Expr, depth: u32) {
        let mut links: Vec<Link> = Vec::new();
        let mut first = expr;
        let mut at = depth;
        while let Expr::Binary { op, left, right, .. } = first {
            if !self.sourced(right.span()) && links.last().is_some_and(|link| link.op != *op) {
                break;
            }
            let inner = operand_depth(*op, right, left, false, at);
            links.push(Link { op: *op, right, blanks: has_blanks(*op, at), depth: inner });
            at = operand_depth(*op, left, right, true, at);
            first = left;
        }
        let made = !links.iter().any(|link| self.sourced(link.right.span()));
        let breaks = if made { self.made_breaks(first, &links) } else { Breaks::AsWritten };
        self.behind = if made { links.last().map_or(0, |link| link.op.as_str().len() + 3) } else { 0 };
        self.expr(first, at);
        let mut indented = false;
        let mut end = first.span();
        for (i, link) in links.iter().enumerate().rev() {
            if link.blanks {
                self.out.space();
            }
            self.out.text(link.op.as_str());
            let span = link.right.span();
            let sourced = self.sourced(span) && self.sourced(end);
            let broken = sourced && (self.line(span.start) > self.end_line(end) || self.comment_before(span.start));
            if broken || breaks == Breaks::Indented || breaks == Breaks::Below && begins_line(link.right) {
                if !indented {
                    self.out.indent();
                    indented = true;
                }
                self.last_line = self.end_line(end);
                if sourced {
                    self.slot(span.start);
                }
                self.out.newline();
            } else if breaks == Breaks::Plain {
                self.out.newline();
            } else if link.blanks {
                self.out.space();
            }
            let next = i.checked_sub(1).and_then(|i| links.get(i)).filter(|_| made);
            self.behind = next.map_or(0, |next| next.op.as_str().len() + 3);
            self.expr(link.right, link.depth);
            self.behind = 0;
            end = span;
        }
        if indented {
            self.out.dedent();
        }
    }

    /// Where a made chain breaks.
    ///
    /// One that is too wide breaks behind each operator, and so does one with an operand that must begin a line. Structs
    /// at the end break by themselves, if what is before them has room. Structs of several lines stay with their
    /// operators. But of three operands or more, one that is no struct behind such a struct makes each begin a line,
    /// without indentation, unless the last is such a struct; and so it is behind several lines in parentheses.
    fn made_breaks(&mut self, first: &Expr, links: &[Link<'_>]) -> Breaks {
        let rest = || links.iter().rev();
        let joins = rest().all(|link| matches!(link.op, BinaryOp::And | BinaryOp::Or));
        let mut operands = std::iter::once(first).chain(rest().map(|link| link.right));
        let is_struct = |e: &Expr| matches!(e, Expr::Struct(_));
        if joins && rest().any(|link| begins_line(link.right)) {
            let scalar_behind = operands.skip_while(|e| !is_struct(e)).any(|e| !is_struct(e));
            return if scalar_behind { Breaks::Indented } else { Breaks::Below };
        }
        let widths: Vec<Option<usize>> =
            std::iter::once(first).chain(rest().map(|link| link.right)).map(|e| self.flat(e)).collect();
        let gap = |link: &Link<'_>| link.op.as_str().len() + 2;
        let gaps: usize = rest().map(gap).sum();
        let whole = widths.iter().copied().sum::<Option<usize>>().map(|sum| sum + gaps);
        if !self.breaks(whole, 0) {
            return Breaks::Nowhere;
        }
        let ending = links.iter().take_while(|link| is_struct(link.right)).count();
        let ending = if ending == links.len() && is_struct(first) { ending + 1 } else { ending };
        // What must fit on the line: all up to the first struct of several lines, or of the structs at the end.
        let before = widths.len() - ending;
        let room = widths.iter().zip(std::iter::once(0).chain(rest().map(gap))).take(before);
        let head: usize = room.map_while(|(width, gap)| Some(gap + (*width)?)).sum();
        if self.breaks(Some(head), if ending > 0 && before > 0 { 4 } else { 0 }) {
            return Breaks::Indented;
        }
        if whole.is_some() {
            return Breaks::Nowhere;
        }
        let long = |e: &Expr, width: &Option<usize>| width.is_none() && is_struct(e);
        let mut seen = false;
        let mut behind = false;
        let mut last = false;
        for (operand, width) in operands.by_ref().zip(&widths) {
            behind |= seen && !is_struct(operand);
            last = long(operand, width);
            seen |= last || width.is_none() && matches!(operand, Expr::Paren { .. }) && joins;
        }
        let parens = matches!(first, Expr::Paren { .. });
        if behind && !last && (parens || links.len() > 1) { Breaks::Plain } else { Breaks::Nowhere }
    }

    /// A struct with its braces; the struct of `a: b: c` is written as its field alone.
    pub(crate) fn struct_lit(&mut self, s: &StructLit) {
        let item = std::mem::take(&mut self.item);
        let behind = std::mem::take(&mut self.behind);
        if !s.braces {
            self.decls(&s.decls, s.span.end, Layout::Lines);
            return;
        }
        self.out.text("{");
        let sourced = self.sourced(s.span);
        // Comments before a brace that nothing has written yet go below it.
        let before = sourced && self.comment_before(s.span.start);
        let comments = before || self.comment_in(s.span);
        if s.decls.is_empty() && s.end.is_empty() && !comments {
            self.out.text("}");
            return;
        }
        let layout = if before { Layout::Lines } else { self.struct_layout(s, comments, item, behind) };
        if layout == Layout::Inline {
            self.decls(&s.decls, s.span.end, layout);
            self.out.text("}");
            return;
        }
        if sourced {
            self.opening_comment(s.span.start);
        }
        self.out.indent();
        self.out.newline();
        if let (Layout::Shared, Some(first)) = (layout, s.decls.first()) {
            self.break_line(self.start_line(decl_span(first)), false);
        }
        self.decls(&s.decls, s.span.end, layout);
        self.doc_lines(&s.end);
        self.break_line(self.end_line(s.span), false);
        self.out.dedent();
        self.out.text("}");
    }

    /// A struct on one line stays there. One on several lines gives each declaration its own, unless all share one.
    fn struct_layout(&mut self, s: &StructLit, comments: bool, item: bool, behind: usize) -> Layout {
        if !self.sourced(s.span) {
            let width = self.flat_struct(s);
            let nested = match s.decls.as_slice() {
                [Decl::Embed(e)] => matches!(e.expr, Expr::Struct(_)),
                [Decl::Field(f)] => width.is_some() && has_only_brackets(&f.value),
                _ => false,
            };
            let lines = (item || self.breaks(width, behind)) && !nested && !begins_beside(s);
            return if lines { Layout::Lines } else { Layout::Inline };
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
            let end = c.fallback.as_ref().map_or(c.body.span.end, |f| f.body.span.end);
            self.body(&c.body, end);
            if let Some(fallback) = &c.fallback {
                self.out.space();
                self.out.text(&fallback.keyword.name);
                self.last_line = self.start_line(fallback.keyword.span);
                self.body(&fallback.body, end);
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

    /// The struct of a comprehension that ends at `end`. A single comment on the line of the clause or of the brace goes
    /// behind the comprehension, unless one stands there; others stay with the brace.
    fn body(&mut self, body: &StructLit, end: u32) {
        self.out.space();
        if self.sourced(body.span) {
            if self.pending() == 0 && !self.comment_trails(end) {
                self.defer_opening(body.span.start);
            }
        } else {
            self.item = !body.decls.is_empty();
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
