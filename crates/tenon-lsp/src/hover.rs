//! What is told of what is there: hover, signatures of functions, inlay hints.

use crate::context::Context;
use std::path::Path;
use tenon_ide::{Cancelled, signature_help};
use tower_lsp::ls_types::*;

/// What is told of what stands at a position.
///
/// # Errors
///
/// Something newer came in between.
pub fn hover(context: &mut Context, path: &Path, at: Position) -> Result<Option<Hover>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let Some(found) = tenon_ide::hover(&mut context.host, path, offset)? else { return Ok(None) };
    let range = context.range(path, found.start as usize..found.end as usize);
    Ok(Some(Hover { contents: HoverContents::Markup(markdown(found.text)), range }))
}

/// A text as Markdown.
pub fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// The signatures of the function that is called around a position.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn signature(context: &mut Context, path: &Path, at: Position) -> Result<Option<SignatureHelp>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let Some(help) = signature_help(&file, &text, offset) else { return Ok(None) };
    let signatures = help.signatures.iter().map(|s| SignatureInformation {
        label: s.label.clone(),
        documentation: Some(Documentation::MarkupContent(markdown(help.docs.clone()))),
        parameters: Some(s.parameters.iter().map(|(from, to)| parameter(&s.label, *from, *to)).collect()),
        active_parameter: None,
    });
    Ok(Some(SignatureHelp {
        signatures: signatures.collect(),
        active_signature: Some(help.active as u32),
        active_parameter: Some(help.argument as u32),
    }))
}

/// Signatures are ASCII, but for what stands in comments.
fn parameter(label: &str, from: u32, to: u32) -> ParameterInformation {
    let text = label.get(from as usize..to as usize).unwrap_or("");
    ParameterInformation { label: ParameterLabel::Simple(text.to_owned()), documentation: None }
}

/// The inlay hints of a range.
///
/// # Errors
///
/// Something newer came in between.
pub fn hints(context: &mut Context, path: &Path, range: Range) -> Result<Option<Vec<InlayHint>>, Cancelled> {
    let Some(bytes) = context.bytes(path, range) else { return Ok(None) };
    let found = tenon_ide::hints(&mut context.host, path, bytes.start as u32..bytes.end as u32)?;
    let mut out = Vec::new();
    for hint in found {
        let at = hint.offset as usize;
        let Some(range) = context.range(path, at..at) else { continue };
        let tip = if hint.default { "default" } else { "value" };
        out.push(InlayHint {
            position: range.start,
            label: InlayHintLabel::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(tip.to_owned())),
            padding_left: None,
            padding_right: None,
            data: None,
        });
    }
    Ok(Some(out))
}
