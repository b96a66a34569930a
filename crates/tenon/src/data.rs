//! Values as concrete data.

use crate::check::{self, Strictness};
use std::sync::Arc;
use tenon_eval::{Scalar, Value};
use tenon_ir::Data;
use tenon_ir::data::{DataValue, Entry};
use tenon_ir::program::Marker;
use tenon_source::{Diagnostic, Span};

/// The value as data, defaults taken: its regular fields down to the leaves.
///
/// # Errors
///
/// Everything that is wrong or not concrete.
pub fn data(value: &Value) -> Result<Data, Vec<Diagnostic>> {
    match convert(value) {
        Some(data) => Ok(data),
        None => Err(check::errors(value, Strictness::Concrete)),
    }
}

fn convert(value: &Value) -> Option<Data> {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || {
        let value = value.default();
        if value.error().is_some() {
            return None;
        }
        if let Some(scalar) = value.scalar() {
            return Some(Data { span: value.span(), value: scalar_data(scalar) });
        }
        if value.is_list() {
            let items = value.elements().map(|e| convert(&e)).collect::<Option<Vec<_>>>()?;
            return Some(Data { span: value.span(), value: DataValue::List(items) });
        }
        if !value.is_struct() {
            return None;
        }
        let mut entries = Vec::new();
        for field in value.fields() {
            match field.marker {
                Marker::Regular if field.label.is_regular() => {
                    let key: Arc<str> = value.frozen().names().name_arc(field.label);
                    entries.push(Entry { key_span: Span::NONE, key, value: convert(&field.value)? });
                }
                Marker::Required if field.label.is_regular() => return None,
                _ => {}
            }
        }
        Some(Data { span: value.span(), value: DataValue::Struct(entries) })
    })
}

fn scalar_data(scalar: &Scalar) -> DataValue {
    match scalar {
        Scalar::Null => DataValue::Null,
        Scalar::Bool(b) => DataValue::Bool(*b),
        Scalar::Num(n) => DataValue::Num(n.clone()),
        Scalar::Str(s) => DataValue::Str(s.clone()),
        Scalar::Bytes(b) => DataValue::Bytes(b.clone()),
    }
}

/// A scalar in a few words, for messages.
pub(crate) fn scalar_text(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(b) => b.to_string(),
        Scalar::Num(n) => n.to_string(),
        Scalar::Str(s) => crate::path::quote(s),
        Scalar::Bytes(b) => format!("'{}'", String::from_utf8_lossy(b)),
    }
}
