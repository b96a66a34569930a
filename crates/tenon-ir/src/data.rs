//! Concrete data: what JSON, YAML and TOML hold, and what builtin functions take and return.

use crate::Num;
use std::convert::Infallible;
use std::sync::Arc;
use tenon_source::Span;

/// A concrete value with the place that it was read from ([`Span::NONE`] where it was computed).
#[derive(Clone, Debug)]
pub struct Data {
    /// Where it was read.
    pub span: Span,
    /// What it is.
    pub value: DataValue,
}

/// The value of a [`Data`].
#[derive(Clone, Debug)]
pub enum DataValue {
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// A number; integers and floats stay apart.
    Num(Num),
    /// Text.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// A list.
    List(Vec<Data>),
    /// A struct in the order of its fields; no key stands twice.
    Struct(Vec<Entry>),
    /// A value of the running evaluation that is no concrete data; only functions that move elements around see one.
    Opaque(u32),
}

/// One field of a [`DataValue::Struct`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the key was read.
    pub key_span: Span,
    /// The key.
    pub key: Arc<str>,
    /// The value.
    pub value: Data,
}

/// What has parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A list; its elements come one after the other.
    List,
    /// A struct; each of its values comes after its key.
    Struct,
}

/// Takes data piece by piece, in the order in which it is written, so that no tree of it needs to be there.
pub trait Sink {
    /// Why it takes no more.
    type Error;

    /// Takes a value without parts.
    fn scalar(&mut self, span: Span, value: DataValue) -> Result<(), Self::Error>;

    /// Takes the beginning of a list or struct.
    fn begin(&mut self, span: Span, shape: Shape) -> Result<(), Self::Error>;

    /// Takes the key of the value that comes next.
    fn key(&mut self, key: Arc<str>) -> Result<(), Self::Error>;

    /// Takes the end of what began last.
    fn end(&mut self) -> Result<(), Self::Error>;
}

/// Makes a tree of the pieces.
#[derive(Default, Debug)]
pub struct Builder {
    /// What has begun, with its key.
    open: Vec<(Option<Arc<str>>, Data)>,
    /// The key of what comes next.
    key: Option<Arc<str>>,
    done: Option<Data>,
}

impl Builder {
    /// The tree, once all pieces of it are there.
    pub fn finish(self) -> Option<Data> {
        self.done
    }

    fn put(&mut self, key: Option<Arc<str>>, data: Data) {
        match (self.open.last_mut().map(|(_, around)| &mut around.value), key) {
            (Some(DataValue::List(items)), _) => items.push(data),
            (Some(DataValue::Struct(entries)), Some(key)) => {
                entries.push(Entry { key_span: Span::NONE, key, value: data });
            }
            _ => self.done = Some(data),
        }
    }
}

impl Sink for Builder {
    type Error = Infallible;

    fn scalar(&mut self, span: Span, value: DataValue) -> Result<(), Infallible> {
        let key = self.key.take();
        self.put(key, Data { span, value });
        Ok(())
    }

    fn begin(&mut self, span: Span, shape: Shape) -> Result<(), Infallible> {
        let value = match shape {
            Shape::List => DataValue::List(Vec::new()),
            Shape::Struct => DataValue::Struct(Vec::new()),
        };
        self.open.push((self.key.take(), Data { span, value }));
        Ok(())
    }

    fn key(&mut self, key: Arc<str>) -> Result<(), Infallible> {
        self.key = Some(key);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Infallible> {
        if let Some((key, data)) = self.open.pop() {
            self.put(key, data);
        }
        Ok(())
    }
}

impl Data {
    /// Data that was computed.
    pub fn new(value: DataValue) -> Data {
        Data { span: Span::NONE, value }
    }

    /// `null`
    pub fn null() -> Data {
        Data::new(DataValue::Null)
    }

    /// A truth value.
    pub fn bool(b: bool) -> Data {
        Data::new(DataValue::Bool(b))
    }

    /// An integer.
    pub fn int(i: i64) -> Data {
        Data::new(DataValue::Num(Num::from(i)))
    }

    /// A string.
    pub fn str(s: impl Into<Arc<str>>) -> Data {
        Data::new(DataValue::Str(s.into()))
    }

    /// Bytes.
    pub fn bytes(b: impl Into<Arc<[u8]>>) -> Data {
        Data::new(DataValue::Bytes(b.into()))
    }

    /// A list.
    pub fn list(items: Vec<Data>) -> Data {
        Data::new(DataValue::List(items))
    }
}

impl PartialEq for Data {
    /// Equal values, wherever they were read; the order of a struct's fields does not count.
    fn eq(&self, other: &Data) -> bool {
        match (&self.value, &other.value) {
            (DataValue::Null, DataValue::Null) => true,
            (DataValue::Bool(a), DataValue::Bool(b)) => a == b,
            (DataValue::Num(a), DataValue::Num(b)) => a == b,
            (DataValue::Str(a), DataValue::Str(b)) => a == b,
            (DataValue::Bytes(a), DataValue::Bytes(b)) => a == b,
            (DataValue::List(a), DataValue::List(b)) => a == b,
            (DataValue::Struct(a), DataValue::Struct(b)) => {
                a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| x.key == y.key && x.value == y.value))
            }
            (DataValue::Opaque(a), DataValue::Opaque(b)) => a == b,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A data file has millions of them.
    #[test]
    fn sizes() {
        assert_eq!(size_of::<Data>(), 48);
        assert_eq!(size_of::<DataValue>(), 32);
        assert_eq!(size_of::<Entry>(), 80);
    }
}
