//! The one thread that knows anything: it owns the host and works off the queue.
//!
//! Each round first takes all that is in the queue. Changes are applied at once, whatever stands before them: a question
//! about a document that changed after it was asked is refused (`ContentModified`), others are answered from what is known
//! now. When there is no question left, diagnostics are looked for and published.
//!
//! When nothing has come for a while, what went on with earlier evaluations is evaluated anew: see [`Host::settle`].
//!
//! Whoever puts a change into the queue sets the switch that stops an evaluation. The worker clears it before it looks into
//! the queue, so that no change is without effect; at worst an evaluation is stopped in vain, and begins again. An answer
//! leaves only if no change came in while it was worked out; otherwise it is worked out again.

use crate::context::Context;
use crate::diagnostics;
use crate::progress::Progress;
use crate::queue::{Change, Message, Question, Stop};
use std::collections::{BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvError, RecvTimeoutError};
use std::time::Duration;
use tenon_ide::Host;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Error;

/// Stack of the thread: deeply nested input is recursion.
pub const STACK: usize = 256 * 1024 * 1024;

/// How long nothing comes before what is known is evaluated anew.
const REST: Duration = Duration::from_millis(300);

/// See the header.
pub struct Worker {
    context: Context,
    receiver: Receiver<Message>,
    cancel: Arc<AtomicBool>,
    /// How many changes were put into the queue.
    sent: Arc<AtomicU64>,
    /// How many of them were applied.
    applied: u64,
    questions: VecDeque<Box<dyn Question>>,
    /// Questions that wait until diagnostics change.
    held: Vec<Box<dyn Question>>,
    client: Client,
    progress: Progress,
}

impl Worker {
    /// A worker that takes from `receiver`; `sent` counts the changes that are put in.
    pub fn new(
        host: Host,
        receiver: Receiver<Message>,
        sent: Arc<AtomicU64>,
        client: Client,
        progress: Progress,
    ) -> Worker {
        Worker {
            cancel: host.cancel(),
            context: Context::new(host),
            receiver,
            sent,
            applied: 0,
            questions: VecDeque::new(),
            held: Vec::new(),
            client,
            progress,
        }
    }

    /// Works until nobody can put anything into the queue any more.
    pub fn run(mut self) {
        while self.take() {
            match self.questions.pop_front() {
                Some(question) => self.answer(question),
                None => self.check(),
            }
        }
    }

    /// Takes all that is in the queue; waits for something if there is nothing to do. False at the end.
    fn take(&mut self) -> bool {
        let mut changed = BTreeSet::new();
        if self.questions.is_empty() && !self.context.diagnostics.is_stale() {
            match self.wait() {
                Ok(message) => {
                    if let Some(message) = message {
                        self.receive(message, &mut changed);
                    }
                }
                Err(_) => return false,
            }
        }
        self.cancel.store(false, Ordering::SeqCst);
        while let Ok(message) = self.receiver.try_recv() {
            self.receive(message, &mut changed);
        }
        for path in changed {
            self.set_text(path);
        }
        true
    }

    /// Waits for something to do. If nothing comes for a while, what went on with earlier evaluations is evaluated anew, as
    /// long as nothing comes.
    fn wait(&mut self) -> Result<Option<Message>, RecvError> {
        if self.context.host.is_settled() {
            return self.receiver.recv().map(Some);
        }
        match self.receiver.recv_timeout(REST) {
            Ok(message) => return Ok(Some(message)),
            Err(RecvTimeoutError::Disconnected) => return Err(RecvError),
            Err(RecvTimeoutError::Timeout) => {}
        }
        self.cancel.store(false, Ordering::SeqCst);
        if let Ok(message) = self.receiver.try_recv() {
            return Ok(Some(message));
        }
        let host = &mut self.context.host;
        if catch_unwind(AssertUnwindSafe(|| host.settle())).is_err() {
            host.forget();
        }
        self.context.diagnostics.outdate(None);
        Ok(None)
    }

    fn receive(&mut self, message: Message, changed: &mut BTreeSet<PathBuf>) {
        let change = match message {
            Message::Question(question) => return self.questions.push_back(question),
            Message::Change(change) => change,
        };
        self.applied += 1;
        if let Some(path) = change.document() {
            let old = std::mem::take(&mut self.questions);
            for question in old {
                match question.document() == Some(path) {
                    true => question.refuse(Error::content_modified()),
                    false => self.questions.push_back(question),
                }
            }
        }
        self.context.diagnostics.outdate(change.document());
        self.apply(change, changed);
    }

    fn apply(&mut self, change: Change, changed: &mut BTreeSet<PathBuf>) {
        let context = &mut self.context;
        match change {
            Change::Start(abilities, settings, folders) => {
                self.progress.set_shown(abilities.progress);
                context.abilities = abilities;
                context.folders = folders;
                context.host.configure(settings);
            }
            Change::Open { path, uri, version, text } => {
                context.documents.open(path.clone(), uri, version, &text);
                changed.insert(path);
            }
            Change::Edit { path, version, changes } => {
                if context.documents.edit(&path, version, &changes, context.abilities.encoding) {
                    changed.insert(path);
                }
            }
            Change::Close(path) => {
                context.documents.close(&path);
                changed.remove(&path);
                context.host.close(&path);
            }
            Change::Disk(paths) => context.host.disk_changed(&paths),
            Change::Configure(settings) => {
                context.host.configure(settings);
                self.refresh_hints();
            }
            Change::Folders { added, removed } => {
                context.folders.retain(|f| !removed.contains(f));
                context.folders.extend(added);
            }
        }
    }

    /// Hints may be others now, of which the client does not know.
    fn refresh_hints(&self) {
        if self.context.abilities.refreshes_hints {
            let client = self.client.clone();
            // A client that refuses has been told.
            self.progress.runtime().spawn(async move { client.inlay_hint_refresh().await });
        }
    }

    fn set_text(&mut self, path: PathBuf) {
        let Context { host, documents, .. } = &mut self.context;
        let Some(document) = documents.get(&path) else { return };
        let set = || host.set_text(&path, document.text.text());
        if catch_unwind(AssertUnwindSafe(set)).is_err() {
            self.context.host.forget();
        }
    }

    fn answer(&mut self, mut question: Box<dyn Question>) {
        if question.is_dropped() {
            return;
        }
        let progress = self.progress.begin();
        self.context.forget();
        let worked = catch_unwind(AssertUnwindSafe(|| question.work(&mut self.context)));
        drop(progress);
        match worked {
            Ok(Ok(())) if self.sent.load(Ordering::SeqCst) == self.applied => {
                question.answer();
                self.publish();
            }
            Ok(Ok(()) | Err(Stop::Cancelled)) => self.questions.push_front(question),
            Ok(Err(Stop::Later)) => self.held.push(question),
            Err(_) => {
                question.refuse(Error::internal_error());
                self.context.host.forget();
            }
        }
    }

    /// Looks for diagnostics.
    fn check(&mut self) {
        let progress = self.progress.begin();
        self.context.forget();
        let found = catch_unwind(AssertUnwindSafe(|| diagnostics::find(&mut self.context)));
        drop(progress);
        match found {
            Ok(Ok(())) => self.publish(),
            Ok(Err(_)) => {}
            Err(_) => {
                self.context.host.forget();
                self.context.diagnostics.give_up();
            }
        }
    }

    /// Publishes what was found, unless it is not true any more.
    fn publish(&mut self) {
        if self.context.diagnostics.is_stale() || self.sent.load(Ordering::SeqCst) != self.applied {
            return;
        }
        if diagnostics::publish(&mut self.context, &self.client, self.progress.runtime()) {
            self.questions.extend(self.held.drain(..));
        }
        self.held.retain(|q| !q.is_dropped());
    }
}
