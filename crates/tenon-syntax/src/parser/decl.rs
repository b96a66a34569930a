//! Declarations, labels, and the clauses of comprehensions.

use super::{Misfit, Parser, Read};
use crate::ast::*;
use crate::build::Value;
use crate::token::Tok;
use thin_vec::ThinVec;

/// What begins in the same way: a field, or an expression.
enum Began {
    Field(Decl),
    Expr(Expr),
}

/// What may come to be a label, where what follows says so.
enum Start {
    Label(Label),
    Expr(Expr),
}

impl Parser<'_, '_> {
    /// Decls = (Decl % ",")? ","?
    ///
    /// Up to a token that is left.
    pub(super) fn decls(&mut self, end: Tok) -> Read<Vec<Decl>> {
        let from = self.decls.len();
        self.list(end, |this| {
            let decl = this.decl()?;
            this.decls.push(decl);
            Ok(())
        })?;
        // Those of a file may be many: they are not to stand twice in memory.
        Ok(if from == 0 { std::mem::take(&mut self.decls) } else { self.decls.drain(from..).collect() })
    }

    /// Decl = Package | Import | Attribute | Let | Comprehension | "..." Expr? | "<bad declaration>"
    ///      | Field | AliasExpr Attribute*
    fn decl(&mut self) -> Read<Decl> {
        let start = self.start;
        match self.tok {
            Tok::Package => {
                self.bump();
                let name = self.name()?;
                Ok(self.build.package(start, name, self.end))
            }
            Tok::Import => self.import(),
            Tok::Attribute => Ok(Decl::Attribute(Box::new(self.attribute()))),
            Tok::Let => Ok(Decl::Let(Box::new(self.let_clause()?))),
            Tok::For | Tok::If | Tok::Try => Ok(Decl::Comprehension(Box::new(self.comprehension()?))),
            Tok::Ellipsis => {
                let of = self.ellipsis()?;
                Ok(self.build.struct_ellipsis(start, of, self.end))
            }
            Tok::BadDecl => {
                self.bump();
                Ok(Decl::Bad(self.build.span(start, self.end)))
            }
            _ => match self.field_or_expr()? {
                Began::Field(field) => Ok(field),
                Began::Expr(expr) => {
                    let attributes = self.attributes();
                    Ok(self.build.embed(start, expr, attributes, self.end))
                }
            },
        }
    }

    /// Import = "import" (ImportSpec | "(" (ImportSpec % "," ","?)? ")")
    fn import(&mut self) -> Read<Decl> {
        let start = self.start;
        self.bump();
        let parens = self.take(Tok::LParen);
        let mut specs = Vec::new();
        if !parens {
            specs.push(self.import_spec()?);
        } else {
            self.list(Tok::RParen, |this| {
                specs.push(this.import_spec()?);
                Ok(())
            })?;
            self.need(Tok::RParen)?;
        }
        Ok(self.build.import(start, parens, specs, self.end))
    }

    /// ImportSpec = ("name" | ".")? "string"
    fn import_spec(&mut self) -> Read<ImportSpec> {
        let start = self.start;
        let name =
            if self.take(Tok::Ident) || self.take(Tok::Dot) { Some(self.build.ident(start, self.end)) } else { None };
        if !self.at(Tok::String) {
            return Err(Misfit);
        }
        let path = self.string();
        Ok(self.build.import_spec(start, name, path, self.end))
    }

    /// Attribute = "attribute"
    fn attribute(&mut self) -> Attribute {
        let start = self.start;
        self.bump();
        self.build.attribute(start, self.end)
    }

    fn attributes(&mut self) -> ThinVec<Attribute> {
        let mut all = ThinVec::new();
        while self.tok == Tok::Attribute {
            // Mostly it is the only one.
            all.reserve_exact(1);
            all.push(self.attribute());
        }
        all
    }

    /// "..." Expr?
    pub(super) fn ellipsis(&mut self) -> Read<Option<Expr>> {
        self.bump();
        if self.at_expr() { self.expr().map(Some) } else { Ok(None) }
    }

    /// Field = Label Marks? ":" Rest | "name" "=" Label Marks? ":" Rest
    /// Rest  = Field | AliasExpr Attribute*
    ///
    /// or AliasExpr, which begins like one.
    fn field_or_expr(&mut self) -> Read<Began> {
        let start = self.start;
        let alias = self.alias()?;
        let label = match self.label_or_expr()? {
            Start::Label(label) => label,
            Start::Expr(expr) => {
                let expr = match alias {
                    Some(name) => self.build.alias(start, name, expr, self.end),
                    None => expr,
                };
                return Ok(Began::Expr(expr));
            }
        };
        let marks = self.marks()?;
        let colon = self.start;
        self.need(Tok::Colon)?;
        let head = self.build.head(alias, label, marks);
        let value = match self.deeper(Self::field_or_expr)? {
            Began::Field(field) => self.build.nested(field),
            Began::Expr(expr) => Value(expr, self.attributes()),
        };
        Ok(Began::Field(self.build.field(start, head, colon, value, self.end)))
    }

    /// "name" "="
    pub(super) fn alias(&mut self) -> Read<Option<Ident>> {
        if self.tok != Tok::Ident || self.next() != Tok::Assign {
            return Ok(None);
        }
        let name = self.name()?;
        self.bump();
        Ok(Some(name))
    }

    /// Label = "name" | "string" | Interpolation | "(" AliasExpr ")" | "[pattern" (AliasExpr ","? | Comprehension) "]"
    ///
    /// or Expr, where none of what follows a label does.
    fn label_or_expr(&mut self) -> Read<Start> {
        let start = self.start;
        let mut operand = match self.tok {
            Tok::Ident => {
                let name = self.name()?;
                if self.at_label_end() {
                    return Ok(Start::Label(Label::Ident(name)));
                }
                Expr::Ident(name)
            }
            Tok::String => {
                let string = self.string();
                if self.at_label_end() {
                    return Ok(Start::Label(Label::String(string)));
                }
                Expr::String(string)
            }
            Tok::InterpStart => {
                let interpolation = self.interpolation()?;
                if self.at_label_end() {
                    return Ok(Start::Label(Label::Interpolation(interpolation)));
                }
                Expr::Interpolation(interpolation)
            }
            Tok::LParen => {
                let expr = self.in_parens()?;
                if self.at_label_end() {
                    return Ok(Start::Label(self.build.dynamic(start, expr, self.end)));
                }
                self.build.paren(start, expr, self.end)
            }
            Tok::PatternOpen => return self.deeper(Self::pattern).map(Start::Label),
            _ => return self.expr().map(Start::Expr),
        };
        self.suffixes(&mut operand)?;
        self.operators(&mut operand)?;
        Ok(Start::Expr(operand))
    }

    fn at_label_end(&mut self) -> bool {
        self.at(Tok::Colon) || matches!(self.tok, Tok::OptMark | Tok::ReqMark | Tok::Tilde)
    }

    fn pattern(&mut self) -> Read<Label> {
        let start = self.start;
        self.bump();
        if self.at_clause() {
            let span = self.comprehension()?.span;
            self.need(Tok::RBrack)?;
            return Ok(self.build.comprehension_as_pattern(start, span, self.end));
        }
        let expr = self.alias_expr()?;
        self.take(Tok::Comma);
        self.need(Tok::RBrack)?;
        Ok(self.build.pattern(start, expr, self.end))
    }

    /// Marks = Marker PostfixAlias? | PostfixAlias Marker?
    fn marks(&mut self) -> Read<(Option<Box<PostfixAlias>>, Marker)> {
        let marker = self.marker();
        let alias = if self.tok == Tok::Tilde { Some(self.postfix()?) } else { None };
        let marker = if marker == Marker::None { self.marker() } else { marker };
        Ok((alias, marker))
    }

    /// Marker = "?:" | "!:"
    fn marker(&mut self) -> Marker {
        let marker = match self.tok {
            Tok::OptMark => Marker::Optional,
            Tok::ReqMark => Marker::Required,
            _ => return Marker::None,
        };
        self.bump();
        marker
    }

    /// PostfixAlias = "~" ("name" | "(" "name" ("," "name" ","?)? ")")
    fn postfix(&mut self) -> Read<Box<PostfixAlias>> {
        let start = self.start;
        self.bump();
        let parens = self.take(Tok::LParen);
        let mut label = None;
        let mut value = self.name()?;
        if parens {
            if self.take(Tok::Comma) {
                label = Some(std::mem::replace(&mut value, self.name()?));
                self.take(Tok::Comma);
            }
            self.need(Tok::RParen)?;
        }
        Ok(self.build.postfix(start, label, value, parens, self.end))
    }

    /// Let = "let" "name" "=" Expr
    fn let_clause(&mut self) -> Read<LetClause> {
        let start = self.start;
        self.bump();
        let name = self.name()?;
        self.need(Tok::Assign)?;
        let expr = self.expr()?;
        Ok(self.build.let_clause(start, name, expr, self.end))
    }

    /// Whether a comprehension begins here.
    pub(super) fn at_clause(&self) -> bool {
        matches!(self.tok, Tok::For | Tok::If | Tok::Try)
    }

    /// Comprehension = StartClause (","? Clause)* ","? StructLit Fallback?
    /// Clause        = StartClause | Let
    pub(super) fn comprehension(&mut self) -> Read<Comprehension> {
        let start = self.start;
        let mut clauses = vec![self.start_clause()?];
        loop {
            self.take(Tok::Comma);
            if self.at(Tok::LBrace) {
                break;
            }
            let clause = if self.tok == Tok::Let { Clause::Let(self.let_clause()?) } else { self.start_clause()? };
            clauses.push(clause);
        }
        let body = self.struct_lit()?;
        let fallback = if self.tok == Tok::Else { Some(self.fallback()?) } else { None };
        Ok(self.build.comprehension(start, clauses, body, fallback, self.end))
    }

    /// Fallback = "else" StructLit
    fn fallback(&mut self) -> Read<Box<Fallback>> {
        let start = self.start;
        self.bump();
        let end = self.end;
        if !self.at(Tok::LBrace) {
            return Err(Misfit);
        }
        let body = self.struct_lit()?;
        Ok(self.build.fallback(start, end, body))
    }

    /// StartClause = "for" "name" ("," "name")? "in" Expr | "if" Expr | "try" ("name" "=" Expr)?
    fn start_clause(&mut self) -> Read<Clause> {
        let start = self.start;
        let tok = self.tok;
        match tok {
            Tok::For => {
                self.bump();
                let first = self.name()?;
                let second = if self.take(Tok::Comma) { Some(self.name()?) } else { None };
                self.need(Tok::In)?;
                let source = self.expr()?;
                let (key, value) = match second {
                    Some(second) => (Some(first), second),
                    None => (None, first),
                };
                Ok(self.build.for_clause(start, key, value, source, self.end))
            }
            Tok::If => {
                self.bump();
                let condition = self.expr()?;
                Ok(self.build.if_clause(start, condition, self.end))
            }
            Tok::Try => {
                self.bump();
                let binding = if self.at(Tok::Ident) {
                    let name = self.name()?;
                    self.need(Tok::Assign)?;
                    Some((name, self.expr()?))
                } else {
                    None
                };
                Ok(self.build.try_clause(start, binding, self.end))
            }
            _ => Err(Misfit),
        }
    }
}
