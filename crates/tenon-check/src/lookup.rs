//! The fields of a struct by their keys.

use rustc_hash::FxHashMap;

/// So few keys are gone through one by one.
const FEW: usize = 8;

/// Finds fields by key.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    map: FxHashMap<Box<[u8]>, usize>,
}

impl Lookup {
    /// Of keys in the order of the fields.
    pub fn new<'k>(keys: impl ExactSizeIterator<Item = &'k [u8]>) -> Lookup {
        let map = if keys.len() > FEW {
            keys.enumerate().map(|(i, k)| (k.into(), i)).collect()
        } else {
            FxHashMap::default()
        };
        Lookup { map }
    }

    /// The number of the field with a key; `key_of` tells the key of a field.
    pub fn find<'k>(&self, key: &[u8], keys: impl Iterator<Item = &'k [u8]>) -> Option<usize> {
        if self.map.is_empty() {
            return { keys }.position(|k| k == key);
        }
        self.map.get(key).copied()
    }
}
