//! A function or a package where a value belongs.

use std::fmt::Display;

entry!("E0305", "function or package as a value", "call the function, select something from the package");

/// A function that is not called.
pub fn function(name: impl Display) -> String {
    format!("function {name} must be called")
}

/// A package by itself.
pub fn package(path: &str) -> String {
    format!("package {path:?} is no value")
}

/// A reference that the program has no place for.
pub const NOWHERE: &str = "reference leads nowhere";
