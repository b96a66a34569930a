//! Telling the client that something takes long.

use futures::FutureExt;
use futures::channel::oneshot;
use std::time::Duration;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::ls_types::ProgressToken;

/// What takes no longer is not told.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tells the client of what takes long.
pub struct Progress {
    client: Client,
    runtime: Handle,
    shown: bool,
    count: u32,
}

impl Progress {
    /// Nothing is told until the client is known to show it.
    pub fn new(client: Client, runtime: Handle) -> Progress {
        Progress { client, runtime, shown: false, count: 0 }
    }

    /// Where the tasks of the server run.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Whether the client shows it.
    pub fn set_shown(&mut self, shown: bool) {
        self.shown = shown;
    }

    /// Something begins that may take long; it ends when the value goes away.
    pub fn begin(&mut self) -> Option<oneshot::Sender<()>> {
        if !self.shown {
            return None;
        }
        self.count = self.count.wrapping_add(1);
        let (end, ended) = oneshot::channel();
        let token = ProgressToken::String(format!("tenon/{}", self.count));
        self.runtime.spawn(tell(self.client.clone(), token, ended));
        Some(end)
    }
}

async fn tell(client: Client, token: ProgressToken, ended: oneshot::Receiver<()>) {
    let mut ended = ended.fuse();
    futures::select! {
        _ = ended => return,
        () = tokio::time::sleep(PATIENCE).fuse() => {}
    }
    if client.create_work_done_progress(token.clone()).await.is_err() {
        return;
    }
    let told = client.progress(token, "Evaluating").begin().await;
    // It ends by going away.
    let _ = ended.await;
    told.finish().await;
}
