//! The face to the client: each message becomes a change or a question in the queue, before anything is waited for, so that
//! their order stays. Nothing is worked out here.
//!
//! To answer another request: a line in `capabilities.rs`, a method here that puts the question, and a function
//! `fn(&mut Context, &Path, &Params) -> Result<Answer, Cancelled>` in the file of its group.

use crate::client::Abilities;
use crate::context::Context;
use crate::navigation::Towards;
use crate::queue::{Asked, Change, Queue, Stop};
use crate::{
    actions, capabilities, completion, diagnostics, formatting, hover, navigation, outline, parent, rename, settings,
    tokens, uri, watched,
};
use futures::channel::{mpsc, oneshot};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tenon_ide::Cancelled;
use tokio::runtime::Handle;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::ls_types::request::{
    GotoDeclarationParams, GotoDeclarationResponse, GotoImplementationParams, GotoImplementationResponse,
    GotoTypeDefinitionParams, GotoTypeDefinitionResponse,
};
use tower_lsp::ls_types::*;
use tower_lsp::{Client, LanguageServer};

/// What the protocol calls a request that is well-formed and cannot be fulfilled.
const REQUEST_FAILED: i64 = -32803;

/// See the header.
pub struct Front {
    client: Client,
    queue: Queue,
    runtime: Handle,
    /// Says that the client is gone.
    orphaned: mpsc::UnboundedSender<()>,
    /// The client said that it is about to end.
    shut_down: Arc<AtomicBool>,
    watches: AtomicBool,
}

impl Front {
    /// Puts into `queue`; `shut_down` is set when the client says that it is about to end, `orphaned` told when it is gone.
    pub fn new(
        client: Client,
        queue: Queue,
        runtime: Handle,
        orphaned: mpsc::UnboundedSender<()>,
        shut_down: Arc<AtomicBool>,
    ) -> Front {
        Front { client, queue, runtime, orphaned, shut_down, watches: AtomicBool::new(false) }
    }

    /// Asks about a document. There is no answer if it changes before; of what is not a file nothing is known.
    async fn ask<T, F>(&self, document: &Uri, mut find: F) -> Result<T>
    where
        T: Default + Send + 'static,
        F: FnMut(&mut Context, &Path) -> std::result::Result<T, Cancelled> + Send + 'static,
    {
        let Some(path) = uri::path(document) else { return Ok(T::default()) };
        let document = Some(path.clone());
        self.put(document, move |context| Ok(find(context, &path)?)).await
    }

    /// Asks something that has an answer at any time.
    async fn put<T, F>(&self, document: Option<PathBuf>, find: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Context) -> std::result::Result<T, Stop> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.queue.ask(Box::new(Asked { document, find, answer: None, reply }));
        answer.await.unwrap_or_else(|_| Err(Error::internal_error()))
    }

    async fn go(&self, of: TextDocumentPositionParams, to: Towards) -> Result<Option<GotoDefinitionResponse>> {
        let TextDocumentPositionParams { text_document, position } = of;
        self.ask(&text_document.uri, move |context, path| navigation::go(context, path, position, to)).await
    }

    fn disk(&self, uris: impl IntoIterator<Item = Uri>) {
        self.queue.change(Change::Disk(uris.into_iter().filter_map(|u| uri::path(&u)).collect()));
    }

    async fn settings(&self, value: &Value) -> Option<tenon_ide::Settings> {
        match settings::read(value) {
            Ok(settings) => Some(settings),
            Err(message) => {
                self.client.show_message(MessageType::WARNING, message).await;
                None
            }
        }
    }
}

impl LanguageServer for Front {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let abilities = Abilities::new(&params.capabilities);
        self.watches.store(abilities.watches, Ordering::Relaxed);
        let result = InitializeResult {
            capabilities: capabilities::all(&abilities),
            server_info: Some(ServerInfo {
                name: "tenon".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            offset_encoding: None,
        };
        let settings = settings::read(params.initialization_options.as_ref().unwrap_or(&Value::Null));
        let (settings, complaint) = match settings {
            Ok(settings) => (settings, None),
            Err(message) => (tenon_ide::Settings::default(), Some(message)),
        };
        let folders = capabilities::folders(&params);
        self.queue.change(Change::Start(abilities, settings, folders));
        if let Some(pid) = params.process_id
            && parent::can_watch(pid)
        {
            self.runtime.spawn(parent::watch(pid, self.orphaned.clone()));
        }
        if let Some(message) = complaint {
            self.client.show_message(MessageType::WARNING, message).await;
        }
        Ok(result)
    }

    async fn initialized(&self, _: InitializedParams) {
        if self.watches.load(Ordering::Relaxed) {
            // Without it, files that others change are seen when the client tells of them by itself.
            let _ = self.client.register_capability(watched::registrations()).await;
        }
    }

    async fn shutdown(&self) -> Result<()> {
        self.shut_down.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let TextDocumentItem { uri, version, text, .. } = params.text_document;
        if let Some(path) = uri::path(&uri) {
            self.queue.change(Change::Open { path, uri, version, text });
        }
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        if let Some(path) = uri::path(&params.text_document.uri) {
            let version = params.text_document.version;
            self.queue.change(Change::Edit { path, version, changes: params.content_changes });
        }
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.disk([params.text_document.uri]);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        if let Some(path) = uri::path(&params.text_document.uri) {
            self.queue.change(Change::Close(path));
        }
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.disk(params.changes.into_iter().map(|c| c.uri));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| folders.iter().filter_map(|f| uri::path(&f.uri)).collect();
        self.queue.change(Change::Folders { added: paths(params.event.added), removed: paths(params.event.removed) });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if let Some(settings) = self.settings(&params.settings).await
            && settings::any(&params.settings)
        {
            self.queue.change(Change::Configure(settings));
        }
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let path = uri::path(&params.text_document.uri);
        self.put(None, move |context| match &path {
            Some(path) => Ok(diagnostics::of_document(context, path, params.previous_result_id.as_deref())?),
            None => Ok(DocumentDiagnosticReportResult::Report(DocumentDiagnosticReport::Full(Default::default()))),
        })
        .await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        self.put(None, move |context| diagnostics::of_workspace(context, &params.previous_result_ids)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        self.go(params.text_document_position_params, Towards::Definition).await
    }

    async fn goto_declaration(&self, params: GotoDeclarationParams) -> Result<Option<GotoDeclarationResponse>> {
        self.go(params.text_document_position_params, Towards::Definition).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoTypeDefinitionParams,
    ) -> Result<Option<GotoTypeDefinitionResponse>> {
        self.go(params.text_document_position_params, Towards::TypeDefinition).await
    }

    async fn goto_implementation(
        &self,
        params: GotoImplementationParams,
    ) -> Result<Option<GotoImplementationResponse>> {
        self.go(params.text_document_position_params, Towards::Implementation).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let all = params.context.include_declaration;
        self.ask(&text_document.uri, move |context, path| navigation::all_references(context, path, position, all))
            .await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(&text_document.uri, move |context, path| navigation::highlights(context, path, position)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(&params.text_document.uri, navigation::links).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(&text_document.uri, move |context, path| navigation::hierarchy(context, path, position)).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let item = params.item;
        let document = item.uri.clone();
        self.ask(&document, move |context, _| navigation::incoming(context, &item)).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let item = params.item;
        let document = item.uri.clone();
        self.ask(&document, move |context, _| navigation::outgoing(context, &item)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(&params.text_document.uri, outline::symbols).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.put(None, move |context| Ok(outline::names(context, &params.query)?)).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(&params.text_document.uri, outline::folds).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        self.ask(&params.text_document.uri, move |context, path| outline::selections(context, path, &positions)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let TextDocumentPositionParams { text_document, position } = params;
        let found = self.ask(&text_document.uri, move |context, path| rename::prepare(context, path, position)).await?;
        found.transpose().map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let name = params.new_name;
        let found =
            self.ask(&text_document.uri, move |context, path| rename::rename(context, path, position, &name)).await?;
        found.transpose().map_err(refused)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(&text_document.uri, move |context, path| hover::hover(context, path, position)).await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
        self.ask(&text_document.uri, move |context, path| hover::signature(context, path, position)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(&params.text_document.uri, move |context, path| hover::hints(context, path, params.range)).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.ask(&params.text_document.uri, tokens::full).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let previous = params.previous_result_id;
        self.ask(&params.text_document.uri, move |context, path| tokens::delta(context, path, &previous)).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        self.ask(&params.text_document.uri, move |context, path| tokens::range(context, path, params.range)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let trigger = params.context.and_then(|c| c.trigger_character);
        self.ask(&text_document.uri, move |context, path| {
            completion::completion(context, path, position, trigger.as_deref())
        })
        .await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(&params.text_document.uri, |context, path| formatting::formatting(context, path, None)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = Some(params.range);
        self.ask(&params.text_document.uri, move |context, path| formatting::formatting(context, path, range)).await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        self.ask(&text_document.uri, move |context, path| formatting::on_type(context, path, position, &params.ch))
            .await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(&params.text_document.uri, move |context, path| {
            actions::actions(context, path, params.range, &params.context)
        })
        .await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        self.put(None, move |context| Ok(actions::resolve(context, action.clone())?)).await
    }
}

/// The answer that a request cannot be fulfilled, for the user to read.
fn refused(why: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: why.into(), data: None }
}
