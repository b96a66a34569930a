//! Semantic tokens: all of a document, a part of them, or what changed since they were last asked for.

use crate::context::Context;
use std::path::Path;
use tenon_ide::{Cancelled, TokenKind, semantic_tokens};
use tower_lsp::ls_types::*;

/// Bits of modifiers, in the order of [`options`].
const DECLARATION: u32 = 1;
const READONLY: u32 = 2;
const LIBRARY: u32 = 4;

/// What the client was last told of a document.
#[derive(Default)]
pub struct Told {
    number: u64,
    data: Vec<SemanticToken>,
}

/// What kinds of words there are.
pub fn options() -> SemanticTokensOptions {
    let modifiers =
        [SemanticTokenModifier::DECLARATION, SemanticTokenModifier::READONLY, SemanticTokenModifier::DEFAULT_LIBRARY];
    SemanticTokensOptions {
        legend: SemanticTokensLegend {
            token_types: TokenKind::ALL.iter().map(|k| SemanticTokenType::new(k.name())).collect(),
            token_modifiers: modifiers.to_vec(),
        },
        range: Some(true),
        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
        ..SemanticTokensOptions::default()
    }
}

/// All words of a document.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn full(context: &mut Context, path: &Path) -> Result<Option<SemanticTokensResult>, Cancelled> {
    let data = words(context, path, None);
    let number = remember(context, path, data.clone());
    Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: Some(number.to_string()), data })))
}

/// The words of a range.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn range(context: &mut Context, path: &Path, range: Range) -> Result<Option<SemanticTokensRangeResult>, Cancelled> {
    let data = words(context, path, Some(range));
    Ok(Some(SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data })))
}

/// What changed since the client was told `previous`; all of it where that is not known any more.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn delta(
    context: &mut Context,
    path: &Path,
    previous: &str,
) -> Result<Option<SemanticTokensFullDeltaResult>, Cancelled> {
    let data = words(context, path, None);
    let old = context.tokens.remove(path).filter(|t| t.number.to_string() == previous);
    let result_id = Some(remember(context, path, data.clone()).to_string());
    let Some(old) = old else {
        return Ok(Some(SemanticTokensFullDeltaResult::Tokens(SemanticTokens { result_id, data })));
    };
    let edits = edit(&old.data, &data).into_iter().collect();
    Ok(Some(SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta { result_id, edits })))
}

fn remember(context: &mut Context, path: &Path, data: Vec<SemanticToken>) -> u64 {
    context.tokens_told += 1;
    context.tokens.insert(path.to_owned(), Told { number: context.tokens_told, data });
    context.tokens_told
}

/// The one piece that differs; its numbers count integers, of which a token has five.
fn edit(old: &[SemanticToken], new: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (gone, come) = (old.len() - same - end, &new[same..new.len() - end]);
    (gone > 0 || !come.is_empty()).then(|| SemanticTokensEdit {
        start: 5 * same as u32,
        delete_count: 5 * gone as u32,
        data: Some(come.to_vec()),
    })
}

fn words(context: &mut Context, path: &Path, range: Option<Range>) -> Vec<SemanticToken> {
    let bytes = match range {
        Some(range) => context.bytes(path, range).map(|b| b.start as u32..b.end as u32),
        None => None,
    };
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Vec::new() };
    let mut out = Vec::new();
    let mut last = Position::default();
    for token in semantic_tokens(&file, &text, bytes) {
        let Some(range) = context.range(path, token.start as usize..token.end as usize) else { continue };
        let (start, length) = (range.start, range.end.character.saturating_sub(range.start.character));
        let delta_line = start.line - last.line;
        let before = if delta_line == 0 { last.character } else { 0 };
        let marks = [(token.declaration, DECLARATION), (token.readonly, READONLY), (token.library, LIBRARY)];
        out.push(SemanticToken {
            delta_line,
            delta_start: start.character.saturating_sub(before),
            length,
            token_type: TokenKind::ALL.iter().position(|k| *k == token.kind).unwrap_or(0) as u32,
            token_modifiers_bitset: marks.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum(),
        });
        last = start;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(delta_start: u32) -> SemanticToken {
        SemanticToken { delta_line: 0, delta_start, length: 1, token_type: 0, token_modifiers_bitset: 0 }
    }

    #[test]
    fn differences() {
        let (a, b, c) = (token(1), token(2), token(3));
        let of = |old: &[SemanticToken], new: &[SemanticToken]| {
            edit(old, new).map(|e| (e.start, e.delete_count, e.data.unwrap_or_default().len()))
        };
        assert_eq!(of(&[a, b], &[a, b]), None);
        assert_eq!(of(&[a, c], &[a, b, c]), Some((5, 0, 1)));
        assert_eq!(of(&[a, b, c], &[a, c]), Some((5, 5, 0)));
        assert_eq!(of(&[a, a], &[a]), Some((5, 5, 0)));
        assert_eq!(of(&[], &[a]), Some((0, 0, 1)));
    }
}
