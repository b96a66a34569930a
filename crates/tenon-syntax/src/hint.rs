//! Ways out of syntax errors: what people write who come from other languages, and how it is written here.

use crate::token::{Tok, Token};
use tenon_catalogue::e0101;

/// How other languages begin a further case.
const ELSE: [&str; 4] = ["elif", "elsif", "elseif", "else"];

/// The tokens around an error.
pub(crate) struct Context<'t> {
    /// The source.
    pub text: &'t str,
    /// All tokens.
    pub tokens: &'t [Token],
    /// The token that does not fit.
    pub index: usize,
    /// Where the declaration, element or argument begins.
    pub start: usize,
    /// The bracket around it.
    pub open: Tok,
}

/// What may have been meant.
pub(crate) fn hint(at: &Context<'_>) -> Option<String> {
    let found = at.tok(0)?;
    match found {
        _ if matches!(at.open, Tok::InterpStart | Tok::InterpMid) => Some(e0101::INTERPOLATION.to_owned()),
        Tok::Colon => at.before_colon(),
        Tok::For | Tok::If if at.tok(-1) == Some(Tok::Colon) => Some(e0101::in_brackets(at.word(0))),
        Tok::Slash if at.rest().starts_with("/*") => Some(e0101::BLOCK_COMMENT.to_owned()),
        Tok::Minus if at.tok(-2) == Some(Tok::Package) => Some(e0101::PACKAGE_NAME.to_owned()),
        Tok::Ident if at.word(0) == "and" => Some(e0101::AND.to_owned()),
        Tok::Ident if at.word(0) == "or" => Some(e0101::OR.to_owned()),
        _ if at.in_comment() => Some(e0101::COMMENT.to_owned()),
        _ if at.is_else() => Some(e0101::ELSE_IF.to_owned()),
        _ => at.after_name(),
    }
}

/// The tokens of a line that looks like a comment with `#`, where the error is in one.
pub(crate) fn comment(at: &Context<'_>) -> Option<std::ops::Range<usize>> {
    if !at.in_comment() {
        return None;
    }
    let start = if at.word(0) == "#" { at.index } else { at.index - 1 };
    let from = at.tokens.get(start)?.start as usize;
    let line = at.text.get(from..)?.lines().next()?.len();
    let rest = at.tokens.iter().skip(start);
    let count = rest.take_while(|t| (t.start as usize) < from + line && t.tok != Tok::Comma).count();
    let range = start..start + count;
    let brackets = at.tokens.get(range.clone())?.iter().any(|t| {
        use Tok::*;
        matches!(t.tok, LParen | LBrack | LBrace | RParen | RBrack | RBrace | PatternOpen)
            || matches!(t.tok, InterpStart | InterpMid | InterpEnd | BadDecl | BadExpr)
    });
    (!brackets).then_some(range)
}

/// The opening bracket that was forgotten to be closed, as far as the indentation tells: the first one whose partner
/// begins a line that is indented less.
pub(crate) fn left_open(text: &str, tokens: &[Token]) -> Option<usize> {
    let indentation = |at: u32| {
        let start = text.get(..at as usize)?.rfind('\n').map_or(0, |i| i + 1);
        let line = text.get(start..)?;
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        Some((blank, start + blank))
    };
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.tok {
            Tok::LParen | Tok::LBrack | Tok::LBrace | Tok::PatternOpen | Tok::InterpStart => open.push(i),
            Tok::RParen | Tok::RBrack | Tok::RBrace | Tok::InterpEnd => {
                let opener = open.pop()?;
                let (outer, _) = indentation(tokens.get(opener)?.start)?;
                let (inner, first) = indentation(token.start)?;
                if inner < outer && first == token.start as usize {
                    return Some(opener);
                }
            }
            _ => {}
        }
    }
    None
}

impl Context<'_> {
    fn token(&self, offset: isize) -> Option<&Token> {
        self.tokens.get(self.index.checked_add_signed(offset)?)
    }

    fn tok(&self, offset: isize) -> Option<Tok> {
        self.token(offset).map(|t| t.tok)
    }

    fn word(&self, offset: isize) -> &str {
        let range = self.token(offset).map(|t| t.start as usize..t.end as usize);
        range.and_then(|r| self.text.get(r)).unwrap_or("")
    }

    /// The text from the token on.
    fn rest(&self) -> &str {
        self.token(0).and_then(|t| self.text.get(t.start as usize..)).unwrap_or("")
    }

    /// The text between two neighbours, the second one at `offset`.
    fn gap(&self, offset: isize) -> &str {
        let (Some(before), Some(after)) = (self.token(offset - 1), self.token(offset)) else { return "" };
        self.text.get(before.end as usize..after.start as usize).unwrap_or("")
    }

    /// A colon where a value had been begun: the label before it is written in a way of other languages, or the value
    /// before the label is not complete.
    fn before_colon(&self) -> Option<String> {
        let mut first = -1;
        while matches!(self.tok(first - 1), Some(Tok::Minus | Tok::Dot))
            && self.gap(first).is_empty()
            && self.gap(first - 1).is_empty()
            && self.tok(first - 2).is_some_and(|t| t.is_name() || t == Tok::Number)
        {
            first -= 2;
        }
        let label = self.token(first).zip(self.token(-1));
        let label = label.and_then(|(a, z)| self.text.get(a.start as usize..z.end as usize))?;
        if first < -1 {
            return Some(match label.contains('-') {
                true => e0101::dash(label),
                false => e0101::path(label),
            });
        }
        let before = self.tok(-2)?;
        if before == Tok::Minus && !self.gap(-1).is_empty() {
            return Some(e0101::LIST.to_owned());
        }
        let operator = self.word(-2);
        (before.is_binary() && self.gap(-1).contains('\n')).then(|| e0101::operator(operator))
    }

    /// Whether the token or the one before it is a lone `#`, or the declaration begins with something like `#comment of`.
    fn in_comment(&self) -> bool {
        let found = self.tok(0);
        if !found.is_some_and(Tok::is_name) && self.word(0) != "#" && found != Some(Tok::Number) {
            return false;
        }
        self.word(0) == "#" || self.word(-1) == "#" && !self.gap(0).contains('\n')
    }

    fn is_else(&self) -> bool {
        self.tok(-1) == Some(Tok::RBrace) && ELSE.contains(&self.word(0))
    }

    /// A name and a value beside each other at the start of a declaration.
    fn after_name(&self) -> Option<String> {
        let declaration = matches!(self.open, Tok::StartFile | Tok::LBrace) && self.index == self.start + 1;
        let name = self.tok(-1)?.is_name() && !ELSE.contains(&self.word(-1)) && !self.gap(0).contains('\n');
        let value = self.tok(0)?.starts_operand();
        (declaration && name && value).then(|| e0101::colon(self.word(-1), self.word(0)))
    }
}
