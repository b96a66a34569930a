//! Walks through syntax trees that know where they are: which frames and steps lead to each node.
//!
//! The [`Level`]s around a node are what the compiler has around it: those that push a frame (see
//! [`tenon_ir::program`]) do so in the same order, so that a name is found with the number of frames to go up; the others
//! tell which value the node is about.

use tenon_load::{features, files::SourceFile};
use tenon_source::Span;
use tenon_syntax::ast::{
    Attribute, BinaryOp, Clause, Comprehension, Decl, Element, Embed, Expr, Field, Ident, ImportDecl, ImportSpec,
    Interpolation, InterpolationPart, Label, LetClause, ListLit, Package, SelectorLabel, StringLit, StructLit, UnaryOp,
};

/// A node of a syntax tree.
#[derive(Clone, Copy, Debug)]
pub enum Node<'a> {
    /// The whole file.
    File(&'a SourceFile),
    /// `package name`
    Package(&'a Package),
    /// `import …`
    ImportDecl(&'a ImportDecl),
    /// `name "path"`
    ImportSpec(&'a ImportSpec),
    /// `label: value`
    Field(&'a Field),
    /// What stands before the colon.
    Label(&'a Label),
    /// `let name = expr`, as a declaration or a clause.
    Let(&'a LetClause),
    /// An expression that stands alone.
    Embed(&'a Embed),
    /// `@attr(…)`
    Attribute(&'a Attribute),
    /// `...` or `...expr`
    Ellipsis(Span),
    /// `for … if … { }`
    Comprehension(&'a Comprehension),
    /// A clause of a comprehension; a `let` is a [`Node::Let`].
    Clause(&'a Clause),
    /// The braces of a struct, or what stands for them in `a: b: c`.
    Struct(&'a StructLit),
    /// A list.
    List(&'a ListLit),
    /// Any other expression, [`Expr::Ident`] included.
    Expr(&'a Expr),
    /// The label of a selector.
    Selector(&'a SelectorLabel),
    /// A name where it is declared: an alias, a variable, the name of a `let`, an import or a package, a label.
    Name(&'a Ident),
    /// A string without interpolations where it is no expression: a label, the path of an import.
    Text(&'a StringLit),
    /// Text that could not be read.
    Bad(Span),
}

impl Node<'_> {
    /// Where it stands; the whole file is [`Span::NONE`].
    pub fn span(&self) -> Span {
        match *self {
            Node::File(_) => Span::NONE,
            Node::Package(p) => p.span,
            Node::ImportDecl(i) => i.span,
            Node::ImportSpec(i) => i.span,
            Node::Field(f) => field_span(f),
            Node::Label(l) => l.span(),
            Node::Let(l) => l.span,
            Node::Embed(e) => e.span,
            Node::Attribute(a) => a.span,
            Node::Ellipsis(span) | Node::Bad(span) => span,
            Node::Comprehension(c) => c.span,
            Node::Clause(c) => match c {
                Clause::For { span, .. } | Clause::If { span, .. } | Clause::Try { span, .. } => *span,
                Clause::Let(l) => l.span,
            },
            Node::Struct(s) => struct_span(s),
            Node::List(l) => l.span,
            Node::Expr(e) => e.span(),
            Node::Selector(SelectorLabel::Ident(i)) | Node::Name(i) => i.span,
            Node::Selector(SelectorLabel::String(s)) | Node::Text(s) => s.span,
        }
    }
}

/// One of the things around a node.
#[derive(Clone, Copy, Debug)]
pub enum Level<'a> {
    /// A struct literal or a file. A frame.
    Struct {
        /// From brace to brace, or the whole file, as the program has it.
        span: Span,
        /// Its declarations.
        decls: &'a [Decl],
    },
    /// The value of a field.
    Value(&'a Field),
    /// The value of a pattern constraint, right behind its [`Level::Value`]. A frame.
    Pattern(&'a Field),
    /// `X=expr` as the value of a field. A frame.
    Alias(&'a Ident),
    /// The value of `(X=expr): value`.
    KeyAlias(&'a Ident),
    /// A list that says `self`. A frame.
    SelfList,
    /// An element of a list; which one, as far as that can be known.
    Element(Option<u32>),
    /// The type of further elements.
    MoreElements,
    /// A clause of a comprehension, the expression in it.
    Clauses(&'a Comprehension),
    /// What a `for` clause binds. A frame.
    For {
        /// Name for the label or index.
        key: Option<&'a Ident>,
        /// Name for the value.
        value: &'a Ident,
        /// What is gone through.
        source: &'a Expr,
    },
    /// What a `let` or `try` clause binds. A frame.
    Bind(&'a Ident, &'a Expr),
    /// The value of a `let` of a struct.
    Let(&'a LetClause),
    /// An operand: what is in it is not about the value around it.
    Operand,
}

impl Level<'_> {
    /// Whether it is a frame.
    pub fn is_frame(&self) -> bool {
        matches!(
            self,
            Level::Struct { .. }
                | Level::Pattern(_)
                | Level::Alias(_)
                | Level::SelfList
                | Level::For { .. }
                | Level::Bind(..)
        )
    }
}

/// Looks at the nodes of a tree.
pub(crate) trait Visit<'a> {
    /// Comes to a node, before those in it; says whether to go into it.
    fn enter(&mut self, node: Node<'a>, levels: &[Level<'a>]) -> bool;
}

impl<'a, F: FnMut(Node<'a>, &[Level<'a>]) -> bool> Visit<'a> for F {
    fn enter(&mut self, node: Node<'a>, levels: &[Level<'a>]) -> bool {
        self(node, levels)
    }
}

/// Goes through a file; `length` is that of its text.
pub(crate) fn walk<'a>(file: &'a SourceFile, length: usize, visit: &mut dyn Visit<'a>) {
    if !visit.enter(Node::File(file), &[]) {
        return;
    }
    let mut walk = Walk { levels: Vec::new(), aliasv2: features::of(file).aliasv2, visit };
    let span = Span::new(file.id, 0, length as u32);
    walk.decls(span, &file.parsed.file.decls);
}

struct Walk<'a, 'v> {
    levels: Vec<Level<'a>>,
    aliasv2: bool,
    visit: &'v mut dyn Visit<'a>,
}

impl<'a> Walk<'a, '_> {
    fn enter(&mut self, node: Node<'a>) -> bool {
        self.visit.enter(node, &self.levels)
    }

    fn within(&mut self, level: Level<'a>, run: impl FnOnce(&mut Self)) {
        self.levels.push(level);
        run(self);
        self.levels.pop();
    }

    fn name(&mut self, ident: &'a Ident) {
        self.enter(Node::Name(ident));
    }

    fn decls(&mut self, span: Span, decls: &'a [Decl]) {
        self.within(Level::Struct { span, decls }, |w| decls.iter().for_each(|d| w.decl(d)));
    }

    fn decl(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Package(p) => {
                if self.enter(Node::Package(p)) {
                    self.name(&p.name);
                }
            }
            Decl::Import(import) => {
                if self.enter(Node::ImportDecl(import)) {
                    import.specs.iter().for_each(|s| self.spec(s));
                }
            }
            Decl::Attribute(a) => {
                self.enter(Node::Attribute(a));
            }
            Decl::Field(field) => {
                if self.enter(Node::Field(field)) {
                    self.field(field);
                }
            }
            Decl::Let(clause) => {
                if self.enter(Node::Let(clause)) {
                    self.name(&clause.name);
                    self.within(Level::Let(clause), |w| w.value(&clause.expr));
                }
            }
            Decl::Embed(embed) => {
                if self.enter(Node::Embed(embed)) {
                    self.expr(&embed.expr);
                    embed.attrs.iter().for_each(|a| {
                        self.enter(Node::Attribute(a));
                    });
                }
            }
            Decl::Ellipsis(e) => {
                if self.enter(Node::Ellipsis(e.span))
                    && let Some(expr) = &e.expr
                {
                    self.within(Level::Operand, |w| w.expr(expr));
                }
            }
            Decl::Comprehension(c) => self.comprehension(c),
            Decl::Bad(span) => {
                self.enter(Node::Bad(*span));
            }
        }
    }

    fn spec(&mut self, spec: &'a ImportSpec) {
        if self.enter(Node::ImportSpec(spec)) {
            spec.name.iter().for_each(|n| self.name(n));
            self.enter(Node::Text(&spec.path));
        }
    }

    fn field(&mut self, field: &'a Field) {
        field.alias.iter().for_each(|a| self.name(a));
        if self.enter(Node::Label(&field.label)) {
            self.label(&field.label);
        }
        if let Some(postfix) = &field.postfix {
            postfix.label.iter().chain(&postfix.value).for_each(|i| self.name(i));
        }
        self.levels.push(Level::Value(field));
        let depth = self.levels.len();
        match &field.label {
            Label::Pattern { .. } => self.levels.push(Level::Pattern(field)),
            Label::Dynamic { expr, .. } => {
                if let Expr::Alias { name, .. } = &**expr {
                    self.levels.push(Level::KeyAlias(name));
                }
            }
            _ => {}
        }
        self.value(&field.value);
        self.levels.truncate(depth - 1);
        field.attrs.iter().for_each(|a| {
            self.enter(Node::Attribute(a));
        });
    }

    fn label(&mut self, label: &'a Label) {
        match label {
            Label::Ident(i) => self.name(i),
            Label::String(s) => {
                self.enter(Node::Text(s));
            }
            Label::Interpolation(i) => self.within(Level::Operand, |w| w.interpolation(i)),
            Label::Dynamic { expr, .. } => self.within(Level::Operand, |w| match &**expr {
                Expr::Alias { name, expr, .. } => {
                    w.name(name);
                    w.expr(expr);
                }
                expr => w.expr(expr),
            }),
            Label::Pattern { alias, expr, .. } => {
                alias.iter().for_each(|a| self.name(a));
                self.within(Level::Operand, |w| w.expr(expr));
            }
        }
    }

    /// The value of a field or a `let`, which may have an alias.
    fn value(&mut self, value: &'a Expr) {
        match value {
            Expr::Alias { name, expr, .. } => {
                if self.enter(Node::Expr(value)) {
                    self.name(name);
                    self.within(Level::Alias(name), |w| w.expr(expr));
                }
            }
            Expr::Paren { expr, .. } => {
                if self.enter(Node::Expr(value)) {
                    self.value(expr);
                }
            }
            _ => self.expr(value),
        }
    }

    fn comprehension(&mut self, c: &'a Comprehension) {
        if !self.enter(Node::Comprehension(c)) {
            return;
        }
        let depth = self.levels.len();
        for clause in &c.clauses {
            self.clause(c, clause);
        }
        self.structure(&c.body);
        self.levels.truncate(depth);
        if let Some(fallback) = &c.fallback {
            self.structure(&fallback.body);
        }
    }

    /// A clause; what it binds stays bound.
    fn clause(&mut self, c: &'a Comprehension, clause: &'a Clause) {
        let node = match clause {
            Clause::Let(l) => Node::Let(l),
            _ => Node::Clause(clause),
        };
        let enter = self.enter(node);
        let mut inner = |expr: &'a Expr, names: [Option<&'a Ident>; 2]| {
            if !enter {
                return;
            }
            names.into_iter().flatten().for_each(|n| self.name(n));
            self.levels.extend([Level::Clauses(c), Level::Operand]);
            self.expr(expr);
            self.levels.truncate(self.levels.len() - 2);
        };
        match clause {
            Clause::For { key, value, source, .. } => {
                inner(source, [key.as_ref(), Some(value)]);
                self.levels.push(Level::For { key: key.as_ref(), value, source });
            }
            Clause::If { condition, .. } => inner(condition, [None, None]),
            Clause::Let(l) => {
                inner(&l.expr, [Some(&l.name), None]);
                self.levels.push(Level::Bind(&l.name, &l.expr));
            }
            Clause::Try { binding: Some((name, expr)), .. } => {
                inner(expr, [Some(name), None]);
                self.levels.push(Level::Bind(name, expr));
            }
            Clause::Try { binding: None, .. } => {}
        }
    }

    fn structure(&mut self, s: &'a StructLit) {
        if self.enter(Node::Struct(s)) {
            self.decls(s.span, &s.decls);
        }
    }

    fn list(&mut self, list: &'a ListLit) {
        if !self.enter(Node::List(list)) {
            return;
        }
        let framed = self.aliasv2 && list.elems.iter().any(says_self_in_element);
        if framed {
            self.levels.push(Level::SelfList);
        }
        let mut index = Some(0);
        for element in &list.elems {
            match element {
                Element::Expr(e) => {
                    self.within(Level::Element(index), |w| w.expr(e));
                    index = index.map(|i| i + 1);
                }
                Element::Comprehension(c) => {
                    index = None;
                    self.within(Level::Element(None), |w| w.comprehension(c));
                }
                Element::Ellipsis(e) => {
                    if self.enter(Node::Ellipsis(e.span))
                        && let Some(expr) = &e.expr
                    {
                        self.within(Level::MoreElements, |w| w.expr(expr));
                    }
                }
            }
        }
        if framed {
            self.levels.pop();
        }
    }

    fn interpolation(&mut self, i: &'a Interpolation) {
        for part in &i.parts {
            if let InterpolationPart::Expr(e) = part {
                self.expr(e);
            }
        }
    }

    fn operands(&mut self, operands: &[&'a Expr]) {
        self.within(Level::Operand, |w| operands.iter().for_each(|e| w.expr(e)));
    }

    fn expr(&mut self, expr: &'a Expr) {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.expr_on_stack(expr));
    }

    fn expr_on_stack(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Struct(s) => return self.structure(s),
            Expr::List(l) => return self.list(l),
            _ => {}
        }
        if !self.enter(Node::Expr(expr)) {
            return;
        }
        match expr {
            Expr::Interpolation(i) => self.within(Level::Operand, |w| w.interpolation(i)),
            Expr::Paren { expr, .. }
            | Expr::Open { expr, .. }
            | Expr::Commented { expr, .. }
            | Expr::Unary { op: UnaryOp::Default, expr, .. } => self.expr(expr),
            Expr::Alias { name, expr, .. } => {
                self.name(name);
                self.expr(expr);
            }
            Expr::Binary { op: BinaryOp::And | BinaryOp::Or, left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::Binary { left, right, .. } => self.operands(&[left, right]),
            Expr::Unary { expr, .. } | Expr::Optional { expr, .. } => self.operands(&[expr]),
            Expr::Selector { expr, label, .. } => {
                self.operands(&[expr]);
                self.enter(Node::Selector(label));
            }
            Expr::Index { expr, index, .. } => self.operands(&[expr, index]),
            Expr::Slice { expr, low, high, .. } => {
                self.operands(&[expr]);
                low.iter().chain(high).for_each(|e| self.operands(&[e]));
            }
            Expr::Call { fun, args, .. } => {
                self.operands(&[fun]);
                let closes = matches!(&**fun, Expr::Ident(i) if i.name == "close" || i.name == "__closeAll");
                for arg in args {
                    if closes { self.expr(arg) } else { self.operands(&[arg]) }
                }
            }
            Expr::Ident(_)
            | Expr::Null(_)
            | Expr::Bool(..)
            | Expr::Bottom(_)
            | Expr::Number(_)
            | Expr::String(_)
            | Expr::Struct(_)
            | Expr::List(_)
            | Expr::Bad(_) => {}
        }
    }
}

fn says_self_in_element(element: &Element) -> bool {
    match element {
        Element::Expr(e) => says_self(e),
        Element::Comprehension(c) => c.clauses.iter().any(|c| match c {
            Clause::For { source: e, .. } | Clause::If { condition: e, .. } => says_self(e),
            Clause::Let(l) => says_self(&l.expr),
            Clause::Try { binding, .. } => binding.as_ref().is_some_and(|(_, e)| says_self(e)),
        }),
        Element::Ellipsis(e) => e.expr.as_deref().is_some_and(says_self),
    }
}

/// Whether an expression says `self` outside of structs and lists of its own, which gives a list a frame.
fn says_self(expr: &Expr) -> bool {
    let mut todo = vec![expr];
    while let Some(expr) = todo.pop() {
        match expr {
            Expr::Ident(ident) if ident.name == "self" => return true,
            Expr::Interpolation(i) => todo.extend(i.parts.iter().filter_map(|p| match p {
                InterpolationPart::Expr(e) => Some(e),
                InterpolationPart::Text { .. } => None,
            })),
            Expr::Paren { expr, .. }
            | Expr::Unary { expr, .. }
            | Expr::Selector { expr, .. }
            | Expr::Alias { expr, .. }
            | Expr::Optional { expr, .. }
            | Expr::Open { expr, .. } => todo.push(expr),
            Expr::Binary { left, right, .. } => todo.extend([&**left, &**right]),
            Expr::Index { expr, index, .. } => todo.extend([&**expr, &**index]),
            Expr::Slice { expr, low, high, .. } => {
                todo.push(expr);
                todo.extend(low.as_deref());
                todo.extend(high.as_deref());
            }
            Expr::Call { fun, args, .. } => {
                todo.push(fun);
                todo.extend(args);
            }
            _ => {}
        }
    }
    false
}

/// From the first byte of a field to the last one of its value or attributes, without the end of the line.
pub fn field_span(field: &Field) -> Span {
    let mut end = 0;
    let mut at = field;
    loop {
        end = at.attrs.last().map_or(end, |a| end.max(a.span.end));
        match &at.value {
            Expr::Struct(StructLit { braces: false, decls, .. }) => match decls.last() {
                Some(Decl::Field(inner)) => at = inner,
                _ => break,
            },
            value => {
                end = end.max(value.span().end);
                break;
            }
        }
    }
    Span { end: end.clamp(field.colon().end, field.span.end.max(field.colon().end)), ..field.span }
}

/// Where a struct stands; one without braces as the field in it does.
fn struct_span(s: &StructLit) -> Span {
    match s.decls.last() {
        Some(Decl::Field(f)) if !s.braces => Span { end: field_span(f).end, ..s.span },
        _ => s.span,
    }
}

/// The text of a label that has one.
pub fn label_text(label: &Label) -> Option<&str> {
    match label {
        Label::Ident(i) => Some(&i.name),
        Label::String(s) => string_text(s),
        _ => None,
    }
}

/// The text of a string.
pub fn string_text(s: &StringLit) -> Option<&str> {
    match &s.value {
        tenon_syntax::ast::StringValue::String(s) => Some(s),
        tenon_syntax::ast::StringValue::Bytes(_) => None,
    }
}
