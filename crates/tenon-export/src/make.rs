//! Small pieces of syntax trees without text behind them.

use tenon_source::Span;
use tenon_syntax::ast::{self, BinaryOp, Decl, Expr, Field, Ident, Label, StringLit, StringValue, StructLit, UnaryOp};

use tenon_ir::literal;

/// An identifier.
pub(crate) fn ident(name: impl Into<String>) -> Ident {
    Ident { span: Span::NONE, name: name.into() }
}

/// A reference by name.
pub(crate) fn name(name: impl Into<String>) -> Expr {
    Expr::Ident(ident(name))
}

/// A string literal.
pub(crate) fn string_lit(text: &str) -> StringLit {
    StringLit::new(Span::NONE, &literal::string(text), StringValue::String(text.into()))
}

/// A string on one line, for labels.
pub(crate) fn label_lit(text: &str) -> StringLit {
    StringLit::new(Span::NONE, &literal::one_line(text), StringValue::String(text.into()))
}

/// A string.
pub(crate) fn string(text: &str) -> Expr {
    Expr::String(string_lit(text))
}

/// Bytes.
pub(crate) fn bytes(bytes: &[u8]) -> Expr {
    raw_string(&literal::bytes(bytes), StringValue::Bytes(bytes.into()))
}

/// A literal as it stands in a source.
pub(crate) fn raw_string(raw: &str, value: StringValue) -> Expr {
    Expr::String(StringLit::new(Span::NONE, raw, value))
}

/// A number.
pub(crate) fn number(text: impl Into<String>) -> Expr {
    Expr::Number(ast::NumberLit { span: Span::NONE, raw: text.into() })
}

/// `_|_`
pub(crate) fn bottom() -> Expr {
    Expr::Bottom(Span::NONE)
}

/// `op expr`
pub(crate) fn unary(op: UnaryOp, expr: Expr) -> Expr {
    let expr = if matches!(expr, Expr::Binary { .. } | Expr::Alias { .. }) { paren(expr) } else { expr };
    Expr::Unary { span: Span::NONE, op, op_span: Span::NONE, expr: Box::new(expr) }
}

/// `left op right`, with parentheses where the operands bind less tightly.
pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let p = op.precedence();
    let left = if precedence(&left) < p { paren(left) } else { left };
    let right = if precedence(&right) <= p { paren(right) } else { right };
    Expr::Binary { span: Span::NONE, op, op_at: 0, left: Box::new(left), right: Box::new(right) }
}

fn precedence(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary { op, .. } => op.precedence(),
        Expr::Alias { .. } => 0,
        Expr::Unary { op: UnaryOp::Default, .. } => 1,
        _ => 8,
    }
}

/// All of them joined by an operator, from left to right; nothing for none.
pub(crate) fn join(op: BinaryOp, all: Vec<Expr>) -> Option<Expr> {
    all.into_iter().reduce(|left, right| {
        let right = if precedence(&right) <= op.precedence() && !matches!(right, Expr::Unary { .. }) {
            paren(right)
        } else {
            right
        };
        let left = if precedence(&left) < op.precedence() { paren(left) } else { left };
        Expr::Binary { span: Span::NONE, op, op_at: 0, left: Box::new(left), right: Box::new(right) }
    })
}

/// Takes what [`join`] put together apart.
pub(crate) fn operands(expr: Expr, of: BinaryOp, out: &mut Vec<Expr>) {
    let start = out.len();
    let mut rest = expr;
    loop {
        match rest {
            Expr::Binary { op, left, right, .. } if op == of => {
                out.push(*right);
                rest = *left;
            }
            first => {
                out.push(first);
                break;
            }
        }
    }
    out[start..].reverse();
}

/// `(expr)`
pub(crate) fn paren(expr: Expr) -> Expr {
    Expr::Paren { span: Span::NONE, expr: Box::new(expr) }
}

/// What stands before a selector, an index or arguments.
pub(crate) fn primary(expr: Expr) -> Expr {
    match expr {
        Expr::Binary { .. } | Expr::Unary { .. } | Expr::Alias { .. } => paren(expr),
        _ => expr,
    }
}

/// `{ … }`
pub(crate) fn braces(decls: Vec<Decl>) -> Expr {
    Expr::Struct(struct_lit(decls))
}

/// `name(arg)`
pub(crate) fn call(fun: &str, arg: Expr) -> Expr {
    Expr::Call { span: Span::NONE, fun: Box::new(name(fun)), args: vec![arg].into() }
}

/// `{ … }`
pub(crate) fn struct_lit(decls: Vec<Decl>) -> StructLit {
    StructLit::new(Span::NONE, true, decls)
}

/// `[ … ]`
pub(crate) fn list(elems: Vec<ast::Element>) -> Expr {
    Expr::List(ast::ListLit { span: Span::NONE, elems })
}

/// An expression as a declaration.
pub(crate) fn embed(expr: Expr) -> Decl {
    Decl::Embed(Box::new(ast::Embed { span: Span::NONE, expr, attrs: Default::default() }))
}

/// `...` or `...expr`
pub(crate) fn ellipsis(expr: Option<Expr>) -> ast::Ellipsis {
    ast::Ellipsis { span: Span::NONE, expr: expr.map(Box::new) }
}

/// `@attr(…)`
pub(crate) fn attribute(text: &str) -> ast::Attribute {
    ast::Attribute::new(Span::NONE, text.to_owned())
}

/// `let name = expr`
pub(crate) fn let_clause(name: &str, expr: Expr) -> ast::LetClause {
    ast::LetClause { span: Span::NONE, name: ident(name), expr: Box::new(expr), apart: false, doc: Default::default() }
}

/// `label: value`; a struct of one field goes without braces.
pub(crate) fn field(label: Label, marker: ast::Marker, value: Expr, attrs: Vec<ast::Attribute>) -> Field {
    let value = if attrs.is_empty() { without_braces(value) } else { value };
    Field {
        span: Span::NONE,
        doc: Default::default(),
        apart: false,
        alias: None,
        label,
        postfix: None,
        marker,
        colon: 0,
        value,
        attrs: attrs.into(),
    }
}

fn without_braces(value: Expr) -> Expr {
    match value {
        Expr::Struct(mut s) => {
            if let [Decl::Field(f)] = s.decls.as_slice() {
                s.braces = !f.doc.is_empty() || single_in_braces(&f.value);
            }
            Expr::Struct(s)
        }
        other => other,
    }
}

/// Whether a value is a struct with one field that keeps its braces, because of documentation or attributes.
fn single_in_braces(value: &Expr) -> bool {
    matches!(value, Expr::Struct(s) if s.braces && matches!(s.decls.as_slice(), [Decl::Field(_)]))
}

/// The label of a regular field: an identifier where it can be one.
pub(crate) fn regular_label(name: &str) -> Label {
    if literal::is_identifier(name) { Label::Ident(ident(name)) } else { Label::String(label_lit(name)) }
}
