//! Watching the client's process: a server whose client is gone has nothing to do, even where its streams stay open.

use futures::channel::mpsc::UnboundedSender;
use std::time::Duration;

/// How often it is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Whether a process can be watched. One that is not there lives in another space of processes, as with a client outside of
/// a container.
pub fn can_watch(process: u32) -> bool {
    is_alive(process)
}

/// Tells `gone` when a process ends.
pub async fn watch(process: u32, gone: UnboundedSender<()>) {
    while is_alive(process) {
        tokio::time::sleep(INTERVAL).await;
    }
    // Nobody listens when the server ends by itself.
    let _ = gone.unbounded_send(());
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    process.is_some_and(|p| rustix::process::test_kill_process(p) != Err(rustix::io::Errno::SRCH))
}

/// Its streams are closed with it.
#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}
