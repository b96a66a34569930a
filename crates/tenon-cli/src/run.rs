//! What the command is doing: the phase, and what the evaluator tells. Read by the thread that draws and waits for Ctrl-C.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tenon::eval::{Budget, Steps, Totals, Watch};

/// The phase in which there is a place.
pub const EVALUATING: &str = "evaluating";

/// One run of the command.
#[derive(Debug)]
pub struct Run {
    /// Told by the evaluator.
    pub watch: Arc<Watch>,
    start: Instant,
    phases: Mutex<Phases>,
    /// Records of data that have been checked.
    records: AtomicU64,
}

impl Default for Run {
    fn default() -> Run {
        Run::new(Watch::default())
    }
}

impl Run {
    /// A run that begins now.
    pub fn new(watch: Watch) -> Run {
        Run { watch: Arc::new(watch), start: Instant::now(), phases: Mutex::default(), records: AtomicU64::new(0) }
    }

    /// The next phase begins.
    pub fn enter(&self, phase: &'static str) {
        let now = self.start.elapsed();
        self.phases().enter(phase, now);
    }

    /// So many further records of data have been checked.
    pub fn add_records(&self, records: u64) {
        self.records.fetch_add(records, Ordering::Relaxed);
    }

    /// How many records of data have been checked.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// No limits but those of the machine, and the watch.
    pub fn budget(&self) -> Budget {
        Budget { watch: Some(self.watch.clone()), ..Budget::default() }
    }

    /// How it is going.
    pub fn state(&self) -> State {
        let now = self.watch.now();
        let elapsed = self.start.elapsed();
        let phase = self.phases().current();
        State {
            phase,
            // Afterwards it is where the evaluation ended.
            place: if phase == EVALUATING { now.place } else { Vec::new() },
            steps: now.steps,
            records: self.records(),
            memory: memory("VmRSS:"),
            elapsed,
            most: Vec::new(),
        }
    }

    /// How it is going, and where the steps went.
    pub fn state_in_full(&self) -> State {
        State { most: shares(&self.watch.steps()), ..self.state() }
    }

    /// What it has come to.
    pub fn stats(&self) -> Stats {
        let elapsed = self.start.elapsed();
        Stats {
            phases: self.phases().until(elapsed),
            elapsed,
            steps: self.watch.now().steps,
            totals: self.watch.totals(),
            memory: memory("VmHWM:"),
        }
    }

    fn phases(&self) -> MutexGuard<'_, Phases> {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How a run is going.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// What is being done.
    pub phase: &'static str,
    /// The package that is being evaluated, and the labels of the path.
    pub place: Vec<String>,
    /// Nodes done.
    pub steps: u64,
    /// Records of data checked.
    pub records: u64,
    /// Memory in use, in bytes, where that is known.
    pub memory: Option<u64>,
    /// Since the start.
    pub elapsed: Duration,
    /// The paths that took the most steps, and how many of a hundred.
    pub most: Vec<(String, u64)>,
}

/// What a run has come to.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Each phase with its time, in the order in which they began.
    pub phases: Vec<(&'static str, Duration)>,
    /// All of them together, and what is around them.
    pub elapsed: Duration,
    /// Nodes settled.
    pub steps: u64,
    /// What was evaluated.
    pub totals: Totals,
    /// The most memory that was in use, in bytes, where that is known.
    pub memory: Option<u64>,
}

/// When each phase began.
#[derive(Clone, Debug, Default)]
struct Phases {
    begun: Vec<(&'static str, Duration)>,
}

impl Phases {
    fn enter(&mut self, phase: &'static str, now: Duration) {
        self.begun.push((phase, now));
    }

    fn current(&self) -> &'static str {
        self.begun.last().map_or("starting", |(phase, _)| phase)
    }

    /// The time of each phase; one that came several times has all of it.
    fn until(&self, now: Duration) -> Vec<(&'static str, Duration)> {
        let mut out: Vec<(&'static str, Duration)> = Vec::new();
        for (i, (phase, from)) in self.begun.iter().enumerate() {
            let to = self.begun.get(i + 1).map_or(now, |(_, next)| *next);
            let time = to.saturating_sub(*from);
            match out.iter_mut().find(|(name, _)| name == phase) {
                Some((_, sum)) => *sum += time,
                None => out.push((phase, time)),
            }
        }
        out
    }
}

/// The package and the path within it.
pub fn place_text(place: &[String]) -> String {
    match place {
        [] => String::new(),
        [package] => package.clone(),
        [package, path @ ..] => format!("{package}: {}", path.join(".")),
    }
}

/// The paths that took the most steps, with their share in percent.
fn shares(steps: &Steps) -> Vec<(String, u64)> {
    let all = steps.total().max(1);
    steps.most(5).into_iter().map(|(place, n)| (place_text(&place), n * 100 / all)).collect()
}

/// A line of what Linux says of this process, in bytes.
fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|l| l.strip_prefix(line))?.trim().strip_suffix(" kB")?;
    kilobytes.trim().parse::<u64>().ok().map(|k| k * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_evaluation_is_somewhere() {
        let run = Run::default();
        run.enter(EVALUATING);
        let context = tenon::Context::new().budget(run.budget());
        context.compile("a: b: c: 1").unwrap();
        assert_eq!(run.state().place.first().map(String::as_str), Some("files"));
        assert!(!run.state_in_full().most.is_empty());
        run.enter("exporting");
        assert!(run.state().place.is_empty());
        assert_eq!(run.stats().phases.len(), 2);
    }

    #[test]
    fn phases_add_up() {
        let mut phases = Phases::default();
        assert_eq!(phases.current(), "starting");
        let at = Duration::from_secs;
        phases.enter("loading", at(1));
        phases.enter("evaluating", at(3));
        phases.enter("loading", at(4));
        assert_eq!(phases.current(), "loading");
        assert_eq!(phases.until(at(9)), [("loading", at(7)), ("evaluating", at(1))]);
    }
}
