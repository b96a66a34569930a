//! Values as concrete data.

use std::convert::Infallible;
use std::sync::Arc;
use tenon_catalogue::e0404;
use tenon_eval::view::Plain;
use tenon_eval::{Frozen, NodeId, Scalar, Value};
use tenon_ir::Data;
use tenon_ir::data::{Builder, DataValue, Shape, Sink};
use tenon_ir::program::Marker;
use tenon_source::{Diagnostic, Span};

use tenon_explain::diagnostics;

/// The value as data, defaults taken: its regular fields down to the leaves.
///
/// # Errors
///
/// Everything that is wrong or not concrete.
pub fn to_data(value: &Value) -> Result<Data, Vec<Diagnostic>> {
    let errors = diagnostics(value, true);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut builder = Builder::default();
    send(value, &mut builder).ok().and_then(|()| builder.finish()).ok_or_else(incomplete)
}

/// Whether [`to_data`] has data of a value, without making it.
///
/// # Errors
///
/// Everything that is wrong or not concrete.
pub fn check_data(value: &Value) -> Result<(), Vec<Diagnostic>> {
    if value.is_plain() {
        return Ok(());
    }
    let errors = diagnostics(value, true);
    if !errors.is_empty() {
        return Err(errors);
    }
    send(value, &mut Nowhere).map_err(|_| incomplete())
}

fn incomplete() -> Vec<Diagnostic> {
    vec![Diagnostic::error(e0404::CODE, e0404::MESSAGE)]
}

/// Why a value could not be sent.
#[derive(Debug)]
pub enum Unsent<E> {
    /// The value is no data; [`check_data`] says so, too.
    NoData,
    /// It was not taken.
    Refused(E),
}

impl<E> From<E> for Unsent<E> {
    fn from(error: E) -> Unsent<E> {
        Unsent::Refused(error)
    }
}

/// Sends a value as data, defaults taken, piece by piece.
///
/// # Errors
///
/// It is no data, or `to` does not take it.
pub fn send<S: Sink>(value: &Value, to: &mut S) -> Result<(), Unsent<S::Error>> {
    send_node(value.frozen(), value.id(), to)
}

/// The same for a node: a value for each of them would cost more than what is done with it.
fn send_node<S: Sink>(frozen: &Frozen, place: NodeId, to: &mut S) -> Result<(), Unsent<S::Error>> {
    let view = frozen.view();
    let n = view.taken(place);
    let span = frozen.span(n);
    match view.plain(n) {
        Some(Plain::Scalar(scalar)) => Ok(to.scalar(span, scalar_data(scalar))?),
        Some(Plain::List) => {
            to.begin(span, Shape::List)?;
            for element in view.elements(n) {
                stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || send_node(frozen, element, to))?;
            }
            Ok(to.end()?)
        }
        Some(Plain::Struct) => {
            to.begin(span, Shape::Struct)?;
            for (label, marker, field) in view.fields(n).filter(|(label, ..)| label.is_regular()) {
                match marker {
                    Marker::Regular => {
                        to.key(view.names.name_arc(label))?;
                        stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, || send_node(frozen, field, to))?;
                    }
                    Marker::Required => return Err(Unsent::NoData),
                    Marker::Optional => {}
                }
            }
            Ok(to.end()?)
        }
        None => Err(Unsent::NoData),
    }
}

/// Takes everything and keeps nothing.
struct Nowhere;

impl Sink for Nowhere {
    type Error = Infallible;

    fn scalar(&mut self, _: Span, _: DataValue) -> Result<(), Infallible> {
        Ok(())
    }

    fn begin(&mut self, _: Span, _: Shape) -> Result<(), Infallible> {
        Ok(())
    }

    fn key(&mut self, _: Arc<str>) -> Result<(), Infallible> {
        Ok(())
    }

    fn end(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
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
