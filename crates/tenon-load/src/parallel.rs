//! The same work for many things, on several threads.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, scope};

/// The results in the order of the items, whatever the threads: they take the next item when they are done with one. With one
/// thread the work is done on this one.
///
/// ```
/// let squares = tenon_load::parallel::each(&[1, 2, 3], 2, |n| n * n);
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn each<I: Sync, T: Send + Sync>(items: &[I], threads: usize, work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    if threads.min(items.len()) < 2 {
        return items.iter().map(work).collect();
    }
    let slots: Vec<OnceLock<T>> = items.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let (Some(item), Some(slot)) = (items.get(i), slots.get(i)) else { return };
            slot.get_or_init(|| work(item));
        }
    };
    scope(|scope| {
        for _ in 1..threads.min(items.len()) {
            // Where there is no further thread, the others do its work.
            let _ = Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    slots.into_iter().filter_map(OnceLock::into_inner).collect()
}
