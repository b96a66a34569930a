//! What may come at the cursor.

use crate::context::Context;
use crate::hover::markdown;
use std::path::Path;
use tenon_ide::{Cancelled, Completion, CompletionKind};
use tower_lsp::ls_types::*;

/// What asks for completion when it is typed.
pub const TRIGGERS: [&str; 6] = [".", "\"", ":", "@", "=", "/"];

/// What may come at a position.
///
/// # Errors
///
/// Something newer came in between.
pub fn completion(
    context: &mut Context,
    path: &Path,
    at: Position,
    trigger: Option<&str>,
) -> Result<Option<CompletionResponse>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let found = tenon_ide::completion(&mut context.host, path, offset)?;
    // What is typed in the middle of something else says little: only what belongs there is offered then.
    let fits = |c: &Completion| match trigger {
        Some(":" | "\"" | "=" | "/") => c.rank <= 3,
        _ => true,
    };
    let mut items = Vec::new();
    for (i, found) in found.iter().filter(|c| fits(c)).enumerate() {
        items.extend(item(context, path, found, i));
    }
    Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })))
}

fn item(context: &mut Context, path: &Path, found: &Completion, order: usize) -> Option<CompletionItem> {
    let range = context.range(path, found.edit.start as usize..found.edit.end as usize)?;
    let snippet = found.snippet && context.abilities.snippets;
    let new_text = if found.snippet && !snippet { plain(&found.edit.text) } else { found.edit.text.clone() };
    let more = context.text_edits(path, &found.more);
    // Clients compare what was typed, a quote in front, with this.
    let quoted = found.edit.text.starts_with('"') && !found.label.starts_with('"');
    Some(CompletionItem {
        label: found.label.clone(),
        kind: Some(kind(found.kind)),
        detail: Some(found.detail.clone()).filter(|d| !d.is_empty()),
        documentation: (!found.docs.is_empty()).then(|| Documentation::MarkupContent(markdown(found.docs.clone()))),
        filter_text: quoted.then(|| found.edit.text.clone()),
        sort_text: Some(format!("{}{order:05}", found.rank)),
        insert_text_format: Some(if snippet { InsertTextFormat::SNIPPET } else { InsertTextFormat::PLAIN_TEXT }),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        additional_text_edits: (!more.is_empty()).then_some(more),
        ..CompletionItem::default()
    })
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Field => CompletionItemKind::FIELD,
        CompletionKind::Type => CompletionItemKind::CLASS,
        CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Variable => CompletionItemKind::VARIABLE,
        CompletionKind::Package => CompletionItemKind::MODULE,
        CompletionKind::Function => CompletionItemKind::FUNCTION,
        CompletionKind::Constant => CompletionItemKind::CONSTANT,
        CompletionKind::Keyword => CompletionItemKind::KEYWORD,
        CompletionKind::Attribute => CompletionItemKind::PROPERTY,
        CompletionKind::File => CompletionItemKind::FILE,
    }
}

/// A snippet for a client that knows none: up to the first place to fill in, with what that would have.
fn plain(snippet: &str) -> String {
    let mut out = String::new();
    let mut chars = snippet.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '$' => {
                if chars.next_if_eq(&'{').is_none() {
                    while chars.next_if(char::is_ascii_digit).is_some() {}
                    continue;
                }
                while chars.next_if(char::is_ascii_digit).is_some() {}
                let several = chars.next() == Some('|');
                let mut first = true;
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => {
                            let escaped = chars.next();
                            out.extend(escaped.filter(|_| first));
                        }
                        '}' => break,
                        ',' | '|' if several => first = false,
                        c if first => out.push(c),
                        _ => {}
                    }
                }
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn snippets_for_clients_that_know_none() {
        assert_eq!(plain("name: \"$1\""), "name: \"\"");
        assert_eq!(plain("n: ${1:80}"), "n: 80");
        assert_eq!(plain("kind: ${1|\"a\",\"b\"|}"), "kind: \"a\"");
        assert_eq!(plain("a: {\n\t$0\n}"), "a: {\n\t\n}");
        assert_eq!(plain("p: ${1|\"a\\,b\",c|}\\$x"), "p: \"a,b\"$x");
    }
}
