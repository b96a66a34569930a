//! Trees as compact text, and the checks that hold for every input.
//!
//! `a: 1` is `(a: 1)`; a braced struct is `{…}`, one without braces `<…>`; operators come before their operands.

use tenon_source::{FileId, Span};
use tenon_syntax::ast::*;
use tenon_syntax::{LanguageVersion, Parsed, parse};

/// Parses and checks what must hold for every text.
pub fn parsed(text: &str) -> Parsed {
    let parsed = parse(FileId(0), text, LanguageVersion::LATEST);
    let mut spans = Spans { text, last_start: 0 };
    spans.decls(&parsed.file.decls, Span::new(FileId(0), 0, text.len() as u32));
    if !text.contains('\r') {
        let crlf = parse(FileId(0), &text.replace('\n', "\r\n"), LanguageVersion::LATEST);
        assert_eq!(file(&crlf), file(&parsed), "CRLF and LF differ for {text:?}");
    }
    for pair in parsed.errors.windows(2) {
        let start = |d: &tenon_source::Diagnostic| d.labels.first().map(|l| l.span.start);
        assert!(start(&pair[0]) <= start(&pair[1]), "errors out of order for {text:?}");
    }
    for comment in &parsed.comments {
        let at = &text[comment.span.start as usize..comment.span.end as usize];
        assert_eq!(at, format!("//{}", comment.text(text)));
    }
    parsed
}

/// Asserts that `text` has no errors and is the tree `want`.
pub fn check(text: &str, want: &str) {
    let parsed = parsed(text);
    assert_eq!(errors(text, &parsed), Vec::<String>::new(), "for {text:?}");
    assert_eq!(file(&parsed), want, "for {text:?}");
}

/// Asserts the errors of `text`, each as `line:column code message`.
pub fn check_errors(text: &str, want: &[&str]) -> Parsed {
    let parsed = parsed(text);
    assert_eq!(errors(text, &parsed), want, "for {text:?}");
    parsed
}

/// Errors as text.
pub fn errors(text: &str, parsed: &Parsed) -> Vec<String> {
    let source = tenon_source::Source::new("test.cue", text);
    let one = |d: &tenon_source::Diagnostic| {
        let at = source.line_col(d.labels.first().map_or(0, |l| l.span.start));
        format!("{}:{} {} {}", at.line, at.col, d.code, d.message)
    };
    parsed.errors.iter().map(one).collect()
}

/// The tree of a file.
pub fn file(parsed: &Parsed) -> String {
    decls(&parsed.file.decls)
}

fn join<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn decls(list: &[Decl]) -> String {
    join(list, decl)
}

fn attrs(list: &[Attribute]) -> String {
    list.iter().map(|a| format!(" {}", a.text)).collect()
}

fn decl(d: &Decl) -> String {
    match d {
        Decl::Package(p) => format!("(package {})", p.name.name),
        Decl::Import(i) => {
            let specs = join(&i.specs, |s| {
                let name = s.name.as_ref().map_or(String::new(), |n| format!("{} ", n.name));
                format!("{name}{}", s.path.raw())
            });
            if i.parens { format!("(import ({specs}))") } else { format!("(import {specs})") }
        }
        Decl::Attribute(a) => a.text.to_string(),
        Decl::Field(f) => {
            let alias = f.alias.as_ref().map_or(String::new(), |a| format!("{}=", a.name));
            let postfix = f.postfix.as_ref().map_or(String::new(), |p| {
                let name = |i: &Option<Ident>| i.as_ref().map_or("-".to_owned(), |i| i.name.clone());
                format!("~{}{}/{}", if p.parens { "p" } else { "" }, name(&p.label), name(&p.value))
            });
            let marker = match f.marker {
                Marker::None => "",
                Marker::Optional => "?",
                Marker::Required => "!",
            };
            format!("({alias}{}{postfix}{marker}: {}{})", label(&f.label), expr(&f.value), attrs(&f.attrs))
        }
        Decl::Let(l) => format!("(let {} {})", l.name.name, expr(&l.expr)),
        Decl::Embed(e) => format!("{}{}", expr(&e.expr), attrs(&e.attrs)),
        Decl::Ellipsis(e) => ellipsis(e),
        Decl::Comprehension(c) => comprehension(c),
        Decl::Bad(_) => "BAD".to_owned(),
    }
}

fn ellipsis(e: &Ellipsis) -> String {
    e.expr.as_ref().map_or("...".to_owned(), |e| format!("(... {})", expr(e)))
}

fn label(l: &Label) -> String {
    match l {
        Label::Ident(i) => i.name.clone(),
        Label::String(s) => s.raw().into_owned(),
        Label::Interpolation(i) => interpolation(i),
        Label::Dynamic { expr: e, .. } => format!("({})", expr(e)),
        Label::Pattern { alias, expr: e, .. } => {
            format!("[{}{}]", alias.as_ref().map_or(String::new(), |a| format!("{}=", a.name)), expr(e))
        }
    }
}

fn comprehension(c: &Comprehension) -> String {
    let clauses = join(&c.clauses, |c| match c {
        Clause::For { key, value, source, .. } => {
            let key = key.as_ref().map_or(String::new(), |k| format!("{},", k.name));
            format!("for {key}{} in {}", value.name, expr(source))
        }
        Clause::If { condition, .. } => format!("if {}", expr(condition)),
        Clause::Let(l) => format!("let {} {}", l.name.name, expr(&l.expr)),
        Clause::Try { binding: Some((name, e)), .. } => format!("try {} {}", name.name, expr(e)),
        Clause::Try { binding: None, .. } => "try".to_owned(),
    });
    let fallback = c.fallback.as_ref().map_or(String::new(), |f| format!(" {} {}", f.keyword.name, structure(&f.body)));
    format!("({clauses} {}{fallback})", structure(&c.body))
}

fn structure(s: &StructLit) -> String {
    if s.braces { format!("{{{}}}", decls(&s.decls)) } else { format!("<{}>", decls(&s.decls)) }
}

fn interpolation(i: &Interpolation) -> String {
    let parts = join(&i.parts, |p| match p {
        InterpolationPart::Text { value, .. } => value_text(value),
        InterpolationPart::Expr(e) => expr(e),
    });
    format!("(interp {parts})")
}

fn value_text(v: &StringValue) -> String {
    match v {
        StringValue::String(s) => format!("{s:?}"),
        StringValue::Bytes(b) => format!("b\"{}\"", b.escape_ascii()),
    }
}

/// The tree of an expression; literals are shown by their values, numbers as written.
pub fn expr(e: &Expr) -> String {
    match e {
        Expr::Ident(i) => i.name.clone(),
        Expr::Null(_) => "null".to_owned(),
        Expr::Bool(_, b) => b.to_string(),
        Expr::Bottom(_) => "_|_".to_owned(),
        Expr::Number(n) => n.raw.clone(),
        Expr::String(s) => value_text(&s.value),
        Expr::Interpolation(i) => interpolation(i),
        Expr::Struct(s) => structure(s),
        Expr::List(l) => {
            let elems = join(&l.elems, |e| match e {
                Element::Expr(e) => expr(e),
                Element::Comprehension(c) => comprehension(c),
                Element::Ellipsis(e) => ellipsis(e),
            });
            format!("[{elems}]")
        }
        Expr::Paren { expr: e, .. } => format!("(paren {})", expr(e)),
        Expr::Unary { op, expr: e, .. } => format!("({} {})", op.as_str(), expr(e)),
        Expr::Binary { op, left, right, .. } => format!("({} {} {})", op.as_str(), expr(left), expr(right)),
        Expr::Selector { expr: e, label, .. } => match &**label {
            SelectorLabel::Ident(i) => format!("{}.{}", expr(e), i.name),
            SelectorLabel::String(s) => format!("{}.{}", expr(e), s.raw()),
        },
        Expr::Index { expr: e, index, .. } => format!("(index {} {})", expr(e), expr(index)),
        Expr::Slice { expr: e, low, high, .. } => {
            let side = |s: &Option<Box<Expr>>| s.as_ref().map_or("-".to_owned(), |e| expr(e));
            format!("(slice {} {} {})", expr(e), side(low), side(high))
        }
        Expr::Call { fun, args, .. } => {
            format!("(call {}{})", expr(fun), args.iter().map(|a| format!(" {}", expr(a))).collect::<String>())
        }
        Expr::Alias { name, expr: e, .. } => format!("(alias {} {})", name.name, expr(e)),
        Expr::Optional { expr: e, .. } => format!("(? {})", expr(e)),
        Expr::Open { expr: e, .. } => format!("(open {})", expr(e)),
        Expr::Commented { expr: e, .. } => expr(e),
        Expr::Bad(_) => "BAD".to_owned(),
    }
}

/// Checks that spans lie in the text, in their parents, and follow one another.
struct Spans<'t> {
    text: &'t str,
    last_start: u32,
}

impl Spans<'_> {
    fn enter(&mut self, span: Span, parent: Span) {
        assert!(span.start <= span.end && span.end as usize <= self.text.len(), "{span:?} in {:?}", self.text);
        assert!(parent.start <= span.start && span.end <= parent.end, "{span:?} outside {parent:?} in {:?}", self.text);
        assert!(span.start >= self.last_start, "{span:?} goes back in {:?}", self.text);
        assert!(self.text.is_char_boundary(span.start as usize) && self.text.is_char_boundary(span.end as usize));
        self.last_start = span.start;
    }

    fn decls(&mut self, list: &[Decl], parent: Span) {
        for d in list {
            match d {
                Decl::Package(p) => self.enter(p.span, parent),
                Decl::Import(i) => self.enter(i.span, parent),
                Decl::Attribute(a) => self.enter(a.span, parent),
                Decl::Field(f) => {
                    self.enter(f.span, parent);
                    self.enter(f.label.span(), f.span);
                    self.enter(f.colon(), f.span);
                    self.expr(&f.value, f.span);
                    f.attrs.iter().for_each(|a| self.enter(a.span, f.span));
                }
                Decl::Let(l) => {
                    self.enter(l.span, parent);
                    self.expr(&l.expr, l.span);
                }
                Decl::Embed(e) => {
                    self.enter(e.span, parent);
                    self.expr(&e.expr, e.span);
                }
                Decl::Ellipsis(e) => self.enter(e.span, parent),
                Decl::Comprehension(c) => self.comprehension(c, parent),
                Decl::Bad(span) => self.enter(*span, parent),
            }
        }
    }

    fn comprehension(&mut self, c: &Comprehension, parent: Span) {
        self.enter(c.span, parent);
        for clause in &c.clauses {
            match clause {
                Clause::For { span, source, .. } => {
                    self.enter(*span, c.span);
                    self.expr(source, *span);
                }
                Clause::If { span, condition } => {
                    self.enter(*span, c.span);
                    self.expr(condition, *span);
                }
                Clause::Let(l) => {
                    self.enter(l.span, c.span);
                    self.expr(&l.expr, l.span);
                }
                Clause::Try { span, binding } => {
                    self.enter(*span, c.span);
                    if let Some((_, e)) = binding {
                        self.expr(e, *span);
                    }
                }
            }
        }
        self.enter(c.body.span, c.span);
        self.decls(&c.body.decls, c.body.span);
        if let Some(f) = &c.fallback {
            self.enter(f.span, c.span);
            self.decls(&f.body.decls, f.body.span);
        }
    }

    fn expr(&mut self, e: &Expr, parent: Span) {
        self.enter(e.span(), parent);
        let span = e.span();
        match e {
            Expr::Struct(s) => self.decls(&s.decls, span),
            Expr::List(l) => {
                for element in &l.elems {
                    match element {
                        Element::Expr(e) => self.expr(e, span),
                        Element::Comprehension(c) => self.comprehension(c, span),
                        Element::Ellipsis(e) => self.enter(e.span, span),
                    }
                }
            }
            Expr::Binary { span: whole, op, op_at, left, right } => {
                self.expr(left, span);
                self.enter(op.span(*whole, *op_at), span);
                self.expr(right, span);
            }
            Expr::Paren { expr, .. }
            | Expr::Unary { expr, .. }
            | Expr::Selector { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Open { expr, .. } => self.expr(expr, span),
            Expr::Index { expr, index, .. } => {
                self.expr(expr, span);
                self.expr(index, span);
            }
            Expr::Slice { expr, low, high, .. } => {
                self.expr(expr, span);
                [low, high].into_iter().flatten().for_each(|e| self.expr(e, span));
            }
            Expr::Call { fun, args, .. } => {
                self.expr(fun, span);
                args.iter().for_each(|e| self.expr(e, span));
            }
            Expr::Interpolation(i) => {
                for part in &i.parts {
                    match part {
                        InterpolationPart::Text { span: text, .. } => self.enter(*text, span),
                        InterpolationPart::Expr(e) => self.expr(e, span),
                    }
                }
            }
            _ => {}
        }
    }
}
