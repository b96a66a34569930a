//! Renaming.

use crate::context::Context;
use std::path::Path;
use tenon_ide::Cancelled;
use tower_lsp::ls_types::*;

/// What can be renamed at a position, or why nothing can.
///
/// # Errors
///
/// Something newer came in between.
pub fn prepare(
    context: &mut Context,
    path: &Path,
    at: Position,
) -> Result<Option<Result<PrepareRenameResponse, String>>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    Ok(match tenon_ide::prepare_rename(&mut context.host, path, offset)? {
        Ok(found) => {
            let range = context.range(path, found.place.range());
            range.map(|range| Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: found.name }))
        }
        Err(refusal) => Some(Err(refusal.0)),
    })
}

/// The changes that give what is at a position another name, or why there are none.
///
/// # Errors
///
/// Something newer came in between.
pub fn rename(
    context: &mut Context,
    path: &Path,
    at: Position,
    name: &str,
) -> Result<Option<Result<WorkspaceEdit, String>>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let found = tenon_ide::rename(&mut context.host, path, offset, name)?;
    Ok(Some(found.map(|edits| context.workspace_edit(&edits)).map_err(|refusal| refusal.0)))
}
