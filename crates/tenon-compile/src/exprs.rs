//! Expressions.

use crate::compiler::Compiler;
use std::sync::Arc;
use tenon_catalogue::{e0110, e0210, e0212, e0215, e0216};
use tenon_ir::Num;
use tenon_ir::program::{BinaryOp, BoundOp, Disjunct, Element, Expr, ExprId, Predeclared, UnaryOp};
use tenon_source::Span;
use tenon_syntax::ast;

impl<'a> Compiler<'_, 'a> {
    /// Compiles an expression; how deeply it nests does not matter.
    pub fn expr(&mut self, expr: &'a ast::Expr) -> ExprId {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || self.expr_on_stack(expr))
    }

    fn expr_on_stack(&mut self, expr: &'a ast::Expr) -> ExprId {
        let span = expr.span();
        let compiled = match expr {
            ast::Expr::Ident(ident) => return self.reference(ident),
            ast::Expr::Null(_) => Expr::Null,
            ast::Expr::Bool(_, b) => Expr::Bool(*b),
            ast::Expr::Bottom(_) => Expr::Bottom,
            // The syntax error is told; what stands around it keeps its value.
            ast::Expr::Bad(_) => Expr::Top,
            ast::Expr::Number(number) => self.number(number),
            ast::Expr::String(s) => text(&s.value),
            ast::Expr::Interpolation(i) => return self.interpolation(i),
            ast::Expr::Struct(s) => return self.struct_lit(s),
            ast::Expr::List(list) => return self.list(list),
            ast::Expr::Paren { expr, .. } | ast::Expr::Commented { expr, .. } => return self.expr(expr),
            ast::Expr::Unary { op, op_span, expr, .. } => return self.unary(span, *op, *op_span, expr),
            ast::Expr::Binary { op: ast::BinaryOp::Or, .. } => return self.disjunction(expr),
            ast::Expr::Binary { span, op, op_at, left, right } => self.binary(*op, op.span(*span, *op_at), left, right),
            ast::Expr::Selector { expr, label, .. } => {
                let of = self.expr(expr);
                let label = match &**label {
                    ast::SelectorLabel::Ident(ident) => self.label(&ident.name),
                    ast::SelectorLabel::String(s) => match &s.value {
                        ast::StringValue::String(s) => self.program.interner.regular(s),
                        ast::StringValue::Bytes(b) => self.program.interner.regular(&String::from_utf8_lossy(b)),
                    },
                };
                Expr::Select(of, label)
            }
            ast::Expr::Index { expr, index, .. } => Expr::Index(self.expr(expr), self.expr(index)),
            ast::Expr::Slice { expr, low, high, .. } => {
                let of = self.expr(expr);
                let low = low.as_deref().map(|e| self.expr(e));
                Expr::Slice(of, low, high.as_deref().map(|e| self.expr(e)))
            }
            ast::Expr::Call { fun, args, .. } => {
                let fun = self.expr(fun);
                Expr::Call(fun, args.iter().map(|a| self.expr(a)).collect())
            }
            ast::Expr::Alias { expr, .. } => {
                self.error(e0110::CODE, e0110::MISPLACED, span);
                return self.expr(expr);
            }
            ast::Expr::Optional { expr, .. } => {
                if !self.in_try {
                    self.error(e0212::CODE, e0212::MESSAGE, span);
                }
                Expr::Optional(self.expr(expr))
            }
            ast::Expr::Open { expr, .. } => Expr::Open(self.expr(expr)),
        };
        self.add(compiled, span)
    }

    fn number(&mut self, number: &ast::NumberLit) -> Expr {
        match Num::parse_literal(&number.raw) {
            Ok(n) => Expr::Num(n),
            Err(_) => {
                self.error(e0216::CODE, e0216::message(&number.raw), number.span);
                Expr::Bottom
            }
        }
    }

    /// Compiles a literal with interpolations.
    pub fn interpolation(&mut self, interpolation: &'a ast::Interpolation) -> ExprId {
        let mut parts = Vec::with_capacity(interpolation.parts.len());
        for part in &interpolation.parts {
            parts.push(match part {
                ast::InterpolationPart::Text { span, value, .. } => self.add(text(value), *span),
                ast::InterpolationPart::Expr(expr) => self.expr(expr),
            });
        }
        let parts = parts.into();
        let expr = if interpolation.bytes { Expr::BytesInterpolation(parts) } else { Expr::Interpolation(parts) };
        self.add(expr, interpolation.span)
    }

    /// Compiles a list. A list that says `self` is the node that is meant, so it gets a frame.
    fn list(&mut self, list: &'a ast::ListLit) -> ExprId {
        let framed = self.file.features.aliasv2 && list.elems.iter().any(says_self_in_element);
        let mark = self.scopes.mark();
        if framed {
            self.scopes.push();
            self.self_frames.push(self.scopes.frame());
        }
        let elements = list.elems.iter().map(|e| match e {
            ast::Element::Expr(expr) => Element::Expr(self.expr(expr)),
            ast::Element::Comprehension(c) => Element::Comprehension(self.comprehension(c)),
            ast::Element::Ellipsis(e) => Element::Ellipsis(e.expr.as_deref().map(|e| self.expr(e))),
        });
        let elements = elements.collect();
        let id = self.add(Expr::List(elements), list.span);
        if !framed {
            return id;
        }
        self.self_frames.pop();
        self.scopes.pop(mark);
        let name = self.label("self");
        self.add(Expr::Alias(name, id), list.span)
    }

    fn unary(&mut self, span: Span, op: ast::UnaryOp, op_span: Span, operand: &'a ast::Expr) -> ExprId {
        if op == ast::UnaryOp::Default {
            self.error(e0210::CODE, e0210::MESSAGE, op_span);
            return self.expr(operand);
        }
        let operand = self.expr(operand);
        let expr = match op {
            ast::UnaryOp::Plus | ast::UnaryOp::Default => Expr::Unary(UnaryOp::Plus, operand),
            ast::UnaryOp::Minus => Expr::Unary(UnaryOp::Minus, operand),
            ast::UnaryOp::Not => Expr::Unary(UnaryOp::Not, operand),
            ast::UnaryOp::Less => Expr::Bound(BoundOp::Less, operand),
            ast::UnaryOp::LessEq => Expr::Bound(BoundOp::LessEq, operand),
            ast::UnaryOp::Greater => Expr::Bound(BoundOp::Greater, operand),
            ast::UnaryOp::GreaterEq => Expr::Bound(BoundOp::GreaterEq, operand),
            ast::UnaryOp::NotEq => Expr::Bound(BoundOp::NotEq, operand),
            ast::UnaryOp::Equal => Expr::Bound(BoundOp::Equal, operand),
            ast::UnaryOp::Match => Expr::Bound(BoundOp::Match, operand),
            ast::UnaryOp::NotMatch => Expr::Bound(BoundOp::NotMatch, operand),
        };
        self.add(expr, span)
    }

    fn binary(&mut self, op: ast::BinaryOp, op_span: Span, left: &'a ast::Expr, right: &'a ast::Expr) -> Expr {
        let a = self.expr(left);
        let b = self.expr(right);
        let function = match op {
            ast::BinaryOp::IntDiv => Predeclared::Div,
            ast::BinaryOp::IntMod => Predeclared::Mod,
            ast::BinaryOp::IntQuo => Predeclared::Quo,
            ast::BinaryOp::IntRem => Predeclared::Rem,
            _ => {
                let op = binary_op(op);
                let arithmetic = matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div);
                let hopeless = arithmetic && (self.never_concrete(op, a) | self.never_concrete(op, b));
                return if hopeless { Expr::Bottom } else { Expr::Binary(op, a, b) };
            }
        };
        let function = self.add(Expr::Predeclared(function), op_span);
        Expr::Call(function, Box::new([a, b]))
    }

    /// Reports an operand of arithmetic that is a bound or a type and so can never become concrete.
    fn never_concrete(&mut self, op: BinaryOp, operand: ExprId) -> bool {
        let found = matches!(self.program.expr(operand), Expr::Bound(..) | Expr::Basic(_));
        if found {
            let span = self.program.span(operand);
            let text = self.file.text.get(span.start as usize..span.end as usize).unwrap_or("");
            self.error(e0215::CODE, e0215::message(text, op.as_str()), span);
        }
        found
    }

    fn disjunction(&mut self, expr: &'a ast::Expr) -> ExprId {
        let mut leaves = Vec::new();
        leaves_of(expr, &mut leaves);
        let mut disjuncts = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            let (expr, default) = match leaf {
                ast::Expr::Unary { op: ast::UnaryOp::Default, expr, .. } => (&**expr, true),
                _ => (leaf, false),
            };
            let expr = self.expr(expr);
            match self.program.expr(expr) {
                Expr::Disjunction(inner) if !default && inner.iter().all(|d| !d.default) => {
                    disjuncts.extend(inner.iter().map(|d| Disjunct { within: Some(expr), ..*d }));
                }
                _ => disjuncts.push(Disjunct { expr, default, within: None }),
            }
        }
        self.add(Expr::Disjunction(disjuncts.into()), expr.span())
    }
}

/// The operands of a chain of `|`, left to right, without going into parentheses.
fn leaves_of<'a>(expr: &'a ast::Expr, leaves: &mut Vec<&'a ast::Expr>) {
    let mut todo = vec![expr];
    while let Some(expr) = todo.pop() {
        match expr {
            ast::Expr::Binary { op: ast::BinaryOp::Or, left, right, .. } => {
                todo.push(right);
                todo.push(left);
            }
            _ => leaves.push(expr),
        }
    }
}

fn text(value: &ast::StringValue) -> Expr {
    match value {
        ast::StringValue::String(s) => Expr::Str(s.clone()),
        ast::StringValue::Bytes(b) => Expr::Bytes(Arc::from(&**b)),
    }
}

/// The operators that the program has; the others are handled before.
fn binary_op(op: ast::BinaryOp) -> BinaryOp {
    match op {
        ast::BinaryOp::And | ast::BinaryOp::Or => BinaryOp::And,
        ast::BinaryOp::BoolAnd => BinaryOp::BoolAnd,
        ast::BinaryOp::BoolOr => BinaryOp::BoolOr,
        ast::BinaryOp::Equal => BinaryOp::Equal,
        ast::BinaryOp::NotEq => BinaryOp::NotEq,
        ast::BinaryOp::Less => BinaryOp::Less,
        ast::BinaryOp::LessEq => BinaryOp::LessEq,
        ast::BinaryOp::Greater => BinaryOp::Greater,
        ast::BinaryOp::GreaterEq => BinaryOp::GreaterEq,
        ast::BinaryOp::Match => BinaryOp::Match,
        ast::BinaryOp::NotMatch => BinaryOp::NotMatch,
        ast::BinaryOp::Add => BinaryOp::Add,
        ast::BinaryOp::Sub => BinaryOp::Sub,
        ast::BinaryOp::Mul => BinaryOp::Mul,
        ast::BinaryOp::Div | ast::BinaryOp::IntDiv => BinaryOp::Div,
        ast::BinaryOp::IntMod | ast::BinaryOp::IntQuo | ast::BinaryOp::IntRem => BinaryOp::Div,
    }
}

fn says_self_in_element(element: &ast::Element) -> bool {
    match element {
        ast::Element::Expr(e) => says_self(e),
        ast::Element::Comprehension(c) => c.clauses.iter().any(|c| match c {
            ast::Clause::For { source, .. } => says_self(source),
            ast::Clause::If { condition, .. } => says_self(condition),
            ast::Clause::Let(l) => says_self(&l.expr),
            ast::Clause::Try { binding, .. } => binding.as_ref().is_some_and(|(_, e)| says_self(e)),
        }),
        ast::Element::Ellipsis(e) => e.expr.as_deref().is_some_and(says_self),
    }
}

/// Whether an expression says `self` outside of structs and lists of its own.
fn says_self(expr: &ast::Expr) -> bool {
    let mut todo = vec![expr];
    while let Some(expr) = todo.pop() {
        match expr {
            ast::Expr::Ident(ident) if ident.name == "self" => return true,
            ast::Expr::Interpolation(i) => todo.extend(i.parts.iter().filter_map(|p| match p {
                ast::InterpolationPart::Expr(e) => Some(e),
                ast::InterpolationPart::Text { .. } => None,
            })),
            ast::Expr::Paren { expr, .. }
            | ast::Expr::Unary { expr, .. }
            | ast::Expr::Selector { expr, .. }
            | ast::Expr::Alias { expr, .. }
            | ast::Expr::Optional { expr, .. }
            | ast::Expr::Open { expr, .. } => todo.push(expr),
            ast::Expr::Binary { left, right, .. } => todo.extend([&**left, &**right]),
            ast::Expr::Index { expr, index, .. } => todo.extend([&**expr, &**index]),
            ast::Expr::Slice { expr, low, high, .. } => {
                todo.push(expr);
                todo.extend(low.as_deref());
                todo.extend(high.as_deref());
            }
            ast::Expr::Call { fun, args, .. } => {
                todo.push(fun);
                todo.extend(args);
            }
            _ => {}
        }
    }
    false
}
