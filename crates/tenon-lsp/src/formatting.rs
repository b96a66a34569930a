//! Formatting. The layout is that of `tenon fmt`, whatever the client would like.

use crate::context::Context;
use std::path::Path;
use tenon_ide::{Cancelled, Edit, format, format_on_type, format_range};
use tower_lsp::ls_types::*;

/// What formats a document, or a range of it.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn formatting(
    context: &mut Context,
    path: &Path,
    range: Option<Range>,
) -> Result<Option<Vec<TextEdit>>, Cancelled> {
    let bytes = range.map(|range| context.bytes(path, range));
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let edits = match bytes {
        Some(Some(bytes)) => format_range(&file, &text, bytes.start as u32..bytes.end as u32),
        Some(None) => return Ok(None),
        None => format(&file, &text),
    };
    answer(context, path, &edits)
}

/// What formats the declaration that was just finished.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn on_type(
    context: &mut Context,
    path: &Path,
    at: Position,
    typed: &str,
) -> Result<Option<Vec<TextEdit>>, Cancelled> {
    let (Some(offset), Some(typed)) = (context.offset(path, at), typed.chars().next()) else { return Ok(None) };
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let edits = format_on_type(&file, &text, offset, typed);
    answer(context, path, &edits)
}

fn answer(context: &mut Context, path: &Path, edits: &[Edit]) -> Result<Option<Vec<TextEdit>>, Cancelled> {
    Ok(Some(context.text_edits(path, edits)))
}
