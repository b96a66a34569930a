//! What can go wrong when data is written: the format has no form for a value.

use std::fmt;

/// A value that a format cannot hold. The caller knows where the value came from and attaches positions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncodeError {
    /// Keys and indices that lead to the value, from the root.
    pub path: Vec<String>,
    /// What is wrong with it, in one line.
    pub message: String,
}

impl EncodeError {
    /// An error about the value at hand; [`EncodeError::within`] adds the way to it.
    pub(crate) fn new(message: impl Into<String>) -> EncodeError {
        EncodeError { path: Vec::new(), message: message.into() }
    }

    /// Prepends a step, on the way out of the tree; `path` holds the steps in reverse until [`EncodeError::finish`].
    pub(crate) fn within(mut self, step: impl Into<String>) -> EncodeError {
        self.path.push(step.into());
        self
    }

    /// Turns the collected steps around, once, at the root.
    pub(crate) fn finish(mut self) -> EncodeError {
        self.path.reverse();
        self
    }

    /// The error for a value that is no concrete data.
    pub(crate) fn opaque() -> EncodeError {
        EncodeError::new("value is not concrete")
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for EncodeError {}
