//! `vet` of data as it comes: chunks of a file are read, checked on all cores, and forgotten.
//!
//! `open` says whether that is possible, `feed` cuts the file into chunks of whole records, `work` checks a chunk, `found` keeps
//! what is wrong until all is known. Where it is not possible, `vet` reads everything first, and says the same.

mod feed;
mod found;
mod open;
mod work;

use crate::cli::Vet;
use crate::failure::{Failure, progress, report, report_by_owner};
use crate::flags::Global;
use crate::run::Run;
use crate::threads;
use feed::Feed;
use found::Found;
use open::Opened;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tenon::records::Schema;
use tenon::source::Diagnostic;
use tenon_catalogue::e0804;
use work::{Outcome, Worker};

/// Stack of a further thread that checks: what the checker does not understand is evaluated there.
const STACK: usize = 64 * 1024 * 1024;

/// So many chunks may be done before the one that is told next.
const AHEAD: u64 = 64;

/// How a stream is gone through.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// As many as usual, unless given.
    threads: Option<usize>,
    /// Bytes of a chunk, at least.
    chunk: usize,
}

impl Plan {
    fn usual() -> Plan {
        Plan { threads: None, chunk: 256 * 1024 }
    }
}

/// Checks data against a schema as it comes; nothing where all of it has to be read first.
pub fn run(global: &Global, flags: &Vet) -> Option<Result<(), Failure>> {
    let opened = open::open(global, flags)?;
    Some(vet(global, flags, opened, Plan::usual()))
}

fn vet(global: &Global, flags: &Vet, opened: Opened, plan: Plan) -> Result<(), Failure> {
    let start = Instant::now();
    global.run.enter("checking");
    let Opened { schema, sources, name, display, input } = opened;
    let limit = if flags.by_owner { None } else { crate::failure::limit(global) };
    let found = Found::new(sources, &display, limit);
    let feed = Feed::new(input, plan.chunk);
    let work = Work { run: &global.run, schema: &schema, feed: Mutex::new(feed), done: Mutex::new(Done::new(found)), turn: Condvar::new() };
    work.run(plan.threads);
    let Work { feed, done, .. } = work;
    let unreadable = feed.into_inner().unwrap_or_else(PoisonError::into_inner).error;
    let found = done.into_inner().unwrap_or_else(PoisonError::into_inner).found;
    progress(global, || format!("checked {} records in {:?}", global.run.records(), start.elapsed()));
    global.run.enter("reporting");
    if let Some(e) = unreadable {
        let reason = tenon::load::files::reason(&e);
        let message = if name == "-" { e0804::stdin(reason) } else { e0804::message(&name, reason) };
        report(global, &[Diagnostic::error(e0804::CODE, message)], &found.sources);
        return Err(Failure::Reported);
    }
    let (errors, more, sources) = found.finish();
    if errors.is_empty() {
        return Ok(());
    }
    if flags.by_owner {
        report_by_owner(global, &errors, &sources);
    } else {
        crate::failure::report_some(global, &errors, more, &sources);
    }
    Err(Failure::Reported)
}

/// What the threads share.
struct Work<'a> {
    run: &'a Run,
    schema: &'a Schema,
    feed: Mutex<Feed>,
    done: Mutex<Done>,
    /// The chunk that is told next has changed.
    turn: Condvar,
}

/// What has been checked.
struct Done {
    found: Found,
    /// The chunk that is told next.
    next: u64,
    /// Chunks after it that are done already.
    ahead: BTreeMap<u64, Outcome>,
}

impl Done {
    fn new(found: Found) -> Done {
        Done { found, next: 0, ahead: BTreeMap::new() }
    }
}

impl Work<'_> {
    /// Checks everything. Further threads are begun only where there is more than one chunk.
    fn run(&self, threads: Option<usize>) {
        let mut worker = Worker::new(self.schema);
        let more = self.one(&mut worker);
        if !more {
            return;
        }
        let threads = threads.unwrap_or_else(threads::most);
        std::thread::scope(|scope| {
            for _ in 1..threads {
                let thread = std::thread::Builder::new().stack_size(STACK);
                // Without it, the others have more to do.
                let _ = thread.spawn_scoped(scope, || self.all(&mut Worker::new(self.schema)));
            }
            self.all(&mut worker);
        });
    }

    fn all(&self, worker: &mut Worker) {
        while self.one(worker) {}
    }

    /// Checks the next chunk; says whether there may be more.
    fn one(&self, worker: &mut Worker) -> bool {
        let Some(chunk) = lock(&self.feed).next(worker.spare()) else { return false };
        let (number, last) = (chunk.number, chunk.last);
        let outcome = worker.check(chunk);
        self.run.add_records(outcome.records);
        let mut done = lock(&self.done);
        while number > done.next + AHEAD {
            done = self.turn.wait(done).unwrap_or_else(PoisonError::into_inner);
        }
        done.ahead.insert(number, outcome);
        loop {
            let Done { found, next, ahead } = &mut *done;
            let Some(outcome) = ahead.remove(next) else { break };
            found.add(outcome);
            *next += 1;
        }
        self.turn.notify_all();
        !last
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
