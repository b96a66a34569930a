//! Lists and the arguments of calls.
//!
//! Where the first item stands on a line of its own, so does the closing bracket, and a comma goes behind the last item.
//! Otherwise the brackets stay with the items: `[{`, `}, {`, `}]`; but the closing one keeps a line of its own below a
//! comma. A list whose items are ended by line breaks alone
//! keeps them so; one that mixes them with commas loses the commas.
//!
//! A made sequence breaks between all items or nowhere (see [`crate::measure`]). Where all of them have brackets, those
//! stay with the outer ones, as in `[{`, `}, {`, `}]`; else each item begins a line, but for a struct or a list behind
//! another. A comma goes behind the last item, unless that ends in the brace of a struct or a comprehension is there.

use tenon_source::Span;
use tenon_syntax::ast::{Comprehension, Element, Expr, ListLit, Stands};

use crate::decl::element_span;
use crate::out::{Row, Section};
use crate::printer::Printer;

/// An item, wherever it stands.
#[derive(Clone, Copy)]
enum Item<'e> {
    Element(&'e Element),
    Argument(&'e Expr),
}

impl<'e> Item<'e> {
    fn span(self) -> Span {
        match self {
            Item::Element(e) => element_span(e),
            Item::Argument(e) => e.span(),
        }
    }

    /// The expression, unless it is a comprehension; also of an ellipsis.
    fn expr(self) -> Option<&'e Expr> {
        match self {
            Item::Element(Element::Expr(e)) | Item::Argument(e) => Some(e),
            Item::Element(Element::Ellipsis(e)) => e.expr.as_deref(),
            Item::Element(Element::Comprehension(_)) => None,
        }
    }

    fn has_brackets(self) -> bool {
        matches!(self.expr(), Some(Expr::Struct(_) | Expr::List(_)))
    }

    fn ends_in_brace(self) -> bool {
        self.expr().is_some_and(ends_in_brace)
    }

    fn begins_line(self) -> bool {
        self.comprehension().is_some_and(|c| c.stands.begins_line())
    }

    fn comprehension(self) -> Option<&'e Comprehension> {
        match self {
            Item::Element(Element::Comprehension(c)) => Some(c),
            _ => None,
        }
    }

    fn is_ellipsis(self) -> bool {
        matches!(self, Item::Element(Element::Ellipsis(_)))
    }
}

/// What is known of a sequence before it is written.
struct Layout {
    /// The first item stands below the bracket.
    open: bool,
    /// The closing bracket stands below the comma of the last item.
    closes_below: bool,
    /// Items end in commas.
    commas: bool,
    /// The last one does.
    last_comma: bool,
    /// The sequence is a made one that breaks, and what has brackets in it with it. A comprehension on a line of its own
    /// only gives lines to the items.
    broken: bool,
}

/// Whether a value is a list of structs and lists.
pub(crate) fn has_only_brackets(value: &Expr) -> bool {
    matches!(value, Expr::List(l) if !l.elems.is_empty() && l.elems.iter().all(|e| Item::Element(e).has_brackets()))
}

fn ends_in_brace(expr: &Expr) -> bool {
    match expr {
        Expr::Struct(_) => true,
        Expr::Binary { right, .. } => ends_in_brace(right),
        _ => false,
    }
}

/// Whether the source has a comma, outside comments.
fn has_comma(text: &str) -> bool {
    text.split('\n').any(|line| line.split("//").next().unwrap_or("").contains(','))
}

impl Printer<'_> {
    /// `[ … ]`
    pub(crate) fn list(&mut self, list: &ListLit) {
        let items: Vec<Item> = list.elems.iter().map(Item::Element).collect();
        self.out.text("[");
        let width = if self.sourced(list.span) { None } else { self.flat_list(&list.elems) };
        let broken = self.breaks_sequence(&items, width);
        self.sequence(list.span, &items, broken);
        self.out.text("]");
    }

    /// `fun( … )`
    pub(crate) fn call(&mut self, span: Span, fun: &Expr, args: &[Expr]) {
        self.expr(fun, 1);
        let items: Vec<Item> = args.iter().map(Item::Argument).collect();
        self.out.text("(");
        let mut inner = span;
        if self.sourced(span) {
            let end = fun.span().end;
            inner.start = end + self.between(end, span.end).find('(').unwrap_or(0) as u32;
        }
        let width = if self.sourced(span) { None } else { self.flat_args(args) };
        let broken = self.breaks_sequence(&items, width);
        self.sequence(inner, &items, broken);
        self.out.text(")");
    }

    /// Whether a made sequence breaks: it is an item of one that does, or does not fit. A struct of several lines behind
    /// other items does not break it, and neither does a single operation that ends in one.
    fn breaks_sequence(&mut self, items: &[Item], width: Option<usize>) -> bool {
        let behind = std::mem::take(&mut self.behind);
        let item = std::mem::take(&mut self.item);
        if item || !self.breaks(width, behind + 1) {
            return item;
        }
        let Some((last, before)) = items.split_last().filter(|_| width.is_none()) else { return true };
        let struct_behind = matches!(last.expr(), Some(Expr::Struct(_))) && !before.iter().all(|i| i.has_brackets());
        if !(struct_behind || before.is_empty() && last.ends_in_brace()) {
            return true;
        }
        let widths = before.iter().map(|item| Some(2 + self.flat(item.expr()?)?)).sum::<Option<usize>>();
        self.breaks(widths, 1)
    }

    fn layout(&self, span: Span, items: &[Item], broken: bool) -> Layout {
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return Layout { open: true, closes_below: true, commas: true, last_comma: false, broken };
        };
        if !self.sourced(span) {
            let open = broken && !items.iter().all(|item| item.has_brackets());
            let broken = broken && !items.iter().any(|item| item.begins_line());
            let last_comma = open && !last.ends_in_brace() && items.iter().all(|item| item.comprehension().is_none());
            return Layout { open, closes_below: open, commas: true, last_comma, broken };
        }
        let argument = matches!(first, Item::Argument(_));
        let open = self.start_line(first.span()) > self.line(span.start);
        let commas = argument
            || items.windows(2).all(|pair| match pair {
                [a, b] => has_comma(self.between(a.span().end, b.span().start)),
                _ => true,
            });
        let behind = self.between(last.span().end, span.end);
        let written = has_comma(behind);
        let closes_below = open || behind.split_once(',').is_some_and(|(_, rest)| rest.contains('\n'));
        let last_comma = if argument {
            true
        } else if items.len() == 1 || last.is_ellipsis() {
            written
        } else {
            commas
        };
        Layout { open, closes_below, commas, last_comma, broken }
    }

    /// Everything between the brackets, which stand at the first and the last byte of `span`.
    fn sequence(&mut self, span: Span, items: &[Item], broken: bool) {
        let sourced = self.sourced(span);
        if items.is_empty() && !self.comment_in(span) {
            return;
        }
        let mut layout = self.layout(span, items, broken);
        if sourced {
            // A comment before the first item puts it on a line of its own.
            if items.first().is_some_and(|item| self.comment_before(item.span().start)) {
                (layout.open, layout.closes_below) = (true, true);
            }
            self.opening_comment(span.start);
        }
        let mut section = Section::default();
        let mut row: Option<Row> = None;
        let mut indented = false;
        for (i, item) in items.iter().enumerate() {
            let at = item.span();
            let below = match i {
                0 => layout.open,
                _ if sourced => self.start_line(at) > self.last_line,
                _ => layout.open && !items.get(i - 1..=i).is_some_and(|pair| pair.iter().all(|i| i.has_brackets())),
            };
            let comments = sourced && self.comment_before(at.start);
            if below || comments || self.out.at_line_start() {
                if !indented {
                    self.out.indent();
                    indented = true;
                }
                self.end_row(&mut row, &mut section);
                let documented = comments && self.comments_before(at.start, false);
                if documented || self.start_line(at) > self.last_line + 1 {
                    section.flush(&mut self.out);
                }
                self.break_line(self.start_line(at), false);
                self.made_comments(i, *item, &mut section);
            } else if i > 0 {
                self.out.space();
            }
            indented |= self.item(span, items, i, &layout, &mut row, indented);
        }
        self.end_row(&mut row, &mut section);
        section.flush(&mut self.out);
        if sourced {
            if self.comment_before(span.end) && !indented {
                self.out.indent();
                indented = true;
            }
            self.comments_before(span.end, false);
        }
        if layout.closes_below || self.out.at_line_start() {
            self.break_line(self.end_line(span), false);
        }
        if indented {
            self.out.dedent();
        }
    }

    /// The comments above a comprehension of a made list, below an empty line where there is one.
    fn made_comments(&mut self, index: usize, item: Item, section: &mut Section) {
        let Some(c) = item.comprehension() else { return };
        if index > 0 && c.stands == Stands::Apart {
            section.flush(&mut self.out);
            self.out.blank();
        }
        self.doc_lines(&c.doc);
        self.out.newline();
    }

    fn end_row(&mut self, row: &mut Option<Row>, section: &mut Section) {
        if let Some(row) = row.take() {
            section.push(row, &mut self.out);
        }
    }

    /// One item with its comma and the comments behind it. Returns whether these were indented.
    fn item(
        &mut self,
        span: Span,
        items: &[Item],
        i: usize,
        layout: &Layout,
        row: &mut Option<Row>,
        indented: bool,
    ) -> bool {
        let Some(item) = items.get(i) else { return false };
        let outer = self.enter();
        let mut this = row.take().unwrap_or_else(|| Row::new(&mut self.out, false));
        self.item = layout.broken && item.has_brackets();
        match item {
            Item::Element(Element::Expr(e)) => self.expr(e, 1),
            Item::Argument(e) => self.expr(e, 1),
            Item::Element(Element::Comprehension(c)) => self.comprehension(c),
            Item::Element(Element::Ellipsis(e)) => {
                self.out.text("...");
                if let Some(expr) = &e.expr {
                    self.expr(expr, 1);
                }
            }
        }
        let at = item.span();
        let comma = match items.get(i + 1) {
            Some(next) => layout.commas || self.start_line(next.span()) == self.end_line(at),
            None => layout.last_comma && (layout.closes_below || self.trails(span)),
        };
        if comma {
            self.out.text(",");
        }
        let indents = !indented && self.sourced(at) && (self.pending() > 0 || self.comment_before(at.end));
        if indents {
            self.out.indent();
        }
        self.trailing(at, &mut this);
        self.leave(outer);
        *row = Some(this);
        indents
    }

    /// Whether a comment is to be written behind the last item, so that the closing bracket goes below.
    fn trails(&self, span: Span) -> bool {
        self.sourced(span) && (self.pending() > 0 || self.comment_before(span.end))
    }
}
