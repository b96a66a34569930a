//! Text → tokens and comments.
//!
//! logos recognises words and operators; strings, numbers and attributes are measured by [`crate::scan`] and
//! [`crate::number`]. Two things need memory:
//!
//! - *Commas*: a new line, a comment or the end of the file after a token that can end an operand is a comma.
//! - *Interpolation*: `"x: \(f({a: "\(b)"}.a)) y"` comes out as `InterpStart("x: \()`, the tokens of the expression, and
//!   `InterpEnd() y")`. [`Lexer::open`] holds, for each string that is open, its quote and how many `(` of its expression
//!   are open; the `)` that comes when none is goes on with the string. So strings nest to any depth without recursion.

use crate::scan::{self, PartEnd, Quote};
use crate::token::{Tok, Token};
use crate::{Comment, errors, number};
use logos::Logos;
use tenon_catalogue::{e0104, e0105, e0107, e0114};
use tenon_source::{Diagnostic, FileId, Span, line_end};

/// What the lexer returns.
#[derive(Default)]
pub struct Lexed {
    /// Tokens without comments.
    pub tokens: Vec<Token>,
    /// Comments.
    pub comments: Vec<Comment>,
    /// What is no token.
    pub errors: Vec<Diagnostic>,
}

struct Lexer<'s> {
    file: FileId,
    text: &'s str,
    logos: logos::Lexer<'s, Tok>,
    open: Vec<(Quote, u32)>,
    out: Lexed,
}

/// Reads all tokens of `text`, which is shorter than 4 GiB, into `tokens`, which is empty.
pub fn lex(file: FileId, text: &str, tokens: Vec<Token>) -> Lexed {
    let mut lexer = Lexer::new(file, text);
    lexer.out.tokens = tokens;
    while let Some(result) = lexer.logos.next() {
        lexer.token(result);
    }
    lexer.auto_comma(text.len());
    if !lexer.open.is_empty() {
        lexer.error(e0105::CODE, text.len(), text.len(), e0105::INTERPOLATION);
        while lexer.open.pop().is_some() {
            lexer.push(Tok::InterpEnd, text.len(), text.len());
        }
        lexer.auto_comma(text.len());
    }
    lexer.out
}

/// Where the first declaration begins that is neither a package clause nor an import; the end of the text without one.
/// What comes after it is not read.
pub fn head_end(text: &str) -> usize {
    let mut lexer = Lexer::new(FileId(u32::MAX), text);
    let (mut seen, mut parens, mut begins) = (0, 0u32, true);
    while let Some(result) = lexer.logos.next() {
        lexer.token(result);
        while let Some(token) = lexer.out.tokens.get(seen) {
            match token.tok {
                Tok::Package | Tok::Import => {}
                _ if begins => return token.start as usize,
                Tok::LParen => parens += 1,
                Tok::RParen => parens = parens.saturating_sub(1),
                _ => {}
            }
            begins = parens == 0 && token.tok == Tok::Comma;
            seen += 1;
        }
    }
    text.len()
}

impl<'s> Lexer<'s> {
    fn new(file: FileId, text: &'s str) -> Lexer<'s> {
        let mut lexer = Lexer { file, text, logos: Tok::lexer(text), open: Vec::new(), out: Lexed::default() };
        if text.starts_with('\u{feff}') {
            lexer.logos.bump('\u{feff}'.len_utf8());
        }
        lexer
    }

    fn token(&mut self, result: Result<Tok, ()>) {
        let std::ops::Range { start, end } = self.logos.span();
        let Ok(tok) = result else {
            return self.illegal(start, end);
        };
        match tok {
            Tok::Newline => self.auto_comma(start),
            Tok::Comment => self.comment(start),
            Tok::String => self.string(start),
            Tok::Number => self.number(start),
            Tok::Dot => {
                let digit = self.text.as_bytes().get(end).is_some_and(u8::is_ascii_digit);
                if digit && !self.is_after_operand() { self.number(start) } else { self.push(tok, start, end) }
            }
            Tok::Attribute => {
                let found = scan::attribute(&self.text[start..]);
                self.bump_to(start + found.len);
                if let Some((at, message)) = found.error {
                    self.error(e0114::CODE, start + at, start + at, message);
                }
                self.push(tok, start, start + found.len);
            }
            Tok::LParen => {
                if let Some((_, parens)) = self.open.last_mut() {
                    *parens += 1;
                }
                self.push(tok, start, end);
            }
            Tok::RParen => match self.open.last_mut() {
                Some((quote, 0)) => {
                    let quote = *quote;
                    self.string_part(start, end, quote, false);
                }
                Some((_, parens)) => {
                    *parens -= 1;
                    self.push(tok, start, end);
                }
                None => self.push(tok, start, end),
            },
            _ => self.push(tok, start, end),
        }
    }

    fn push(&mut self, tok: Tok, start: usize, end: usize) {
        self.out.tokens.push(Token { tok, start: start as u32, end: end as u32 });
    }

    fn bump_to(&mut self, end: usize) {
        let here = self.logos.span().end;
        if end > here {
            self.logos.bump(end - here);
        }
    }

    fn error(&mut self, code: &'static str, start: usize, end: usize, message: impl Into<String>) {
        self.out.errors.push(errors::at(code, Span::new(self.file, start as u32, end as u32), message));
    }

    fn illegal(&mut self, start: usize, end: usize) {
        let c = self.text[start..].chars().next().unwrap_or('\0');
        self.error(e0104::CODE, start, end, e0104::message(c));
        self.push(Tok::BadExpr, start, end);
    }

    fn auto_comma(&mut self, at: usize) {
        if self.out.tokens.last().is_some_and(|t| t.tok.ends_operand()) {
            self.push(Tok::Comma, at, at);
        }
    }

    fn comment(&mut self, start: usize) {
        self.auto_comma(start);
        let end = line_end(self.text.as_bytes(), start);
        self.bump_to(end);
        let returns = self.text.as_bytes()[start..end].iter().rev().take_while(|b| **b == b'\r').count();
        let span = Span::new(self.file, start as u32, (end - returns) as u32);
        self.out.comments.push(Comment { span });
    }

    /// Whether a dot selects something of what is to the left. Behind `...` no selector can stand, but an element's type.
    fn is_after_operand(&self) -> bool {
        self.out.tokens.last().is_some_and(|t| t.tok.ends_operand() && t.tok != Tok::Ellipsis)
    }

    fn number(&mut self, start: usize) {
        let selects = self.out.tokens.last().is_some_and(|t| t.tok == Tok::Dot);
        let fraction = !selects && !self.is_after_operand();
        let found = number::scan(&self.text[start..], fraction);
        self.bump_to(start + found.len);
        self.push(Tok::Number, start, start + found.len);
        if let Some((at, message)) = found.error {
            self.error(e0107::CODE, start + at, start + found.len, message);
            let digits = self.text[start..start + found.len].trim_start_matches('0');
            let octal = message == e0107::LEADING_ZERO
                && !digits.is_empty()
                && digits.bytes().all(|b| matches!(b, b'0'..=b'7'));
            if let Some(error) = self.out.errors.last_mut().filter(|_| octal) {
                error.notes.push(e0107::octal(digits));
            }
        }
    }

    fn string(&mut self, start: usize) {
        let Some((quote, len)) = Quote::open(&self.text[start..]) else { return };
        self.string_part(start, start + len, quote, true);
    }

    /// Reads from `text` on; `start` is the opening quote or the `)` before it.
    fn string_part(&mut self, start: usize, text: usize, quote: Quote, first: bool) {
        let end = match scan::part(self.text.as_bytes(), text, quote) {
            PartEnd::Closed(end) => {
                if first {
                    self.push(Tok::String, start, end);
                } else {
                    self.open.pop();
                    self.push(Tok::InterpEnd, start, end);
                }
                end
            }
            PartEnd::Interpolation(end) => {
                if first {
                    self.open.push((quote, 0));
                    self.push(Tok::InterpStart, start, end);
                } else {
                    self.push(Tok::InterpMid, start, end);
                }
                end
            }
            PartEnd::Open(end) => {
                let what = if quote.byte == b'"' { "string" } else { "bytes" };
                self.error(e0105::CODE, start, end, e0105::message(what));
                if first {
                    self.push(Tok::BadExpr, start, end);
                } else {
                    self.open.pop();
                    self.push(Tok::InterpEnd, start, end);
                }
                // The line that ends this literal ends those around it, too.
                while self.open.pop_if(|(quote, _)| !quote.multi).is_some() {
                    self.push(Tok::InterpEnd, end, end);
                }
                end
            }
        };
        self.bump_to(end);
    }
}
