//! Where things are declared and named: definitions, implementations, references, highlights, links, and who constrains what.

use crate::context::Context;
use crate::uri;
use std::path::Path;
use tenon_ide::{Cancelled, Destinations, HierarchyItem, references};
use tower_lsp::ls_types::*;

/// Which places are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Towards {
    /// All declarations.
    Definition,
    /// The definitions that close or type a value.
    TypeDefinition,
    /// The places that give values.
    Implementation,
}

/// Where to go from a position.
///
/// # Errors
///
/// Something newer came in between.
pub fn go(
    context: &mut Context,
    path: &Path,
    at: Position,
    towards: Towards,
) -> Result<Option<GotoDefinitionResponse>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let world = context.host.world().clone();
    let Some(snapshot) = context.host.snapshot(path)? else { return Ok(None) };
    let found = match towards {
        Towards::Definition => tenon_ide::definition(snapshot, &world, path, offset),
        Towards::TypeDefinition => tenon_ide::type_definition(snapshot, path, offset),
        Towards::Implementation => tenon_ide::implementations(snapshot, path, offset),
    };
    Ok(answer(context, path, &found))
}

fn answer(context: &mut Context, path: &Path, found: &Destinations) -> Option<GotoDefinitionResponse> {
    if found.to.is_empty() {
        return None;
    }
    if !context.abilities.links {
        let names: Vec<_> = found.to.iter().map(|d| d.name.clone()).collect();
        return Some(GotoDefinitionResponse::Array(context.locations(&names)));
    }
    let origin = found.origin.and_then(|s| context.range(path, s.start as usize..s.end as usize));
    let mut links = Vec::new();
    for d in &found.to {
        let (Some(whole), Some(name)) = (context.location(&d.whole), context.location(&d.name)) else { continue };
        links.push(LocationLink {
            origin_selection_range: origin,
            target_uri: whole.uri,
            target_range: whole.range,
            target_selection_range: name.range,
        });
    }
    Some(GotoDefinitionResponse::Link(links))
}

/// All places that name what is at a position.
///
/// # Errors
///
/// Something newer came in between.
pub fn all_references(
    context: &mut Context,
    path: &Path,
    at: Position,
    declarations: bool,
) -> Result<Option<Vec<Location>>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let found = references(&mut context.host, path, offset, declarations)?;
    let places: Vec<_> = found.into_iter().map(|r| r.place).collect();
    Ok(Some(context.locations(&places)))
}

/// The places of the document that name what is at a position.
///
/// # Errors
///
/// Something newer came in between.
pub fn highlights(
    context: &mut Context,
    path: &Path,
    at: Position,
) -> Result<Option<Vec<DocumentHighlight>>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let Some(snapshot) = context.host.snapshot(path)? else { return Ok(None) };
    let found = tenon_ide::highlights(snapshot, path, offset);
    let mut out = Vec::new();
    for r in found {
        let kind = if r.declares { DocumentHighlightKind::WRITE } else { DocumentHighlightKind::READ };
        let range = context.range(path, r.place.range());
        out.extend(range.map(|range| DocumentHighlight { range, kind: Some(kind) }));
    }
    Ok(Some(out))
}

/// The links of a document.
///
/// # Errors
///
/// Something newer came in between.
pub fn links(context: &mut Context, path: &Path) -> Result<Option<Vec<DocumentLink>>, Cancelled> {
    let world = context.host.world().clone();
    let Some(snapshot) = context.host.snapshot(path)? else { return Ok(None) };
    let found = tenon_ide::links(snapshot, &world, path);
    let mut out = Vec::new();
    for link in found {
        let range = context.range(path, link.span.start as usize..link.span.end as usize);
        let target = context.uri(&link.path);
        out.extend(range.map(|range| DocumentLink { range, target, tooltip: Some(link.tip.clone()), data: None }));
    }
    Ok(Some(out))
}

/// The field at a position, to ask who constrains it and whom it constrains.
///
/// # Errors
///
/// Something newer came in between.
pub fn hierarchy(
    context: &mut Context,
    path: &Path,
    at: Position,
) -> Result<Option<Vec<CallHierarchyItem>>, Cancelled> {
    let Some(offset) = context.offset(path, at) else { return Ok(None) };
    let Some(snapshot) = context.host.snapshot(path)? else { return Ok(None) };
    let found = tenon_ide::hierarchy(snapshot, path, offset);
    let items: Vec<_> = found.iter().filter_map(|i| item(context, i)).collect();
    Ok((!items.is_empty()).then_some(items))
}

fn item(context: &mut Context, item: &HierarchyItem) -> Option<CallHierarchyItem> {
    let whole = context.location(&item.whole)?;
    Some(CallHierarchyItem {
        name: item.name.clone(),
        kind: crate::outline::kind(item.kind()),
        tags: None,
        detail: Some(item.detail.clone()).filter(|d| !d.is_empty()),
        uri: whole.uri,
        range: whole.range,
        selection_range: context.location(&item.place)?.range,
        data: None,
    })
}

/// What shapes the value of a field.
///
/// # Errors
///
/// Something newer came in between.
pub fn incoming(
    context: &mut Context,
    of: &CallHierarchyItem,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>, Cancelled> {
    let Some(path) = uri::path(&of.uri) else { return Ok(None) };
    let Some(offset) = context.offset(&path, of.selection_range.start) else { return Ok(None) };
    let Some(snapshot) = context.host.snapshot(&path)? else { return Ok(None) };
    let found = tenon_ide::constrained_by(snapshot, &path, offset);
    let calls = found.iter().filter_map(|i| {
        let from = item(context, i)?;
        Some(CallHierarchyIncomingCall { from_ranges: vec![from.selection_range], from })
    });
    Ok(Some(calls.collect()))
}

/// What a field shapes.
///
/// # Errors
///
/// Something newer came in between.
pub fn outgoing(
    context: &mut Context,
    of: &CallHierarchyItem,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>, Cancelled> {
    let Some(path) = uri::path(&of.uri) else { return Ok(None) };
    let Some(offset) = context.offset(&path, of.selection_range.start) else { return Ok(None) };
    let found = tenon_ide::constrains(&mut context.host, &path, offset)?;
    let calls = found.iter().filter_map(|i| {
        Some(CallHierarchyOutgoingCall { to: item(context, i)?, from_ranges: vec![of.selection_range] })
    });
    Ok(Some(calls.collect()))
}
