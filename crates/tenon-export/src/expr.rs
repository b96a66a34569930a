//! Resolved expressions → syntax.

use std::sync::Arc;
use tenon_ir::data::DataValue;
use tenon_ir::program::{
    self, BinaryOp as Ir, BoundOp, Disjunct, Element, Expr as E, ExprId, Predeclared, UnaryOp as IrUnary,
};
use tenon_ir::{Data, Label};
use tenon_source::Span;
use tenon_syntax::ast::{self, BinaryOp, Decl, Expr, SelectorLabel, StringValue, UnaryOp};

use crate::env::{Env, Term};
use crate::make;
use crate::printer::Printer;
use tenon_ir::literal;

/// What stands beside a `_|_` that the source says.
const EXPLICIT: &str = "explicit error (_|_ literal) in source";

impl Printer<'_> {
    /// An expression as written, with the names of the output.
    pub fn expr(&mut self, id: ExprId, env: &Env) -> Expr {
        self.deeper(|p| p.expr_here(id, env)).unwrap_or_else(make::bottom)
    }

    fn expr_here(&mut self, id: ExprId, env: &Env) -> Expr {
        let program = self.program.clone();
        let span = program.span(id);
        match program.expr(id) {
            E::Bottom => Expr::Commented { expr: Box::new(make::bottom()), comment: EXPLICIT.into() },
            E::Top => make::name("_"),
            E::Null => Expr::Null(Span::NONE),
            E::Bool(b) => Expr::Bool(Span::NONE, *b),
            E::Num(n) => make::number(self.number_text(span).map_or_else(|| n.to_string(), str::to_owned)),
            E::Str(s) => match self.literal_text(span) {
                Some(raw) => make::raw_string(raw, StringValue::String(s.clone())),
                None => make::string(s),
            },
            E::Bytes(b) => match self.literal_text(span) {
                Some(raw) => make::raw_string(raw, StringValue::Bytes((**b).into())),
                None => make::bytes(b),
            },
            E::Basic(b) => self.predeclared(b.name()),
            E::Predeclared(f) => self.predeclared(f.name()),
            E::Data(d) => program.data.get(d.0 as usize).map_or_else(make::bottom, |d| self.data(d)),
            E::Import(import) => {
                let (index, name) = self.names.import(&program, import, !self.evaluated);
                Expr::Ident(ast::Ident { span: self.links.import(index), name })
            }
            E::Bound(op, e) => {
                let operand = self.expr(*e, env);
                make::unary(bound_op(*op), operand)
            }
            E::Unary(IrUnary::Minus, e) if self.is_number(*e) => {
                let E::Num(n) = program.expr(*e) else { return make::bottom() };
                make::number(format!("-{n}"))
            }
            E::Unary(op, e) => {
                let operand = self.expr(*e, env);
                let op = match op {
                    IrUnary::Plus => UnaryOp::Plus,
                    IrUnary::Minus => UnaryOp::Minus,
                    IrUnary::Not => UnaryOp::Not,
                };
                make::unary(op, operand)
            }
            E::Binary(Ir::And, ..) => self.conjunction(id, env, false),
            E::Binary(op, a, b) => {
                let (a, b) = (self.expr(*a, env), self.expr(*b, env));
                make::binary(binary_op(*op), a, b)
            }
            E::Disjunction(all) => self.disjunction(all, env),
            E::Interpolation(parts) => self.interpolation(span, parts, false, env),
            E::BytesInterpolation(parts) => self.interpolation(span, parts, true, env),
            E::Struct(_) => self.merge(vec![Term::Expr(id, env.clone())], None),
            E::List(elements) => {
                let elems = elements.iter().map(|e| self.element(e, env)).collect();
                make::list(elems)
            }
            E::Field { .. }
            | E::Let { .. }
            | E::Node { .. }
            | E::LabelOf { .. }
            | E::ForKey { .. }
            | E::ForValue { .. }
            | E::ClauseLet { .. }
            | E::Dynamic { .. } => self.reference(program.expr(id), env),
            other => self.postfix(other, env),
        }
    }

    fn postfix(&mut self, expr: &E, env: &Env) -> Expr {
        let span = Span::NONE;
        match expr {
            E::Select(e, label) => {
                let of = Box::new(make::primary(self.expr(*e, env)));
                Expr::Selector { span, expr: of, label: Box::new(self.selector(*label)) }
            }
            E::Index(e, i) => {
                let of = Box::new(make::primary(self.expr(*e, env)));
                Expr::Index { span, expr: of, index: Box::new(self.expr(*i, env)) }
            }
            E::Slice(e, low, high) => {
                let of = Box::new(make::primary(self.expr(*e, env)));
                let mut bound = |e: &Option<ExprId>| e.map(|e| Box::new(self.expr(e, env)));
                let low = bound(low);
                Expr::Slice { span, expr: of, low, high: bound(high) }
            }
            E::Call(f, args) => self.call(*f, args, env),
            E::Alias(name, e) => {
                let (name, inner) = self.alias(*name, |p| p.expr(*e, &env.push(None)));
                Expr::Alias { span, name: Box::new(make::ident(name)), expr: Box::new(inner) }
            }
            E::Optional(e) => Expr::Optional { span, expr: Box::new(make::primary(self.expr(*e, env))) },
            E::Open(e) => Expr::Open { span, expr: Box::new(make::primary(self.expr(*e, env))) },
            _ => make::bottom(),
        }
    }

    fn call(&mut self, f: ExprId, args: &[ExprId], env: &Env) -> Expr {
        let program = self.program.clone();
        let op = match program.expr(f) {
            E::Predeclared(Predeclared::Div) => Some(BinaryOp::IntDiv),
            E::Predeclared(Predeclared::Mod) => Some(BinaryOp::IntMod),
            E::Predeclared(Predeclared::Quo) => Some(BinaryOp::IntQuo),
            E::Predeclared(Predeclared::Rem) => Some(BinaryOp::IntRem),
            _ => None,
        };
        let mut printed: Vec<Expr> = args.iter().map(|a| self.expr(*a, env)).collect();
        if let Some(op) = op
            && args.len() == 2
            && self.written_as_operator(f, args)
            && let (Some(b), Some(a)) = (printed.pop(), printed.pop())
        {
            return make::binary(op, a, b);
        }
        let fun = Box::new(make::primary(self.expr(f, env)));
        Expr::Call { span: Span::NONE, fun, args: printed.into() }
    }

    /// `a div b` and `div(a, b)` are the same call; the place of the operator tells them apart.
    fn written_as_operator(&self, f: ExprId, args: &[ExprId]) -> bool {
        args.first().is_some_and(|a| self.program.span(*a).start < self.program.span(f).start)
    }

    fn element(&mut self, element: &Element, env: &Env) -> ast::Element {
        match element {
            Element::Expr(e) => {
                let shown = self.expr(*e, env);
                ast::Element::Expr(if self.definition { plainly_quoted(shown) } else { shown })
            }
            Element::Comprehension(c) => ast::Element::Comprehension(Box::new(self.comprehension(*c, env))),
            Element::Ellipsis(e) => ast::Element::Ellipsis(make::ellipsis(e.map(|e| self.expr(e, env)))),
        }
    }

    /// `a & b`: basic types and literals stand in front, then types that are ranges, lists and structs at the end. What
    /// `eval` prints of a disjunct stays in its order.
    fn conjunction(&mut self, id: ExprId, env: &Env, disjunct: bool) -> Expr {
        let mut operands = Vec::new();
        self.operands(id, &mut operands);
        if self.definition || !disjunct {
            operands.sort_by_key(|e| self.rank(*e));
        }
        let all = operands.into_iter().map(|e| self.expr(e, env)).collect();
        make::join(BinaryOp::And, all).unwrap_or_else(make::bottom)
    }

    fn is_number(&self, id: ExprId) -> bool {
        matches!(self.program.expr(id), E::Num(_))
    }

    fn rank(&self, id: ExprId) -> u8 {
        match self.program.expr(id) {
            E::List(_) => 3,
            E::Struct(_) => 4,
            E::Basic(b) if b.is_range() => 1,
            _ => 2 * u8::from(!self.is_plain_value(id)),
        }
    }

    /// The operands of a chain of `&`, from left to right.
    pub fn operands(&self, id: ExprId, out: &mut Vec<ExprId>) {
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            match self.program.expr(id) {
                E::Binary(Ir::And, a, b) => todo.extend([*b, *a]),
                _ => out.push(id),
            }
        }
    }

    /// Whether an expression is a value by itself: a type, a literal, a bound of a literal.
    pub fn is_plain_value(&self, id: ExprId) -> bool {
        match self.program.expr(id) {
            E::Top | E::Null | E::Bool(_) | E::Num(_) | E::Str(_) | E::Bytes(_) | E::Basic(_) => true,
            E::Unary(IrUnary::Minus, e) => self.is_number(*e),
            E::Bound(_, e) => {
                self.is_number(*e)
                    || matches!(self.program.expr(*e), E::Null | E::Bool(_) | E::Str(_) | E::Bytes(_))
                    || matches!(self.program.expr(*e), E::Unary(IrUnary::Minus, e) if self.is_number(*e))
            }
            _ => false,
        }
    }

    /// Whether an expression computes something from literals alone.
    pub fn is_computed(&self, id: ExprId) -> bool {
        match self.program.expr(id) {
            E::Binary(Ir::And | Ir::Match | Ir::NotMatch, ..) => false,
            E::Binary(_, a, b) => [a, b].into_iter().all(|e| self.is_plain_value(*e) || self.is_computed(*e)),
            _ => false,
        }
    }

    fn disjunction(&mut self, all: &[Disjunct], env: &Env) -> Expr {
        let mut flat = Vec::with_capacity(all.len());
        self.flat_disjuncts(all, &mut flat);
        let all = flat
            .into_iter()
            .map(|d| {
                let e = match self.program.expr(d.expr) {
                    E::Binary(Ir::And, ..) => self.conjunction(d.expr, env, true),
                    _ => self.expr(d.expr, env),
                };
                if d.default { make::unary(UnaryOp::Default, e) } else { e }
            })
            .collect();
        make::join(BinaryOp::Or, all).unwrap_or_else(make::bottom)
    }

    /// The disjuncts, and those of a disjunct that is a disjunction without a mark.
    fn flat_disjuncts(&self, all: &[Disjunct], out: &mut Vec<Disjunct>) {
        for d in all {
            match self.program.expr(d.expr) {
                E::Disjunction(inner) if !d.default => {
                    stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.flat_disjuncts(inner, out));
                }
                _ => out.push(*d),
            }
        }
    }

    fn interpolation(&mut self, span: Span, parts: &[ExprId], bytes: bool, env: &Env) -> Expr {
        Expr::Interpolation(self.interpolation_lit(span, parts, bytes, env))
    }

    /// `"… \(expr) …"`
    pub fn interpolation_lit(&mut self, span: Span, parts: &[ExprId], bytes: bool, env: &Env) -> ast::Interpolation {
        // A literal of several lines stays one only where there is a line break in it.
        let breaks = |id: &ExprId| match self.program.expr(*id) {
            E::Str(s) => s.contains('\n'),
            E::Bytes(b) => b.contains(&b'\n'),
            _ => false,
        };
        let several = self.literal_text(span).is_some_and(|t| t.contains("\"\"\"") || t.contains("'''"));
        let sourced = self.literal_text(span).is_some() && (!several || parts.iter().step_by(2).any(breaks));
        let last = parts.len().saturating_sub(1);
        let quote = if bytes { '\'' } else { '"' };
        let mut out = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            if i % 2 == 1 {
                out.push(ast::InterpolationPart::Expr(self.expr(*part, env)));
                continue;
            }
            let value = match self.program.expr(*part) {
                E::Str(s) => StringValue::String(s.clone()),
                E::Bytes(b) => StringValue::Bytes((**b).into()),
                _ => StringValue::String(Arc::default()),
            };
            let raw = match self.source_text(self.program.span(*part)).filter(|_| sourced) {
                Some(raw) => raw.to_owned(),
                None => {
                    let inner = match &value {
                        StringValue::String(s) => literal::one_line(s),
                        StringValue::Bytes(b) => literal::bytes(b),
                    };
                    let inner = inner.get(1..inner.len().saturating_sub(1)).unwrap_or("").to_owned();
                    let open = if i == 0 { quote } else { ')' };
                    if i == last { format!("{open}{inner}{quote}") } else { format!("{open}{inner}\\(") }
                }
            };
            out.push(ast::InterpolationPart::Text { span: Span::NONE, raw, value });
        }
        ast::Interpolation { span: Span::NONE, bytes, parts: out }
    }

    /// The literal at a place, if one stands there.
    pub fn literal_text(&self, span: Span) -> Option<&str> {
        self.source_text(span).filter(|t| t.trim_start_matches('#').starts_with(['"', '\'']))
    }

    /// A decimal number without an exponent is printed as it is written, other spellings by their value.
    fn number_text(&self, span: Span) -> Option<&str> {
        let decimal = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
        self.source_text(span).filter(|t| !t.is_empty() && t.chars().all(decimal))
    }

    /// A selector's label.
    pub fn selector(&self, label: Label) -> SelectorLabel {
        let name = self.program.interner.name(label);
        if label.is_regular() && !literal::is_identifier(name) {
            SelectorLabel::String(make::label_lit(name))
        } else {
            SelectorLabel::Ident(make::ident(name))
        }
    }

    /// Data as a literal.
    pub fn data(&mut self, data: &Data) -> Expr {
        self.deeper(|p| match &data.value {
            DataValue::Null => Expr::Null(Span::NONE),
            DataValue::Bool(b) => Expr::Bool(Span::NONE, *b),
            DataValue::Num(n) => make::number(n.to_string()),
            DataValue::Str(s) => make::string(s),
            DataValue::Bytes(b) => make::bytes(b),
            DataValue::List(items) => make::list(items.iter().map(|i| ast::Element::Expr(p.data(i))).collect()),
            DataValue::Struct(entries) => {
                let mut decls = Vec::with_capacity(entries.len());
                for e in entries {
                    let value = p.data(&e.value);
                    let label = make::regular_label(&e.key);
                    decls.push(Decl::Field(Box::new(make::field(label, ast::Marker::None, value, Vec::new()))));
                }
                make::braces(decls)
            }
            DataValue::Opaque(_) => make::name("_"),
        })
        .unwrap_or_else(make::bottom)
    }
}

/// A string without `#` around it.
fn plainly_quoted(expr: Expr) -> Expr {
    match &expr {
        Expr::String(s) if s.raw().starts_with('#') => match &s.value {
            StringValue::String(text) => make::string(text),
            StringValue::Bytes(bytes) => make::bytes(bytes),
        },
        _ => expr,
    }
}

/// The syntax of a bound's operator.
pub(crate) fn bound_op(op: BoundOp) -> UnaryOp {
    match op {
        BoundOp::Less => UnaryOp::Less,
        BoundOp::LessEq => UnaryOp::LessEq,
        BoundOp::Greater => UnaryOp::Greater,
        BoundOp::GreaterEq => UnaryOp::GreaterEq,
        BoundOp::NotEq => UnaryOp::NotEq,
        BoundOp::Equal => UnaryOp::Equal,
        BoundOp::Match => UnaryOp::Match,
        BoundOp::NotMatch => UnaryOp::NotMatch,
    }
}

fn binary_op(op: program::BinaryOp) -> BinaryOp {
    match op {
        Ir::And => BinaryOp::And,
        Ir::BoolAnd => BinaryOp::BoolAnd,
        Ir::BoolOr => BinaryOp::BoolOr,
        Ir::Equal => BinaryOp::Equal,
        Ir::NotEq => BinaryOp::NotEq,
        Ir::Less => BinaryOp::Less,
        Ir::LessEq => BinaryOp::LessEq,
        Ir::Greater => BinaryOp::Greater,
        Ir::GreaterEq => BinaryOp::GreaterEq,
        Ir::Match => BinaryOp::Match,
        Ir::NotMatch => BinaryOp::NotMatch,
        Ir::Add => BinaryOp::Add,
        Ir::Sub => BinaryOp::Sub,
        Ir::Mul => BinaryOp::Mul,
        Ir::Div => BinaryOp::Div,
    }
}
