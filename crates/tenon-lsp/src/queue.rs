//! What goes from the front to the worker: changes and questions, in the order in which the client sent them.

use crate::client::Abilities;
use crate::context::Context;
use futures::channel::oneshot;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use tenon_ide::{Cancelled, Settings};
use tower_lsp::jsonrpc;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

/// What the worker takes from its queue.
pub enum Message {
    /// Something is different from now on.
    Change(Change),
    /// Something is to be answered.
    Question(Box<dyn Question>),
}

/// What is different from now on.
pub enum Change {
    /// The client said what it can do.
    Start(Abilities, Settings, Vec<PathBuf>),
    /// A document is open.
    Open { path: PathBuf, uri: Uri, version: i32, text: String },
    /// The text of a document changed.
    Edit { path: PathBuf, version: i32, changes: Vec<TextDocumentContentChangeEvent> },
    /// A document is no longer open.
    Close(PathBuf),
    /// Files on disk were made, changed, taken away.
    Disk(Vec<PathBuf>),
    /// The user chose something else.
    Configure(Settings),
    /// Folders were opened and closed.
    Folders { added: Vec<PathBuf>, removed: Vec<PathBuf> },
}

impl Change {
    /// The document that it changes: what was asked of it before has no answer any more.
    pub fn document(&self) -> Option<&Path> {
        match self {
            Change::Open { path, .. } | Change::Edit { path, .. } | Change::Close(path) => Some(path),
            _ => None,
        }
    }
}

/// Why a question has no answer yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Something newer came in between.
    Cancelled,
    /// There is nothing to tell until something changes.
    Later,
}

impl From<Cancelled> for Stop {
    fn from(_: Cancelled) -> Stop {
        Stop::Cancelled
    }
}

/// Something to be answered.
pub trait Question: Send {
    /// The document that it is about. When that changes before there is an answer, there is none; nothing for a question that
    /// has an answer at any time.
    fn document(&self) -> Option<&Path>;
    /// Whether nobody waits for the answer any more.
    fn is_dropped(&self) -> bool;
    /// Finds the answer and keeps it.
    ///
    /// # Errors
    ///
    /// It has to be asked again.
    fn work(&mut self, context: &mut Context) -> Result<(), Stop>;
    /// Gives the answer that was kept.
    fn answer(self: Box<Self>);
    /// Gives an error instead of an answer.
    fn refuse(self: Box<Self>, error: jsonrpc::Error);
}

/// A question with the type of its answer.
pub struct Asked<T, F> {
    /// See [`Question::document`].
    pub document: Option<PathBuf>,
    /// Finds the answer. It may be called more than once.
    pub find: F,
    /// The answer, once it is found.
    pub answer: Option<T>,
    /// Where it is waited for.
    pub reply: oneshot::Sender<jsonrpc::Result<T>>,
}

impl<T: Send, F: FnMut(&mut Context) -> Result<T, Stop> + Send> Question for Asked<T, F> {
    fn document(&self) -> Option<&Path> {
        self.document.as_deref()
    }

    fn is_dropped(&self) -> bool {
        self.reply.is_canceled()
    }

    fn work(&mut self, context: &mut Context) -> Result<(), Stop> {
        self.answer = Some((self.find)(context)?);
        Ok(())
    }

    fn answer(self: Box<Self>) {
        if let Some(answer) = self.answer {
            // Nobody may wait any more.
            let _ = self.reply.send(Ok(answer));
        }
    }

    fn refuse(self: Box<Self>, error: jsonrpc::Error) {
        // Nobody may wait any more.
        let _ = self.reply.send(Err(error));
    }
}

/// The end of the queue where things are put in.
pub struct Queue {
    sender: Sender<Message>,
    counter: Arc<AtomicU64>,
    cancel: Arc<AtomicBool>,
}

impl Queue {
    /// The queue of a worker that counts changes with `counter` and evaluates until `cancel` is set.
    pub fn new(sender: Sender<Message>, counter: Arc<AtomicU64>, cancel: Arc<AtomicBool>) -> Queue {
        Queue { sender, counter, cancel }
    }

    /// Puts in a change, and stops the evaluation that is running: it is about what was before.
    pub fn change(&self, change: Change) {
        // The worker ends only when the process does.
        self.counter.fetch_add(1, Ordering::SeqCst);
        let _ = self.sender.send(Message::Change(change));
        self.cancel.store(true, Ordering::SeqCst);
    }

    /// Puts in a question.
    pub fn ask(&self, question: Box<dyn Question>) {
        // See above.
        let _ = self.sender.send(Message::Question(question));
    }
}
