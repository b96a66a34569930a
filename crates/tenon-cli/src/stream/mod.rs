//! `vet` of data as it comes: chunks of a file are read, checked on all cores, and forgotten.
//!
//! `open` says whether that is possible, `feed` cuts the file into chunks of whole records, `work` checks a chunk, `found` keeps
//! what is wrong until all is known. Where it is not possible, `vet` reads everything first, and says the same.

mod cut;
mod feed;
mod found;
mod open;
mod work;

use crate::cli::Vet;
use crate::failure::{Failure, progress, report_by_owner, report_some};
use crate::flags::Global;
use crate::run::Run;
use crate::threads;
use cut::{Brackets, Cutter};
use feed::Feed;
use found::{Found, Told};
use open::Opened;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tenon::records::Schema;
use tenon::source::Diagnostic;
use tenon_catalogue::e0804;
use work::{Outcome, Records, Worker};

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
    vet(global, flags, opened, Plan::usual())
}

fn vet(global: &Global, flags: &Vet, opened: Opened, plan: Plan) -> Option<Result<(), Failure>> {
    let start = Instant::now();
    global.run.enter("checking");
    let limit = if flags.by_owner { None } else { crate::failure::limit(global) };
    let told = gather(&global.run, opened, plan, limit)?;
    progress(global, || format!("checked {} records in {:?}", global.run.records(), start.elapsed()));
    global.run.enter("reporting");
    if told.errors.is_empty() {
        return Some(Ok(()));
    }
    if flags.by_owner {
        report_by_owner(global, &told.errors, &told.sources);
    } else {
        report_some(global, &told.errors, told.more, &told.sources);
    }
    Some(Err(Failure::Reported))
}

/// What is wrong with the data; nothing where that shows only in all of it.
fn gather(run: &Run, opened: Opened, plan: Plan, limit: Option<usize>) -> Option<Told> {
    let Opened { schema, sources, name, display, input, records } = opened;
    let cutter = match records {
        Records::Lines => Cutter::Lines,
        Records::Elements => Cutter::Elements(Brackets::default()),
        Records::Documents => Cutter::Documents,
    };
    let work = Work {
        run,
        schema: &schema,
        records,
        feed: Mutex::new(Feed::new(input, cutter, plan.chunk)),
        done: Mutex::new(Done::new(Found::new(sources, &display, limit))),
        turn: Condvar::new(),
    };
    work.run(plan.threads);
    let Work { feed, done, .. } = work;
    let unreadable = feed.into_inner().unwrap_or_else(PoisonError::into_inner).error;
    let found = done.into_inner().unwrap_or_else(PoisonError::into_inner).found;
    if found.not_a_list {
        return None;
    }
    let told = found.finish(records);
    // It is not taken apart before the process ends.
    std::mem::forget(schema);
    let Some(e) = unreadable else { return Some(told) };
    let reason = tenon::load::files::reason(&e);
    let message = if name == "-" { e0804::stdin(reason) } else { e0804::message(&name, reason) };
    Some(Told { errors: vec![Diagnostic::error(e0804::CODE, message)], more: 0, ..told })
}

/// What the threads share.
struct Work<'a> {
    run: &'a Run,
    schema: &'a Schema,
    records: Records,
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
        let mut worker = Worker::new(self.schema, self.records);
        let more = self.one(&mut worker);
        if !more {
            return;
        }
        let threads = threads.unwrap_or_else(threads::most);
        std::thread::scope(|scope| {
            for _ in 1..threads {
                let thread = std::thread::Builder::new().stack_size(STACK);
                // Without it, the others have more to do.
                let _ = thread.spawn_scoped(scope, || self.all(&mut Worker::new(self.schema, self.records)));
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
        if outcome.not_a_list {
            lock(&self.feed).end();
        }
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
