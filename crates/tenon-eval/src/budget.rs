//! How much an evaluation may take, and how it is watched and stopped from outside.

use crate::watch::Watch;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tenon_catalogue::e0701;

/// Limits of an evaluation.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Nodes settled.
    pub steps: u64,
    /// Nodes alive: about 150 bytes each.
    pub nodes: usize,
    /// Nodes that wait for each other in a row.
    pub depth: u32,
    /// Wall time.
    pub time: Option<Duration>,
    /// Set from anywhere, it stops the evaluation.
    pub cancel: Arc<AtomicBool>,
    /// Told where the evaluation is.
    pub watch: Option<Arc<Watch>>,
}

/// Steps between two looks outside, once an evaluation has taken as many.
const INTERVAL: u64 = 1024;

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            steps: u64::MAX,
            nodes: 100_000_000,
            depth: 50_000,
            time: None,
            cancel: Arc::new(AtomicBool::new(false)),
            watch: None,
        }
    }
}

/// Which limit was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exceeded {
    Steps,
    Nodes,
    Depth,
    Time,
    Cancelled,
}

impl fmt::Display for Exceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Exceeded::Steps => e0701::STEPS,
            Exceeded::Nodes => e0701::MEMORY,
            Exceeded::Depth => e0701::DEPTH,
            Exceeded::Time => e0701::TIME,
            Exceeded::Cancelled => e0701::CANCELLED,
        })
    }
}

/// Why an evaluation is held up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pause {
    /// The watch wants to know where it is, after so many steps.
    Tell(u64),
    /// A limit was reached.
    Stop(Exceeded),
}

/// Counts what an evaluation takes.
#[derive(Debug)]
pub(crate) struct Meter {
    budget: Budget,
    steps: u64,
    /// At which step to look outside.
    pause_at: u64,
    /// How many steps the watch knows of.
    told: u64,
    start: Instant,
    stopped: Option<Exceeded>,
}

impl Meter {
    pub fn new(budget: Budget) -> Meter {
        Meter { budget, steps: 0, pause_at: 1, told: 0, start: Instant::now(), stopped: None }
    }

    /// Counts a step; says which limit is reached. Time and cancellation are looked at every thousand steps.
    pub fn check(&mut self, nodes: usize, depth: u32) -> Option<Pause> {
        if self.stopped.is_some() {
            return self.stopped.map(Pause::Stop);
        }
        if depth > self.budget.depth {
            return Some(Pause::Stop(Exceeded::Depth));
        }
        self.steps += 1;
        if self.steps > self.budget.steps {
            self.stopped = Some(Exceeded::Steps);
        } else if nodes > self.budget.nodes {
            self.stopped = Some(Exceeded::Nodes);
        } else if self.steps >= self.pause_at {
            return self.pause();
        }
        self.stopped.map(Pause::Stop)
    }

    #[cold]
    fn pause(&mut self) -> Option<Pause> {
        let every_step = self.budget.watch.as_ref().is_some_and(|watch| watch.is_every_step());
        self.pause_at = self.steps + if every_step { 1 } else { self.steps.min(INTERVAL) };
        if self.budget.cancel.load(Ordering::Relaxed) {
            self.stopped = Some(Exceeded::Cancelled);
        } else if self.budget.time.is_some_and(|t| self.start.elapsed() > t) {
            self.stopped = Some(Exceeded::Time);
        }
        match self.stopped {
            Some(limit) => Some(Pause::Stop(limit)),
            None => self.budget.watch.is_some().then(|| Pause::Tell(self.take_rest())),
        }
    }

    /// Whether a limit was reached.
    pub fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    pub fn watch(&self) -> Option<Arc<Watch>> {
        self.budget.watch.clone()
    }

    /// The steps that the watch does not know of yet.
    pub fn take_rest(&mut self) -> u64 {
        let steps = self.steps - self.told;
        self.told = self.steps;
        steps
    }

    /// The watch was not told of steps after all.
    pub fn put_back(&mut self, steps: u64) {
        self.told -= steps;
    }
}
