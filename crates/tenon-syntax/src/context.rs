//! Tokens → tokens that the grammar can read without looking far ahead.
//!
//! One pass with a stack of open brackets
//!
//! - closes brackets that were left open (also `[` and `(` before a field on a new line) and drops those that close nothing, each with an error, so that the grammar sees
//!   balanced brackets only;
//! - tells keywords from names: `if` before `:` or after `.` is a name, `try` and `else` are keywords in their places only;
//! - tells the `[` of a pattern from that of a list, and the `?` and `!` of a field from operators;
//! - drops automatic commas before a closing bracket, a comma or a colon, and refuses them in lists of old language versions;
//! - measures the depth of the tree to come, so that no tree deeper than [`MAX_DEPTH`] is ever built.

use crate::token::{Tok, Token};
use crate::{LanguageVersion, errors, hint};
use tenon_catalogue::{e0102, e0103, e0108};
use tenon_source::{Diagnostic, FileId, LabelRole, Span};

/// The greatest depth of a tree: brackets, operators, selectors and colons together.
pub const MAX_DEPTH: u32 = 10_000;

/// What [`arrange`] returns.
pub struct Arranged {
    /// The tokens, led by the start token.
    pub tokens: Vec<Token>,
    /// Brackets without partners, and too deep nesting.
    pub errors: Vec<Diagnostic>,
    /// Whether the depth is exceeded; the tokens are of no use then.
    pub too_deep: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Expr,
    Paren,
    Brack,
    Brace,
    Interp,
}

/// An open bracket, with the depth of what has been read in it.
///
/// The tree of one declaration is at most as deep as its colons, its binary operators and its deepest operand together;
/// an operand is as deep as its prefixes, suffixes and brackets.
#[derive(Clone, Copy)]
struct Frame {
    kind: Kind,
    /// Index of its opening token in the output.
    open: usize,
    /// Whether it may turn out to be a pattern.
    may_be_pattern: bool,
    /// Depth around it.
    base: u32,
    colons: u32,
    binary: u32,
    operand: u32,
    deepest_operand: u32,
    /// Depth of the deepest declaration before.
    deepest: u32,
    /// How many brackets of each kind are open inside the interpolation around this frame.
    counts: [u32; 3],
}

impl Frame {
    fn new(kind: Kind, open: usize, base: u32) -> Frame {
        Frame {
            kind,
            open,
            may_be_pattern: false,
            base,
            colons: 0,
            binary: 0,
            operand: 0,
            deepest_operand: 0,
            deepest: 0,
            counts: [0; 3],
        }
    }

    fn depth(&self) -> u32 {
        self.colons + self.binary + self.deepest_operand.max(self.operand)
    }

    fn next_declaration(&mut self) {
        self.deepest = self.deepest.max(self.depth());
        (self.colons, self.binary, self.operand, self.deepest_operand) = (0, 0, 0, 0);
    }

    fn closer(&self) -> Tok {
        match self.kind {
            Kind::Paren => Tok::RParen,
            Kind::Brack => Tok::RBrack,
            Kind::Brace => Tok::RBrace,
            Kind::File | Kind::Expr | Kind::Interp => Tok::InterpEnd,
        }
    }
}

struct Arranger<'t> {
    file: FileId,
    text: &'t str,
    raw: &'t [Token],
    version: LanguageVersion,
    out: Vec<Token>,
    /// The innermost frame.
    top: Frame,
    /// Those around it; the outermost first.
    outer: Vec<Frame>,
    errors: Vec<Diagnostic>,
    /// Index of the `in` of the last `for`, and of the first token after `for`.
    for_names: (usize, usize),
    too_deep: bool,
}

/// Prepares the tokens of a file (`start` is [`Tok::StartFile`]) or an expression, in `out`, which is empty.
pub fn arrange(
    file: FileId,
    text: &str,
    raw: &[Token],
    out: Vec<Token>,
    start: Tok,
    version: LanguageVersion,
) -> Arranged {
    let kind = if start == Tok::StartFile { Kind::File } else { Kind::Expr };
    let mut arranger = Arranger {
        file,
        text,
        raw,
        version,
        out,
        top: Frame::new(kind, 0, 0),
        outer: Vec::new(),
        errors: Vec::new(),
        for_names: (0, 0),
        too_deep: false,
    };
    arranger.out.push(Token { tok: start, start: 0, end: 0 });
    for (i, token) in raw.iter().enumerate() {
        arranger.token(i, *token);
        if arranger.too_deep {
            break;
        }
    }
    arranger.finish();
    Arranged { tokens: arranger.out, errors: arranger.errors, too_deep: arranger.too_deep }
}

impl Arranger<'_> {
    fn error(&mut self, code: &'static str, token: Token, message: impl Into<String>) {
        self.errors.push(errors::at(code, Span::new(self.file, token.start, token.end), message));
    }

    fn prev(&self) -> Tok {
        self.out.last().map_or(Tok::StartFile, |t| t.tok)
    }

    /// Whether the tokens so far end with an operand; keywords that are still keywords do not.
    fn after_operand(&self) -> bool {
        use Tok::*;
        let prev = self.prev();
        prev.ends_operand() && !matches!(prev, For | In | If | Let | Try | Else | Package | Import)
    }

    fn next(&self, i: usize) -> Tok {
        self.raw.get(i).map_or(Tok::Newline, |t| t.tok)
    }

    fn word(&self, token: Token) -> &str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn in_declarations(&self) -> bool {
        matches!(self.top.kind, Kind::File | Kind::Brace)
    }

    /// Whether a label can end before the raw token `i`.
    fn label_ends(&self, i: usize) -> bool {
        match self.next(i) {
            Tok::Colon | Tok::Tilde => true,
            Tok::Question | Tok::Not => matches!(self.next(i + 1), Tok::Colon | Tok::Tilde),
            _ => false,
        }
    }

    /// Whether a declaration, an element or a further clause can begin after the tokens so far.
    fn at_clause(&self) -> bool {
        self.after_operand()
            || matches!(
                self.prev(),
                Tok::StartFile | Tok::StartExpr | Tok::Comma | Tok::LBrace | Tok::LBrack | Tok::PatternOpen
            )
    }

    fn token(&mut self, i: usize, token: Token) {
        match token.tok {
            Tok::LParen => self.open(Kind::Paren, token),
            Tok::LBrack => self.open(Kind::Brack, token),
            Tok::LBrace => self.open(Kind::Brace, token),
            Tok::InterpStart => self.open(Kind::Interp, token),
            Tok::RParen => self.close(i, Kind::Paren, token),
            Tok::RBrack => self.close(i, Kind::Brack, token),
            Tok::RBrace => self.close(i, Kind::Brace, token),
            Tok::InterpMid | Tok::InterpEnd => self.interpolation(token),
            Tok::Comma => self.comma(i, token),
            Tok::Colon => {
                self.top.colons += 1;
                self.check_depth(token);
                self.out.push(token);
            }
            // Never anything else, nor deeper than what is around it.
            Tok::String | Tok::Number | Tok::Bottom | Tok::Attribute => self.out.push(token),
            _ => {
                let tok = self.refine(i, token);
                if tok != Tok::Ident {
                    self.measure(tok, token);
                }
                self.out.push(Token { tok, ..token });
            }
        }
    }

    fn refine(&mut self, i: usize, token: Token) -> Tok {
        use Tok::*;
        match token.tok {
            Null | True | False => {
                if self.prev() == Dot || (self.in_declarations() && self.label_ends(i + 1)) {
                    Ident
                } else {
                    token.tok
                }
            }
            In if i == self.for_names.1 && i > 0 => In,
            For | If | Let | In | Package | Import => {
                let name = self.prev() == Dot
                    || (i >= self.for_names.0 && i < self.for_names.1)
                    || (self.in_declarations() && self.label_ends(i + 1));
                if name { Ident } else { self.keyword(i, token.tok) }
            }
            Ident => self.word_keyword(i, token),
            Question if self.in_declarations() && matches!(self.next(i + 1), Colon | Tilde) => OptMark,
            Not if self.in_declarations() && self.after_operand() => ReqMark,
            tok => tok,
        }
    }

    /// A keyword that could still be a name because of what follows it.
    fn keyword(&mut self, i: usize, tok: Tok) -> Tok {
        use Tok::*;
        let next = self.next(i + 1);
        let decl_start = matches!(self.prev(), StartFile | Comma | LBrace);
        let keyword = match tok {
            For => {
                let names = if self.next(i + 2) == Comma { 3 } else { 1 };
                if next.is_name() && self.next(i + names + 1) == In {
                    self.for_names = (i + 1, i + names + 1);
                }
                next.starts_operand() && (self.at_clause() || next.is_name())
            }
            If if self.at_clause() => next.starts_operand() || next.is_unary(),
            If => next.is_name() || matches!(next, String | InterpStart | Number | Bottom),
            Let => next.is_name() && (self.at_clause() || self.next(i + 2) == Assign),
            Package => decl_start && self.outer.is_empty() && next.is_name(),
            Import => {
                decl_start
                    && self.outer.is_empty()
                    && (matches!(next, String | LParen) || (next.is_name() && self.next(i + 2) != Comma) || next == Dot)
            }
            _ => false,
        };
        if keyword { tok } else { Ident }
    }

    /// Words that are keywords in one place only.
    fn word_keyword(&self, i: usize, token: Token) -> Tok {
        match token.end - token.start {
            3 if self.word(token) == "try" && self.at_clause() => {
                let next = self.next(i + 1);
                let binding = next.is_name() && self.next(i + 2) == Tok::Assign;
                if next == Tok::LBrace || binding || (next == Tok::If || next == Tok::For) {
                    Tok::Try
                } else {
                    Tok::Ident
                }
            }
            4 | 8 | 9
                if self.next(i + 1) == Tok::LBrace
                    && self.prev() == Tok::RBrace
                    && matches!(self.word(token), "else" | "otherwise" | "fallback") =>
            {
                Tok::Else
            }
            _ => Tok::Ident,
        }
    }

    fn measure(&mut self, tok: Tok, token: Token) {
        let operand_before = tok.is_binary() && self.after_operand();
        let frame = &mut self.top;
        if tok == Tok::Assign {
            frame.colons += 1;
        } else if operand_before {
            frame.binary += 1;
            frame.deepest_operand = frame.deepest_operand.max(frame.operand);
            frame.operand = 0;
        } else if tok.is_unary() || matches!(tok, Tok::Dot | Tok::Question | Tok::Ellipsis | Tok::Try | Tok::In) {
            frame.operand += 1;
        } else {
            return;
        }
        self.check_depth(token);
    }

    fn check_depth(&mut self, token: Token) {
        let frame = &self.top;
        if frame.base + frame.depth() > MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            self.error(e0108::CODE, token, e0108::message(MAX_DEPTH));
        }
    }

    fn open(&mut self, kind: Kind, token: Token) {
        let prev = self.prev();
        let pattern = kind == Kind::Brack
            && matches!(prev, Tok::StartFile | Tok::Comma | Tok::LBrace | Tok::Colon | Tok::Assign)
            && self.in_declarations();
        let open = self.out.len();
        let frame = &mut self.top;
        frame.operand += 1;
        let mut inner = Frame::new(kind, open, frame.base + frame.depth());
        inner.may_be_pattern = pattern;
        inner.counts = if kind == Kind::Interp { [0; 3] } else { frame.counts };
        if let Some(count) = inner.counts.get_mut(count_index(kind)) {
            *count += 1;
        }
        self.check_depth(token);
        self.outer.push(std::mem::replace(&mut self.top, inner));
        self.out.push(token);
    }

    /// Says that the innermost bracket should have been closed before `token`.
    fn not_closed(&mut self, closer: Tok, token: Token) {
        let message = e0103::expected(bracket(closer), &self.found(token));
        self.error(e0103::CODE, token, message);
        let at_end = token.start as usize >= self.text.len();
        let left_open = if at_end { hint::left_open(self.text, &self.out) } else { None };
        let open = left_open.unwrap_or(self.top.open);
        if let (Some(open), Some(error)) = (self.out.get(open), self.errors.pop()) {
            let span = Span::new(self.file, open.start, open.end);
            self.errors.push(error.label(span, LabelRole::Related, e0103::OPEN));
        }
    }

    /// Whether `token` stands on the line where the bracket of a frame was opened.
    fn on_line_of(&self, frame: &Frame, token: Token) -> bool {
        let start = self.out.get(frame.open).map_or(0, |t| t.start as usize);
        self.text.get(start..token.start as usize).is_some_and(|text| !text.contains('\n'))
    }

    /// Whether `token` closes a bracket of the same line, but is of another kind: what it would close was opened on a line
    /// before.
    fn is_mistaken(&self, kind: Kind, token: Token) -> bool {
        let inner = &self.top;
        inner.kind != kind
            && inner.kind != Kind::Interp
            && self.on_line_of(inner, token)
            && self.outer.iter().rev().find(|f| f.kind == kind).is_some_and(|f| !self.on_line_of(f, token))
    }

    /// Closes brackets up to one of `kind`, which is known to be open.
    fn close_up_to(&mut self, kind: Kind, token: Token) {
        let mut complained = false;
        while !self.outer.is_empty() && self.top.kind != kind {
            let closer = self.top.closer();
            if !complained {
                complained = true;
                self.not_closed(closer, token);
            }
            self.drop_auto_comma();
            self.out.push(Token { tok: closer, start: token.start, end: token.start });
            self.pop();
        }
    }

    /// What the brackets `[` and `(` around the token at hand stand in.
    fn around_lists(&self) -> Kind {
        let mut frames = [&self.top].into_iter().chain(self.outer.iter().rev());
        frames.find(|f| !matches!(f.kind, Kind::Brack | Kind::Paren)).unwrap_or(&self.top).kind
    }

    /// A field on a new line inside `[` or `(`: those have been left open.
    fn close_before_field(&mut self, token: Token) {
        let kind = self.around_lists();
        if matches!(kind, Kind::File | Kind::Brace) {
            self.close_up_to(kind, token);
        }
    }

    fn found(&self, token: Token) -> String {
        if token.tok == Tok::Comma && token.is_auto_comma(self.text) && (token.start as usize) < self.text.len() {
            "newline".to_owned()
        } else if token.start as usize >= self.text.len() {
            "'EOF'".to_owned()
        } else {
            format!("'{}'", self.word(token).chars().take(1).collect::<String>())
        }
    }

    fn pop(&mut self) {
        if let Some(outer) = self.outer.pop() {
            let mut frame = std::mem::replace(&mut self.top, outer);
            frame.next_declaration();
            self.top.operand += frame.deepest;
        }
    }

    fn drop_auto_comma(&mut self) {
        if self.out.last().is_some_and(|t| t.is_auto_comma(self.text)) {
            self.out.pop();
        }
    }

    fn close(&mut self, i: usize, kind: Kind, token: Token) {
        let open = self.top.counts.get(count_index(kind)).is_some_and(|c| *c > 0);
        if !open {
            self.drop_auto_comma();
            let message = if self.after_operand() && self.in_declarations() {
                e0103::unexpected_behind_value(bracket(token.tok))
            } else {
                e0103::unexpected(bracket(token.tok))
            };
            self.error(e0103::CODE, token, message);
            if !self.after_operand() {
                self.out.push(Token { tok: Tok::BadExpr, ..token });
            }
            return;
        }
        let mut token = token;
        if self.is_mistaken(kind, token) {
            let closer = self.top.closer();
            self.not_closed(closer, token);
            token.tok = closer;
        } else {
            self.close_up_to(kind, token);
        }
        self.drop_auto_comma();
        let frame = self.top;
        self.pop();
        if frame.may_be_pattern
            && self.label_ends(i + 1)
            && let Some(open) = self.out.get_mut(frame.open)
        {
            open.tok = Tok::PatternOpen;
        }
        self.out.push(token);
        self.check_depth(token);
    }

    fn interpolation(&mut self, token: Token) {
        self.close_up_to(Kind::Interp, token);
        self.drop_auto_comma();
        if token.tok == Tok::InterpEnd {
            self.pop();
            self.check_depth(token);
        } else {
            self.top.next_declaration();
        }
        self.out.push(token);
    }

    fn comma(&mut self, i: usize, token: Token) {
        let next = self.next(i + 1);
        if token.is_auto_comma(self.text) {
            if matches!(next, Tok::Comma | Tok::Colon) {
                return;
            }
            let in_list = matches!(self.top.kind, Kind::Brack | Kind::Paren);
            if in_list && next.is_label() && self.next(i + 2) == Tok::Colon {
                self.close_before_field(token);
            }
            let old = (self.version.major, self.version.minor) < (0, 17);
            if self.top.kind == Kind::Brack && old && next != Tok::RBrack && !self.goes_on(i + 1) {
                self.error(e0102::CODE, token, e0102::NEWLINE_IN_LIST);
            }
        }
        self.top.next_declaration();
        self.out.push(token);
    }

    /// Whether the list element at hand is a comprehension whose clauses may go on with the word at `i`.
    fn goes_on(&mut self, i: usize) -> bool {
        if !matches!(self.next(i), Tok::For | Tok::If | Tok::Let | Tok::Ident) {
            return false;
        }
        let is_try = self.next(i) == Tok::Ident && self.raw.get(i).is_some_and(|t| self.word(*t) == "try");
        if self.next(i) == Tok::Ident && !is_try || self.prev() == Tok::RBrace {
            return false;
        }
        let open = self.top.open;
        let mut depth = 0u32;
        let mut first = Tok::Newline;
        for (at, token) in self.out.iter().enumerate().skip(open + 1).rev() {
            match token.tok {
                Tok::RBrace | Tok::RBrack | Tok::RParen => depth += 1,
                Tok::LBrace | Tok::LBrack | Tok::LParen => depth = depth.saturating_sub(1),
                Tok::Comma if depth == 0 && !self.is_for_comma(at) => break,
                _ => {}
            }
            if depth == 0 {
                first = token.tok;
            }
        }
        matches!(first, Tok::For | Tok::If | Tok::Let | Tok::Try)
    }

    /// Whether the comma at that place of the output is the one of `for k, v in`.
    fn is_for_comma(&self, at: usize) -> bool {
        at.checked_sub(2).and_then(|i| self.out.get(i)).is_some_and(|t| t.tok == Tok::For)
    }

    fn finish(&mut self) {
        if self.too_deep {
            return;
        }
        let end = self.text.len() as u32;
        let token = Token { tok: Tok::Newline, start: end, end };
        self.drop_auto_comma();
        while let Some(outermost) = self.outer.first() {
            self.close_up_to(outermost.kind, token);
        }
        if self.after_operand() {
            self.out.push(Token { tok: Tok::Comma, start: end, end });
        }
    }
}

fn count_index(kind: Kind) -> usize {
    match kind {
        Kind::Paren => 0,
        Kind::Brack => 1,
        Kind::Brace => 2,
        Kind::File | Kind::Expr | Kind::Interp => 3,
    }
}

/// A closing bracket as written.
fn bracket(tok: Tok) -> &'static str {
    match tok {
        Tok::RParen => ")",
        Tok::RBrack => "]",
        Tok::RBrace => "}",
        _ => "\"",
    }
}
