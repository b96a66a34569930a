//! A thread beside the work: it draws the progress, and ends the process at Ctrl-C.
//!
//! The work itself is not asked to end: whatever it is doing, the process is gone with it. What it was doing is known from what it
//! told last.

use crate::failure::is_drawn_on;
use crate::flags::Global;
use crate::run::Run;
use crate::{outfile, screen};
use signal_hook::consts::SIGINT;
use signal_hook::flag;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};
use std::time::Duration;

/// The exit status of a process that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// How long Ctrl-C may wait to be seen.
const TICK: Duration = Duration::from_millis(10);

/// Ticks between two drawings.
const DRAW: u32 = 20;

/// Watches over a run as soon as it turns out to be long: most end before a thread would have been worth its start.
pub fn prepare(global: &Global) {
    // The run has the hook, so that the hook must not have the run.
    let (run, draws, once) = (Arc::downgrade(&global.run), is_drawn_on(global), Once::new());
    global.run.watch.when_long(move || {
        if let Some(run) = run.upgrade() {
            once.call_once(|| start(run, draws));
        }
    });
}

/// Begins to watch over a run. Where that is not possible, Ctrl-C ends the process as it does without it.
fn start(run: Arc<Run>, draws: bool) {
    let pressed = Arc::new(AtomicBool::new(false));
    // In this order: only the second time finds it pressed, and ends the process at once.
    let second = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, pressed.clone());
    if second.and_then(|_| flag::register(SIGINT, pressed.clone())).is_err() {
        return;
    }
    std::thread::spawn(move || watch_over(&run, draws, &pressed));
}

fn watch_over(run: &Run, draws: bool, pressed: &AtomicBool) {
    for tick in 1u32.. {
        if pressed.load(Ordering::Relaxed) {
            screen::clear();
            let _ = std::io::stderr().write_all(screen::interruption(&run.state_in_full()).as_bytes());
            outfile::remove_unfinished();
            std::process::exit(INTERRUPTED);
        }
        if draws && tick.is_multiple_of(DRAW) {
            let width = terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| width.0);
            screen::show(&run.state(), usize::from(width));
        }
        std::thread::sleep(TICK);
    }
}
