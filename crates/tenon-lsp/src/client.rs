//! What the client can do, as far as that changes what it is sent.

use crate::position::Encoding;
use tower_lsp::ls_types::ClientCapabilities;

/// What the client can do.
#[derive(Clone, Default, Debug)]
pub struct Abilities {
    /// What columns are counted in.
    pub encoding: Encoding,
    /// It takes changes of versions of documents.
    pub document_changes: bool,
    /// It asks for diagnostics.
    pub pulls: bool,
    /// It can be told to ask for all diagnostics again.
    pub refreshes_diagnostics: bool,
    /// It can be told to ask for all inlay hints again.
    pub refreshes_hints: bool,
    /// It shows that we work.
    pub progress: bool,
    /// It can be told which files to watch.
    pub watches: bool,
    /// It takes links to definitions, with what they are from.
    pub links: bool,
    /// It shows outlines as trees.
    pub nested_symbols: bool,
    /// It inserts snippets.
    pub snippets: bool,
    /// It asks for the change of the action that it has chosen.
    pub resolves_actions: bool,
}

impl Abilities {
    /// Reads what a client declares.
    pub fn new(client: &ClientCapabilities) -> Abilities {
        let workspace = client.workspace.as_ref();
        let document = client.text_document.as_ref();
        let window = client.window.as_ref();
        let item = document.and_then(|d| d.completion.as_ref()).and_then(|c| c.completion_item.as_ref());
        let offered = client.general.as_ref().and_then(|g| g.position_encodings.as_deref());
        Abilities {
            encoding: Encoding::choose(offered),
            document_changes: workspace
                .and_then(|w| w.workspace_edit.as_ref())
                .and_then(|e| e.document_changes)
                .unwrap_or_default(),
            pulls: document.is_some_and(|d| d.diagnostic.is_some()),
            refreshes_diagnostics: workspace
                .and_then(|w| w.diagnostics.as_ref())
                .and_then(|d| d.refresh_support)
                .unwrap_or_default(),
            refreshes_hints: workspace
                .and_then(|w| w.inlay_hint.as_ref())
                .and_then(|h| h.refresh_support)
                .unwrap_or_default(),
            progress: window.and_then(|w| w.work_done_progress).unwrap_or_default(),
            watches: workspace
                .and_then(|w| w.did_change_watched_files.as_ref())
                .and_then(|w| w.dynamic_registration)
                .unwrap_or_default(),
            links: document.and_then(|d| d.definition.as_ref()).and_then(|d| d.link_support).unwrap_or_default(),
            nested_symbols: document
                .and_then(|d| d.document_symbol.as_ref())
                .and_then(|d| d.hierarchical_document_symbol_support)
                .unwrap_or_default(),
            snippets: item.and_then(|i| i.snippet_support).unwrap_or_default(),
            resolves_actions: document
                .and_then(|d| d.code_action.as_ref())
                .and_then(|a| a.resolve_support.as_ref())
                .is_some_and(|r| r.properties.iter().any(|p| p == "edit")),
        }
    }
}
