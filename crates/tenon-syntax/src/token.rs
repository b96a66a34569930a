//! The kinds of tokens.
//!
//! One enum serves three steps: logos recognises the variants that carry a pattern, the lexer makes literals and automatic
//! commas, and [`crate::context`] refines what only its surroundings decide (keywords used as names, `[` that opens a
//! pattern, `?` that marks a field). The table of all of them is in `/docs/grammar.md`.

use logos::Logos;

/// The kind of a token.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(skip r"[ \t\r]+")]
pub enum Tok {
    /// Leads the tokens of a file.
    StartFile,
    /// Leads the tokens of an expression.
    StartExpr,
    #[regex(r"(_?#)?[\p{L}_$][\p{L}\p{Nd}_$]*")]
    #[regex(r"_?#")]
    Ident,
    #[token("_|_")]
    Bottom,
    #[token("null")]
    Null,
    #[token("true")]
    True,
    #[token("false")]
    False,
    #[regex("[0-9]")]
    Number,
    /// A quote; the lexer finds the literal's end. Afterwards a literal without interpolation.
    #[regex(r#"#*["']"#)]
    String,
    /// From the opening quote to the first `\(`.
    InterpStart,
    /// From `)` to the next `\(`.
    InterpMid,
    /// From `)` to the closing quote.
    InterpEnd,
    #[token("@")]
    Attribute,
    #[token("for")]
    For,
    #[token("in")]
    In,
    #[token("if")]
    If,
    #[token("let")]
    Let,
    /// `try`, where it opens a clause.
    Try,
    /// `else`, `otherwise` or `fallback` after a comprehension.
    Else,
    #[token("package")]
    Package,
    #[token("import")]
    Import,
    #[token("(")]
    LParen,
    #[token(")")]
    RParen,
    #[token("[")]
    LBrack,
    #[token("]")]
    RBrack,
    #[token("{")]
    LBrace,
    #[token("}")]
    RBrace,
    /// `[` of a pattern constraint.
    PatternOpen,
    /// A comma, written or automatic.
    #[token(",")]
    Comma,
    #[token(":")]
    Colon,
    #[token(".")]
    Dot,
    #[token("...")]
    Ellipsis,
    /// `?` after a reference.
    #[token("?")]
    Question,
    /// `?` after a label.
    OptMark,
    /// `!` after a label.
    ReqMark,
    #[token("~")]
    Tilde,
    #[token("=")]
    Assign,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("!")]
    Not,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEq,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterEq,
    #[token("!=")]
    NotEq,
    #[token("==")]
    Equal,
    #[token("=~")]
    Match,
    #[token("!~")]
    NotMatch,
    #[token("&")]
    And,
    #[token("|")]
    Or,
    #[token("&&")]
    BoolAnd,
    #[token("||")]
    BoolOr,
    /// Stands for declarations that could not be read.
    BadDecl,
    /// Stands for an expression that could not be read.
    BadExpr,
    /// With the space behind it. Never reaches the grammar.
    #[regex(r"\n[ \t\r\n]*")]
    Newline,
    /// The lexer finds its end. Never reaches the grammar.
    #[token("//")]
    Comment,
}

/// A token with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub tok: Tok,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Token {
    /// A comma that stands for a new line or the end of the file.
    pub fn is_auto_comma(self, text: &str) -> bool {
        self.tok == Tok::Comma && text.as_bytes().get(self.start as usize) != Some(&b',')
    }
}

impl Tok {
    /// Whether a new line after this token stands for a comma; numbers such as `.5` cannot follow such a token either.
    pub fn ends_operand(self) -> bool {
        use Tok::*;
        self.is_name()
            || matches!(
                self,
                Bottom
                    | Number
                    | String
                    | InterpEnd
                    | Attribute
                    | RParen
                    | RBrack
                    | RBrace
                    | Question
                    | OptMark
                    | Ellipsis
                    | BadDecl
                    | BadExpr
            )
    }

    /// Identifiers and the keywords that can stand for one.
    pub fn is_name(self) -> bool {
        use Tok::*;
        matches!(self, Ident | Null | True | False | For | In | If | Let | Try | Else | Package | Import)
    }

    /// Whether it can be the label of a field by itself.
    pub fn is_label(self) -> bool {
        self.is_name() || self == Tok::String
    }

    /// Whether an expression can begin with it.
    pub fn starts_operand(self) -> bool {
        use Tok::*;
        self.is_name() || matches!(self, Bottom | Number | String | InterpStart | LParen | LBrack | LBrace | BadExpr)
    }

    /// Whether it can stand before an operand as an operator.
    pub fn is_unary(self) -> bool {
        use Tok::*;
        matches!(
            self,
            Plus | Minus | Star | Not | Less | LessEq | Greater | GreaterEq | NotEq | Equal | Match | NotMatch
        )
    }

    /// Whether it can stand between operands.
    pub fn is_binary(self) -> bool {
        use Tok::*;
        (self.is_unary() && self != Not) || matches!(self, Slash | And | Or | BoolAnd | BoolOr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All tokens of a file are there at the same time.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Token>(), 12);
        assert_eq!(size_of::<Tok>(), 1);
    }
}
