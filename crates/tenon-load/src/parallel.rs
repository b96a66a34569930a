//! The same work for many things, on several threads.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{Builder, scope};

/// The results in the order of the items, whatever the threads: they take the next item when they are done with one. With one
/// thread the work is done on this one.
///
/// ```
/// let squares = tenon_load::parallel::each(vec![1, 2, 3], 2, |n| n * n);
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn each<I: Send, T: Send + Sync>(items: Vec<I>, threads: usize, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let threads = threads.min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let slots: Vec<OnceLock<T>> = items.iter().map(|_| OnceLock::new()).collect();
    let queue = Mutex::new(slots.iter().zip(items));
    let take = || {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((slot, item)) = next else { return };
            slot.get_or_init(|| work(item));
        }
    };
    scope(|scope| {
        for _ in 1..threads {
            // Where there is no further thread, the others do its work.
            let _ = Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    drop(queue);
    slots.into_iter().filter_map(OnceLock::into_inner).collect()
}
