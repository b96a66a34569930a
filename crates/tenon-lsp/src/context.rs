//! What requests are answered from: the host, the documents that are open, what the client can do; and conversions between
//! the protocol's places and ours.

use crate::client::Abilities;
use crate::diagnostics::Diagnostics;
use crate::documents::Documents;
use crate::position::{Encoding, Text};
use crate::tokens::Told;
use crate::uri;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tenon_ide::{Edit, Edits, Host, Place};
use tenon_load::World;
use tower_lsp::ls_types::{
    DocumentChanges, Location, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range as LspRange,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

/// What a request is answered from. It lives on the worker's thread.
pub struct Context {
    /// What is known of all files.
    pub host: Host,
    /// The documents that are open.
    pub documents: Documents,
    /// The folders that are open.
    pub folders: Vec<PathBuf>,
    /// What the client can do.
    pub abilities: Abilities,
    /// What is wrong, as far as it was looked for.
    pub diagnostics: Diagnostics,
    /// The semantic tokens that the client knows of documents.
    pub tokens: HashMap<PathBuf, Told>,
    /// How often it was told any.
    pub tokens_told: u64,
    /// The texts of files that are not open, for one request.
    texts: HashMap<PathBuf, Option<Arc<Text>>>,
}

impl Context {
    /// Nothing is open yet.
    pub fn new(host: Host) -> Context {
        Context {
            host,
            documents: Documents::default(),
            folders: Vec::new(),
            abilities: Abilities::default(),
            diagnostics: Diagnostics::default(),
            tokens: HashMap::new(),
            tokens_told: 0,
            texts: HashMap::new(),
        }
    }

    /// Forgets what is kept for one request only.
    pub fn forget(&mut self) {
        self.texts.clear();
    }

    /// What columns are counted in.
    pub fn encoding(&self) -> Encoding {
        self.abilities.encoding
    }

    /// The text of a file, open or not, with its lines.
    pub fn text(&mut self, path: &Path) -> Option<Arc<Text>> {
        if let Some(document) = self.documents.get(path) {
            return Some(document.text.clone());
        }
        if let Some(text) = self.texts.get(path) {
            return text.clone();
        }
        let text = match path.extension().is_some_and(|e| e == "cue") {
            true => self.host.text(path),
            false => self.host.world().read(path).ok().and_then(|b| String::from_utf8(b).ok()).map(Arc::from),
        };
        let text = text.map(|t| Arc::new(Text::new(t)));
        self.texts.insert(path.to_owned(), text.clone());
        text
    }

    /// The byte at a position of a file; nothing where the file cannot be read.
    pub fn offset(&mut self, path: &Path, position: Position) -> Option<u32> {
        let encoding = self.encoding();
        Some(self.text(path)?.offset(position, encoding))
    }

    /// The bytes of a range of a file.
    pub fn bytes(&mut self, path: &Path, range: LspRange) -> Option<Range<usize>> {
        let encoding = self.encoding();
        Some(self.text(path)?.bytes(range, encoding))
    }

    /// The range of bytes of a file.
    pub fn range(&mut self, path: &Path, bytes: Range<usize>) -> Option<LspRange> {
        let encoding = self.encoding();
        Some(self.text(path)?.range(bytes, encoding))
    }

    /// The address of a file, as the client spells it where it is open.
    pub fn uri(&self, path: &Path) -> Option<Uri> {
        match self.documents.get(path) {
            Some(document) => Some(document.uri.clone()),
            None => uri::uri(path),
        }
    }

    /// A place, for the client.
    pub fn location(&mut self, place: &Place) -> Option<Location> {
        Some(Location { uri: self.uri(&place.path)?, range: self.range(&place.path, place.range())? })
    }

    /// Places, for the client.
    pub fn locations(&mut self, places: &[Place]) -> Vec<Location> {
        places.iter().filter_map(|p| self.location(p)).collect()
    }

    /// Changes of a file, for the client.
    pub fn text_edits(&mut self, path: &Path, edits: &[Edit]) -> Vec<TextEdit> {
        let mut out = Vec::new();
        for edit in edits {
            let range = self.range(path, edit.start as usize..edit.end as usize);
            out.extend(range.map(|range| TextEdit { range, new_text: edit.text.clone() }));
        }
        out
    }

    /// Changes of files, for the client: with the versions of documents where it understands them.
    pub fn workspace_edit(&mut self, edits: &Edits) -> WorkspaceEdit {
        let mut all = Vec::new();
        for (path, list) in &edits.files {
            let Some(uri) = self.uri(path) else { continue };
            all.push((uri, self.documents.get(path).map(|d| d.version), self.text_edits(path, list)));
        }
        if !self.abilities.document_changes {
            let changes = all.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let edits = all
            .into_iter()
            .map(|(uri, version, edits)| TextDocumentEdit {
                text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
                edits: edits.into_iter().map(OneOf::Left).collect(),
            })
            .collect();
        WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() }
    }
}
