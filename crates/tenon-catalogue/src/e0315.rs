//! A bound to something that has no order.

use std::fmt::Display;

entry!("E0315", "bound of a type without order", "bounds take numbers, strings and bytes");

/// The value, its type, and the bound's operator.
pub fn message(shown: impl Display, kind: impl Display, op: &str) -> String {
    format!("cannot use {shown} (type {kind}) for bound {op}")
}
