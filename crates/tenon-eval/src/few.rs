//! A map that mostly has few entries.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::hash::Hash;

/// So many entries are gone through one by one.
const FEW: usize = 8;

/// A map that mostly has few entries: these take no memory of their own and no hashing. Each key keeps its first value.
pub(crate) struct FewMap<K, V> {
    few: SmallVec<[(K, V); FEW]>,
    many: FxHashMap<K, V>,
}

impl<K: Copy + Eq + Hash, V: Copy> FewMap<K, V> {
    pub fn new() -> FewMap<K, V> {
        FewMap { few: SmallVec::new(), many: FxHashMap::default() }
    }

    pub fn get(&self, key: K) -> Option<V> {
        let few = self.few.iter().find(|(k, _)| *k == key).map(|(_, v)| *v);
        few.or_else(|| if self.many.is_empty() { None } else { self.many.get(&key).copied() })
    }

    /// The value of a key, which is given this one if it has none.
    pub fn or_insert(&mut self, key: K, value: V) -> V {
        if let Some((_, known)) = self.few.iter().find(|(k, _)| *k == key) {
            return *known;
        }
        if self.few.len() < FEW {
            self.few.push((key, value));
            return value;
        }
        *self.many.entry(key).or_insert(value)
    }
}

impl<K: Copy + Eq + Hash, V: Copy> FromIterator<(K, V)> for FewMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> FewMap<K, V> {
        let mut map = FewMap::new();
        entries.into_iter().for_each(|(key, value)| {
            map.or_insert(key, value);
        });
        map
    }
}
