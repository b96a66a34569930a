//! Code actions. What takes long to find out is worked out when the client asks for it by name, or for the action that it
//! has chosen.

use crate::context::Context;
use crate::uri;
use std::path::Path;
use tenon_ide::{Action, ActionKind, Cancelled, organize_imports};
use tower_lsp::ls_types::*;

/// Takes out what is redundant.
const TRIM: CodeActionKind = CodeActionKind::new("source.trim");

/// What kinds of actions there are.
pub fn options() -> CodeActionOptions {
    CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_EXTRACT,
            CodeActionKind::REFACTOR_INLINE,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
            TRIM,
        ]),
        resolve_provider: Some(true),
        ..CodeActionOptions::default()
    }
}

fn kind(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        ActionKind::Inline => CodeActionKind::REFACTOR_INLINE,
        ActionKind::OrganizeImports => CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        ActionKind::Trim => TRIM,
    }
}

/// Whether a kind is wanted: of several, or anything.
fn wanted(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    let within = |outer: &CodeActionKind| {
        let (outer, kind) = (outer.as_str(), kind.as_str());
        kind.strip_prefix(outer).is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('.'))
    };
    only.is_none_or(|only| only.iter().any(within))
}

/// What is offered for a range.
///
/// # Errors
///
/// Something newer came in between.
pub fn actions(
    context: &mut Context,
    path: &Path,
    range: Range,
    asked: &CodeActionContext,
) -> Result<Option<CodeActionResponse>, Cancelled> {
    let Some(bytes) = context.bytes(path, range) else { return Ok(None) };
    let only = asked.only.as_deref();
    let mut found = tenon_ide::actions(&mut context.host, path, bytes.start as u32..bytes.end as u32)?;
    if let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) {
        found.extend(organize_imports(&file, &text));
    }
    let mut out = Vec::new();
    for action in found.iter().filter(|a| wanted(only, &kind(a.kind))) {
        out.push(CodeActionOrCommand::CodeAction(converted(context, action, &asked.diagnostics)));
    }
    let source = only.is_some_and(|only| only.iter().any(|k| k.as_str().starts_with(CodeActionKind::SOURCE.as_str())));
    if source && wanted(only, &TRIM) {
        if context.abilities.resolves_actions {
            out.extend(context.uri(path).map(|uri| CodeActionOrCommand::CodeAction(unresolved(&uri))));
        } else if let Some(action) = tenon_ide::trim(&mut context.host, path)? {
            out.push(CodeActionOrCommand::CodeAction(converted(context, &action, &[])));
        }
    }
    Ok(Some(out))
}

/// Trimming, not worked out yet.
fn unresolved(uri: &Uri) -> CodeAction {
    CodeAction {
        title: "Trim what is redundant".to_owned(),
        kind: Some(TRIM),
        data: Some(serde_json::Value::String(uri.to_string())),
        ..CodeAction::default()
    }
}

fn converted(context: &mut Context, action: &Action, problems: &[Diagnostic]) -> CodeAction {
    let solved = |d: &&Diagnostic| {
        let code = match &d.code {
            Some(NumberOrString::String(code)) => Some(code.as_str()),
            _ => None,
        };
        code.is_some() && code == action.solves
    };
    let solves: Vec<Diagnostic> = problems.iter().filter(solved).cloned().collect();
    CodeAction {
        title: action.title.clone(),
        kind: Some(kind(action.kind)),
        diagnostics: (!solves.is_empty()).then_some(solves),
        edit: Some(context.workspace_edit(&action.edits)),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    }
}

/// Works out the change of an action that the client has chosen.
///
/// # Errors
///
/// Something newer came in between.
pub fn resolve(context: &mut Context, mut action: CodeAction) -> Result<CodeAction, Cancelled> {
    let document = action.data.as_ref().and_then(|d| d.as_str()?.parse::<Uri>().ok());
    let path = document.as_ref().and_then(uri::path);
    if let Some(path) = path.filter(|_| action.edit.is_none()) {
        let found = tenon_ide::trim(&mut context.host, &path)?;
        action.edit = Some(match found {
            Some(found) => context.workspace_edit(&found.edits),
            None => WorkspaceEdit::default(),
        });
    }
    Ok(action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_within_kinds() {
        let only = |k: &str| [CodeActionKind::from(k.to_owned())];
        assert!(wanted(None, &TRIM));
        assert!(wanted(Some(&only("source")), &TRIM));
        assert!(wanted(Some(&only("source.trim")), &TRIM));
        assert!(!wanted(Some(&only("source.organizeImports")), &TRIM));
        assert!(!wanted(Some(&only("sour")), &TRIM));
        assert!(wanted(Some(&only("")), &TRIM));
    }
}
