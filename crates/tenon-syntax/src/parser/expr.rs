//! Expressions.

use super::{Misfit, Parser, Read};
use crate::ast::*;
use crate::token::Tok;
use tenon_source::Span;
use thin_vec::ThinVec;

/// What an operand can begin with, as far as errors name it.
const OPERAND: [Tok; 4] = [Tok::Ident, Tok::Number, Tok::String, Tok::LBrace];

impl Parser<'_, '_> {
    /// AliasExpr = "name" "=" Expr | Expr
    pub(super) fn alias_expr(&mut self) -> Read<Expr> {
        let start = self.start;
        let alias = self.alias()?;
        let expr = self.expr()?;
        Ok(match alias {
            Some(name) => self.build.alias(start, name, expr, self.end),
            None => expr,
        })
    }

    /// Expr = Unary (BinaryOp Unary)*
    pub(super) fn expr(&mut self) -> Read<Expr> {
        let mut expr = self.unary()?;
        self.operators(&mut expr)?;
        Ok(expr)
    }

    /// Whether an expression begins here.
    pub(super) fn at_expr(&mut self) -> bool {
        use Tok::*;
        let operand = matches!(
            self.tok,
            Ident | Null | True | False | Bottom | Number | String | InterpStart | LBrace | LBrack | LParen | BadExpr
        );
        if operand || unary_op(self.tok).is_some() {
            return true;
        }
        self.note(&OPERAND);
        false
    }

    /// Reads the operators and operands behind an operand. Mostly there are none, and it stays where it is.
    pub(super) fn operators(&mut self, first: &mut Expr) -> Read<()> {
        self.operators_from(first, 0)
    }

    /// The same as far as operators bind at least so tightly. It calls itself once for each level that binds more tightly.
    fn operators_from(&mut self, left: &mut Expr, least: u8) -> Read<()> {
        while let Some(op) = binary_op(self.tok).filter(|op| op.precedence() >= least) {
            let start = self.start;
            self.bump();
            let mut right = self.unary()?;
            if binary_op(self.tok).is_some_and(|next| next.precedence() > op.precedence()) {
                self.operators_from(&mut right, op.precedence() + 1)?;
            }
            *left = self.build.binary(taken(left), start, op, right);
        }
        Ok(())
    }

    /// Unary = UnaryOp Unary | Operand Suffix*
    fn unary(&mut self) -> Read<Expr> {
        let Some(op) = unary_op(self.tok) else {
            let mut operand = self.operand()?;
            self.suffixes(&mut operand)?;
            return Ok(operand);
        };
        let start = self.start;
        self.bump();
        let end = self.end;
        let expr = self.deeper(Self::unary)?;
        Ok(self.build.unary(start, op, end, expr))
    }

    /// Operand = "name" | "null" | "true" | "false" | "_|_" | "number" | "string" | Interpolation | StructLit | ListLit
    ///         | "(" AliasExpr ")" | "<bad expression>"
    fn operand(&mut self) -> Read<Expr> {
        let start = self.start;
        let make: fn(&Self, u32) -> Expr = match self.tok {
            Tok::Ident => return Ok(Expr::Ident(self.name()?)),
            Tok::String => return Ok(Expr::String(self.string())),
            Tok::InterpStart => return Ok(Expr::Interpolation(self.interpolation()?)),
            Tok::LBrace => return Ok(Expr::Struct(self.struct_lit()?)),
            Tok::LBrack => return Ok(Expr::List(self.deeper(Self::list_lit)?)),
            Tok::LParen => {
                let expr = self.in_parens()?;
                return Ok(self.build.paren(start, expr, self.end));
            }
            Tok::Number => |this, start| this.build.number(start, this.end),
            Tok::Null => |this, start| Expr::Null(this.build.span(start, this.end)),
            Tok::True => |this, start| Expr::Bool(this.build.span(start, this.end), true),
            Tok::False => |this, start| Expr::Bool(this.build.span(start, this.end), false),
            Tok::Bottom => |this, start| Expr::Bottom(this.build.span(start, this.end)),
            Tok::BadExpr => |this, start| Expr::Bad(this.build.span(start, this.end)),
            _ => {
                self.note(&OPERAND);
                return Err(Misfit);
            }
        };
        self.bump();
        Ok(make(self, start))
    }

    /// "(" AliasExpr ")"
    pub(super) fn in_parens(&mut self) -> Read<Expr> {
        self.bump();
        let expr = self.deeper(Self::alias_expr)?;
        self.need(Tok::RParen)?;
        Ok(expr)
    }

    /// Suffix = "." ("name" | "string") | "[" Expr ","? "]" | "[" Expr? ":" Expr? "]" | "(" (Expr % "," ","?)? ")"
    ///        | "?" | "..."
    pub(super) fn suffixes(&mut self, expr: &mut Expr) -> Read<()> {
        loop {
            *expr = match self.tok {
                Tok::Dot => {
                    self.bump();
                    let label = if self.at(Tok::String) {
                        SelectorLabel::String(self.string())
                    } else {
                        SelectorLabel::Ident(self.name()?)
                    };
                    self.build.selector(taken(expr), label, self.end)
                }
                Tok::LBrack => self.deeper(|this| this.index(taken(expr)))?,
                Tok::LParen => {
                    let args = self.deeper(Self::arguments)?;
                    self.build.call(taken(expr), args, self.end)
                }
                Tok::Question => {
                    self.bump();
                    self.build.optional(taken(expr), self.end)
                }
                Tok::Ellipsis => {
                    self.bump();
                    self.build.open(taken(expr), self.end)
                }
                _ => return Ok(()),
            };
        }
    }

    fn index(&mut self, expr: Expr) -> Read<Expr> {
        self.bump();
        let low = if self.at(Tok::Colon) { None } else { Some(self.expr()?) };
        if self.take(Tok::Colon) {
            let high = if self.at(Tok::RBrack) { None } else { Some(self.expr()?) };
            self.need(Tok::RBrack)?;
            return Ok(self.build.slice(expr, low, high, self.end));
        }
        let Some(index) = low else { return Err(Misfit) };
        self.take(Tok::Comma);
        self.need(Tok::RBrack)?;
        Ok(self.build.index(expr, index, self.end))
    }

    fn arguments(&mut self) -> Read<ThinVec<Expr>> {
        self.bump();
        let from = self.exprs.len();
        self.list(Tok::RParen, |this| {
            let expr = this.expr()?;
            this.exprs.push(expr);
            Ok(())
        })?;
        self.need(Tok::RParen)?;
        Ok(self.exprs.drain(from..).collect())
    }

    /// StructLit = "{" Decls "}"
    ///
    /// At its brace.
    pub(super) fn struct_lit(&mut self) -> Read<StructLit> {
        let start = self.start;
        self.bump();
        let decls = self.deeper(|this| this.decls(Tok::RBrace))?;
        self.need(Tok::RBrace)?;
        Ok(self.build.struct_lit(start, decls, self.end))
    }

    /// ListLit = "[" (Element % "," ","?)? "]"
    /// Element = AliasExpr | Comprehension | "..." Expr?
    fn list_lit(&mut self) -> Read<ListLit> {
        let start = self.start;
        self.bump();
        let from = self.elements.len();
        self.list(Tok::RBrack, |this| {
            let element = this.element()?;
            this.elements.push(element);
            Ok(())
        })?;
        self.need(Tok::RBrack)?;
        let elements = self.elements.drain(from..).collect();
        Ok(self.build.list(start, elements, self.end))
    }

    fn element(&mut self) -> Read<Element> {
        if self.at_clause() {
            return Ok(Element::Comprehension(Box::new(self.comprehension()?)));
        }
        let start = self.start;
        if self.tok == Tok::Ellipsis {
            let of = self.ellipsis()?;
            return Ok(self.build.list_ellipsis(start, of, self.end));
        }
        let expr = self.alias_expr()?;
        Ok(self.build.element(expr))
    }

    /// A string literal, at it.
    pub(super) fn string(&mut self) -> StringLit {
        let start = self.start;
        self.bump();
        self.build.string(start, self.end)
    }

    /// Interpolation = "string\(" Expr (")string\(" Expr)* ")string"
    pub(super) fn interpolation(&mut self) -> Read<Interpolation> {
        let mut parts = Vec::new();
        loop {
            let start = self.start;
            self.bump();
            let end = self.end;
            parts.push((start, end, self.deeper(Self::expr)?));
            if !self.at(Tok::InterpMid) {
                break;
            }
        }
        let start = self.start;
        self.need(Tok::InterpEnd)?;
        Ok(self.build.interpolation(parts, start, self.end))
    }
}

/// The expression in a place that is about to get one that contains it.
fn taken(place: &mut Expr) -> Expr {
    std::mem::replace(place, Expr::Bad(Span::NONE))
}

fn binary_op(tok: Tok) -> Option<BinaryOp> {
    Some(match tok {
        Tok::Or => BinaryOp::Or,
        Tok::And => BinaryOp::And,
        Tok::BoolOr => BinaryOp::BoolOr,
        Tok::BoolAnd => BinaryOp::BoolAnd,
        Tok::Equal => BinaryOp::Equal,
        Tok::NotEq => BinaryOp::NotEq,
        Tok::Less => BinaryOp::Less,
        Tok::LessEq => BinaryOp::LessEq,
        Tok::Greater => BinaryOp::Greater,
        Tok::GreaterEq => BinaryOp::GreaterEq,
        Tok::Match => BinaryOp::Match,
        Tok::NotMatch => BinaryOp::NotMatch,
        Tok::Plus => BinaryOp::Add,
        Tok::Minus => BinaryOp::Sub,
        Tok::Star => BinaryOp::Mul,
        Tok::Slash => BinaryOp::Div,
        _ => return None,
    })
}

fn unary_op(tok: Tok) -> Option<UnaryOp> {
    Some(match tok {
        Tok::Plus => UnaryOp::Plus,
        Tok::Minus => UnaryOp::Minus,
        Tok::Not => UnaryOp::Not,
        Tok::Star => UnaryOp::Default,
        Tok::Less => UnaryOp::Less,
        Tok::LessEq => UnaryOp::LessEq,
        Tok::Greater => UnaryOp::Greater,
        Tok::GreaterEq => UnaryOp::GreaterEq,
        Tok::NotEq => UnaryOp::NotEq,
        Tok::Equal => UnaryOp::Equal,
        Tok::Match => UnaryOp::Match,
        Tok::NotMatch => UnaryOp::NotMatch,
        _ => return None,
    })
}
