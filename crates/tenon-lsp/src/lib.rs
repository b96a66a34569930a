//! The language server: what editors ask of CUE configurations, over the Language Server Protocol.
//!
//! The only crate that knows the protocol, and the only one with an asynchronous runtime. Messages take one way:
//!
//! ```text
//! stream ──frame──► transport ──front──► queue ──► worker ──► tenon-ide
//! ```
//!
//! `transport` reads and writes on threads of their own; `front` makes of each message a change or a question;
//! `worker`, on one thread, owns the [`tenon_ide::Host`], applies changes, answers questions and looks for diagnostics
//! when nothing else is to be done. Each group of requests is a file: it converts between the protocol and plain data in
//! byte offsets, which [`tenon_ide`] works out.

mod actions;
mod capabilities;
mod client;
mod completion;
mod context;
mod diagnostics;
mod documents;
mod formatting;
mod frame;
mod front;
mod hover;
mod navigation;
mod outline;
mod parent;
mod position;
mod progress;
mod queue;
mod rename;
mod settings;
mod tokens;
mod transport;
mod uri;
mod watched;
mod worker;

use futures::channel::mpsc::unbounded;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use tenon_ide::Host;
use tenon_load::World;
use tower_lsp::LspService;

/// Serves one client until it ends the conversation or is gone. True if it took its leave as the protocol says.
///
/// # Errors
///
/// The machine has no thread for it.
pub fn serve(
    world: Arc<dyn World>,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let host = Host::new(world);
    let (sender, receiver) = channel();
    let counter = Arc::new(AtomicU64::new(0));
    let queue = queue::Queue::new(sender, counter.clone(), host.cancel());
    let (orphaned, orphans) = unbounded();
    let shut_down = Arc::new(AtomicBool::new(false));
    let mut worker = Ok(());
    let (service, socket) = LspService::new(|client| {
        let progress = progress::Progress::new(client.clone(), runtime.handle().clone());
        let work = worker::Worker::new(host, receiver, counter, client.clone(), progress);
        let thread = std::thread::Builder::new().stack_size(worker::STACK).spawn(move || work.run());
        worker = thread.map(drop);
        front::Front::new(client, queue, runtime.handle().clone(), orphaned, shut_down.clone())
    });
    worker?;
    let end = runtime.block_on(transport::talk(service, socket, input, output, orphans));
    Ok(end == transport::End::Exit && shut_down.load(Ordering::Relaxed))
}
