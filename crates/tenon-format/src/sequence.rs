//! Lists and the arguments of calls.
//!
//! Where the first item stands on a line of its own, so does the closing bracket, and a comma goes behind the last item.
//! Otherwise the brackets stay with the items: `[{`, `}, {`, `}]`. A list whose items are ended by line breaks alone
//! keeps them so; one that mixes them with commas loses the commas.

use tenon_source::Span;
use tenon_syntax::ast::{Element, Expr, ListLit};

use crate::decl::element_span;
use crate::expr::is_commented;
use crate::out::{Row, Section};
use crate::printer::Printer;

/// An item, wherever it stands.
#[derive(Clone, Copy)]
enum Item<'e> {
    Element(&'e Element),
    Argument(&'e Expr),
}

impl Item<'_> {
    fn span(self) -> Span {
        match self {
            Item::Element(e) => element_span(e),
            Item::Argument(e) => e.span(),
        }
    }

    /// An element that is a string over several lines.
    fn is_text_block(&self) -> bool {
        matches!(self, Item::Element(Element::Expr(Expr::String(s))) if s.raw.contains('\n'))
    }

    fn is_commented(self) -> bool {
        match self {
            Item::Element(Element::Expr(e)) | Item::Argument(e) => is_commented(e),
            Item::Element(_) => false,
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
    /// Items end in commas.
    commas: bool,
    /// The last one does.
    last_comma: bool,
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
        self.sequence(list.span, &items);
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
        self.sequence(inner, &items);
        self.out.text(")");
    }

    fn layout(&self, span: Span, items: &[Item]) -> Layout {
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return Layout { open: true, commas: true, last_comma: false };
        };
        if !self.sourced(span) {
            let open = items.iter().any(|item| item.is_commented() || item.is_text_block());
            return Layout { open, commas: true, last_comma: open };
        }
        let argument = matches!(first, Item::Argument(_));
        let open = self.start_line(first.span()) > self.line(span.start);
        let commas = argument
            || items.windows(2).all(|pair| match pair {
                [a, b] => has_comma(self.between(a.span().end, b.span().start)),
                _ => true,
            });
        let written = has_comma(self.between(last.span().end, span.end));
        let last_comma = if argument {
            true
        } else if items.len() == 1 || last.is_ellipsis() {
            written
        } else {
            commas
        };
        Layout { open, commas, last_comma }
    }

    /// Everything between the brackets, which stand at the first and the last byte of `span`.
    fn sequence(&mut self, span: Span, items: &[Item]) {
        let sourced = self.sourced(span);
        if items.is_empty() && !self.comment_in(span) {
            return;
        }
        let layout = self.layout(span, items);
        if sourced {
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
                _ => layout.open,
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
            } else if i > 0 {
                self.out.space();
            }
            self.item(span, items, i, &layout, &mut row);
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
        if layout.open || self.out.at_line_start() {
            self.break_line(self.end_line(span), false);
        }
        if indented {
            self.out.dedent();
        }
    }

    fn end_row(&mut self, row: &mut Option<Row>, section: &mut Section) {
        if let Some(row) = row.take() {
            section.push(row, &mut self.out);
        }
    }

    /// One item with its comma and the comment behind it.
    fn item(&mut self, span: Span, items: &[Item], i: usize, layout: &Layout, row: &mut Option<Row>) {
        let Some(item) = items.get(i) else { return };
        let outer = self.enter();
        let mut this = row.take().unwrap_or_else(|| Row::new(&mut self.out, false));
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
            None => layout.last_comma && (layout.open || self.trails(span, at)),
        };
        if comma {
            self.out.text(",");
        }
        self.trailing(at, &mut this);
        self.leave(outer);
        *row = Some(this);
    }

    /// Whether a comment follows the last item, so that the closing bracket goes below.
    fn trails(&self, span: Span, last: Span) -> bool {
        self.sourced(span) && self.comment_in(Span::new(span.file, last.end, span.end))
    }
}
