//! JSON objects that are put together key by key.

use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_source::Span;

/// An object; keys stand in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<Entry>);

impl Object {
    /// Sets a key.
    pub fn put(&mut self, key: &str, value: Data) {
        match self.0.iter_mut().find(|e| &*e.key == key) {
            Some(entry) => entry.value = value,
            None => self.0.push(Entry { key_span: Span::NONE, key: key.into(), value }),
        }
    }

    /// Sets a key to an object, or leaves it out where that is empty.
    pub fn put_filled(&mut self, key: &str, value: Object) {
        if !value.0.is_empty() {
            self.put(key, value.data());
        }
    }

    /// Whether a key is set.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|e| &*e.key == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Data> {
        self.0.iter().find(|e| &*e.key == key).map(|e| &e.value)
    }

    /// Puts a key in front of all others.
    pub fn lead(&mut self, key: &str, value: Data) {
        self.0.insert(0, Entry { key_span: Span::NONE, key: key.into(), value });
    }

    /// Takes over the keys of another object.
    pub fn extend(&mut self, other: Object) {
        for entry in other.0 {
            self.put(&entry.key, entry.value);
        }
    }

    /// Leaves a key out.
    pub fn without(mut self, key: &str) -> Object {
        self.0.retain(|e| &*e.key != key);
        self
    }

    /// Whether it has no keys.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The object as data.
    pub fn data(self) -> Data {
        Data::new(DataValue::Struct(self.0))
    }
}
