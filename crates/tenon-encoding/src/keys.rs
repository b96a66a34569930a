//! What readers share about keys and short strings: a cache that makes equal ones share memory, and finding duplicates.

use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::Arc;
use tenon_ir::data::Entry;

/// The longest number that is read as one: more digits than anyone needs, few enough to convert at once.
pub(crate) const MAX_DIGITS: usize = 50_000;

/// So many slots there are for a long text, and one for so many bytes of a short one.
const SLOTS: usize = 1024;
const BYTES: usize = 8;

const LONGEST: usize = 24;

/// Recently read short strings: a direct-mapped cache, so that the keys of ten thousand equal objects are stored once.
pub(crate) struct Strings {
    slots: Vec<Option<Arc<str>>>,
}

impl Strings {
    /// An empty cache for a text of so many bytes.
    pub(crate) fn new(length: usize) -> Strings {
        Strings { slots: vec![None; (length / BYTES).clamp(1, SLOTS).next_power_of_two()] }
    }

    /// `text` as shared text; equal short texts that come close together share their memory.
    pub(crate) fn get(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST {
            return Arc::from(text);
        }
        let index = hash(text) as usize & (self.slots.len() - 1);
        let Some(slot) = self.slots.get_mut(index) else { return Arc::from(text) };
        match slot {
            Some(known) if **known == *text => known.clone(),
            _ => {
                let fresh: Arc<str> = Arc::from(text);
                *slot = Some(fresh.clone());
                fresh
            }
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    let h = hasher.finish();
    h ^ (h >> 32)
}

/// Groups of entries with the same key: the indices of each group in ascending order, groups by their second index.
///
/// Empty for almost every struct; takes O(n log n) whatever the keys are.
pub(crate) fn duplicates(entries: &[Entry]) -> Vec<Vec<usize>> {
    if entries.len() <= 12 {
        let twice = entries.iter().enumerate().any(|(i, a)| entries.iter().skip(i + 1).any(|b| a.key == b.key));
        if !twice {
            return Vec::new();
        }
    }
    let mut order: Vec<(u64, &str, usize)> =
        entries.iter().enumerate().map(|(i, e)| (hash(&e.key), &*e.key, i)).collect();
    order.sort_unstable();
    let mut groups: Vec<Vec<usize>> = order
        .chunk_by(|a, b| a.0 == b.0 && a.1 == b.1)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|x| x.2).collect())
        .collect();
    groups.sort_unstable_by_key(|group| group.get(1).copied());
    groups
}
