//! The structure of documents, and the names of the folders that are open.

use crate::context::Context;
use std::path::{Path, PathBuf};
use tenon_ide::{Cancelled, FoldKind, Place, Symbol, SymbolKind as Kind};
use tower_lsp::ls_types::*;

/// So many names answer a search.
const MOST: usize = 128;

/// What the protocol calls a sort of symbol.
pub fn kind(kind: Kind) -> SymbolKind {
    match kind {
        Kind::Definition => SymbolKind::CLASS,
        Kind::Struct => SymbolKind::STRUCT,
        Kind::List | Kind::Element => SymbolKind::ARRAY,
        Kind::Field => SymbolKind::FIELD,
        Kind::Pattern => SymbolKind::INTERFACE,
        Kind::Let => SymbolKind::VARIABLE,
        Kind::Comprehension => SymbolKind::NAMESPACE,
    }
}

/// The outline of a document.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn symbols(context: &mut Context, path: &Path) -> Result<Option<DocumentSymbolResponse>, Cancelled> {
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let found = tenon_ide::symbols(&file, &text);
    if context.abilities.nested_symbols {
        let nested = found.iter().filter_map(|s| nested(context, path, s)).collect();
        return Ok(Some(DocumentSymbolResponse::Nested(nested)));
    }
    let mut flat = Vec::new();
    let mut todo: Vec<(&Symbol, Option<&str>)> = found.iter().rev().map(|s| (s, None)).collect();
    while let Some((symbol, around)) = todo.pop() {
        let place = Place { path: path.to_owned(), start: symbol.span.start, end: symbol.span.end };
        let location = context.location(&place);
        flat.extend(location.map(|location| information(&symbol.name, symbol.kind, around, location)));
        todo.extend(symbol.children.iter().rev().map(|s| (s, Some(symbol.name.as_str()))));
    }
    Ok(Some(DocumentSymbolResponse::Flat(flat)))
}

fn nested(context: &mut Context, path: &Path, symbol: &Symbol) -> Option<DocumentSymbol> {
    let range = context.range(path, symbol.span.start as usize..symbol.span.end as usize)?;
    let name = context.range(path, symbol.name_span.start as usize..symbol.name_span.end as usize)?;
    let children: Vec<_> = symbol.children.iter().filter_map(|s| nested(context, path, s)).collect();
    #[expect(deprecated, reason = "the type has no other constructor")]
    Some(DocumentSymbol {
        // Clients refuse a symbol without a name.
        name: if symbol.name.is_empty() { "…".to_owned() } else { symbol.name.clone() },
        detail: Some(symbol.detail.clone()).filter(|d| !d.is_empty()),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range,
        selection_range: name,
        children: Some(children).filter(|c| !c.is_empty()),
    })
}

fn information(name: &str, of: Kind, container: Option<&str>, location: Location) -> SymbolInformation {
    #[expect(deprecated, reason = "the type has no other constructor")]
    SymbolInformation {
        name: name.to_owned(),
        kind: kind(of),
        tags: None,
        deprecated: None,
        location,
        container_name: container.filter(|c| !c.is_empty()).map(str::to_owned),
    }
}

/// The names that answer a search, in the folders and the documents that are open.
///
/// # Errors
///
/// Something newer came in between.
pub fn names(context: &mut Context, query: &str) -> Result<Option<WorkspaceSymbolResponse>, Cancelled> {
    let mut dirs: Vec<PathBuf> = context.folders.clone();
    if dirs.is_empty() {
        dirs.extend(context.documents.paths().iter().filter_map(|p| p.parent()).map(Path::to_owned));
    }
    let found = context.host.workspace_symbols(&dirs, query, MOST)?;
    let mut out = Vec::new();
    for named in found {
        let location = context.location(&named.place);
        out.extend(location.map(|l| information(&named.name, named.kind, Some(&named.container), l)));
    }
    Ok(Some(WorkspaceSymbolResponse::Flat(out)))
}

/// What can be folded in a document.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn folds(context: &mut Context, path: &Path) -> Result<Option<Vec<FoldingRange>>, Cancelled> {
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let mut out = Vec::new();
    for fold in tenon_ide::folds(&file, &text) {
        // The line of the bracket that closes it stays for clients that fold whole lines.
        let inside = text.get(fold.start as usize..fold.end as usize).unwrap_or("").trim_end();
        let end = fold.start as usize + inside.len();
        let Some(range) = context.range(path, fold.start as usize..end) else { continue };
        if range.start.line < range.end.line {
            out.push(FoldingRange {
                start_line: range.start.line,
                start_character: Some(range.start.character),
                end_line: range.end.line,
                end_character: Some(range.end.character),
                kind: Some(match fold.kind {
                    FoldKind::Region => FoldingRangeKind::Region,
                    FoldKind::Comment => FoldingRangeKind::Comment,
                    FoldKind::Imports => FoldingRangeKind::Imports,
                }),
                collapsed_text: None,
            });
        }
    }
    Ok(Some(out))
}

/// The ranges around positions, each around the one before.
///
/// # Errors
///
/// None: no evaluation is needed.
pub fn selections(
    context: &mut Context,
    path: &Path,
    positions: &[Position],
) -> Result<Option<Vec<SelectionRange>>, Cancelled> {
    let (Some(file), Some(text)) = (context.host.file(path), context.host.text(path)) else { return Ok(None) };
    let mut out = Vec::new();
    for position in positions {
        let Some(offset) = context.offset(path, *position) else { continue };
        let mut around: Option<SelectionRange> = None;
        for range in tenon_ide::selections(&file, &text, offset).into_iter().rev() {
            let Some(range) = context.range(path, range.start as usize..range.end as usize) else { continue };
            around = Some(SelectionRange { range, parent: around.map(Box::new) });
        }
        // There must be one for each position.
        let empty = Range { start: *position, end: *position };
        out.push(around.unwrap_or(SelectionRange { range: empty, parent: None }));
    }
    Ok(Some(out))
}
