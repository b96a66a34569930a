//! Tokens → tree: one function for each rule of the grammar, whose text stands above it.
//!
//! In rules `x*` and `x+` are repetitions, `x?` is an option, `x % ","` is a list with commas between and `a | b` are
//! alternatives. What is in quotes is a token; `/docs/grammar.md` has the table of them. The parser reads from left to
//! right and decides by one token, or by the two of `name =`; what would need more is decided in [`crate::context`]
//! before. It makes no nodes itself: that is what [`Build`] does.
//!
//! At the first token that fits nowhere it stops. A second run over the same tokens then notes at that token what each rule
//! on the way would have taken ([`Parser::note`]), so that reading what is right has no part in that.
//!
//! Rules call each other as deeply as the text is nested ([`crate::MAX_DEPTH`] bounds that), on a stack that grows
//! ([`Parser::deeper`]).

mod decl;
mod expr;

use crate::ast::{Decl, Element, Expr, Ident};
use crate::build::{Build, Output};
use crate::token::{Tok, Token};

/// What stands for the end of the tokens.
const END: Tok = Tok::Newline;

/// A run of the parser that met a token it has no use for.
pub struct Stop {
    /// Index of the token, or the number of tokens at the end.
    pub index: usize,
    /// What would have been taken, of [`Tok::Ident`], literals, brackets, commas, `:`, `=` and `in`.
    pub expected: Vec<Tok>,
}

/// The token at hand fits nowhere.
struct Misfit;

type Read<T> = Result<T, Misfit>;

struct Parser<'t, 's> {
    build: &'t mut Build<'s>,
    tokens: &'t [Token],
    /// Index of the token at hand.
    index: usize,
    /// Its kind, or [`END`].
    tok: Tok,
    /// Where it starts.
    start: u32,
    /// Where the token before it ends.
    end: u32,
    /// At which token [`Parser::note`] is to do so.
    noting: usize,
    expected: Vec<Tok>,
    // Lists that are being read, those around first: so each has exactly the room that it needs when it is complete.
    decls: Vec<Decl>,
    exprs: Vec<Expr>,
    elements: Vec<Element>,
}

/// Reads a file or an expression, as the first token says.
pub fn read(tokens: &[Token], build: &mut Build<'_>) -> Result<Output, Stop> {
    let mut parser = Parser::new(tokens, build, usize::MAX);
    match parser.all() {
        Ok(output) => Ok(output),
        Err(Misfit) => {
            let index = parser.index;
            let mut again = Parser::new(tokens, build, index);
            let _ = again.all();
            Err(Stop { index, expected: again.expected })
        }
    }
}

impl<'t, 's> Parser<'t, 's> {
    fn new(tokens: &'t [Token], build: &'t mut Build<'s>, noting: usize) -> Parser<'t, 's> {
        let mut parser = Parser {
            build,
            tokens,
            index: 0,
            tok: END,
            start: 0,
            end: 0,
            noting,
            expected: Vec::new(),
            decls: Vec::new(),
            exprs: Vec::new(),
            elements: Vec::new(),
        };
        parser.look();
        parser
    }

    /// Looks at the token at the index.
    fn look(&mut self) {
        (self.tok, self.start) = match self.tokens.get(self.index) {
            Some(token) => (token.tok, token.start),
            None => (END, self.end),
        };
    }

    /// Goes to the next token.
    fn bump(&mut self) {
        if let Some(token) = self.tokens.get(self.index) {
            self.end = token.end;
            self.index += 1;
        }
        self.look();
    }

    /// The kind of the token behind the one at hand.
    fn next(&self) -> Tok {
        self.tokens.get(self.index + 1).map_or(END, |t| t.tok)
    }

    /// Notes what would be taken here; for errors.
    fn note(&mut self, expected: &[Tok]) {
        if self.index == self.noting {
            self.expected.extend_from_slice(expected);
        }
    }

    /// Whether a token of this kind is at hand.
    fn at(&mut self, tok: Tok) -> bool {
        if self.tok == tok {
            return true;
        }
        self.note(&[tok]);
        false
    }

    /// Takes a token of this kind, if it is at hand.
    fn take(&mut self, tok: Tok) -> bool {
        let found = self.at(tok);
        if found {
            self.bump();
        }
        found
    }

    /// Takes a token that must be there.
    fn need(&mut self, tok: Tok) -> Read<()> {
        if self.take(tok) { Ok(()) } else { Err(Misfit) }
    }

    /// Reads what commas separate, up to a token that is left; one more comma may stand before that.
    fn list(&mut self, end: Tok, mut read: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        while !self.at(end) {
            read(self)?;
            if !self.take(Tok::Comma) {
                break;
            }
        }
        Ok(())
    }

    /// Reads something that may contain itself.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || read(self))
    }

    /// All = "<file>" Decls | "<expr>" Expr ","?
    fn all(&mut self) -> Read<Output> {
        let output = if self.take(Tok::StartFile) {
            Output::File(self.decls(END)?)
        } else {
            self.need(Tok::StartExpr)?;
            let expr = self.expr()?;
            self.take(Tok::Comma);
            Output::Expr(expr)
        };
        if self.tok == END { Ok(output) } else { Err(Misfit) }
    }

    /// Name = "name"
    fn name(&mut self) -> Read<Ident> {
        let start = self.start;
        self.need(Tok::Ident)?;
        Ok(self.build.ident(start, self.end))
    }
}
