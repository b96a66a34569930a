//! The syntax tree.
//!
//! A node made by [`crate::parse`] has a span; a node made by a program has [`Span::NONE`] and is laid out by the
//! formatter's defaults. Comments of parsed text travel beside the tree in [`crate::Parsed::comments`]; made trees carry
//! theirs in [`Field::doc`] and [`File::doc`]. Literals keep their source text, so that printing changes nothing.

use std::borrow::Cow;
use std::sync::Arc;
use tenon_source::Span;
use thin_vec::ThinVec;

/// One file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Comment lines before everything else, without `//`; filled by programs, empty after parsing.
    pub doc: Vec<String>,
    /// Further groups of comment lines below them; filled by programs, empty after parsing.
    pub comments: Vec<Vec<String>>,
    /// Attributes, package clause, imports and declarations in order.
    pub decls: Vec<Decl>,
}

/// A declaration at the top of a file or in a struct. All but the smallest are in boxes: a list of declarations is copied
/// each time it grows.
#[derive(Clone, Debug)]
pub enum Decl {
    /// `package name`
    Package(Box<Package>),
    /// `import …`
    Import(Box<ImportDecl>),
    /// `@attr(…)` standing alone.
    Attribute(Box<Attribute>),
    /// `label: value @attr()`
    Field(Box<Field>),
    /// `let name = expr`
    Let(Box<LetClause>),
    /// An expression that stands alone.
    Embed(Box<Embed>),
    /// `...` or `...expr`
    Ellipsis(Box<Ellipsis>),
    /// `for/if/let/try … { }`
    Comprehension(Box<Comprehension>),
    /// Text that could not be read; an error says why.
    Bad(Span),
}

/// `package name`
#[derive(Clone, Debug)]
pub struct Package {
    /// The whole clause.
    pub span: Span,
    /// The name.
    pub name: Ident,
    /// Comment lines above it, without `//`; like the other comments filled by programs, empty after parsing.
    pub doc: Vec<String>,
    /// The comment behind it.
    pub beside: Option<String>,
    /// Groups of comment lines below it.
    pub below: Vec<Vec<String>>,
}

impl Package {
    /// A clause without comments.
    pub fn new(span: Span, name: Ident) -> Package {
        Package { span, name, doc: Vec::new(), beside: None, below: Vec::new() }
    }
}

/// `import "path"` or `import ( … )`
#[derive(Clone, Debug)]
pub struct ImportDecl {
    /// The whole declaration.
    pub span: Span,
    /// Whether it is written with parentheses.
    pub parens: bool,
    /// The imports.
    pub specs: Vec<ImportSpec>,
}

/// `name "path"`
#[derive(Clone, Debug)]
pub struct ImportSpec {
    /// The whole specification.
    pub span: Span,
    /// The local name, where one is written (an identifier, `.` or `_`).
    pub name: Option<Ident>,
    /// The path, a string literal.
    pub path: StringLit,
}

/// An identifier, with its `#`, `_` or `$` prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// Where.
    pub span: Span,
    /// The text.
    pub name: String,
}

/// Where a made declaration stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stands {
    /// Wherever the layout puts it.
    #[default]
    Anywhere,
    /// On a line of its own.
    Below,
    /// On the line of what is before it.
    Beside,
    /// Below an empty line.
    Apart,
}

impl Stands {
    /// Whether it must begin a line.
    pub fn begins_line(self) -> bool {
        matches!(self, Stands::Below | Stands::Apart)
    }
}

/// `@name(body)`
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The whole attribute.
    pub span: Span,
    /// The whole text from `@` up to `)`, as written. The program that is made of the tree shares it.
    pub text: Arc<str>,
    /// Comment lines above it, without `//`; like the other comments filled by programs, empty after parsing.
    pub doc: ThinVec<String>,
    /// The comment behind it.
    pub beside: Option<Box<str>>,
    /// Comment lines below it.
    pub below: ThinVec<String>,
    /// Where it stands; only counts in made trees.
    pub stands: Stands,
}

impl Attribute {
    /// An attribute without comments.
    pub fn new(span: Span, text: impl Into<Arc<str>>) -> Attribute {
        Attribute {
            span,
            text: text.into(),
            doc: ThinVec::new(),
            beside: None,
            below: ThinVec::new(),
            stands: Stands::Anywhere,
        }
    }

    /// The name between `@` and `(`.
    pub fn name(&self) -> &str {
        self.text.strip_prefix('@').unwrap_or(&self.text).split('(').next().unwrap_or("")
    }

    /// The text between the outer parentheses.
    pub fn body(&self) -> &str {
        let start = self.text.find('(').map_or(self.text.len(), |i| i + 1);
        self.text[start..].strip_suffix(')').unwrap_or("")
    }
}

/// `?` or `!` after a label, or neither.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Marker {
    /// A regular field.
    #[default]
    None,
    /// `?`
    Optional,
    /// `!`
    Required,
}

/// `alias=label?: value @attr`
///
/// The short form `a: b: c` is a field whose value is a [`StructLit`] without braces (`braces: false`) that holds one field.
#[derive(Clone, Debug)]
pub struct Field {
    /// The whole field with its attributes.
    pub span: Span,
    /// Documentation lines without `//`; filled by programs, empty after parsing.
    pub doc: ThinVec<String>,
    /// Whether an empty line stands above; only counts in made trees.
    pub apart: bool,
    /// The old alias before the label, `X=label: …`.
    pub alias: Option<Box<Ident>>,
    /// The label.
    pub label: Label,
    /// The postfix alias of the experiment `aliasv2`.
    pub postfix: Option<Box<PostfixAlias>>,
    /// `?` or `!`
    pub marker: Marker,
    /// The byte of the colon, 0 where no text stands behind: see [`Field::colon`].
    pub colon: u32,
    /// The value.
    pub value: Expr,
    /// Attributes after the value.
    pub attrs: ThinVec<Attribute>,
}

impl Field {
    /// Span of the colon.
    pub fn colon(&self) -> Span {
        match self.colon {
            0 => Span::NONE,
            at => Span::new(self.span.file, at, at + 1),
        }
    }
}

/// `~X`, `~(X)` or `~(L, V)`
#[derive(Clone, Debug)]
pub struct PostfixAlias {
    /// From `~` to its end.
    pub span: Span,
    /// Name for the label, in the form with two names.
    pub label: Option<Ident>,
    /// Name for the value.
    pub value: Option<Ident>,
    /// Whether it is written with parentheses.
    pub parens: bool,
}

/// What stands before the colon.
#[derive(Clone, Debug)]
pub enum Label {
    /// `a`, `#A`, `_a`, `_#a`
    Ident(Ident),
    /// `"a"`, without interpolation.
    String(StringLit),
    /// `"a\(b)"`
    Interpolation(Interpolation),
    /// `(expr)`
    Dynamic {
        /// From `(` to `)`.
        span: Span,
        /// The expression.
        expr: Box<Expr>,
    },
    /// `[expr]` or `[X=expr]`
    Pattern {
        /// From `[` to `]`.
        span: Span,
        /// The old alias for the label, `[X=expr]`.
        alias: Option<Box<Ident>>,
        /// The expression.
        expr: Box<Expr>,
    },
}

impl Label {
    /// Where the label stands.
    pub fn span(&self) -> Span {
        match self {
            Label::Ident(i) => i.span,
            Label::String(s) => s.span,
            Label::Interpolation(i) => i.span,
            Label::Dynamic { span, .. } | Label::Pattern { span, .. } => *span,
        }
    }
}

/// `let name = expr`
#[derive(Clone, Debug)]
pub struct LetClause {
    /// The whole clause.
    pub span: Span,
    /// The name.
    pub name: Ident,
    /// What it stands for.
    pub expr: Box<Expr>,
    /// Comment lines above it, without `//`; filled by programs, empty after parsing.
    pub doc: ThinVec<String>,
    /// Whether an empty line stands above; only counts in made trees.
    pub apart: bool,
}

/// An expression as a declaration, with attributes.
#[derive(Clone, Debug)]
pub struct Embed {
    /// The whole declaration.
    pub span: Span,
    /// The expression.
    pub expr: Expr,
    /// Attributes after it.
    pub attrs: ThinVec<Attribute>,
}

/// `...` or `...expr`
#[derive(Clone, Debug)]
pub struct Ellipsis {
    /// The whole declaration.
    pub span: Span,
    /// The type of further elements.
    pub expr: Option<Box<Expr>>,
}

/// `for … if … { }` with an optional `else`, `otherwise` or `fallback`.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// The whole comprehension.
    pub span: Span,
    /// Comment lines above it, without `//`; filled by programs, empty after parsing.
    pub doc: ThinVec<String>,
    /// Whether each clause stands on a line of its own; only counts in made trees.
    pub broken: bool,
    /// Where it stands; only counts in made trees.
    pub stands: Stands,
    /// The clauses, at least one; the first is no `let`.
    pub clauses: Vec<Clause>,
    /// The struct that each round yields.
    pub body: StructLit,
    /// What is yielded when nothing else is (experiment `try`).
    pub fallback: Option<Box<Fallback>>,
}

/// `else { }`, `otherwise { }` or `fallback { }`
#[derive(Clone, Debug)]
pub struct Fallback {
    /// From the keyword on.
    pub span: Span,
    /// The keyword as written.
    pub keyword: Ident,
    /// The struct.
    pub body: StructLit,
}

/// One clause of a comprehension.
#[derive(Clone, Debug)]
pub enum Clause {
    /// `for key, value in source`
    For {
        /// The whole clause.
        span: Span,
        /// Name for the label or index.
        key: Option<Ident>,
        /// Name for the value.
        value: Ident,
        /// What is gone through.
        source: Expr,
    },
    /// `if condition`
    If {
        /// The whole clause.
        span: Span,
        /// The condition.
        condition: Expr,
    },
    /// `let name = expr`
    Let(LetClause),
    /// `try` or `try name = expr` (experiment `try`).
    Try {
        /// The whole clause.
        span: Span,
        /// The binding, where there is one.
        binding: Option<(Ident, Expr)>,
    },
}

/// `{ … }`, or the brace-less struct of `a: b: c`.
#[derive(Clone, Debug)]
pub struct StructLit {
    /// From brace to brace.
    pub span: Span,
    /// Whether braces are written.
    pub braces: bool,
    /// The declarations.
    pub decls: Vec<Decl>,
    /// Comment lines at its end, without `//`; filled by programs, empty after parsing.
    pub end: ThinVec<String>,
}

impl StructLit {
    /// A struct without comments at its end.
    pub fn new(span: Span, braces: bool, decls: Vec<Decl>) -> StructLit {
        StructLit { span, braces, decls, end: ThinVec::new() }
    }
}

/// `[ … ]`
#[derive(Clone, Debug)]
pub struct ListLit {
    /// From bracket to bracket.
    pub span: Span,
    /// The elements.
    pub elems: Vec<Element>,
}

/// One element of a list.
#[derive(Clone, Debug)]
pub enum Element {
    /// An expression.
    Expr(Expr),
    /// A comprehension.
    Comprehension(Box<Comprehension>),
    /// `...` or `...expr`, only at the end.
    Ellipsis(Ellipsis),
}

/// A string or bytes literal without interpolation.
#[derive(Clone, Debug)]
pub struct StringLit {
    /// The whole literal.
    pub span: Span,
    /// What it stands for.
    pub value: StringValue,
    /// The literal as written, unless that is the value in double quotes: mostly it is, and then this takes one word.
    written: Option<Box<Box<str>>>,
}

impl StringLit {
    /// A literal, as written with quotes and `#`.
    pub fn new(span: Span, raw: &str, value: StringValue) -> StringLit {
        let body = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let is_plain = matches!((&value, body), (StringValue::String(value), Some(body)) if **value == *body);
        StringLit { span, value, written: (!is_plain).then(|| Box::new(raw.into())) }
    }

    /// A literal of double quotes around a text that needs no escapes.
    pub(crate) fn plain(span: Span, text: &str) -> StringLit {
        StringLit { span, value: StringValue::String(text.into()), written: None }
    }

    /// The literal as written, with quotes and `#`.
    pub fn raw(&self) -> Cow<'_, str> {
        match (&self.written, &self.value) {
            (Some(raw), _) => Cow::Borrowed(raw),
            (None, StringValue::String(text)) => Cow::Owned(format!("\"{text}\"")),
            (None, StringValue::Bytes(_)) => Cow::Borrowed(""),
        }
    }
}

/// The decoded value of a literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringValue {
    /// A string. The program that is made of the tree shares it.
    String(Arc<str>),
    /// Bytes.
    Bytes(ThinVec<u8>),
}

/// `"… \(expr) …"`
#[derive(Clone, Debug)]
pub struct Interpolation {
    /// The whole literal.
    pub span: Span,
    /// Whether it makes bytes.
    pub bytes: bool,
    /// Text and expressions by turns; the first and the last are text.
    pub parts: Vec<InterpolationPart>,
}

/// A part of an interpolation.
#[derive(Clone, Debug)]
pub enum InterpolationPart {
    /// Text. `raw` holds the source from the opening quote or `)` up to `\(` or the closing quote, both included.
    Text {
        /// Where.
        span: Span,
        /// As written.
        raw: String,
        /// What it stands for.
        value: StringValue,
    },
    /// An expression between `\(` and `)`.
    Expr(Expr),
}

/// Operators with one operand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `!`
    Not,
    /// `*`, a default mark; allowed in a disjunction only.
    Default,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `!=`
    NotEq,
    /// `==`, a bound (newer language versions).
    Equal,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
}

/// Operators with two operands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// `&`
    And,
    /// `|`
    Or,
    /// `&&`
    BoolAnd,
    /// `||`
    BoolOr,
    /// `==`
    Equal,
    /// `!=`
    NotEq,
    /// `<`
    Less,
    /// `<=`
    LessEq,
    /// `>`
    Greater,
    /// `>=`
    GreaterEq,
    /// `=~`
    Match,
    /// `!~`
    NotMatch,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `div`
    IntDiv,
    /// `mod`
    IntMod,
    /// `quo`
    IntQuo,
    /// `rem`
    IntRem,
}

impl UnaryOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            UnaryOp::Plus => "+",
            UnaryOp::Minus => "-",
            UnaryOp::Not => "!",
            UnaryOp::Default => "*",
            UnaryOp::Less => "<",
            UnaryOp::LessEq => "<=",
            UnaryOp::Greater => ">",
            UnaryOp::GreaterEq => ">=",
            UnaryOp::NotEq => "!=",
            UnaryOp::Equal => "==",
            UnaryOp::Match => "=~",
            UnaryOp::NotMatch => "!~",
        }
    }
}

impl BinaryOp {
    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            BinaryOp::And => "&",
            BinaryOp::Or => "|",
            BinaryOp::BoolAnd => "&&",
            BinaryOp::BoolOr => "||",
            BinaryOp::Equal => "==",
            BinaryOp::NotEq => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEq => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEq => ">=",
            BinaryOp::Match => "=~",
            BinaryOp::NotMatch => "!~",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::IntDiv => "div",
            BinaryOp::IntMod => "mod",
            BinaryOp::IntQuo => "quo",
            BinaryOp::IntRem => "rem",
        }
    }

    /// Where it stands in an expression, given where that and it start.
    pub fn span(self, expr: Span, at: u32) -> Span {
        match at {
            0 => Span::NONE,
            at => Span::new(expr.file, at, at + self.as_str().len() as u32),
        }
    }

    /// How tightly it binds: 1 for `|` up to 7 for `*`.
    pub fn precedence(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::BoolOr => 3,
            BinaryOp::BoolAnd => 4,
            BinaryOp::Equal
            | BinaryOp::NotEq
            | BinaryOp::Less
            | BinaryOp::LessEq
            | BinaryOp::Greater
            | BinaryOp::GreaterEq
            | BinaryOp::Match
            | BinaryOp::NotMatch => 5,
            BinaryOp::Add | BinaryOp::Sub => 6,
            BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::IntDiv
            | BinaryOp::IntMod
            | BinaryOp::IntQuo
            | BinaryOp::IntRem => 7,
        }
    }
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Expr {
    /// `a`, `_`, `string`, `self`: every plain identifier, predeclared or not (but `true`, `false`, `null`).
    Ident(Ident),
    /// `null`
    Null(Span),
    /// `true`, `false`
    Bool(Span, bool),
    /// `_|_`
    Bottom(Span),
    /// A number as written.
    Number(NumberLit),
    /// A string or bytes literal.
    String(StringLit),
    /// A literal with interpolation.
    Interpolation(Interpolation),
    /// `{ … }`
    Struct(StructLit),
    /// `[ … ]`
    List(ListLit),
    /// `(expr)`
    Paren {
        /// From `(` to `)`.
        span: Span,
        /// The expression.
        expr: Box<Expr>,
    },
    /// `op expr`
    Unary {
        /// The whole expression.
        span: Span,
        /// The operator.
        op: UnaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// The operand.
        expr: Box<Expr>,
    },
    /// `left op right`
    Binary {
        /// The whole expression.
        span: Span,
        /// The operator.
        op: BinaryOp,
        /// Where the operator starts; 0 in a made node. See [`BinaryOp::span`].
        op_at: u32,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `expr.label`
    Selector {
        /// The whole expression.
        span: Span,
        /// What is selected from.
        expr: Box<Expr>,
        /// The label: an identifier or a string.
        label: Box<SelectorLabel>,
    },
    /// `expr[index]`
    Index {
        /// The whole expression.
        span: Span,
        /// What is indexed.
        expr: Box<Expr>,
        /// The index.
        index: Box<Expr>,
    },
    /// `expr[low:high]`
    Slice {
        /// The whole expression.
        span: Span,
        /// What is sliced.
        expr: Box<Expr>,
        /// First index.
        low: Option<Box<Expr>>,
        /// One past the last index.
        high: Option<Box<Expr>>,
    },
    /// `fun(args)`
    Call {
        /// The whole expression.
        span: Span,
        /// What is called.
        fun: Box<Expr>,
        /// The arguments.
        args: ThinVec<Expr>,
    },
    /// `name=expr`, the old value alias.
    Alias {
        /// The whole expression.
        span: Span,
        /// The name.
        name: Box<Ident>,
        /// The expression.
        expr: Box<Expr>,
    },
    /// `expr?`: an optional reference (experiment `try`).
    Optional {
        /// The whole expression.
        span: Span,
        /// The reference.
        expr: Box<Expr>,
    },
    /// `expr...`: an open reference (experiment `explicitopen`).
    Open {
        /// The whole expression.
        span: Span,
        /// The expression.
        expr: Box<Expr>,
    },
    /// `expr // comment`: an expression with a comment on the rest of its line; only in trees made by programs.
    Commented {
        /// The expression.
        expr: Box<Expr>,
        /// The comment without `//`.
        comment: String,
    },
    /// Text that could not be read; an error says why.
    Bad(Span),
}

/// A number literal.
#[derive(Clone, Debug)]
pub struct NumberLit {
    /// Where.
    pub span: Span,
    /// As written.
    pub raw: String,
}

/// The label of a selector.
#[derive(Clone, Debug)]
pub enum SelectorLabel {
    /// `.a`
    Ident(Ident),
    /// `."a"`
    String(StringLit),
}

impl Expr {
    /// Where the expression stands.
    pub fn span(&self) -> Span {
        match self {
            Expr::Ident(i) => i.span,
            Expr::Null(s) | Expr::Bool(s, _) | Expr::Bottom(s) | Expr::Bad(s) => *s,
            Expr::Commented { expr, .. } => expr.span(),
            Expr::Number(n) => n.span,
            Expr::String(s) => s.span,
            Expr::Interpolation(i) => i.span,
            Expr::Struct(s) => s.span,
            Expr::List(l) => l.span,
            Expr::Paren { span, .. }
            | Expr::Unary { span, .. }
            | Expr::Binary { span, .. }
            | Expr::Selector { span, .. }
            | Expr::Index { span, .. }
            | Expr::Slice { span, .. }
            | Expr::Call { span, .. }
            | Expr::Alias { span, .. }
            | Expr::Optional { span, .. }
            | Expr::Open { span, .. } => *span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All trees of a run are there at the same time, so each byte counts.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Decl>(), 16);
        assert_eq!(size_of::<Expr>(), 48);
        assert_eq!(size_of::<StringLit>(), 40);
        // The allocator has room for 160; more would take 192.
        assert_eq!(size_of::<Field>(), 152);
        assert_eq!(size_of::<Label>(), 48);
    }
}
