//! How much an evaluation may take, and how it is stopped from outside.

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
}

impl Default for Budget {
    fn default() -> Budget {
        Budget {
            steps: u64::MAX,
            nodes: 100_000_000,
            depth: 50_000,
            time: None,
            cancel: Arc::new(AtomicBool::new(false)),
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

/// Counts what an evaluation takes.
#[derive(Debug)]
pub(crate) struct Meter {
    budget: Budget,
    steps: u64,
    start: Instant,
    stopped: Option<Exceeded>,
}

impl Meter {
    pub fn new(budget: Budget) -> Meter {
        Meter { budget, steps: 0, start: Instant::now(), stopped: None }
    }

    /// Counts a step; says which limit is reached. Time and cancellation are looked at every thousand steps.
    pub fn check(&mut self, nodes: usize, depth: u32) -> Option<Exceeded> {
        if self.stopped.is_some() {
            return self.stopped;
        }
        if depth > self.budget.depth {
            return Some(Exceeded::Depth);
        }
        self.steps += 1;
        if self.steps > self.budget.steps {
            self.stopped = Some(Exceeded::Steps);
        } else if nodes > self.budget.nodes {
            self.stopped = Some(Exceeded::Nodes);
        } else if self.steps.is_multiple_of(1024) {
            if self.budget.cancel.load(Ordering::Relaxed) {
                self.stopped = Some(Exceeded::Cancelled);
            } else if self.budget.time.is_some_and(|t| self.start.elapsed() > t) {
                self.stopped = Some(Exceeded::Time);
            }
        }
        self.stopped
    }
}
