//! One syntax error: how it is told, and how the tokens are mended so that parsing can go on.

use crate::errors;
use crate::hint::{self, Context};
use crate::token::{Tok, Token};
use tenon_catalogue::{e0101, e0102};
use tenon_source::{Diagnostic, FileId, Span};

/// The innermost brackets around a token.
struct Place {
    /// Index of the opening token.
    open: usize,
    /// Index of the closing token, or the number of tokens.
    close: usize,
    /// Index of the first token of the declaration, element or argument.
    start: usize,
    /// Index after its last token.
    end: usize,
    /// Index of its last colon before the token.
    colon: Option<usize>,
}

fn opens(tok: Tok) -> bool {
    matches!(tok, Tok::LParen | Tok::LBrack | Tok::LBrace | Tok::PatternOpen | Tok::InterpStart)
}

fn closes(tok: Tok) -> bool {
    matches!(tok, Tok::RParen | Tok::RBrack | Tok::RBrace | Tok::InterpEnd)
}

/// Tokens are balanced, so that counting brackets is enough.
fn place(tokens: &[Token], index: usize) -> Place {
    let mut depth = 0usize;
    let mut open = 0;
    let mut start = None;
    let mut colon = None;
    for i in (0..index.min(tokens.len())).rev() {
        match tokens[i].tok {
            tok if closes(tok) => depth += 1,
            tok if opens(tok) && depth == 0 => {
                open = i;
                break;
            }
            tok if opens(tok) => depth -= 1,
            Tok::Comma | Tok::InterpMid if depth == 0 => {
                start.get_or_insert(i + 1);
            }
            Tok::Colon if depth == 0 && start.is_none() && colon.is_none() => colon = Some(i),
            _ => {}
        }
    }
    depth = 0;
    let mut end = None;
    let mut close = tokens.len();
    for (i, token) in tokens.iter().enumerate().skip(index) {
        match token.tok {
            tok if opens(tok) => depth += 1,
            tok if closes(tok) && depth == 0 => {
                close = i;
                break;
            }
            tok if closes(tok) => depth -= 1,
            Tok::Comma | Tok::InterpMid if depth == 0 => {
                end.get_or_insert(i);
                if open == 0 {
                    break;
                }
            }
            _ => {}
        }
    }
    Place { open, close, start: start.unwrap_or(open + 1), end: end.unwrap_or(close), colon }
}

fn is_bad(token: &Token) -> bool {
    matches!(token.tok, Tok::BadDecl | Tok::BadExpr)
}

/// Tells the error at token `index` and mends the tokens there.
pub fn repair(
    file: FileId,
    text: &str,
    tokens: &mut Vec<Token>,
    index: usize,
    expected: &[Tok],
    problems: &mut Vec<Diagnostic>,
) {
    let index = index.clamp(1, tokens.len().max(1));
    let place_here = place(tokens, index);
    let near_bad = tokens.get(index).is_some_and(is_bad) || tokens.get(index - 1).is_some_and(is_bad);
    let comma = wants_comma(tokens, index, expected, &place_here);
    let start = tokens.get(index).map_or(text.len() as u32, |t| t.start);
    let told = problems.iter().any(|d| d.labels.first().is_some_and(|l| l.span.start == start));
    let open = tokens.get(place_here.open).map_or(Tok::StartFile, |t| t.tok);
    let context = Context { text, tokens, index, start: place_here.start, open };
    let comment = hint::comment(&context);
    if !near_bad && !told {
        let mut error = describe(file, text, tokens, index, expected, &place_here, comma);
        error.notes.extend(hint::hint(&context));
        problems.push(error);
    }
    if let Some(line) = comment {
        take_out(text, tokens, line);
    } else if comma {
        tokens.insert(index, Token { tok: Tok::Comma, start, end: start });
    } else if !split_before_label(text, tokens, index, &place_here) {
        replace(tokens, index, place_here);
    }
}

/// Takes a line out that is no code: what stands before it ends there.
fn take_out(text: &str, tokens: &mut Vec<Token>, line: std::ops::Range<usize>) {
    let at = line.start;
    tokens.drain(line);
    let begins =
        tokens.get(at.wrapping_sub(1)).is_none_or(|t| matches!(t.tok, Tok::StartFile | Tok::LBrace | Tok::Comma));
    match tokens.get(at).copied() {
        Some(next) if begins && next.is_auto_comma(text) => drop(tokens.remove(at)),
        Some(next) if !begins && next.tok != Tok::Comma && !closes(next.tok) => {
            tokens.insert(at, Token { tok: Tok::Comma, start: next.start, end: next.start });
        }
        _ => {}
    }
}

/// Whether a comma would be a repair: the grammar takes one, and what follows could begin something.
fn wants_comma(tokens: &[Token], index: usize, expected: &[Tok], place: &Place) -> bool {
    let open = tokens.get(place.open).map_or(Tok::StartFile, |t| t.tok);
    let found = tokens.get(index).map(|t| t.tok);
    let opener = matches!(open, Tok::StartFile | Tok::LBrace | Tok::LBrack | Tok::LParen);
    let begins = found.is_some_and(|f| {
        f.starts_operand() || matches!(f, Tok::PatternOpen | Tok::Ellipsis | Tok::Attribute | Tok::BadDecl)
    });
    // Before the struct of a comprehension and before `in` a comma would lead nowhere.
    let clause = expected.contains(&Tok::LBrace) || expected.contains(&Tok::In);
    opener && begins && !clause && expected.contains(&Tok::Comma)
}

fn describe(
    file: FileId,
    text: &str,
    tokens: &[Token],
    index: usize,
    expected: &[Tok],
    place: &Place,
    comma: bool,
) -> Diagnostic {
    let end = text.len() as u32;
    let token = tokens.get(index).copied().unwrap_or(Token { tok: Tok::Newline, start: end, end });
    let span = Span::new(file, token.start, token.end);
    let open = tokens.get(place.open).map_or(Tok::StartFile, |t| t.tok);
    if comma {
        let what = match open {
            Tok::LBrack => "list literal",
            Tok::LParen => "argument list",
            _ => "struct literal",
        };
        return errors::at(e0102::CODE, span, e0102::message(what));
    }
    let found = found(text, token);
    let want = if expected.contains(&Tok::Ident) && expected.contains(&Tok::Number) {
        "expected operand".to_owned()
    } else {
        let mut names: Vec<&str> = expected.iter().filter_map(|e| name(*e)).collect();
        for telling in ["'{'", "'in'"] {
            if names.contains(&telling) {
                names = vec![telling];
            }
        }
        if names.len() > 1 {
            names.retain(|n| *n != "'='");
        }
        names.sort_unstable();
        names.dedup();
        match names.as_slice() {
            [] => "unexpected token".to_owned(),
            [one] => format!("expected {one}"),
            [init @ .., last] if init.len() < 4 => format!("expected {} or {last}", init.join(", ")),
            _ => "unexpected token".to_owned(),
        }
    };
    errors::at(e0101::CODE, span, e0101::message(&want, &found))
}

/// How the expected tokens are called in errors; operators and suffixes go without saying.
fn name(expected: Tok) -> Option<&'static str> {
    Some(match expected {
        Tok::Ident => "an identifier",
        Tok::String => "a string",
        Tok::Comma => "','",
        Tok::Colon => "':'",
        Tok::In => "'in'",
        Tok::Assign => "'='",
        Tok::LBrace => "'{'",
        Tok::RParen | Tok::InterpMid | Tok::InterpEnd => "')'",
        Tok::RBrack => "']'",
        Tok::RBrace => "'}'",
        _ => return None,
    })
}

fn found(text: &str, token: Token) -> String {
    if token.start as usize >= text.len() {
        return "'EOF'".to_owned();
    }
    match token.tok {
        Tok::InterpMid | Tok::InterpEnd => "')'".to_owned(),
        Tok::Comma if token.is_auto_comma(text) => "newline".to_owned(),
        _ => {
            let word = text.get(token.start as usize..token.end as usize).unwrap_or("");
            let line = word.lines().next().unwrap_or("");
            let mut short: String = line.chars().take(24).collect();
            if short.len() < word.len() {
                short.push('…');
            }
            format!("'{short}'")
        }
    }
}

/// Puts a `Bad` token for what cannot be read, in ever wider brackets where that has been done already.
fn replace(tokens: &mut Vec<Token>, mut index: usize, mut place: Place) {
    loop {
        let open = tokens.get(place.open).map_or(Tok::StartFile, |t| t.tok);
        let declarations = matches!(open, Tok::StartFile | Tok::LBrace);
        let value = place.colon.filter(|_| declarations).map(|c| c + 1);
        let bad = if declarations && value.is_none() { Tok::BadDecl } else { Tok::BadExpr };
        let candidates = [
            (value.unwrap_or(place.start), place.end, bad),
            (place.start, place.end, if declarations { Tok::BadDecl } else { bad }),
        ];
        for (from, to, bad) in candidates {
            if substitute(tokens, from, to, bad) {
                return;
            }
        }
        if !declarations && substitute(tokens, place.open + 1, place.close, Tok::BadExpr) {
            return;
        }
        if place.open == 0 {
            give_up(tokens, 1);
            return;
        }
        index = place.open.min(index);
        place = self::place(tokens, index);
    }
}

/// A colon after a name on a new line, as in `a: 1 +` and `b: 2`: what comes before the name is a declaration of its own.
fn split_before_label(text: &str, tokens: &mut Vec<Token>, index: usize, place: &Place) -> bool {
    let open = tokens.get(place.open).map_or(Tok::StartFile, |t| t.tok);
    let declarations = matches!(open, Tok::StartFile | Tok::LBrace);
    let label = index - 1;
    let Some(value) = place.colon.map(|c| c + 1).filter(|v| declarations && *v < label) else { return false };
    let (Some(found), Some(before), Some(name)) =
        (tokens.get(index), tokens.get(label.saturating_sub(1)), tokens.get(label).copied())
    else {
        return false;
    };
    let between = text.get(before.end as usize..name.start as usize).unwrap_or("");
    if found.tok != Tok::Colon || !name.tok.is_label() || !between.contains('\n') {
        return false;
    }
    let comma = Token { tok: Tok::Comma, start: name.start, end: name.start };
    tokens.insert(label, comma);
    substitute(tokens, value, label, Tok::BadExpr)
}

/// Replaces a range by one token; nothing where it is that token already.
fn substitute(tokens: &mut Vec<Token>, from: usize, to: usize, bad: Tok) -> bool {
    let (from, to) = (from.min(tokens.len()), to.min(tokens.len()));
    if from > to || (to - from == 1 && tokens[from].tok == bad) {
        return false;
    }
    let (start, end) = match (tokens.get(from), tokens.get(to.wrapping_sub(1))) {
        (Some(first), Some(last)) if to > from => (first.start, last.end),
        (_, before) => before.map_or((0, 0), |b| (b.end, b.end)),
    };
    tokens.splice(from..to, [Token { tok: bad, start, end }]);
    true
}

/// Drops everything from the outermost declaration at `index` on.
pub fn give_up(tokens: &mut Vec<Token>, index: usize) {
    let mut depth = 0usize;
    let mut start = 1;
    for (i, token) in tokens.iter().enumerate().take(index) {
        match token.tok {
            tok if opens(tok) => depth += 1,
            tok if closes(tok) => depth = depth.saturating_sub(1),
            Tok::Comma if depth == 0 => start = i + 1,
            _ => {}
        }
    }
    let end = tokens.len();
    if start < end {
        substitute(tokens, start, end, Tok::BadDecl);
    }
}
