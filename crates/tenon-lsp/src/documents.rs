//! The documents that are open, as the client tells them.

use crate::position::{Encoding, Text};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

/// A document that is open.
pub struct Document {
    /// Its address as the client spells it.
    pub uri: Uri,
    /// Counted by the client.
    pub version: i32,
    /// What it says, with its lines.
    pub text: Arc<Text>,
}

/// All documents that are open, by path.
#[derive(Default)]
pub struct Documents {
    open: HashMap<PathBuf, Document>,
}

impl Documents {
    /// A document is open now.
    pub fn open(&mut self, path: PathBuf, uri: Uri, version: i32, text: &str) {
        self.open.insert(path, Document { uri, version, text: Arc::new(Text::new(text)) });
    }

    /// Changes the text of a document; a change without a range is all of it. Says whether it is open.
    pub fn edit(
        &mut self,
        path: &Path,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> bool {
        let Some(document) = self.open.get_mut(path) else { return false };
        document.version = version;
        for change in changes {
            let text = match change.range {
                None => change.text.clone(),
                Some(range) => {
                    let bytes = document.text.bytes(range, encoding);
                    let mut text = document.text.text().to_owned();
                    text.replace_range(bytes, &change.text);
                    text
                }
            };
            document.text = Arc::new(Text::new(text));
        }
        true
    }

    /// A document is no longer open.
    pub fn close(&mut self, path: &Path) {
        self.open.remove(path);
    }

    /// The document at a path, if it is open.
    pub fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// The paths of all that are open, sorted.
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.open.keys().cloned().collect();
        paths.sort();
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tower_lsp::ls_types::{Position, Range};

    fn edited(text: &str, changes: &[(Option<[u32; 4]>, &str)]) -> String {
        let mut documents = Documents::default();
        documents.open("/a".into(), "file:///a".parse().unwrap(), 1, text);
        let changes: Vec<_> = changes
            .iter()
            .map(|(range, text)| TextDocumentContentChangeEvent {
                range: range.map(|[a, b, c, d]| Range::new(Position::new(a, b), Position::new(c, d))),
                range_length: None,
                text: (*text).to_owned(),
            })
            .collect();
        assert!(documents.edit(Path::new("/a"), 2, &changes, Encoding::Utf16));
        documents.get(Path::new("/a")).unwrap().text.text().to_owned()
    }

    #[test]
    fn edits() {
        assert_eq!(edited("a: 1\n", &[(Some([0, 3, 0, 4]), "23"), (Some([0, 5, 1, 0]), "")]), "a: 23");
        assert_eq!(edited("a: \"😀\"\n", &[(Some([0, 6, 0, 6]), "!")]), "a: \"😀!\"\n");
        assert_eq!(edited("a", &[(None, "b\n"), (Some([1, 0, 1, 0]), "c")]), "b\nc");
    }

    #[test]
    fn edits_out_of_range() {
        assert_eq!(edited("a\nb", &[(Some([0, 99, 99, 99]), "!")]), "a!");
        assert_eq!(edited("a\nb", &[(Some([1, 1, 0, 0]), "!")]), "a\nb!");
        assert_eq!(edited("😀", &[(Some([0, 1, 0, 2]), "!")]), "!");
    }
}
