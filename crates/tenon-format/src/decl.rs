//! Files, lists of declarations, and declarations.

use tenon_source::Span;
use tenon_syntax::ast::{
    Attribute, Comprehension, Decl, Element, Ellipsis, Expr, Field, File, ImportDecl, ImportSpec, Label, LetClause,
    PostfixAlias, Stands, StringValue,
};

use crate::out::{Row, Section};
use crate::printer::Printer;

/// Where a declaration stands in the source, from its first to its last token.
pub(crate) fn decl_span(decl: &Decl) -> Span {
    match decl {
        Decl::Package(d) => d.span,
        Decl::Import(d) => d.span,
        Decl::Attribute(d) => d.span,
        Decl::Field(d) => up_to(d.span, field_end(d)),
        Decl::Let(d) => up_to(d.span, d.expr.span()),
        Decl::Embed(d) => up_to(d.span, d.attrs.last().map_or(d.expr.span(), |a| a.span)),
        Decl::Ellipsis(d) => ellipsis_span(d),
        Decl::Comprehension(d) => comprehension_span(d),
        Decl::Bad(span) => *span,
    }
}

fn up_to(span: Span, last: Span) -> Span {
    if span.is_none() || last.is_none() { span } else { Span { end: last.end, ..span } }
}

/// The last token of a field or of the path `a: b: c` that begins with it.
fn field_end(field: &Field) -> Span {
    let mut field = field;
    loop {
        if let Some(attr) = field.attrs.last() {
            return attr.span;
        }
        match &field.value {
            Expr::Struct(s) if !s.braces => match s.decls.last() {
                Some(Decl::Field(inner)) => field = inner,
                _ => return s.span,
            },
            value => return value.span(),
        }
    }
}

fn ellipsis_span(ellipsis: &Ellipsis) -> Span {
    match &ellipsis.expr {
        Some(expr) => up_to(ellipsis.span, expr.span()),
        None if ellipsis.span.is_none() => ellipsis.span,
        None => Span { end: ellipsis.span.start + 3, ..ellipsis.span },
    }
}

fn comprehension_span(c: &Comprehension) -> Span {
    up_to(c.span, c.fallback.as_ref().map_or(c.body.span, |f| f.body.span))
}

/// Where an element of a list stands in the source.
pub(crate) fn element_span(element: &Element) -> Span {
    match element {
        Element::Expr(e) => e.span(),
        Element::Comprehension(c) => comprehension_span(c),
        Element::Ellipsis(e) => ellipsis_span(e),
    }
}

/// How the declarations of a struct are set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Layout {
    /// `{a: 1, b: 2}`
    Inline,
    /// On one line between the braces' lines.
    Shared,
    /// Each on a line of its own.
    Lines,
}

/// Whether an empty line always stands between two declarations.
fn always_blank(previous: &Decl, next: &Decl) -> bool {
    match previous {
        Decl::Package(_) => true,
        Decl::Import(_) => !matches!(next, Decl::Import(_)),
        _ => false,
    }
}

/// Whether an empty line stands above a made declaration.
fn stands_apart(decl: &Decl) -> bool {
    match decl {
        Decl::Attribute(attribute) => attribute.stands == Stands::Apart,
        Decl::Field(field) => field.apart,
        Decl::Comprehension(comprehension) => comprehension.stands == Stands::Apart,
        Decl::Embed(embed) => match &embed.expr {
            Expr::Struct(s) => s.decls.first().is_some_and(|d| !matches!(d, Decl::Field(_)) && stands_apart(d)),
            _ => false,
        },
        Decl::Let(clause) => clause.apart,
        _ => false,
    }
}

/// The comments above a made declaration.
fn made_doc(decl: &Decl) -> &[String] {
    match decl {
        Decl::Package(package) => &package.doc,
        Decl::Attribute(attribute) => &attribute.doc,
        Decl::Field(field) => &field.doc,
        Decl::Comprehension(comprehension) => &comprehension.doc,
        Decl::Let(clause) => &clause.doc,
        _ => &[],
    }
}

impl Printer<'_> {
    /// A whole file.
    pub(crate) fn file(&mut self, file: &File) {
        self.doc_lines(&file.doc);
        self.comment_groups(&file.comments);
        let commented = !file.comments.is_empty() || !file.doc.is_empty();
        if commented && matches!(file.decls.first(), Some(Decl::Package(_) | Decl::Import(_))) {
            self.out.blank();
        }
        self.decls(&file.decls, u32::MAX, Layout::Lines);
    }

    pub(crate) fn doc_lines(&mut self, lines: &[String]) {
        for line in lines {
            self.out.newline();
            self.out.text("//");
            self.out.text(&line.replace(['\n', '\r'], " "));
            self.out.force_newline();
        }
    }

    /// Comments that stand apart.
    fn comment_groups(&mut self, groups: &[Vec<String>]) {
        for group in groups {
            self.out.blank();
            self.doc_lines(group);
        }
    }

    /// The comments below a made declaration.
    fn comments_below(&mut self, decl: &Decl) {
        match decl {
            Decl::Package(package) => self.comment_groups(&package.below),
            Decl::Attribute(attribute) => self.doc_lines(&attribute.below),
            _ => {}
        }
    }

    /// Declarations up to the byte `close`.
    pub(crate) fn decls(&mut self, decls: &[Decl], close: u32, layout: Layout) {
        let mut section = Section::default();
        for (i, decl) in decls.iter().enumerate() {
            let previous = i.checked_sub(1).and_then(|i| decls.get(i));
            if layout == Layout::Lines {
                self.before_decl(previous, decl, &mut section);
            } else {
                self.out.text(if i > 0 { ", " } else { "" });
            }
            let outer = self.enter();
            let mut row = Row::new(&mut self.out, layout == Layout::Inline);
            self.decl(decl, &mut row);
            self.trailing(decl_span(decl), &mut row);
            self.leave(outer);
            section.push(row, &mut self.out);
            self.comments_below(decl);
        }
        section.flush(&mut self.out);
        if self.source.is_some() {
            self.comments_before(close, false);
        }
    }

    /// Ends the line above a declaration and writes its documentation.
    fn before_decl(&mut self, previous: Option<&Decl>, decl: &Decl, section: &mut Section) {
        let span = decl_span(decl);
        let mut blank = previous.is_some_and(|p| always_blank(p, decl)) || stands_apart(decl);
        let mut documented = false;
        let start_line = self.start_line(span);
        if self.sourced(span) {
            let apart = blank || matches!(previous, Some(Decl::Comprehension(_)));
            documented = self.comments_before(span.start, apart);
        }
        let doc = made_doc(decl);
        if !doc.is_empty() {
            // Only below a field, comments stand without an empty line.
            self.break_line(0, blank || previous.is_some_and(|p| !matches!(p, Decl::Field(_))));
            self.doc_lines(doc);
            documented = true;
        }
        blank = blank && !documented;
        if documented || blank || start_line > self.last_line + 1 {
            section.flush(&mut self.out);
        }
        self.break_line(start_line, blank);
    }

    /// One declaration on the current line.
    fn decl(&mut self, decl: &Decl, row: &mut Row) {
        match decl {
            Decl::Package(p) => {
                self.out.text("package ");
                self.out.text(&p.name.name);
                self.defer_beside(p.beside.as_deref());
            }
            Decl::Import(i) => self.import(i),
            Decl::Attribute(a) => {
                self.out.raw(&a.text);
                self.defer_beside(a.beside.as_deref());
            }
            Decl::Field(f) => self.field(f, row),
            Decl::Let(l) => self.let_clause(l),
            Decl::Embed(e) => {
                self.expr(&e.expr, 1);
                for attr in &e.attrs {
                    self.out.space();
                    self.out.raw(&attr.text);
                }
            }
            Decl::Ellipsis(e) => {
                self.out.text("...");
                if let Some(expr) = &e.expr {
                    self.expr(expr, 1);
                }
            }
            Decl::Comprehension(c) => self.comprehension(c),
            Decl::Bad(span) => {
                let text = self.between(span.start, span.end);
                self.out.raw(text);
            }
        }
    }

    fn import(&mut self, import: &ImportDecl) {
        self.out.text("import ");
        if !import.parens {
            for spec in &import.specs {
                self.import_spec(spec);
            }
            return;
        }
        self.out.text("(");
        if import.specs.is_empty() && !self.comment_in(import.span) {
            self.out.text(")");
            return;
        }
        if self.sourced(import.span) {
            let keyword = self.between(import.span.start, import.span.end);
            let open = import.span.start + keyword.find('(').unwrap_or(0) as u32;
            self.opening_comment(open);
        }
        self.out.indent();
        let mut section = Section::default();
        for spec in &import.specs {
            let line = self.start_line(spec.span);
            let mut documented = false;
            if self.sourced(spec.span) {
                documented = self.comments_before(spec.span.start, false);
            }
            if documented || line > self.last_line + 1 {
                section.flush(&mut self.out);
            }
            self.break_line(line, false);
            let outer = self.enter();
            let mut row = Row::new(&mut self.out, false);
            self.import_spec(spec);
            self.trailing(spec.span, &mut row);
            self.leave(outer);
            section.push(row, &mut self.out);
        }
        section.flush(&mut self.out);
        if self.sourced(import.span) {
            self.comments_before(import.span.end, false);
        }
        self.out.newline();
        self.out.dedent();
        self.out.text(")");
    }

    fn import_spec(&mut self, spec: &ImportSpec) {
        if let Some(name) = &spec.name {
            self.out.text(&name.name);
            self.out.space();
        }
        self.string(&spec.path);
    }

    /// `let name = expr`
    pub(crate) fn let_clause(&mut self, clause: &LetClause) {
        self.out.text("let ");
        self.out.text(&clause.name.name);
        self.out.text(" =");
        self.last_line = self.start_line(clause.name.span);
        self.after_token(&clause.expr);
    }

    /// Writes a value after `:` or `=`: on the same line, or on the next one where the source has it there.
    fn after_token(&mut self, value: &Expr) {
        let span = value.span();
        let here = self.last_line;
        let sourced = self.sourced(span);
        let comments = sourced && self.comment_before(span.start);
        let own_line = sourced && self.line(span.start) > here && !opens_bracket(value);
        if !comments && !own_line {
            self.out.space();
            self.expr(value, 1);
            return;
        }
        self.out.indent();
        self.slot(span.start);
        self.out.newline();
        self.expr(value, 1);
        self.out.dedent();
    }

    /// `label: value`, with all labels of a path that stands on one line.
    fn field(&mut self, field: &Field, row: &mut Row) {
        let mut labels = 1;
        let mut field = field;
        loop {
            self.label(field);
            match self.nested(field) {
                Some(inner) => {
                    self.out.space();
                    labels += 1;
                    field = inner;
                }
                None => break,
            }
        }
        let value = &field.value;
        let span = value.span();
        self.last_line = self.start_line(field.colon());
        let moved = self.sourced(span)
            && (self.comment_before(span.start) || (self.line(span.start) > self.last_line && !opens_bracket(value)));
        if moved {
            self.after_token(value);
        } else {
            row.value(&mut self.out, labels);
            self.expr(value, 1);
        }
        self.attributes(&field.attrs, row);
    }

    /// The field inside `a: b: c`, if it goes on on the same line.
    fn nested<'f>(&self, field: &'f Field) -> Option<&'f Field> {
        let Expr::Struct(s) = &field.value else { return None };
        let [Decl::Field(inner)] = s.decls.as_slice() else { return None };
        if s.braces || !inner.doc.is_empty() || !field.attrs.is_empty() {
            return None;
        }
        if self.sourced(inner.span)
            && (self.line(inner.span.start) != self.start_line(field.colon()) || self.comment_before(inner.span.start))
        {
            return None;
        }
        Some(inner)
    }

    fn attributes(&mut self, attrs: &[Attribute], row: &mut Row) {
        row.close(&self.out);
        // Behind a made comment they are part of it, as the reference implementation prints it.
        if self.pending_made() {
            attrs.iter().for_each(|attr| self.add_to_pending(&attr.text));
            return;
        }
        let line = self.out.lines();
        for (i, attr) in attrs.iter().enumerate() {
            if self.out.at_line_start() || i > 0 {
                self.out.space();
            } else {
                row.attr(&mut self.out);
            }
            self.out.raw(&attr.text);
        }
        row.attrs_end(&self.out, self.out.lines() != line);
    }

    /// Everything of a field up to the colon.
    fn label(&mut self, field: &Field) {
        if let Some(alias) = &field.alias {
            self.out.text(&alias.name);
            self.out.text("=");
        }
        match &field.label {
            Label::Ident(i) => self.out.text(&i.name),
            Label::String(s) => match &s.value {
                StringValue::String(name) if self.may_unquote(name) => self.out.text(name),
                _ => self.string(s),
            },
            Label::Interpolation(i) => self.interpolation(i),
            Label::Dynamic { expr, .. } => {
                self.out.text("(");
                self.expr(expr, 1);
                self.out.text(")");
            }
            Label::Pattern { alias, expr, .. } => {
                self.out.text("[");
                match alias {
                    Some(alias) => self.alias(alias, expr, 1),
                    None => self.expr(expr, 1),
                }
                self.out.text("]");
            }
        }
        if let Some(postfix) = &field.postfix {
            self.postfix(postfix);
        }
        self.out.text(match field.marker {
            tenon_syntax::ast::Marker::None => ":",
            tenon_syntax::ast::Marker::Optional => "?:",
            tenon_syntax::ast::Marker::Required => "!:",
        });
    }

    fn postfix(&mut self, alias: &PostfixAlias) {
        self.out.text("~");
        if alias.parens || alias.label.is_some() {
            self.out.text("(");
        }
        let names: Vec<&str> = [&alias.label, &alias.value].into_iter().flatten().map(|i| i.name.as_str()).collect();
        self.out.text(&names.join(", "));
        if alias.parens || alias.label.is_some() {
            self.out.text(")");
        }
    }
}

/// Whether a value begins with a bracket, which then stays on the line of its label.
fn opens_bracket(value: &Expr) -> bool {
    match value {
        Expr::Struct(s) => s.braces,
        Expr::List(_) => true,
        _ => false,
    }
}
