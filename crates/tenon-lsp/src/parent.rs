//! Watching the client's process: a server whose client is gone has nothing to do, even where its streams stay open.

use futures::channel::mpsc::UnboundedSender;
use std::time::Duration;

/// How often it is looked at.
const INTERVAL: Duration = Duration::from_secs(1);

/// Tells `gone` when a process ends. One that is not there in the first place lives in another space of processes, as with a
/// client outside of a container, and is not watched.
pub async fn watch(process: u32, gone: UnboundedSender<()>) {
    if !is_alive(process) {
        return;
    }
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
